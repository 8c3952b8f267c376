"""The rule files in plain dictionaries, every value as text, and the conditions in them.

A *case* is the mapping of the case file with two changes: ``facts`` is flat and holds what the engine supplies, and
``law`` holds the rules of the jurisdiction and its parents.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

RULES = Path(__file__).parents[2] / "rules"
LISTS = (
    *("no-penalty", "already-fined", "not-responsible", "limitation", "lighter", "mitigated", "heavier", "referral"),
    *("exclusions", "programmes"),
)
SECTIONS = ("facts", "instruments", "offences", "bases", *LISTS)
Law = dict[str, Any]
Rule = dict[str, Any]
Case = dict[str, Any]


class Unknown(Exception):
    """A fact that decides is not known; the naive evaluator then has no opinion."""


@cache
def files(folder: Path = RULES) -> dict[str, list[dict[str, Any]]]:
    """The rule files by jurisdiction: the path up to the folder that belongs to a section."""
    sections = {"basis", "cases", "lists", "offences", "programmes"}
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(folder.rglob("*.yaml")):
        steps = path.relative_to(folder).parent.parts
        if steps and steps[-1] != "outlines":
            place = "/".join(steps[:-1] if steps[-1] in sections else steps)
            found.setdefault(place, []).append({"path": str(path), **(as_read(path.read_text("utf-8")) or {})})
    return found


def as_read(text: str) -> Any:
    """YAML with every scalar left as the text that it is."""
    return yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))


@cache
def law_of(jurisdiction: str) -> Law:
    """The rules of a jurisdiction and its parents by section and id; nearer settings take the place of wider ones."""
    steps = jurisdiction.split("/")
    chain = ["/".join(steps[: n + 1]) for n in range(len(steps))]
    law: Law = {"settings": {}, "levels": [], "home": {}, "chain": chain, "nearer": {}, **{s: {} for s in SECTIONS}}
    for place in chain:
        for content in files().get(place, ()):
            law["settings"].update(content.get("jurisdiction", {}))
            law["levels"] += [content["jurisdiction"]] if "jurisdiction" in content else []
            for section in SECTIONS:
                rules = content.get(section, {})
                for rule in rules if isinstance(rules, list) else [{"id": k, **v} for k, v in rules.items()]:
                    law[section][rule["id"]] = rule
                    law["home"][rule["id"]] = place
                    for id in listed(rule.get("replaces")):
                        law["nearer"].setdefault(id, []).append(rule)
    return law


def listed(value: Any) -> list[Any]:
    """One or several, as a list."""
    return [] if value is None else value if isinstance(value, list) else [value]


def plain(value: Any) -> Any:
    """A figure without its mark."""
    return value["value"] if isinstance(value, dict) and "value" in value else value


def number(value: Any) -> Fraction:
    return Fraction(str(plain(value)))


def parts(citation: str) -> list[str | None]:
    """Instrument, then annex section, or article, paragraph and item; what is not given is ``None``."""
    instrument, _, place = citation.partition(":")
    if place.startswith("annex"):
        return [instrument, place]
    match = re.fullmatch(r"(\d+(?:-\d+)?)?(?:\.(\d+))?(?:\((\d+)\))?", place)
    assert match, citation
    return [instrument, *match.groups()]


def covers(outer: str, inner: str) -> bool:
    """Whether a citation names another one or a part of it."""
    a, b = parts(outer), parts(inner)
    return all(x is None or (n < len(b) and x == b[n]) for n, x in enumerate(a))


def validity(law: Law, rule: Rule) -> tuple[str, str]:
    """First and last day on which a rule is in force: its own days, else those of everything that it cites."""
    cited = [c.partition(":")[0] for c in listed(rule.get("liability", rule.get("source")))]
    spans = [rule["in_force"]] if "in_force" in rule else [law["instruments"][i]["in_force"] for i in cited]
    first = max((plain(s.get("from", "0000")) for s in spans), default="0000")
    return first, min((plain(s.get("to", "9999")) for s in spans), default="9999")


def in_force(case: Case, rule: Rule) -> bool:
    """Whether a rule is in force on the day that it asks for, and no nearer rule in force stands in its place."""
    first, last = validity(case["law"], rule)
    nearer = case["law"]["nearer"].get(rule["id"], ())
    return bool(first <= case["facts"]["timeline." + rule.get("at", "decision")] <= last) and not any(
        in_force(case, r) for r in nearer
    )


def setting(case: Case, name: str) -> Any:
    """What the nearest jurisdiction sets, as long as the instrument in which that stands is in force on the day of the decision."""
    for level in reversed(case["law"]["levels"]):
        found = level.get(name)
        source = found.get("source") if isinstance(found, dict) else None
        spans = [case["law"]["instruments"][source.partition(":")[0]]["in_force"]] if source else []
        day = case["facts"]["timeline.decision"]
        if found is not None and all(plain(s.get("from", "")) <= day <= plain(s.get("to", "9999")) for s in spans):
            return found
    return None


def shift(day: str, period: str, way: int) -> str:
    """The day so long after (``way`` 1) or before (-1); in a month without that day, the month's last."""
    count, unit = period.split()
    start, left = date.fromisoformat(day), int(count)
    if unit.startswith("day"):
        return str(start + timedelta(days=way * left))
    if unit.startswith("working"):
        import chinese_calendar

        while left:
            start += timedelta(days=way)
            left -= chinese_calendar.is_workday(start)
        return str(start)
    months = start.year * 12 + start.month - 1 + way * left * (12 if unit.startswith("year") else 1)
    year, month = months // 12, months % 12 + 1
    return str(date(year, month, min(start.day, monthrange(year, month)[1])))


