"""What ``discretion new`` does: an interview or a blank skeleton, written as a case file that validates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal

from discretion.assess import Assessment, assess
from discretion.case import read_case
from discretion.desk import partfile, prompts
from discretion.desk.interview import Interview
from discretion.output import write
from discretion.report import casefile
from discretion.report.language import Language
from discretion.rulebook import Rulebook
from discretion.rulebook.search import offences
from discretion.suggest import nearest
from discretion.text import Message, say

Blame = Literal["unusable", "environment", "interrupted"]


class Refused(Exception):
    """It cannot go on: why, what to do, and whose fault it is."""

    def __init__(self, blame: Blame, message: Message, help: Message | None = None) -> None:
        super().__init__(message.id)
        self.blame, self.message, self.help = blame, message, help


def blank(book: Rulebook, wanted: str, jurisdiction: str, target: Path, force: bool, lang: Language) -> None:
    """Write a skeleton without questions. Raises :class:`Refused`, :class:`discretion.output.Exists`, ``OSError``."""
    law = book.law(jurisdiction)
    found = [wanted] if wanted in law.offences else [h.id for h in offences(law, wanted)]
    if not found:
        raise Refused("unusable", say("there is no offence `{name}`", name=wanted), nearest(wanted, law.offences))
    if len(found) > 1:
        names = ", ".join(f"`{id}`" for id in found[:8])
        raise Refused(
            "unusable", say("several offences fit `{text}`: {names}", text=wanted, names=names), say("name one of them")
        )
    text = casefile.blank(found[0], law, lang).encode()
    read_case(str(target), text, book)
    write(target, text, force)


def new(
    book: Rulebook,
    target: Path,
    today: date,
    lang: Language,
    show: Callable[[str], None],
    *,
    offence: str = "",
    jurisdiction: str = "",
    resume: bool = False,
    force: bool = False,
    evidence: bool = False,
) -> Assessment:
    """Interview the officer and write the case file. Raises :class:`Refused`, :class:`discretion.output.Exists`, ``OSError``."""
    part = partfile.path_of(target)
    interview = _start(book, part, today, lang, show, resume, force, evidence)
    if jurisdiction and not interview.answers:
        interview = interview.answer(next(interview.first()), jurisdiction)
    try:
        interview = prompts.run(interview, lang, show, offence)
    except prompts.Interrupted as stopped:
        write(part, partfile.text(stopped.interview).encode(), force=True)
        raise Refused(
            "interrupted",
            say("interrupted; the answers are kept in {file}", file=str(part)),
            say("go on with: {command}", command=f"discretion new --resume -o {target}"),
        ) from None
    except prompts.ExtraMissing as missing:
        raise Refused(
            "environment",
            say("this needs a further library: pip install 'discretion[{extra}]'", extra=str(missing)),
            say("without it: discretion new --blank OFFENCE"),
        ) from None
    case = interview.case()
    text = casefile.of_interview(interview, assess(case, interview.law), lang).encode()
    written, law = read_case(str(target), text, book, today)
    write(target, text, force)
    part.unlink(missing_ok=True)
    return assess(written, law)


def _start(
    book: Rulebook,
    part: Path,
    today: date,
    lang: Language,
    show: Callable[[str], None],
    resume: bool,
    force: bool,
    evidence: bool,
) -> Interview:
    """A fresh interview, or the one that was interrupted."""
    if not resume:
        if part.exists() and not force:
            raise Refused(
                "unusable",
                say("{file} holds an interview that was interrupted", file=str(part)),
                say("go on with it: --resume; begin anew: --force"),
            )
        return Interview(book, today, (), evidence)
    if not part.exists():
        raise Refused("unusable", say("there is no interrupted interview {file}", file=str(part)))
    try:
        interview, dropped = partfile.resume(str(part), part.read_bytes(), book, today, evidence)
    except partfile.Unreadable:
        raise Refused(
            "unusable", say("{file} holds no answers", file=str(part)), say("begin anew with --force")
        ) from None
    show(lang("{count:answer is|answers are} kept; the interview goes on", count=len(interview.answers)))
    if dropped:
        show(
            lang(
                "{count:answer no longer fits the rules and is|answers no longer fit the rules and are} asked again",
                count=dropped,
            )
        )
    return interview
