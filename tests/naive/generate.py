"""Random cases in which every fact that a rule may look at is known; the same seed gives the same cases."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from .evaluator import in_force_on
from .reading import LISTS, Law, concerns, files, law_of, listed, number, plain

FIRST, LAST = date(2019, 1, 1), date(2027, 12, 31)
COMPARED = ("below", "at_most", "above", "at_least")
CONNECTIVES = ("any", "all", "not", "rule", "other_violation")
RARE = 0.06  # how often something is so that would otherwise end most cases early
Wanted = dict[str, list[Any]]


def jurisdictions() -> list[str]:
    """Those to draw cases for: the whole country, and every place with rules of its own below a province's settings."""
    return sorted(
        place
        for place, contents in files().items()
        if any("jurisdiction" in c for c in contents)
        and (place == "cn" or place.startswith(("cn/guangdong", "cn/liaoning/")))
    )


def add_condition(condition: Any, seen: Wanted) -> None:
    """Note every fact of a condition, with the values and thresholds to which it is compared."""
    for name, wanted in (condition or {}).items():
        if name in CONNECTIVES:
            for inner in listed(wanted):
                if isinstance(inner, dict):
                    add_condition(inner, seen)
        elif isinstance(wanted, dict):
            seen.setdefault(name, []).extend(number(wanted[k]) for k in COMPARED if k in wanted)
        else:
            seen.setdefault(name, []).extend(listed(wanted))


def add_rule(rule: Any, seen: Wanted) -> None:
    """Note every fact that a rule looks at, wherever in it."""
    if isinstance(rule, list):
        for inner in rule:
            add_rule(inner, seen)
    if not isinstance(rule, dict):
        return
    for key, value in rule.items():
        if key in ("when", "unless", "elements", "requires", "reads"):
            for condition in value.values() if key == "reads" else [value]:
                add_condition(condition, seen)
        elif key in ("multiple_of", "percent_of", "per"):
            thresholds = [number(rule[k]) for k in ("base_at_least",) if k in rule]
            seen.setdefault(value, []).extend(thresholds)
        elif key == "fact":
            levels = rule.get("levels", ())
            steps = [number(s[k]) for s in levels if isinstance(s, dict) for k in ("below", "at_most") if k in s]
            seen.setdefault(value, []).extend(steps)
        if key not in ("title", "note", "ask"):
            add_rule(value, seen)


@cache
def looked_at(jurisdiction: str, offence: str) -> Wanted:
    """Every fact that the rules for an offence look at, with what it is compared to."""
    law, seen = law_of(jurisdiction), Wanted()
    linked = {offence, law["offences"][offence].get("succeeded_by"), law["offences"][offence].get("preceded_by")}
    for name in linked & set(law["offences"]):
        add_rule(law["offences"][name], seen)
    for table in law["bases"].values():
        if "offence" not in table or linked & set(listed(table["offence"])):
            add_rule(table, seen)
    for section in LISTS:
        add_rule([rule for rule in law[section].values() if concerns(rule, offence)], seen)
    return seen


@cache
def special_days(jurisdiction: str) -> list[date]:
    """Days on which some instrument comes into force or ends."""
    days = {plain(d) for i in law_of(jurisdiction)["instruments"].values() for d in i["in_force"].values()}
    return sorted(d for d in map(date.fromisoformat, days) if FIRST <= d <= LAST)


def day(draw: random.Random, jurisdiction: str) -> date:
    """A day of the period, often one beside a day on which the law changes."""
    if draw.random() < 0.3:
        return draw.choice(special_days(jurisdiction)) + timedelta(days=draw.randint(-2, 2))
    return FIRST + timedelta(days=draw.randrange((LAST - FIRST).days))


def timeline(draw: random.Random, jurisdiction: str) -> dict[str, Any]:
    """Act, discovery, notice and decision in their order; mostly within two years, sometimes about two or five years later."""
    act = day(draw, jurisdiction)
    waits = [draw.randint(0, 60), draw.randint(0, 700), *(365 * y + draw.randint(-1, 3) for y in (2, 5))]
    found = act + timedelta(days=draw.choices(waits, [8, 4, 1, 1])[0])
    decision = found + timedelta(days=draw.randint(1, 240))
    change = date(2026, 8, 15)
    if found < change and draw.random() < 0.25:
        decision = max(decision, change + timedelta(days=draw.randint(-1, 90)))
    notice = found + (decision - found) // 2
    began = act - timedelta(days=draw.randint(1, 200))
    when: Any = {"from": str(began), "to": str(act)} if draw.random() < 0.1 else str(act)
    return {"act": when, "found": str(found), "notice": str(notice), "decision": str(decision)}


def quantity(draw: random.Random, kind: str, thresholds: list[Any]) -> str:
    """A number at, just beside or between the thresholds, or some other one."""
    numbers = sorted({t for t in thresholds if isinstance(t, Fraction)})
    step = Fraction(1, 1000) if kind == "ratio" else Fraction(1)
    value = Fraction(draw.randint(0, 12))
    if kind == "money":
        value = Fraction(draw.choice((0, 1, 999, 12345, 50000, 123456, 1000000, 7654321, draw.randrange(10**8))))
    if numbers and draw.random() < 0.8:
        value = draw.choice(numbers) + draw.choice((-step, 0, 0, step, step * 7))
    value = max(value, Fraction(0))
    value = Fraction(round(value)) if kind in ("days", "money") else value
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.6f}".rstrip("0")


