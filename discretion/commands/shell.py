"""What every command needs: its language and rules, how it prints, writes, refuses and ends.

Exit codes: 0 good; 1 findings, or not determined under ``--strict``; 2 unusable input; 3 environment; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from discretion.report.language import Language
    from discretion.rulebook import Problem, Rulebook

GOOD, FINDINGS, UNUSABLE, ENVIRONMENT, INTERRUPTED = 0, 1, 2, 3, 130


class Shown(StrEnum):
    """The formats of what is looked at on the screen or by a program."""

    TERMINAL = "terminal"
    JSON = "json"


def language(given: str | None) -> Language:
    """The language of the output: as asked for, or as the environment has it."""
    from discretion.report.language import LANGUAGES, Language, language

    if given is not None and given not in LANGUAGES:
        usage(Language(language(None)), "--lang", given, LANGUAGES)
    return Language(language(given))


def rulebook(folders: list[Path] | None, tongue: Language) -> Rulebook:
    """The rules to work with; where they cannot be read, the end of the command."""
    from discretion.rulebook import Rulebook, Unusable

    try:
        return Rulebook.open(folders or ())
    except Unusable as unusable:
        refuse(unusable.problems, tongue)


def sound(folders: list[Path] | None, tongue: Language) -> Rulebook:
    """Rules in which nothing is wrong; otherwise the end of the command."""
    book = rulebook(folders, tongue)
    if found := book.problems():
        refuse(found, tongue)
    return book


def day(text: str | None, tongue: Language) -> date:
    """The day that an option names; today without one."""
    if text is None:
        return date.today()  # noqa: DTZ011 - the day where the officer sits is the day of the decision
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # Python also reads 20260815 and week dates; a case file does not
    if day is None or day.isoformat() != text:
        stop(tongue("`{text}` is no day", text=text) + f" (--on {date(2026, 8, 15).isoformat()})", UNUSABLE)
    return day


def usage(tongue: Language, option: str, given: str, allowed: tuple[str, ...]) -> NoReturn:
    """End: an option has a value that it cannot have."""
    stop(
        f"{option}: " + tongue("`{value}` is not one of: {allowed}", value=given, allowed=", ".join(allowed)), UNUSABLE
    )


def read(name: str, tongue: Language) -> bytes:
    """A case file: at most one byte more than is ever read, so that an endless one is refused and not swallowed."""
    from discretion.rulebook.yaml import MAX_BYTES

    try:
        if name == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(name).open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError):
        stop(tongue("there is no file {name}", name=name), UNUSABLE)
    except OSError as error:
        stop(tongue("{name} cannot be read: {why}", name=name, why=error.strerror or ""), ENVIRONMENT)


def stop(message: str, code: int) -> NoReturn:
    """End with a message and an exit code."""
    from discretion.report.problems import clean

    typer.echo(clean(message), err=True)
    raise typer.Exit(code)


def lacking(extra: str, tongue: Language) -> NoReturn:
    """End: a library of an extra is not installed."""
    stop(tongue("this needs a further library: pip install 'discretion[{extra}]'", extra=extra), ENVIRONMENT)


def password(tongue: Language, confirm: bool = False) -> bytes:
    """The password of a key: from the environment, or asked for where somebody sits at a terminal."""
    from discretion.replay.command import PASSWORD

    given = os.environ.get(PASSWORD, "")
    if not given and not sys.stdin.isatty():
        stop(
            tongue("the key's password is asked for at a terminal; without one: {variable}", variable=PASSWORD),
            ENVIRONMENT,
        )
    asked = given or typer.prompt(tongue("password"), hide_input=True, confirmation_prompt=confirm, err=True)
    return str(asked).encode()


def write(data: bytes, output: Path | None, force: bool, tongue: Language) -> None:
    """Put a result into its file, or on the screen."""
    if output is None:
        typer.echo(data.decode(), nl=False)
        return
    from discretion.output import Exists, write

    try:
        write(output, data, force)
    except Exists:
        stop(tongue("{name} is there already; --force overwrites it", name=str(output)), UNUSABLE)
    except OSError as error:
        stop(tongue("{name} cannot be written: {why}", name=str(output), why=error.strerror or ""), ENVIRONMENT)


def printed(draw: Callable[[Console], None]) -> None:
    """Print what is drawn on a console."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        draw(console)
    text = captured.get()
    # outside a terminal nobody needs the blanks that fill a line
    typer.echo(text if console.is_terminal else "\n".join(line.rstrip() for line in text.splitlines()) + "\n", nl=False)


def show_problems(problems: tuple[Problem, ...], tongue: Language) -> None:
    """Draw problems where they stand."""
    from discretion.report import problems as drawn

    typer.echo(drawn.render(problems, tongue), err=True)


def refuse(problems: tuple[Problem, ...], tongue: Language) -> NoReturn:
    """End: the input cannot be used."""
    show_problems(problems, tongue)
    one = tongue("1 problem; nothing was written")
    several = tongue("{count:problem|problems}; nothing was written", count=len(problems))
    typer.echo(one if len(problems) == 1 else several, err=True)
    raise typer.Exit(UNUSABLE)
