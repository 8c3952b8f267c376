"""The interview as a state machine, with scripted answers; then once through the terminal."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pexpect
import pytest

from discretion.assess import assess
from discretion.case import read_case
from discretion.case.case import UNKNOWN
from discretion.desk import partfile
from discretion.desk.interview import Interview, Step
from discretion.desk.question import Question, Wrong, check, of_fact, parse
from discretion.desk.scope import parted
from discretion.law.fact import Fact
from discretion.money import Amount
from discretion.report import casefile
from discretion.report.language import Language
from discretion.rulebook import Rulebook
from discretion.text import Text
from tests.support import QUARRY, rulebook

ROOT = Path(__file__).resolve().parent.parent.parent
ZH, EN = Language("zh"), Language("en")
TODAY = date(2026, 11, 21)
#: A book that reads only what an offence needs, as the command has it.
BOOK = Rulebook.open()
HEADING: dict[str, Any] = {
    "jurisdiction": "cn/liaoning/yingkou",
    "offence": "air.industrial-dust",
    "case.number": "营环罚〔2025〕1号",
    "party.name": "某建筑石矿",
    "party.kind": "organisation",
    "timeline.act": date(2025, 3, 27),
    "timeline.found": date(2025, 3, 27),
    "timeline.decision": date(2025, 6, 1),
}
FACTS = {**QUARRY, "law_study.passed_on": date(2025, 5, 10)}


def nobody_knows(fact: str) -> Any:
    return UNKNOWN


def answered(
    facts: Callable[[str], Any] | Mapping[str, Any], heading: Mapping[str, Any] = HEADING, **more: Any
) -> tuple[Interview, list[Step]]:
    """An interview answered to its end, and its steps."""
    interview, steps = Interview(BOOK, TODAY, (), **more), []
    while True:
        step = interview.step()
        steps.append(step)
        if step.question is None:
            return interview, steps
        interview = interview.answer(step.question, answer_to(step.question, facts, heading))


def answer_to(
    question: Question, facts: Callable[[str], Any] | Mapping[str, Any], heading: Mapping[str, Any] = HEADING
) -> Any:
    """The scripted answer: by the whole key, else by the fact; no person in charge, no further violation."""
    _, inner = parted(question.key)
    kind, _, name = inner.partition(":")
    if question.key in heading:
        return heading[question.key]
    if inner in ("another", "is"):
        return False
    if kind == "evidence":
        return "现场检查笔录"
    if kind == "fact":
        return facts(name) if callable(facts) else facts.get(name, UNKNOWN)
    return UNKNOWN


def test_the_quarry_is_asked_from_nothing_to_34000() -> None:
    interview, steps = answered(FACTS)
    assert [s.question.key for s in steps[:8] if s.question] == list(HEADING)
    last = steps[-1].progress
    assert last is not None
    assert (last.outcome, last.fine, last.settled) == ("fine", Amount(34000, 34000), True)
    text = casefile.of_interview(interview, assess(interview.case(), interview.law), ZH)
    case, law = read_case("case.yaml", text.encode(), BOOK)
    assert assess(case, law).fine == Amount(34000, 34000)


def test_the_interval_only_shrinks_as_answers_come_in() -> None:
    _, steps = answered(FACTS)
    fines = [s.progress.fine for s in steps if s.progress is not None]
    for before, after in itertools.pairwise(fines):
        assert after.low >= before.low
        assert before.high is not None
        assert after.high is not None
        assert after.high <= before.high
    assert fines[0] == Amount(0, 200000)


def test_what_can_no_longer_change_the_result_is_not_asked() -> None:
    """Measures in place: nothing is made out, and nothing more is worth asking."""
    _, steps = answered({"industry": "mining", "dust_measures": "in-place"})
    assert [s.question.key for s in steps[8:] if s.question] == ["fact:industry", "fact:dust_measures", "another"]
    last = steps[-1].progress
    assert last is not None
    assert last.outcome == "not-established"


def test_the_day_of_the_exam_is_asked_only_where_the_exam_was_passed() -> None:
    _, steps = answered({**FACTS, "law_study.exam_passed": False})
    assert "fact:law_study.passed_on" not in {s.question.key for s in steps if s.question}


def test_not_known_throughout_ends_with_an_interval_and_what_to_find_out_first() -> None:
    interview, steps = answered(nobody_knows)
    last = steps[-1].progress
    assert last is not None
    assert last.fine == Amount(0, 200000)
    assert not last.settled
    asked = [s.question.key for s in steps if s.question]
    assert len(asked) == len(set(asked))  # nothing is asked twice
    text = casefile.of_interview(interview, assess(interview.case(), interview.law), ZH)
    case, law = read_case("case.yaml", text.encode(), BOOK)
    result = assess(case, law)
    assert result.outcome == "undetermined"
    assert result.violations[0].missing[0] == last.open[0].fact


def test_unknown_days_and_an_individual_are_asked_for_what_they_need() -> None:
    heading = {**HEADING, "party.kind": "individual", "timeline.act": UNKNOWN, "party.age": 15}
    interview, steps = answered(FACTS, heading)
    asked = [s.question.key for s in steps if s.question]
    assert "party.age" in asked
    text = casefile.of_interview(interview, assess(interview.case(), interview.law), ZH)
    assert "  age: 15" in text
    read_case("case.yaml", text.encode(), BOOK)


def test_back_takes_the_last_answer_away() -> None:
    interview = Interview(BOOK, TODAY)
    assert interview.back() == interview
    question = interview.step().question
    assert question is not None
    further = interview.answer(question, "cn")
    assert further.back() == interview


def test_evidence_is_asked_for_where_it_is_wanted_and_written() -> None:
    interview, steps = answered(FACTS, evidence=True)
    keys = [s.question.key for s in steps if s.question]
    assert keys[keys.index("fact:industry") + 1] == "evidence:industry"
    text = casefile.of_interview(interview, assess(interview.case(), interview.law), ZH)
    assert '  industry: {value: mining, evidence: "现场检查笔录"}' in text
    case, law = read_case("case.yaml", text.encode(), BOOK)
    assert assess(case, law).without_evidence == ()


@pytest.mark.parametrize(
    "words", ["air.industrial-dust", "抑尘", "Industrial dust", "1120(5)", "108(5)", "第一千一百二十条第一款第五项"]
)
def test_the_offence_is_found_by_id_words_or_article(words: str) -> None:
    interview = Interview(BOOK, TODAY)
    question = interview.step().question
    assert question is not None
    found = interview.answer(question, "cn/liaoning/yingkou").find(words)
    assert "air.industrial-dust" in [o.value for o in found[:6]]


def test_a_question_shows_its_choices_and_what_proves_them() -> None:
    _, steps = answered(FACTS)
    harm = next(s.question for s in steps if s.question and s.question.key == "fact:harm")
    assert [(o.value, EN.of(o.label)) for o in harm.options][:2] == [("none", "no harm"), ("slight", "slight harm")]
    assert harm.evidence is not None
    days = next(s.question for s in steps if s.question and s.question.key == "fact:duration_days")
    assert EN.of(days.notes[0]) == "something changes at: 30, 90"


# --- interrupted and resumed ------------------------------------------------------------------------------------------


def test_an_interrupted_interview_goes_on_where_it_stopped() -> None:
    whole, _ = answered(FACTS)
    for count in (0, 1, 5, 9, len(whole.answers)):
        part = Interview(BOOK, TODAY, whole.answers[:count])
        again, dropped = partfile.resume("p", partfile.text(part).encode(), BOOK, TODAY, False)
        assert (again.answers, dropped) == (part.answers, 0)
        assert again.step() == part.step()


def test_answers_that_the_rules_no_longer_know_are_asked_again() -> None:
    text = """
