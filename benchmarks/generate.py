"""Synthetic cases over a whole rulebook, in one of two mixes (:data:`MIXES`); seeded.

``python -m benchmarks.generate 1000000 -o cases.jsonl`` writes JSON Lines, one case a line, as ``discretion batch`` reads them.

- ``varied`` (the hard one): every act of every jurisdiction, every fact drawn by itself, so that hardly two cases are alike.
- ``office``: one province; a few dozen acts make up all cases, and a case departs from the ordinary in two facts or so. That is what the
  published decisions look like (a dust or emission offence, the lowest levels but for one or two, corrected, no harm). How frequent each
  act is, and how often a fact departs, nobody has published: the numbers here are assumed.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import msgspec

from discretion import Rulebook, load_rulebook
from discretion.assess.space import thresholds
from discretion.batch.template import asked
from discretion.law.condition import FactTest, OneOf
from discretion.law.fact import NUMERIC, Fact
from discretion.law.offence import Offence
from discretion.rulebook import Law

#: Where the cases are, and how often: the jurisdictions with rules of their own.
PLACES: Final = {"cn/guangdong": 4, "cn/guangdong/guangzhou": 3, "cn/liaoning/yingkou": 2, "cn": 1}
FIRST, LAST = date(2022, 1, 1), date(2026, 9, 30)


class Mix(msgspec.Struct, frozen=True):
    """What the cases are like: where they are (by weight), how many acts come up, how much rarer the n-th one is (``1/n**steep``), and
    how often a fact is simply the ordinary one."""

    places: Mapping[str, int]
    acts: int
    steep: float
    plain: float


#: The mixes by name.
MIXES: Final = {
    "varied": Mix(PLACES, 10_000, 1.0, 0.0),
    "office": Mix({"cn/guangdong": 1}, 40, 1.1, 0.95),
}
#: What is ordinary where it is not the first choice.
USUAL: Final = {"gravity": "ordinary", "corrected": "within-time-limit"}
#: How often an ordinary fact is as it mostly is, and a yes-or-no fact is so.
ORDINARY: Final = 0.65
YES: Final = 0.03
#: How often a party has done what a programme rewards.
EARNED: Final = 0.4
#: How often a fact that a rule may look at has not been established.
LACKING: Final = 0.0


class Maker:
    """Draws the cases of one jurisdiction."""

    def __init__(self, law: Law, draw: random.Random, lacking: float, mix: Mix) -> None:
        self.law = law
        self.draw = draw
        self.lacking = lacking
        self.mix = mix
        self.offences = sorted(law.offences)
        draw.shuffle(self.offences)
        del self.offences[mix.acts :]
        self.weights = list(accumulate((n + 1) ** -mix.steep for n in range(len(self.offences))))
        self.rewarded = {t.fact for p in law.programmes.values() for t in p.requires.tests()}
        self._asked: dict[str, tuple[str, ...]] = {}
        self._steps: dict[tuple[str, str], tuple[Any, ...]] = {}

    def case(self, key: str) -> dict[str, Any]:
        """One case."""
        draw = self.draw
        offence = draw.choices(self.offences, cum_weights=self.weights)[0]
        act = FIRST + timedelta(days=draw.randrange((LAST - FIRST).days))
        found = act + timedelta(days=min(draw.randrange(0, 400), draw.randrange(0, 400)))
        decision = found + timedelta(days=draw.randrange(30, 180))
        facts = {name: self.value(name, offence) for name in self.facts(offence) if draw.random() >= self.lacking}
        facts |= self.elements(self.law.offences[offence])
        days = {"act": act, "found": found, "notice": found + (decision - found) // 2, "decision": decision}
        for name, value in facts.items():
            if isinstance(value, date):
                facts[name] = (decision - timedelta(days=draw.randrange(0, 500))).isoformat()
        party: dict[str, Any] = {"kind": "organisation"}
        if draw.random() < 0.15:
            party = {"kind": "individual", "age": draw.randrange(16, 75), "capacity": "full"}
        return {
            "key": key,
            "jurisdiction": self.law.jurisdiction,
            "offence": offence,
            "party": party,
            "timeline": {name: day.isoformat() for name, day in days.items()},
            "facts": facts,
        }

    def facts(self, offence: str) -> tuple[str, ...]:
        """What is asked for an offence."""
        if offence not in self._asked:
            self._asked[offence] = asked(self.law, offence)
        return self._asked[offence]

    def value(self, name: str, offence: str) -> Any:
        """A value of a fact: mostly the ordinary one."""
        fact, draw = self.law.facts[name], self.draw
        if self.mix.plain and name not in self.measured(offence) and draw.random() < self.mix.plain:
            return self.usual(name, fact)
        if fact.type == "boolean":
            return draw.random() < (EARNED if name in self.rewarded else YES)
        if fact.type in ("choice", "set"):
            choices = list(fact.choices or {})
            usual = choices[len(name) % len(choices)]
            chosen = usual if draw.random() < ORDINARY else draw.choice(choices)
            return [chosen] if fact.type == "set" else chosen
        if fact.type in NUMERIC:
            return self.number(name, fact, offence)
        return date.today() if fact.type == "date" else "text"  # noqa: DTZ011 - replaced by a day before the decision

    def usual(self, name: str, fact: Fact) -> Any:
        """The ordinary value."""
        if fact.type == "boolean":
            return False
        if fact.type in ("choice", "set"):
            first = next(iter(fact.choices or {}))
            return [first] if fact.type == "set" else USUAL.get(name, first)
        return 0 if fact.type in NUMERIC else FIRST if fact.type == "date" else "text"

    def measured(self, offence: str) -> frozenset[str]:
        """The facts in which the fine of an offence is worked out: another amount in every case."""
        tiers = [t for p in self.law.offences[offence].provisions for t in p.tiers]
        return frozenset(t.fine.of for t in tiers if t.fine is not None and t.fine.of is not None)

    def number(self, name: str, fact: Fact, offence: str) -> Any:
        """A number around the thresholds; an amount over several powers of ten."""
        draw = self.draw
        if (name, offence) not in self._steps:
            self._steps[name, offence] = thresholds(self.law, offence, name)
        steps = self._steps[name, offence]
        top = max(steps, default=10) * Fraction(3, 2)
        if fact.type == "money":
            return draw.randrange(1, 100) * 10 ** draw.randrange(2, 6)
        if fact.type == "ratio":
            return draw.randrange(int(top * 100) + 1) / 100
        return min(draw.randrange(int(top) + 2), draw.randrange(int(top) + 2))

    def elements(self, offence: Offence) -> dict[str, Any]:
        """The facts by which the offence is made out, in nearly all cases."""
        if self.draw.random() < 0.03:
            return {}
        found: dict[str, Any] = {}
        for condition in (offence.elements, *(p.elements for p in offence.provisions)):
            for part in condition.node.parts if condition is not None else ():
                if isinstance(part, FactTest) and isinstance(part.test, OneOf) and part.fact in self.law.facts:
                    fact = self.law.facts[part.fact]
                    value = self.draw.choice(part.test.values)
                    if not fact.computed:
                        found.setdefault(part.fact, [value] if fact.type == "set" else value)
        return found


def cases(
    count: int, seed: int = 1, book: Rulebook | None = None, lacking: float = LACKING, mix: str = "varied"
) -> Iterator[dict[str, Any]]:
    """So many cases."""
    chosen = MIXES[mix]
    book = book or load_rulebook()
    book.shelf()
    draw = random.Random(seed)
    places: Mapping[str, int] = {p: w for p, w in chosen.places.items() if p in book.jurisdictions()}
    makers = [Maker(book.law(place), draw, lacking, chosen) for place in places]
    weights = list(accumulate(places.values()))
    for number in range(count):
        yield draw.choices(makers, cum_weights=weights)[0].case(f"c{number}")


def write(path: Path, count: int, seed: int = 1, lacking: float = LACKING, mix: str = "varied") -> Path:
    """Write so many cases as JSON Lines."""
    encode = msgspec.json.Encoder(enc_hook=str).encode
    with path.open("wb") as stream:
        for case in cases(count, seed, lacking=lacking, mix=mix):
            stream.write(encode(case) + b"\n")
    return path


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lacking", type=float, default=LACKING, help="the share of facts that nobody has established")
    parser.add_argument("--mix", choices=list(MIXES), default="varied", help="what the cases are like")
    wanted = parser.parse_args()
    write(wanted.output, wanted.count, wanted.seed, wanted.lacking, wanted.mix)


if __name__ == "__main__":
    main()