def value_of(draw: random.Random, law: Law, name: str, compared: list[Any]) -> Any:
    """A random value of a fact."""
    fact = law["facts"][name]
    kind = fact["type"]
    if kind == "boolean":
        return draw.random() < (
            0.5
            if name.startswith(
                ("apology.p", "apology.app", "law_study", "gd.c", "commitment", "guangzhou", "dongguan", "yunfu")
            )
            else RARE
        )
    if kind == "choice":
        return draw.choice(list(fact["choices"]))
    if kind == "set":
        choices = list(fact["choices"])
        return draw.sample(choices, draw.choice((1, 1, 2, min(3, len(choices)))) if len(choices) > 1 else 1)
    return quantity(draw, kind, compared)


def make_hold(draw: random.Random, law: Law, condition: Any, facts: dict[str, Any]) -> None:
    """Set the facts so that a condition of plain values holds (mostly; ``not`` and ``any`` are left to chance)."""
    for name, wanted in (condition or {}).items():
        if name in CONNECTIVES or isinstance(wanted, dict) or name not in facts:
            continue
        value = draw.choice(listed(wanted))
        kind = law["facts"][name]["type"]
        facts[name] = value == "true" if kind == "boolean" else [value] if kind == "set" else value


def case(draw: random.Random, jurisdiction: str) -> dict[str, Any]:
    """A complete random case in the case-file format."""
    law = law_of(jurisdiction)
    offence = draw.choice(sorted(law["offences"]))
    days = timeline(draw, jurisdiction)
    for _ in range(2):  # most acts under some law
        if not in_force_on(law, offence, days["act"]["to"] if isinstance(days["act"], dict) else days["act"]):
            days = timeline(draw, jurisdiction)
    facts: dict[str, Any] = {}
    for name, compared in sorted(looked_at(jurisdiction, offence).items()):
        declared = law["facts"][name]
        if declared.get("computed") == "true" or name.startswith("party."):
            continue
        if declared["type"] == "date":
            facts[name] = str(
                date.fromisoformat(days["decision"]) - timedelta(days=draw.choice((0, 30, 364, 365, 366, 367, 500)))
            )
        else:
            facts[name] = value_of(draw, law, name, compared)
    if draw.random() < 0.93:
        make_hold(draw, law, law["offences"][offence]["elements"], facts)
        provision = draw.choice(law["offences"][offence]["provisions"])
        make_hold(draw, law, provision.get("elements"), facts)
        if provision.get("tiers") and draw.random() < 0.7:
            make_hold(draw, law, draw.choice(provision["tiers"]).get("when"), facts)
    party: dict[str, Any] = {"kind": draw.choice(("organisation", "organisation", "individual"))}
    if party["kind"] == "individual":
        age = draw.choice((13, 14, 17, 18, 40, 40, 40, 40))
        party |= {"age": age, "capacity": draw.choice(("full", "full", "full", "full", "diminished", "none"))}
    result = {"jurisdiction": jurisdiction, "party": party, "timeline": days, "offence": offence, "facts": facts}
    return result | extras(draw, law, offence) | persons(draw, law, offence, facts)


def persons(draw: random.Random, law: Law, offence: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Now and then a person in charge, where one can be fined, of whom some facts are others than the party's."""
    tiers = [t for p in law["offences"][offence]["provisions"] for t in p.get("tiers", ())]
    if not any(t.get("payer") == "person-in-charge" for t in tiers) or draw.random() < 0.4:
        return {}
    names = [n for n in sorted(facts) if law["facts"][n]["type"] != "date"]
    own = {n: value_of(draw, law, n, []) for n in draw.sample(names, min(len(names), draw.randint(0, 3)))}
    return {"persons_in_charge": [{"name": "某负责人", "facts": own}]}


def extras(draw: random.Random, law: Law, offence: str) -> dict[str, Any]:
    """Now and then a stated amount, or choices of the officer."""
    found: dict[str, Any] = {}
    if draw.random() < 0.05:
        found["stated"] = {"amount": draw.choice((1000, 60000, 123456, 500000)), "source": "table"}
    choices = points(draw, law, offence) if draw.random() < 0.1 else {}
    replaced = law["nearer"]  # choices may not name a rule that a nearer one replaces
    if draw.random() < 0.3:
        for entry in law["lighter"].values():
            if entry["id"] in replaced or not concerns(entry, offence):
                continue
            if entry.get("or_mitigated") == "true" and draw.random() < 0.7:
                choices[entry["id"]] = {"degree": draw.choice(("lighter", "mitigated")), "reason": "drawn"}
        for entry in law["no-penalty"].values():
            if entry["id"] in replaced or not concerns(entry, offence):
                continue
            if entry.get("force") == "may" and draw.random() < 0.7:
                choices[entry["id"]] = {"waive": draw.random() < 0.3, "reason": "drawn"}
    return found | ({"choices": choices} if choices else {})


def points(draw: random.Random, law: Law, offence: str) -> dict[str, Any]:
    """A place in each band table of the offence."""
    tables = [t for t in law["bases"].values() if offence in listed(t.get("offence")) and t["id"] not in law["nearer"]]
    places = ("0", "0.25", "0.5", "1")
    return {t["id"]: {"point": draw.choice(places), "reason": "drawn"} for t in tables if t["method"] == "bands"}


def cases(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """So many cases, over the jurisdictions in turn."""
    draw = random.Random(seed)
    places = jurisdictions()
    for n in range(count):
        yield case(draw, places[n % len(places)])
