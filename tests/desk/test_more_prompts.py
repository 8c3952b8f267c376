"""The interview in a terminal, on a small law, with the keys that somebody presses; and what stands in the way of it.

The keys reach the library that asks through a pipe, as if they were typed; what it draws goes nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from discretion.assess import assess
from discretion.case import read_case
from discretion.case.case import UNKNOWN
from discretion.desk import command, partfile, prompts
from discretion.desk.draft import Answer
from discretion.desk.interview import Interview, Progress, Step
from discretion.desk.question import Question, Wrong, check, parse
from discretion.money import Amount
from discretion.output import Exists
from discretion.report.language import Language
from discretion.rulebook import Rulebook
from discretion.text import say
from tests.assess.test_more_engine import BANDS, DAYS, TABLE, lighter
from tests.audit.support import BASE, rulebook

EN, ZH = Language("en"), Language("zh")
TODAY = date(2026, 6, 1)
DOWN, ENTER, SPACE, STOP = "\x1b[B", "\r", " ", "\x03"
#: What is answered of a case in which dumping with slight harm is proved; then the keys for its heading: place, offence, number, party, kind, days of act, finding and decision.
HEARD: dict[str, Any] = {
    "jurisdiction": "cn",
    "offence": "f.dump",
    "case.number": "1",
    "party.name": "A",
    "party.kind": "organisation",
    "timeline.act": date(2026, 3, 3),
    "timeline.found": date(2026, 3, 3),
    "timeline.decision": TODAY,
    "fact:proved": True,
    "fact:harm": "slight",
}
HEADING = [
    ENTER,
    f"f.dump{ENTER}",
    f"?{ENTER}",
    f"A{ENTER}",
    ENTER,
    f"2026-03-03{ENTER}",
    f"2026-03-03{ENTER}",
    f"2026-06-01{ENTER}",
]


@pytest.fixture
def keys() -> Iterator[Any]:
    """A pipe that stands for the keyboard."""
    with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
        yield typed


def play(
    keys: Any, book: Rulebook, typed: Iterable[str], lang: Language = EN, offence: str = ""
) -> tuple[Interview, list[str]]:
    """An interview to its end; what was shown besides the questions."""
    keys.send_text("".join(typed))
    shown: list[str] = []
    return prompts.run(Interview(book, TODAY), lang, shown.append, offence), shown


def answers(interview: Interview) -> dict[str, Any]:
    return {a.key: a.value for a in interview.answers}


def scripted(book: Rulebook, given: dict[str, Any]) -> Interview:
    """An interview answered by the keys of its questions; the rest nobody knows, and there is no further violation."""
    interview = Interview(book, TODAY)
    while (question := interview.step().question) is not None:
        value = given.get(question.key, False if question.key == "another" else UNKNOWN)
        interview = interview.answer(question, value)
    return interview


# --- answers by key ----------------------------------------------------------------------------------------------------

BAND = BANDS.replace("PICK", "first").replace("      - {when: {area: town}, from: 30000, to: 60000}\n", "")
AREAS = (
    TABLE
    + "lighter:\n  - {id: e, title: {zh: 甲, en: A}, source: new-law:4, when: {area: [park, lake]}, effect: {percent_off: 20}}\n"
)
PROVED, NOT_REFUSED, SLIGHT = ENTER, DOWN + ENTER, DOWN + ENTER


def test_what_cannot_be_an_answer_is_said_and_asked_again(keys: Any) -> None:
    """The band for slight harm goes from 20,000 to 40,000; an empty answer takes the day that is proposed."""
    days = [f"tomorrow{ENTER}", f"2026-03-03{ENTER}", ENTER, ENTER]
    amount = [f"many{ENTER}", f"50000{ENTER}", f"25000{ENTER}", ENTER, f"情节{ENTER}"]
    interview, shown = play(keys, rulebook(BAND), [*HEADING[:5], *days, PROVED, NOT_REFUSED, SLIGHT, *amount, ENTER])
    given = answers(interview)
    assert (given["timeline.found"], given["timeline.decision"]) == (date(2026, 3, 3), TODAY)
    assert (given["choice:t:amount"], given["choice:t:reason"]) == (25_000, "情节")
    assert assess(interview.case(), interview.law).fine == Amount(25_000, 25_000)
    assert "a day is due here, such as 2026-08-15" in shown
    assert "a number is due here" in shown
    assert any("20,000 yuan" in line and "40,000 yuan" in line for line in shown)
    assert "this answer is needed" in shown


def test_several_may_be_marked_and_nothing_marked_asks_what_was_meant(keys: Any) -> None:
    """Slight harm costs 30,000; in the park 20 % less. First nothing is marked: ask again, then not known, then back to mark the park."""
    nothing, park = ENTER, DOWN + SPACE + ENTER
    again, back = DOWN + ENTER, DOWN + DOWN + ENTER
    typed = [*HEADING, PROVED, NOT_REFUSED, SLIGHT, nothing, again, nothing, back, SLIGHT, park, ENTER]
    interview, _ = play(keys, rulebook(AREAS), typed)
    assert answers(interview)["fact:area"] == frozenset({"park"})
    assert assess(interview.case(), interview.law).fine == Amount(24_000, 24_000)


def test_nothing_marked_may_mean_that_nobody_knows(keys: Any) -> None:
    interview, shown = play(keys, rulebook(AREAS), [*HEADING, PROVED, NOT_REFUSED, SLIGHT, ENTER, ENTER, ENTER])
    assert answers(interview)["fact:area"] is UNKNOWN
    assert assess(interview.case(), interview.law).fine == Amount(24_000, 30_000)
    assert "24,000 yuan to 30,000 yuan" in shown[-1]


def test_the_sign_that_goes_back_takes_the_last_answer_away(keys: Any) -> None:
    typed = [
        *HEADING[:3],
        f"B{ENTER}",
        DOWN + DOWN + ENTER,
        f"<{ENTER}",
        f"2026-1{ENTER}",
        *HEADING[3:],
        PROVED,
        NOT_REFUSED,
        SLIGHT,
        ENTER,
    ]
    interview, _ = play(keys, rulebook(TABLE), typed, ZH)
    given = answers(interview)
    assert (given["party.name"], given["case.number"]) == ("A", "2026-1")
    assert assess(interview.case(), interview.law).fine == Amount(30_000, 30_000)


def test_an_offence_that_is_not_found_is_searched_again(keys: Any) -> None:
    """Nothing under the first words; under the next a list, from which the search begins again; then the first of it."""
    again = DOWN + ENTER
    typed = [
        ENTER,
        f"zzzz{ENTER}",
        f"Dumping{ENTER}",
        again,
        f"Dumping{ENTER}",
        ENTER,
        *HEADING[2:],
        PROVED,
        NOT_REFUSED,
        SLIGHT,
        ENTER,
    ]
    interview, shown = play(keys, rulebook(TABLE), typed)
    assert answers(interview)["offence"] == "f.dump"
    assert "nothing found for “zzzz”; try other words, or an article such as 1120 or 108(5)" in shown


def test_the_words_on_the_command_line_are_searched_first(keys: Any) -> None:
    typed = [ENTER, *HEADING[2:], PROVED, NOT_REFUSED, SLIGHT, ENTER]
    assert answers(play(keys, rulebook(TABLE), typed, offence="f.dump")[0])["offence"] == "f.dump"


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress("fine", Amount(1, 2), False), "possible fine: 1 yuan to 2 yuan"),
        (Progress("fine", Amount(2, 2), True), "fine; possible fine: 2 yuan"),
    ],
)
def test_how_far_the_answers_settle_the_result(progress: Progress, words: str) -> None:
    step = Step(Question("fact:harm", "choice", say("yes")), progress)
    assert words in prompts._Asker(EN, print, "").progress(step, None)
    before = Progress("fine", Amount(0, 9), False)
    assert "→" in prompts._Asker(EN, print, "").progress(step, before)


# --- the command -------------------------------------------------------------------------------------------------------


def new(
    keys: Any, book: Rulebook, target: Path, typed: Iterable[str], shown: list[str] | None = None, **more: Any
) -> Any:
    keys.send_text("".join(typed))
    shown = [] if shown is None else shown
    return command.new(book, target, TODAY, EN, shown.append, **more)


def test_an_interrupted_interview_is_kept_and_goes_on(keys: Any, tmp_path: Path) -> None:
    target, shown = tmp_path / "case.yaml", list[str]()
    book = rulebook(TABLE)
    with pytest.raises(command.Refused) as stopped:
        new(keys, book, target, [*HEADING[1:], PROVED, STOP], jurisdiction="cn")
    assert stopped.value.blame == "interrupted"
    assert EN.of(stopped.value.help) == f"go on with: discretion new --resume -o {target}"
    assert not target.exists()
    with pytest.raises(command.Refused) as held:
        new(keys, book, target, [])
    assert EN.of(held.value.message) == f"{tmp_path / 'case.part.yaml'} holds an interview that was interrupted"
    result = new(keys, book, target, [NOT_REFUSED, SLIGHT, ENTER], shown, resume=True)
    assert result.fine == Amount(30_000, 30_000)
    assert shown[0].startswith("9 answers")
    assert not (tmp_path / "case.part.yaml").exists()
    assert assess(*read_case(str(target), target.read_bytes(), book)).fine == Amount(30_000, 30_000)
    with pytest.raises(Exists):
        new(keys, book, target, [*HEADING, PROVED, NOT_REFUSED, SLIGHT, ENTER])


def test_answers_that_no_longer_fit_are_asked_again(keys: Any, tmp_path: Path) -> None:
    target, shown = tmp_path / "case.yaml", list[str]()
    part = partfile.path_of(target)
    interview = scripted(rulebook(TABLE), HEARD)
    part.write_text(partfile.text(interview).replace("slight", "awful"), encoding="utf-8")
    new(keys, rulebook(TABLE), target, [SLIGHT, ENTER], shown, resume=True)
    assert shown[1] == "1 answer no longer fits the rules and is asked again"


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "there is no interrupted interview {part}"), ("answers: 3\n", "{part} holds no answers")],
)
def test_what_is_no_interrupted_interview(tmp_path: Path, content: str | None, words: str) -> None:
    part = tmp_path / "case.part.yaml"
    if content is not None:
        part.write_text(content, encoding="utf-8")
    with pytest.raises(command.Refused) as refused:
        command.new(rulebook(TABLE), tmp_path / "case.yaml", TODAY, EN, print, resume=True)
    assert (refused.value.blame, EN.of(refused.value.message)) == ("unusable", words.format(part=part))


def test_without_the_library_that_asks_the_blank_case_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "questionary", None)
    with pytest.raises(command.Refused) as refused:
        command.new(rulebook(TABLE), tmp_path / "case.yaml", TODAY, EN, print)
    assert refused.value.blame == "environment"
    assert "pip install 'discretion[desk]'" in EN.of(refused.value.message)
    assert refused.value.help is not None
    assert EN.of(refused.value.help) == "without it: discretion new --blank OFFENCE"


# --- answers on disk, and typed ----------------------------------------------------------------------------------------


def kept(*items: tuple[str, Any]) -> list[str]:
    """Which of these answers the rules still know, after the place and the offence."""
    given = Interview(rulebook(BAND), TODAY, tuple(Answer(key, value) for key, value in items))
    found, dropped = partfile.resume("p", partfile.text(given).encode(), rulebook(BAND), TODAY, False)
    assert len(found.answers) + dropped == len(items)
    return [a.key for a in found.answers]


def test_answers_without_what_they_rest_on_are_dropped() -> None:
    place, offence = ("jurisdiction", "cn"), ("offence", "f.dump")
    assert kept(("jurisdiction", "cn/atlantis"), offence) == []
    assert kept(("party.name", "A"), place) == ["jurisdiction"]
    assert kept(place, ("offence", "f.dunp")) == ["jurisdiction"]
    assert kept(place, offence, ("fact:harm", "slight")) == ["jurisdiction", "offence", "fact:harm"]
    # a choice without the heading of a case, as nobody but a careless hand would write it
    assert kept(place, offence, ("choice:t:amount", 25_000)) == ["jurisdiction", "offence"]
    facts = (*HEARD.items(), ("fact:refused", False))
    keys = [key for key, _ in facts]
    assert kept(*facts, ("choice:gone:amount", 5)) == keys
    # the band goes from 20,000 to 40,000
    assert kept(*facts, ("choice:t:amount", 25_000)) == [*keys, "choice:t:amount"]
    beyond = (("choice:t:amount", 50_000), ("choice:t:reason", "r"))
    assert "choice:t:reason" not in kept(*facts, *beyond)


def test_an_empty_answer_takes_what_is_proposed_and_a_needed_one_has_to_be_given() -> None:
    proposed = Question("timeline.found", "day", say("yes"), default=TODAY)
    assert parse(proposed, " ") == TODAY
    needed = Question("jurisdiction", "text", say("yes"), needed=True)
    for typed in ("", "?", "不知道"):
        with pytest.raises(Wrong) as wrong:
            parse(needed, typed)
        assert EN.of(wrong.value.message) == "this answer is needed"
    with pytest.raises(Wrong):
        check(needed, UNKNOWN)
    assert parse(needed, "cn") == "cn"


# --- days, and persons in charge ---------------------------------------------------------------------------------------


def asked(book: Rulebook, given: dict[str, Any]) -> tuple[dict[str, Question], Interview]:
    """Every question by its key, and the interview at its end."""
    questions: dict[str, Question] = {}
    interview = Interview(book, TODAY)
    while (question := interview.step().question) is not None:
        questions[question.key] = question
        interview = interview.answer(question, given.get(question.key, False if question.default is False else UNKNOWN))
    return questions, interview


def test_a_day_on_which_a_period_depends_is_asked_for() -> None:
    """Paid on 9 March, within seven working days of 2 March: 20 % of 30,000 off."""
    day = "  timeline.notice: {title: {zh: 告知, en: Notice}, type: date, computed: true}\n"
    book = rulebook(TABLE + lighter("{paid_on: {within: 7 working-days, of: timeline.notice}}") + DAYS + day)
    given = {**HEARD, "fact:refused": False, "fact:paid_on": date(2026, 3, 9), "timeline.notice": date(2026, 3, 2)}
    questions, interview = asked(book, given)
    assert (questions["timeline.notice"].kind, EN.of(questions["timeline.notice"].title)) == (
        "day",
        "Notice: which day?",
    )
    assert assess(interview.case(), interview.law).fine == Amount(24_000, 24_000)
    _, late = asked(book, {**given, "timeline.notice": date(2026, 2, 2)})
    assert assess(late.case(), late.law).fine == Amount(30_000, 30_000)


def test_a_person_in_charge_has_questions_of_their_own() -> None:
    """The person's fine goes from 500 to 900 yuan; (10 + 20) % of 900 would lie below it, so that it is 500."""
    tier = "                  - {id: person, payer: person-in-charge, fine: {from: 500, to: 900}}\n"
    files = {"cn/offences/f.yaml": BASE["cn/offences/f.yaml"].rstrip(" ") + tier}
    table = TABLE.replace("start: 50}]", "start: 50}, {id: person, of: ceiling, start: 10}]")
    book = rulebook(
        table + "      - {fact: loss, tiers: [person], levels: [{below: 5, weight: 0}, {weight: 60}]}\n", files
    )
    assert book.problems() == ()
    given = {**HEARD, "fact:refused": False, "p1|is": True, "p1|name": "B"}
    for loss, low, high in ((UNKNOWN, 500, 810), (9, 810, 810), (1, 500, 500)):
        questions, interview = asked(book, {**given, "p1|fact:loss": loss})
        assert EN.of(questions["p1|is"].notes[0]) == "the law provides a fine for persons in charge: New law, art. 1"
        assert "p1|fact:loss" in questions
        assert "fact:loss" not in questions
        result = assess(interview.case(), interview.law)
        assert result.violations[0].fine == Amount(30_000, 30_000)
        assert [(p.name, p.fine) for p in result.violations[0].persons] == [("B", Amount(low, high))]
