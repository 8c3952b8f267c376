"""What libyaml says of text that is no YAML, in words that tell a lawyer what to do, at the place where it went wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import yaml

from discretion.text import Message, say

#: Line and column, from 1.
Where = tuple[int, int]
#: A full-width sign where a key, or what follows one, says that the ASCII sign was meant; inside a text such signs are right.
_FULL_WIDTH: Final = re.compile(
    r"(?:^|[{,，-])\s*[\w.-]+(?P<colon>：)|(?P<comma>，)\s*[\w.-]+\s*[:：]|:\s*(?P<open>[｛［])|(?P<close>[｝］])\s*$",
    re.ASCII,
)
_UNCLOSED: Final = (
    "did not find expected ',' or '}'",
    "did not find expected ',' or ']'",
    "found unexpected end of stream",
)


def explain(error: yaml.YAMLError, text: str) -> tuple[Where, Message, Message | None]:
    """Where the text is no YAML, what is wrong there, and what would be right."""
    if isinstance(error, yaml.reader.ReaderError):
        return _character(error, text)
    if not isinstance(error, yaml.MarkedYAMLError):
        return (1, 1), say("this is no YAML: {what}", what=str(error).splitlines()[0]), None
    mark = error.problem_mark or error.context_mark
    begun = error.context_mark
    if mark is None:
        return (1, 1), say("this is no YAML: {what}", what=str(error.problem)), None
    # what is never closed is noticed only where the next thing begins, or at the end of the file
    if begun is not None and begun.line != mark.line and error.problem in (*_UNCLOSED, "could not find expected ':'"):
        mark = begun
    at = (mark.line + 1, mark.column + 1)
    lines = text.split("\n")
    message, help = _said(error, _here(lines, *at))
    sign = _full_width(lines, at[0])
    if sign is not None:
        help = say("`{sign}` is a full-width sign; YAML needs `{ascii}`", sign=sign, ascii=_ASCII[sign])
    return at, message, help


def _said(error: yaml.MarkedYAMLError, sign: str) -> tuple[Message, Message | None]:
    """The sentence for what libyaml found, and the way out."""
    if error.problem == "found character that cannot start any token":
        if sign == "\t":
            return say("a tab stands where spaces are due"), say("indent with spaces")
        return say("`{sign}` cannot begin a value", sign=sign), say("put the text in quotes")
    sentence = _SENTENCES.get(error.problem or "")
    if sentence is None:
        return say("this is no YAML: {what}", what=" ".join(filter(None, (error.context, error.problem)))), None
    return sentence()


def _here(lines: list[str], line: int, column: int) -> str:
    return lines[line - 1][column - 1 : column] if line <= len(lines) else ""


def _full_width(lines: list[str], line: int) -> str | None:
    """A full-width sign in the line or the one above, where an ASCII one was probably meant."""
    for number in (line, line - 1):
        if 0 < number <= len(lines):
            text = re.sub(r"\"[^\"]*\"|'[^']*'", "", lines[number - 1][:1000])
            if match := _FULL_WIDTH.search(text):
                return next(sign for sign in match.groups() if sign)
    return None


def _character(error: yaml.reader.ReaderError, text: str) -> tuple[Where, Message, Message | None]:
    # libyaml counts bytes here; the first such character is the one
    position = max(0, text.find(chr(error.character))) if isinstance(error.character, int) else 0
    before = text[:position]
    line = before.count("\n") + 1
    column = position - (before.rfind("\n") + 1) + 1
    code = f"U+{error.character:04X}" if isinstance(error.character, int) else str(error.character)
    return (line, column), say("the character {code} has no place in a text file", code=code), say("delete it")


_ASCII: Final = dict(zip("：，｛｝［］", ":,{}[]", strict=True))
_SENTENCES: Final[dict[str, Callable[[], tuple[Message, Message | None]]]] = {
    "mapping values are not allowed in this context": lambda: (
        say("there is a `:` too many here, or one is missing in the line above"),
        say("text with `: ` in it needs quotes; after a key stands `: `"),
    ),
    "did not find expected ',' or '}'": lambda: (
        say("this `{{` is not closed, or a `,` is missing after a value"),
        say("close it with `}}`; text with `,` `[` `{{` in it needs quotes"),
    ),
    "did not find expected ',' or ']'": lambda: (
        say("this `[` is not closed, or a `,` is missing after a value"),
        say("close it with `]`; text with `,` `[` `{{` in it needs quotes"),
    ),
    "found unexpected end of stream": lambda: (
        say("the quote that begins here is not closed"),
        say("end the text with the same quote"),
    ),
    "did not find expected key": lambda: (
        say("this does not belong to what stands above"),
        say("keys of one mapping begin in the same column; what follows a closing quote or bracket needs quotes too"),
    ),
    "did not find expected '-' indicator": lambda: (
        say("this does not belong to the list above"),
        say("every item of a list begins with `- ` in the same column"),
    ),
    "could not find expected ':'": lambda: (
        say("this key is not followed by `: `"),
        say("write `key: value`, with a space after the colon"),
    ),
    "block sequence entries are not allowed in this context": lambda: (
        say("a list cannot begin in this line"),
        say("begin it in a line of its own, or write [a, b]"),
    ),
    "did not find expected node content": lambda: (
        say("a value is due here"),
        say("write the value, or put quotes around the text"),
    ),
    "did not find expected <document start>": lambda: (
        say("this does not belong to what stands above"),
        say("keys of one mapping begin in the same column; what follows a closing quote or bracket needs quotes too"),
    ),
    "found unknown escape character": lambda: (
        say("`\\` begins an escape in double quotes"),
        say("write the text in single quotes, or double the `\\`"),
    ),
}