def fact(case: Case, name: str) -> Any:
    """What the case says of a fact; what the law presumes where it says nothing; ``None`` for unknown."""
    value = case["facts"].get(name)
    return case["law"]["facts"].get(name, {}).get("presumed", {}).get("value") if value is None else value


def amount_of(case: Case, name: str) -> Fraction:
    """A number of the case."""
    value = fact(case, name)
    if value is None:
        raise Unknown(name)
    return number(value)


def every(values: list[bool | None]) -> bool | None:
    return False if False in values else None if None in values else True


def some(values: list[bool | None]) -> bool | None:
    return True if True in values else None if None in values else False


def opposite(value: bool | None) -> bool | None:
    return None if value is None else not value


def holds(case: Case, condition: Rule | None) -> bool | None:
    """Whether everything in a condition holds; ``None`` where that is unknown."""
    found: list[bool | None] = []
    for key, wanted in (condition or {}).items():
        if key == "all":
            found.append(every([holds(case, c) for c in wanted]))
        elif key == "any":
            found.append(some([holds(case, c) for c in wanted]))
        elif key == "not":
            found.append(opposite(holds(case, wanted)))
        elif key == "rule":
            named = {k: v for section in LISTS for k, v in case["law"][section].items()}
            found.append(some([holds(case, named[r].get("requires", named[r].get("when"))) for r in listed(wanted)]))
        elif key == "other_violation":
            found.append(False)  # the naive evaluator is asked about one violation only
        else:
            found.append(test(case, fact(case, key), wanted))
    return every(found)


def test(case: Case, value: Any, wanted: Any) -> bool | None:
    """Whether a value is one of those wanted, or lies where it is wanted."""
    if value is None:
        return None
    if not isinstance(wanted, dict):
        return any(same(v, w) for v in listed(value) for w in listed(wanted))
    if "of" in wanted:
        day = fact(case, wanted["of"])
        try:
            if day is None:
                return None
            if "within" in wanted:
                return bool(day <= value <= shift(day, wanted["within"], 1))
            return bool(shift(day, wanted["at_most_before"], -1) <= value <= day)
        except NotImplementedError:
            return None  # no public holidays are known for that year
    if "from" in wanted or "to" in wanted:
        return bool(wanted.get("from", "") <= value <= wanted.get("to", "9999"))
    n, bound = number(value), {key: number(b) for key, b in wanted.items()}
    return (
        ("below" not in bound or n < bound["below"])
        and ("at_most" not in bound or n <= bound["at_most"])
        and ("above" not in bound or n > bound["above"])
        and ("at_least" not in bound or n >= bound["at_least"])
    )


def same(a: Any, b: Any) -> bool:
    """Whether two values are the same; numbers by what they are worth."""
    try:
        return Fraction(str(a)) == Fraction(str(b))
    except ValueError:
        return str(a) == str(b)


def sure(case: Case, condition: Rule | None) -> bool:
    """Whether a condition holds, for certain."""
    value = holds(case, condition)
    if value is None:
        raise Unknown(str(condition))
    return value


def concerns(rule: Rule, offence: str) -> bool:
    """Whether a rule may apply to an offence."""
    wide = rule.get("offences")
    return wide is None or any(o in (offence, offence.partition(".")[0] + ".*") for o in wide)


def applying(case: Case, section: str, result: str | None = None) -> list[Rule]:
    """The rules of a list that apply: in force, for this offence, holding, not excluded."""
    found = []
    for rule in case["law"][section].values():
        if (
            concerns(rule, case["offence"])
            and in_force(case, rule)
            and (not result or rule.get("result", "lighter") == result)
        ):
            unless = holds(case, rule["unless"]) if "unless" in rule else False
            held = [
                holds(case, rule.get("requires", rule.get("when"))),
                opposite(unless),
                opposite(excluded(case, rule["id"])),
            ]
            if every(held) is None:
                raise Unknown(rule["id"])
            found += [rule] if every(held) else []
    return found


def excluded(case: Case, id: str) -> bool | None:
    """Whether an exclusion that is not itself excluded takes the effect of a rule away."""
    rules = [e for e in case["law"]["exclusions"].values() if id in listed(e["defeats"]) and in_force(case, e)]
    return some([every([holds(case, e.get("when")), opposite(excluded(case, e["id"]))]) for e in rules])