answers:
  - {key: jurisdiction, value: cn}
  - {key: offence, value: air.industrial-dust}
  - {key: "fact:harm", value: catastrophic}
  - {key: "fact:no_such_fact", value: true}
"""
    interview, dropped = partfile.resume("p", text.encode(), BOOK, TODAY, False)
    assert ([a.key for a in interview.answers], dropped) == (["jurisdiction", "offence"], 2)


@pytest.mark.parametrize(
    "text", ["", "answers: 3", "answers: [1]", "answers: [{key: offence}]", "answers:\n  - {value: 1}", "x: ["]
)
def test_a_file_without_answers_is_refused(text: str) -> None:
    with pytest.raises(partfile.Unreadable):
        partfile.resume("p", text.encode(), BOOK, TODAY, False)


# --- typed answers ----------------------------------------------------------------------------------------------------


def asks(kind: str, **more: Any) -> Question:
    return of_fact("f", Fact(title=Text("事实"), type=kind, **more), None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("money", "1,200,000", 1200000),
        ("ratio", "0.1", parse(asks("ratio"), "1/10")),
        ("date", "2025/3/27".replace("/3/", "/03/"), date(2025, 3, 27)),
        ("date", "2025.03.27", date(2025, 3, 27)),
        ("count", "?", UNKNOWN),
        ("count", "", UNKNOWN),
        ("text", "还不知道", UNKNOWN),
        ("text", " 某地 ", "某地"),
    ],
)
def test_what_is_typed_becomes_a_value(kind: str, typed: str, value: Any) -> None:
    assert parse(asks(kind), typed) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("count", "many"), ("count", "1/0"), ("count", "-1"), ("date", "tomorrow"), ("date", "2025-02-30")],
)
def test_what_is_no_answer_is_said_to_be_none(kind: str, typed: str) -> None:
    with pytest.raises(Wrong):
        parse(asks(kind), typed)


def test_a_choice_that_does_not_exist_is_no_answer() -> None:
    question = asks("choice", choices={"a": Text("甲")})
    assert check(question, "a") == "a"
    for value in ("b", True, 1, ["a"]):
        with pytest.raises(Wrong):
            check(question, value)
    assert check(asks("set", choices={"a": Text("甲")}), ["a"]) == frozenset({"a"})


# --- blank skeletons --------------------------------------------------------------------------------------------------


def test_every_offence_has_a_skeleton_that_validates() -> None:
    for place in ("cn", "cn/guangdong"):
        law = rulebook().law(place)
        for offence in list(law.offences)[::9]:
            for lang in (ZH, EN):
                text = casefile.blank(offence, law, lang)
                read_case("blank.yaml", text.encode(), rulebook(), TODAY)
                assert max(len(line) for line in text.splitlines()) <= 140


# --- in a terminal ----------------------------------------------------------------------------------------------------

DOWN, ENTER = "\x1b[B", "\r"


@pytest.fixture
def terminal(tmp_path: Path) -> Any:
    environment = {
        **os.environ,
        "PROMPT_TOOLKIT_NO_CPR": "1",
        "TERM": "xterm",
        "LC_ALL": "C.UTF-8",
        "DISCRETION_LANG": "zh",
        "PYTHONPATH": str(ROOT),
    }

    def start(*arguments: str, lang: str = "zh") -> Any:
        command = ["-m", "discretion", "new", "--lang", lang, *arguments]
        return pexpect.spawn(
            sys.executable,
            command,
            cwd=str(tmp_path),
            env=environment,
            encoding="utf-8",
            timeout=60,
            dimensions=(60, 80),
        )

    return start


def give(child: Any, question: Question, value: Any, words: str = "", lang: Language = ZH) -> None:
    """Answer a question as a person would: arrow keys, or typed."""
    child.expect_exact(lang.of(question.title)[:20])
    if question.kind == "search":
        child.send(f"{words}{ENTER}")
        return
    if question.kind == "choice":
        values = [o.value for o in question.options]
        place = len(values) if value is UNKNOWN else values.index(value)
        # the pointer stands on the default; down from the last goes to the first
        at = 0 if question.default is None else values.index(question.default)
        count = len(values) + (0 if question.needed else 1) + (0 if question.key == "jurisdiction" else 1)
        child.send(DOWN * ((place - at) % count) + ENTER)
        return
    child.send(f"{'?' if value is UNKNOWN else value}{ENTER}")


def test_a_person_answers_is_interrupted_and_goes_on_to_34000(terminal: Any, tmp_path: Path) -> None:
    interview = Interview(BOOK, date.today())  # noqa: DTZ011 - the command takes the day of the machine
    child = terminal("-o", "case.yaml")
    for number in range(100):
        question = interview.step().question
        if question is None:
            break
        if number == 14:
            child.expect_exact(ZH.of(question.title)[:20])
            child.sendcontrol("c")
            child.expect_exact("case.part.yaml")
            child.expect(pexpect.EOF)
            child.close()
            assert child.exitstatus == 130
            assert not (tmp_path / "case.yaml").exists()
            child = terminal("-o", "case.yaml", "--resume")
            child.expect_exact("已保存14项答案")
        value = answer_to(question, FACTS)
        give(child, question, value, "air.industrial-dust")
        interview = interview.answer(question, value)
    child.expect_exact("34,000元")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert not (tmp_path / "case.part.yaml").exists()
    case, law = read_case("case.yaml", (tmp_path / "case.yaml").read_bytes(), rulebook())
    assert assess(case, law).fine == Amount(34000, 34000)


def test_a_person_who_knows_nothing_gets_an_interval_and_what_to_find_out_first(terminal: Any, tmp_path: Path) -> None:
    interview = Interview(BOOK, date.today())  # noqa: DTZ011 - the command takes the day of the machine
    child = terminal("-o", "case.yaml", lang="en")
    while (question := interview.step().question) is not None:
        value = answer_to(question, nobody_knows)
        give(child, question, value, "air.industrial-dust", EN)
        if question.kind == "several":
            child.send(f"{ENTER}{ENTER}")
        interview = interview.answer(question, value)
    child.expect_exact("possible fine: 0 yuan to 200,000 yuan")
    child.expect_exact("missing facts, the most telling first:")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    case, law = read_case("case.yaml", (tmp_path / "case.yaml").read_bytes(), rulebook())
    assert assess(case, law).fine == Amount(0, 200000)


def test_new_never_overwrites_and_needs_a_terminal(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from discretion.__main__ import _command_line

    run, app = CliRunner(), _command_line().app
    target = str(tmp_path / "case.yaml")
    assert run.invoke(app, ["new", "-o", target, "--lang", "en"]).exit_code == 3
    blank = [
        "new",
        "--blank",
        "air.industrial-dust",
        "-o",
        target,
        "--lang",
        "en",
        "--jurisdiction",
        "cn/liaoning/yingkou",
    ]
    assert run.invoke(app, blank).exit_code == 0
    refused = run.invoke(app, blank)
    assert refused.exit_code == 2
    assert "--force" in refused.output
    assert run.invoke(app, [*blank, "--force"]).exit_code == 0
    several = run.invoke(app, ["new", "--blank", "扬尘", "-o", target, "--force", "--lang", "en"])
    assert several.exit_code == 2
    assert "name one of them" in several.output
    wrong = run.invoke(app, ["new", "--blank", "air.industrial-dusts", "-o", target, "--force", "--lang", "en"])
    assert wrong.exit_code == 2
    assert "air.industrial-dust" in wrong.output
