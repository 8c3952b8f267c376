"""The interview in a terminal: arrow keys, typed answers, "not known yet", back, and the interval that shrinks.

Uses questionary (the extra ``desk``). Everything that is decided is decided in :mod:`discretion.desk.interview`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from discretion.case.case import UNKNOWN
from discretion.desk.interview import Interview, Progress, Step
from discretion.desk.question import Question, Wrong, parse
from discretion.money import Number, plain
from discretion.report.language import Language
from discretion.report.words import Words, joined

EXTRA: Final = "desk"


class ExtraMissing(Exception):
    """The library that asks is not installed."""


class Interrupted(Exception):
    """The officer stopped; ``interview`` holds the answers so far."""

    def __init__(self, interview: Interview) -> None:
        super().__init__()
        self.interview = interview


class _Back(Exception):
    """One question back."""


class _Skip(Exception):
    """Ask the same question once more."""


_BACK: Final = object()
_DONT_KNOW: Final = object()
_AGAIN: Final = object()


def run(interview: Interview, lang: Language, show: Callable[[str], None], offence: str = "") -> Interview:
    """Ask until nothing more is worth asking; ``offence`` is what to search for first.

    Raises :class:`Interrupted`, :class:`ExtraMissing`.
    """
    asker = _Asker(lang, show, offence)
    before: Progress | None = None
    while True:
        step = interview.step()
        if step.progress is not None and step.progress != before:
            show(asker.progress(step, before))
            before = step.progress
        if step.question is None:
            return interview
        try:
            value = asker.ask(step.question, interview)
            interview = interview.answer(step.question, value)
        except _Back:
            interview, before = interview.back(), None
        except _Skip:
            continue
        except Wrong as wrong:
            show(lang.of(wrong.message))
        except (KeyboardInterrupt, EOFError):
            raise Interrupted(interview) from None


class _Asker:
    def __init__(self, lang: Language, show: Callable[[str], None], offence: str) -> None:
        self.offence = offence
        try:
            import questionary
        except ImportError:
            raise ExtraMissing(EXTRA) from None
        self.q, self.lang, self.show, self.words = questionary, lang, show, Words(lang)

    def progress(self, step: Step, before: Progress | None) -> str:
        """``possible fine: 0 to 200,000 yuan → 0 to 60,000 yuan · 12 facts open``, of the violation or person that is asked about."""
        t, now = self.lang, step.progress
        assert now is not None
        fine = self.words.money(now.fine)
        if before is not None and before.scope == now.scope and before.fine != now.fine:
            fine = f"{self.words.money(before.fine)} → {fine}"
        if step.question is None or now.settled:
            text = t("{outcome}; possible fine: {fine}", outcome=self.words.outcome(now.outcome), fine=fine)
        elif not now.open:
            text = t("possible fine: {fine}", fine=fine)
        elif len(now.open) == 1:
            text = t("possible fine: {fine} · 1 fact open", fine=fine)
        else:
            text = t("possible fine: {fine} · {count:fact|facts} open", fine=fine, count=len(now.open))
        who = now.name or (t("violation {number}", number=str(now.scope.violation)) if now.scope.violation > 1 else "")
        return t("{title}: {text}", title=who, text=text) if who else text

    def ask(self, question: Question, interview: Interview) -> Any:
        """One answer. Raises :class:`_Back`, :class:`Wrong`, ``KeyboardInterrupt``."""
        for line in self._notes(question):
            self.show(line)
        if question.kind == "search":
            return self._search(question, interview)
        if question.kind == "choice":
            return self._choice(question, first=not interview.answers)
        if question.kind == "several":
            return self._several(question)
        return self._typed(question)

    def _notes(self, question: Question) -> list[str]:
        lines = [self.lang.of(note) for note in question.notes]
        if question.evidence is not None:
            lines.append(self.lang("usually proved by: {evidence}", evidence=question.evidence))
        return [f"  {line}" for line in lines]

    def _choice(self, question: Question, first: bool) -> Any:
        t = self.lang
        choices = [self.q.Choice(self._label(o.label, o.note), value=(o.value,)) for o in question.options]
        if not question.needed:
            choices.append(self.q.Choice(t("not known yet"), value=_DONT_KNOW))
        choices += [] if first else [self.q.Choice(t("← back"), value=_BACK)]
        # many places: typing narrows the list, and letters must then not choose
        long = len(choices) > 20
        asked = self.q.select(
            t.of(question.title),
            choices=choices,
            use_search_filter=long,
            use_jk_keys=not long,
            default=next((c for c in choices if c.value == (question.default,)), None),
            instruction=t("(arrow keys, Enter)"),
        )
        return self._meant(asked.unsafe_ask())

    def _label(self, label: Any, note: Any) -> str:
        text = self.lang.of(label)
        return f"{text}  ({self.lang.of(note)})" if note and self.lang.of(note) != text else text

    def _several(self, question: Question) -> Any:
        t = self.lang
        before = question.default or ()
        choices = [
            self.q.Choice(self._label(o.label, o.note), value=(o.value,), checked=o.value in before)
            for o in question.options
        ]
        asked = self.q.checkbox(
            t.of(question.title), choices=choices, instruction=t("(space marks, Enter; none marked: not known yet)")
        )
        found = asked.unsafe_ask()
        if found:
            return frozenset(value for (value,) in found)
        return self._meant(
            self.q.select(
                t("Nothing is marked."),
                instruction=t("(arrow keys, Enter)"),
                choices=[
                    self.q.Choice(t("not known yet"), value=_DONT_KNOW),
                    self.q.Choice(t("ask again"), value=_AGAIN),
                    self.q.Choice(t("← back"), value=_BACK),
                ],
            ).unsafe_ask()
        )

    def _typed(self, question: Question) -> Any:
        t = self.lang
        hints = [t.of(question.unit)] if question.unit is not None else []
        hints.append({"number": t("a number"), "day": t("a day, such as 2026-08-15")}.get(question.kind, t("text")))
        hints += [] if question.needed else [t("? = not known yet")]
        hints.append(t("< = back"))
        hints += [] if question.default is None else [t("empty: {value}", value=_shown(question.default))]
        typed = self._text(question, hints)
        return parse(question, typed)

    def _text(self, question: Question, hints: list[str]) -> str:
        """What is typed; raises :class:`_Back` for the sign that goes back."""
        title = self.lang("{text} ({ground})", text=self.lang.of(question.title), ground=joined(hints, self.lang))
        typed: str = self.q.text(title).unsafe_ask().strip()
        if typed in ("<", "＜"):
            raise _Back
        return typed

    def _search(self, question: Question, interview: Interview) -> Any:
        t = self.lang
        words = self.offence or self._text(question, [t("< = back")])
        self.offence = ""
        found = interview.find(words)
        if found and found[0].value == words:
            return words
        if not found:
            self.show(
                t("nothing found for “{words}”; try other words, or an article such as 1120 or 108(5)", words=words)
            )
            raise _Skip
        choices = [self.q.Choice(self._label(o.label, o.note), value=(o.value,)) for o in found]
        choices.append(self.q.Choice(t("search again"), value=_AGAIN))
        choices.append(self.q.Choice(t("← back"), value=_BACK))
        return self._meant(
            self.q.select(t("Which of these?"), choices=choices, instruction=t("(arrow keys, Enter)")).unsafe_ask()
        )

    @staticmethod
    def _meant(value: Any) -> Any:
        if value is _BACK:
            raise _Back
        if value is _AGAIN:
            raise _Skip
        return UNKNOWN if value is _DONT_KNOW else value[0]


def _shown(default: Any) -> Any:
    """A default as it is typed."""
    return plain(default) if isinstance(default, Number) else default
