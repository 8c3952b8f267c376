"""That `rules prove` finds what depends on the order of files, facts or violations."""

from __future__ import annotations

import msgspec
import pytest
import yaml

from discretion.assess import STAGES
from discretion.assess.matter import Matter
from discretion.audit.prove import Proof, prove
from discretion.audit.prove.order import Orders, Worked, crowds
from discretion.money import Amount
from discretion.report.language import Language
from discretion.report.proof import case_files, render
from discretion.rulebook import Rulebook
from discretion.rulebook.files import Files, builtin
from tests.audit.support import ON, rulebook
from tests.audit.test_prove import LAW, OTHER, proofs

TABLE = """\
bases:
  NAME:
    offence: f.dump
    source: new-law:3
    method: bands
    bands: [{fixed: AMOUNT}]
"""
TABLES = {
    "cn/basis/f-one.yaml": TABLE.replace("NAME", "one").replace("AMOUNT", "20000"),
    "cn/basis/f-two.yaml": TABLE.replace("NAME", "two").replace("AMOUNT", "60000"),
}


def order(found: list[Proof]) -> list[str]:
    """The messages of the failures of this claim."""
    return [Language("en").of(f.message) for p in found for f in p.failures if f.claim == "order"]


def test_a_sound_law_gives_the_same_in_every_order_and_the_cases_are_counted() -> None:
    found = proofs(LAW)
    assert order(found) == []
    assert all(p.ordered > 0 for p in found)
    count = sum(p.ordered for p in found)
    text = f"in two other orders of files, facts and violations: {count} cases assessed again"
    assert text in render(found, Language("en"))


def test_a_law_under_which_the_table_that_stands_first_counts_depends_on_the_order_of_its_files() -> None:
    """Two files, a table of 20,000 and one of 60,000 yuan for the same act. The heavier counts whatever the order; the first does not."""
    place = "jurisdiction: {title: {zh: 全国, en: China}, overlapping_bases: %s}\n"
    assert order(proofs("", TABLES | {"cn/jurisdiction.yaml": place % "heaviest"})) == []
    found = proofs("", TABLES | {"cn/jurisdiction.yaml": place % "first"})
    assert "with the rule files in another order: fine 60,000 instead of fine 20,000 (one, two)" in order(found)
    texts = [text for name, text in case_files(found) if "-order-" in name]
    assert [yaml.safe_load(text)["offence"] for text in texts] == ["f.dump"]
    assert "✗ the order of files and facts makes no difference: f.dump" in render(found, Language("en"))


def first_fact(matter: Matter) -> Matter:
    """A stage that takes what stands first."""
    return msgspec.structs.replace(matter, amount=Amount.exactly(20_000 + len(next(iter(matter.view.facts)))))


def test_an_engine_that_takes_the_fact_that_stands_first_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discretion.assess.STAGES", (*STAGES, first_fact))
    assert any(said.startswith("with facts and violations in another order") for said in order(proofs(LAW)))


def first_entry(matter: Matter) -> Matter:
    """A stage that takes, of the entries that apply, the one that stands first."""
    found = [f.rule for f in matter.findings if f.stage == "adjustment" and f.verdict == "applied"]
    return msgspec.structs.replace(matter, amount=Amount.exactly(20_000 + len(found[0]))) if found else matter


def test_an_engine_that_takes_the_entry_that_stands_first_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two entries, in two files, that look at different facts: only a case in which both hold shows it."""
    entry = "heavier:\n  - {id: NAME, title: {zh: 从重, en: H}, source: new-law:6, when: CONDITION}\n"
    files = {
        "cn/lists/a.yaml": entry.replace("NAME", "short").replace("CONDITION", "{area: lake}"),
        "cn/lists/b.yaml": entry.replace("NAME", "much-longer").replace("CONDITION", "{loss: {above: 5}}"),
    }
    assert order(proofs(LAW, files)) == []
    monkeypatch.setattr("discretion.assess.STAGES", (*STAGES, first_entry))
    # 20,000 and as many yuan as the name of the first has letters
    assert "with the rule files in another order: fine 20,011 instead of fine 20,005 (—)" in order(proofs(LAW, files))


def test_the_order_of_violations_is_turned_too() -> None:
    assert order(proofs(OTHER)) == []
    assert sum(p.ordered for p in proofs(OTHER)) > 0


def test_each_rule_is_in_a_crowd_and_those_that_end_a_case_stand_apart() -> None:
    worked = [
        Worked("a", ("x",), {"x": 1, "y": 1, "z": 1}, False),
        Worked("b", ("y",), {"x": 2, "y": 2, "z": 1}, False),
        Worked("c", ("x",), {"x": 3, "y": 1, "z": 1}, False),
        Worked("d", ("z",), {"x": 1, "y": 1, "z": 4}, True),
    ]
    start = {"x": 0, "y": 0, "z": 0}
    assert list(crowds(start, worked)) == [
        {"x": 1, "y": 2, "z": 0},
        {"x": 3, "y": 2, "z": 0},
        {"x": 0, "y": 0, "z": 4},
    ]


@pytest.mark.parametrize("place", ["cn", "cn/guangdong/dongguan"])
def test_files_opened_in_reversed_order_make_the_law_that_is_compared(place: str) -> None:
    """The rules are not read again for the proof: they are put together again. That comes to the same, order and all."""
    book, turned = Rulebook([builtin()]), Rulebook([builtin()])
    turned.files = Files({name: str(path) for name, path in reversed(list(turned.files.items()))})
    turned.shelf()
    made, opened = Orders(book).of(place)[0].law, turned.law(place)
    for name in ("bases", "programmes", "offences", "facts", "instruments", "measures", "named"):
        assert list(getattr(made, name).items()) == list(getattr(opened, name).items())
    assert made.lists == opened.lists
    assert list(made.bases) != list(book.law(place).bases)


def test_a_rule_that_is_read_otherwise_in_another_order_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A faulty way to put the law together: one fact becomes whichever was read last."""
    from discretion.rulebook import book as own

    right = own.resolve

    def wrong(jurisdiction: str, chain: tuple[str, ...], rules: object, version: str, digest: str) -> object:
        law = right(jurisdiction, chain, rules, version, digest)  # type: ignore[arg-type]
        last = list(law.facts)[-1]
        return msgspec.structs.replace(law, facts={**law.facts, "harm": law.facts[last]})

    files = {"cn/facts-more.yaml": "facts: {smoke: {title: {zh: 烟, en: Smoke}, type: boolean, computed: true}}\n"}
    sound = rulebook(LAW, files)
    monkeypatch.setattr("discretion.audit.prove.order.resolve", wrong)
    assert Orders(sound).differing("cn") == {"harm"}
    shown = render(list(prove(sound, ON)), Language("en"))
    assert "with the rule files in another order harm is read otherwise in cn" in shown
