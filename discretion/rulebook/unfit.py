"""What msgspec says of a value that does not fit, in words of the rule language: what is due there, and how to write it."""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal, Union, get_args, get_origin

import msgspec

from discretion.law.figure import no_day
from discretion.law.value import Path, Unreadable
from discretion.suggest import nearest
from discretion.text import Message, say

#: So many keys or values are listed in a hint; of more, only the nearest.
MOST_NAMES: Final = 16
_DUE: Final = {
    "object": say("a mapping"),
    "array": say("a list"),
    "str": say("text"),
    "bool": say("true or false"),
    "int": say("a whole number"),
    "float": say("a number"),
    "Fraction": say("a number"),
    "date": say("a day"),
}


def translate(text: str, kind: Any, path: Path, value: Any) -> Unreadable:
    """msgspec's message ``text`` about ``value``, which stands at ``path`` inside a ``kind``."""
    due = types_at(kind, path)
    if match := re.fullmatch(r"Object contains unknown field `(.*)`", text, re.S):
        key = match[1]
        message = say("unknown key `{key}`", key=key)
        help = nearest(key, keys_of(due), 0) or _below(key, due) or nearest(key, keys_of(due), MOST_NAMES)
        return Unreadable("unknown-key", message, help, (key,), True)
    if match := re.fullmatch(r"Object missing required field `(.*)`", text):
        help = say("add `{key}: …`", key=match[1])
        return Unreadable("missing-key", say("required key `{key}` is missing", key=match[1]), help)
    allowed = [name for one in due for name in get_args(one) if get_origin(one) is Literal]
    if re.fullmatch(r"Invalid enum value .*", text, re.S) or (allowed and not isinstance(value, str)):
        message = say("`{value}` is not one of the allowed values", value=_short(value))
        return Unreadable("wrong-value", message, nearest(str(value), allowed, MOST_NAMES))
    if text == "Invalid RFC3339 encoded date":
        return no_day(value)
    if match := re.fullmatch(r"Expected `(.*)`, got `(.*)`", text):
        wanted = [w for w in match[1].split(" | ") if w != "null"]
        return _type(wanted, match[2], due, value)
    return Unreadable("wrong-type", say("this does not fit here: {what}", what=text))


def _type(wanted: Sequence[str], got: str, due: Sequence[Any], value: Any) -> Unreadable:
    words = [_DUE.get(w, w) for w in wanted]
    message = say("{wanted} is due here, not {got}", wanted=_or(words), got=_DUE.get(got, got))
    help: Message | None = None
    if "object" in wanted and (keys := keys_of(due)):
        help = nearest("", keys, MOST_NAMES)
    elif "array" in wanted and got == "str":
        help = say("write {example}", example=f"[{_short(value)}]")
    elif "str" in wanted and got in ("int", "bool", "date", "Fraction"):
        help = say("write {example} where it is text", example=f'"{_written(value)}"')
    elif "object" in wanted:
        help = say("write `name: value`, one below the other")
    elif "int" in wanted:
        help = say("write a whole number, without quotes")
    return Unreadable("wrong-type", message, help)


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else _short(value)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _or(words: Sequence[Message | str]) -> Message | str:
    result = words[0]
    for other in words[1:]:
        result = say("{one} or {other}", one=result, other=other)
    return result


def types_at(kind: Any, path: Path) -> list[Any]:
    """The types that may stand at ``path`` inside a ``kind``; none where the path leads into something that reads itself."""
    found = list(_members(kind))
    for step in path:
        found = [inner for one in found for part in _step(one, step) for inner in _members(part)]
    return found


def keys_of(due: Sequence[Any]) -> list[str]:
    """The keys that the records among these types have."""
    return [field.encode_name for one in due if _record(one) for field in msgspec.structs.fields(one)]


def _below(key: str, due: Sequence[Any]) -> Message | None:
    """Where a key that is unknown here was probably meant to stand: inside one of the mappings below."""
    for one in due:
        for field in msgspec.structs.fields(one) if _record(one) else ():
            close = difflib.get_close_matches(key, keys_of(list(_members(field.type))), n=1, cutoff=0.8)
            if close:
                return say("did you mean `{key}` under `{part}`?", key=close[0], part=field.encode_name)
    return None


def _record(one: Any) -> bool:
    return isinstance(one, type) and issubclass(one, msgspec.Struct)


def _members(kind: Any) -> Iterator[Any]:
    if get_origin(kind) in (Union, types.UnionType):
        for part in get_args(kind):
            yield from _members(part)
    else:
        yield kind


def _step(one: Any, step: str | int) -> list[Any]:
    if _record(one):
        return [field.type for field in msgspec.structs.fields(one) if field.encode_name == step]
    origin, parts = get_origin(one), get_args(one)
    if isinstance(step, int):
        return list(parts[:1]) if origin in (list, tuple) else []
    return list(parts[1:2]) if isinstance(origin, type) and issubclass(origin, Mapping) else []
