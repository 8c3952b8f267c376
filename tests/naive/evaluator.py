"""A second opinion on the engine: the documents read literally, in plain dictionaries, sharing only the YAML files with it.

Written from ``docs/rule-language.md`` and the design notes without looking at ``discretion.assess``. It takes a case in
which every fact that matters is known and says the outcome and the lowest and highest fine; where something is unknown
it raises :class:`Unknown`. Values are read as text and turned into exact fractions only where arithmetic needs them.
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
    "no-penalty", "already-fined", "not-responsible", "limitation", "lighter", "mitigated", "heavier", "referral", "exclusions",
)  # fmt: skip
SECTIONS = ("facts", "instruments", "offences", "bases", "programmes", *LISTS)
RANKS = ("law", "administrative-regulation", "local-regulation", "rule", "normative-document")
Law = dict[str, Any]
Span = tuple[Fraction, Fraction]


class Unknown(Exception):
    """A fact that decides is not known; this evaluator then has no opinion."""


# --- reading -----------------------------------------------------------------------------------------------------------


@cache
def files(folder: Path = RULES) -> dict[str, list[dict[str, Any]]]:
    """The rule files by jurisdiction: the path up to the folder or file that belongs to a section."""
    parts = {"basis", "cases", "lists", "offences", "outlines", "programmes"}
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(folder.rglob("*.yaml")):
        steps = path.relative_to(folder).parent.parts
        place = "/".join(steps[:-1] if steps and steps[-1] in parts else steps)
        if steps and steps[-1] != "outlines":
            content = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506
            found.setdefault(place, []).append({"path": str(path), **(content or {})})
    return found


@cache
def law_of(jurisdiction: str) -> Law:
    """The rules of a jurisdiction and its parents; nearer settings override."""
    steps = jurisdiction.split("/")
    chain = ["/".join(steps[: n + 1]) for n in range(len(steps))]
    law: Law = {"settings": {}, "home": {}, "chain": chain, **{s: {} for s in SECTIONS}}
    for place in chain:
        for content in files().get(place, ()):
            law["settings"].update(content.get("jurisdiction", {}))
            for section in SECTIONS:
                rules = content.get(section, {})
                for rule in rules if isinstance(rules, list) else [{"id": k, **v} for k, v in rules.items()]:
                    law[section][rule["id"]] = rule
                    law["home"][rule["id"]] = place
    return law


def listed(value: Any) -> list[Any]:
    """One or several, as a list."""
    return [] if value is None else value if isinstance(value, list) else [value]


def plain(value: Any) -> Any:
    """A figure without its mark, a stated fact without its evidence."""
    return value["value"] if isinstance(value, dict) and "value" in value else value


def number(value: Any) -> Fraction:
    return Fraction(str(plain(value)))


def same(a: Any, b: Any) -> bool:
    try:
        return Fraction(str(a)) == Fraction(str(b))
    except ValueError:
        return str(a) == str(b)


def parts(citation: str) -> list[str | None]:
    """Instrument, annex section, article, paragraph, item; what is not given is ``None``."""
    instrument, _, place = citation.partition(":")
    if place.startswith("annex"):
        return [instrument, place]
    match = re.fullmatch(r"(\d+(?:-\d+)?)?(?:\.(\d+))?(?:\((\d+)\))?", place)
    assert match, citation
    return [instrument, *match.groups()]


def covers(outer: str, inner: str) -> bool:
    a, b = parts(outer), parts(inner)
    return all(x is None or (n < len(b) and x == b[n]) for n, x in enumerate(a))


def validity(law: Law, rule: dict[str, Any]) -> tuple[str, str]:
    """First and last day on which a rule is in force: its own days, else those of everything that it cites."""
    own = [rule["in_force"]] if "in_force" in rule else []
    cited = [c.partition(":")[0] for c in listed(rule.get("liability", rule.get("source")))]
    spans = own or [law["instruments"].get(i, {}).get("in_force", {}) for i in cited]
    first = max((plain(s.get("from", "0000-00-00")) for s in spans), default="0000-00-00")
    return first, min((plain(s.get("to", "9999-99-99")) for s in spans), default="9999-99-99")


def in_force(law: Law, rule: dict[str, Any], case: dict[str, Any]) -> bool:
    """Whether a rule is in force on the day that it asks for, and no nearer rule in force takes its place."""
    first, last = validity(law, rule)
    if not first <= case["facts"]["timeline." + rule.get("at", "decision")] <= last:
        return False
    nearer = [r for s in SECTIONS for r in law[s].values() if rule.get("id") in listed(r.get("replaces"))]
    return not any(in_force(law, r, case) for r in nearer)


def shift(day: str, period: str, way: int) -> str:
    """The day so long after (``way`` 1) or before (-1); a month without that day ends earlier."""
    count, unit = period.split()
    start, n = date.fromisoformat(day), way * int(count)
    if unit.startswith("day"):
        return str(start + timedelta(days=n))
    if unit.startswith("working"):
        import chinese_calendar

        while n:
            start += timedelta(days=way)
            n -= way * chinese_calendar.is_workday(start)
        return str(start)
    months = start.year * 12 + start.month - 1 + n * (12 if unit.startswith("year") else 1)
    year, month = months // 12, months % 12 + 1
    return str(date(year, month, min(start.day, monthrange(year, month)[1])))


# --- conditions --------------------------------------------------------------------------------------------------------


def fact(law: Law, case: dict[str, Any], name: str) -> Any:
    """What the case says of a fact; what the law presumes where it says nothing; ``None`` for unknown."""
    value = case["facts"].get(name)
    return law["facts"].get(name, {}).get("presumed", {}).get("value") if value is None else value


def amount_of(law: Law, case: dict[str, Any], name: str) -> Fraction:
    value = fact(law, case, name)
    if value is None:
        raise Unknown(name)
    return number(value)


def both(values: list[bool | None]) -> bool | None:
    return False if False in values else None if None in values else True


def holds(law: Law, case: dict[str, Any], condition: dict[str, Any] | None) -> bool | None:
    """Whether everything in a condition holds; ``None`` where that is unknown."""
    found: list[bool | None] = []
    for key, wanted in (condition or {}).items():
        if key == "all":
            found.append(both([holds(law, case, c) for c in wanted]))
        elif key in ("any", "not", "rule"):
            inner = [wanted] if key == "not" else wanted
            if key == "rule":
                named = {k: v for s in (*LISTS, "programmes") for k, v in law[s].items()}
                inner = [named[r].get("requires", named[r].get("when")) for r in listed(wanted)]
            values = [holds(law, case, c) for c in inner]
            some = True if True in values else None if None in values else False
            found.append(opposite(some) if key == "not" else some)
        elif key == "other_violation":
            found.append(False)  # this evaluator is asked about one violation only
        else:
            found.append(test(law, case, fact(law, case, key), wanted))
    return both(found)


def test(law: Law, case: dict[str, Any], value: Any, wanted: Any) -> bool | None:
    if value is None:
        return None
    if not isinstance(wanted, dict):
        return any(same(v, w) for v in listed(value) for w in listed(wanted))
    if "of" in wanted:
        day = fact(law, case, wanted["of"])
        if day is None:
            return None
        try:
            if "within" in wanted:
                return bool(day <= value <= shift(day, wanted["within"], 1))
            return bool(shift(day, wanted["at_most_before"], -1) <= value <= day)
        except NotImplementedError:
            return None  # no public holidays are known for that year
    if "from" in wanted or "to" in wanted:
        return bool(plain(wanted.get("from", "")) <= value <= plain(wanted.get("to", "9999")))
    n = number(value)
    tests = {
        "below": lambda b: n < b, "at_most": lambda b: n <= b, "above": lambda b: n > b, "at_least": lambda b: n >= b,
    }  # fmt: skip
    return all(tests[key](number(bound)) for key, bound in wanted.items())


def sure(law: Law, case: dict[str, Any], condition: dict[str, Any] | None) -> bool:
    """Whether it holds, for certain."""
    value = holds(law, case, condition)
    if value is None:
        raise Unknown(condition)
    return value


def applying(law: Law, case: dict[str, Any], section: str, no_penalty: bool = False) -> list[dict[str, Any]]:
    """The entries of a list (or the programmes) that apply: in force, for this offence, holding, not excluded."""
    found = []
    for rule in law[section].values():
        if (rule.get("result") == "no-penalty") != no_penalty:
            continue
        if concerns(rule, case["offence"]) and in_force(law, rule, case):
            unless = holds(law, case, rule["unless"]) if "unless" in rule else False
            held = [holds(law, case, rule.get("requires", rule.get("when"))), opposite(unless), opposite(excluded(law, case, rule["id"]))]
            if both(held) is None:
                raise Unknown(rule["id"])
            found += [rule] if both(held) else []
    return found


def concerns(rule: dict[str, Any], offence: str) -> bool:
    """Whether a rule may apply to an offence."""
    wide = rule.get("offences")
    return wide is None or any(o in (offence, offence.partition(".")[0] + ".*") for o in wide)


def opposite(value: bool | None) -> bool | None:
    return None if value is None else not value


def excluded(law: Law, case: dict[str, Any], id: str) -> bool | None:
    """Whether an exclusion that is not itself excluded takes the effect of a rule away."""
    found = []
    for e in law["exclusions"].values():
        if id in listed(e["defeats"]) and in_force(law, e, case):
            found.append(both([holds(law, case, e.get("when")), opposite(excluded(law, case, e["id"]))]))
    return True if True in found else None if None in found else False


# --- the statutory range -----------------------------------------------------------------------------------------------


def fine_span(law: Law, case: dict[str, Any], fine: dict[str, Any]) -> Span:
    """A fine worked out in yuan: its lowest and its highest amount."""
    unit = Fraction(1)
    name = fine.get("multiple_of") or fine.get("percent_of") or fine.get("per")
    if name:
        unit = max(amount_of(law, case, name), number(fine.get("base_at_least", 0))) / (
            100 if "percent_of" in fine else 1
        )
    low, high = (
        number(fine.get("fixed", fine.get("from", 0))) * unit,
        number(fine.get("fixed", fine.get("to", 0))) * unit,
    )
    low, high = (max(x, number(fine["at_least"])) if "at_least" in fine else x for x in (low, high))
    low, high = (min(x, number(fine["at_most"])) if "at_most" in fine else x for x in (low, high))
    return (Fraction(0) if fine.get("shall") == "false" else low, high)


def tier_of(law: Law, case: dict[str, Any], provision: dict[str, Any]) -> dict[str, Any] | None:
    """The last tier for this party whose condition holds."""
    payers = ("any", case["facts"]["party.kind"])
    held = [t for t in provision.get("tiers", ()) if t.get("payer", "any") in payers and sure(law, case, t.get("when"))]
    return held[-1] if held else None


# --- the discretion basis ----------------------------------------------------------------------------------------------


def factor_weight(law: Law, case: dict[str, Any], factor: dict[str, Any], key: str, tier: str) -> Fraction | None:
    """The weight (or grade) of a factor; ``None`` where no level holds."""
    name, levels = factor.get("fact"), factor["levels"]
    if isinstance(levels, dict):
        levels = [{"is": [choice], key: weight} for choice, weight in levels.items()]
    held, otherwise = [], None
    for level in levels:
        weight = level[key]
        weight = number(weight.get(tier, 0) if isinstance(weight, dict) and "value" not in weight else weight)
        if "when" in level:
            value = holds(law, case, level["when"])
        elif "is" in level:
            value = test(law, case, fact(law, case, name), level["is"])
        elif "below" in level or "at_most" in level:
            limits = {k: level[k] for k in ("below", "at_most") if k in level}
            value = test(law, case, fact(law, case, name), limits) if not held else False
        else:
            otherwise, value = weight, False
        if value is None:
            raise Unknown(name or factor.get("id"))
        held += [weight] if value else []
    if not held:
        if name:
            amount_known = fact(law, case, name)
            if amount_known is None:
                raise Unknown(name)
        return otherwise
    return {"heaviest": max(held), "lightest": min(held), "first": held[0], "sum": sum(held, Fraction(0))}[
        factor.get("pick", "heaviest")
    ]


def point(law: Law, band: Span, degree: str) -> Span:
    """Where in a band the amount lies, as far as the jurisdiction says."""
    share = law["settings"].get("point_in_band", {}).get(degree, {"from": "0", "to": "1"})
    share = share if isinstance(share, dict) and "value" not in share else {"from": share, "to": share}
    width = band[1] - band[0]
    return band[0] + number(share["from"]) * width, band[0] + number(share["to"]) * width


def table_amount(
    law: Law, case: dict[str, Any], table: dict[str, Any], tier: str, span: Span, old: Span, degree: str
) -> Span | None:
    """What a table says; ``old`` is the range that it was made for."""
    weights = [
        (f, factor_weight) for f in table.get("factors", ())
        if sure(law, case, f.get("when")) and (not f.get("tiers") or tier in f["tiers"])
    ]  # fmt: skip
    if table["method"] == "bands":
        return band_amount(law, case, table, tier, span, old, degree)
    if table["method"] == "grades":
        grades = [g for f, get in weights if (g := get(law, case, f, "grade", tier)) is not None]
        lowest, highest = number(table["grades"]["lowest"]), number(table["grades"]["highest"])
        place = (sum(grades, Fraction(0)) / len(grades) - lowest) / (highest - lowest)
        return (span[0] + place * (span[1] - span[0]),) * 2
    serving = [
        t for t in table["tiers"] if tier in (listed(t.get("for")) or [t["id"]]) and sure(law, case, t.get("when"))
    ]
    if not serving and "offence" not in table:
        serving = table["tiers"][:1]  # the fallback covers every tier
    if not serving:
        return None
    own = serving[0]
    percent = number(own.get("start", 0))
    for f, get in weights:
        percent += get(law, case, f, "weight", own["id"]) or 0
    percent = max(percent, number(table.get("total_at_least", 0)))
    percent = min(percent, number(table.get("total_at_most", 100)))
    of = own.get("of", "ceiling")
    if of == "ceiling" or old != span:
        base = span[1]
    elif isinstance(of, dict) and "fact" in of:
        base = max(amount_of(law, case, of["fact"]) * number(of.get("times", 1)), number(of.get("at_least", 0)))
    else:
        base = number(of)
    return (percent * base / 100,) * 2


def band_amount(
    law: Law, case: dict[str, Any], table: dict[str, Any], tier: str, span: Span, old: Span, degree: str
) -> Span | None:
    bands = []
    for row in table["bands"]:
        if tier in (listed(row.get("for")) or [tier]):
            pick_first_done = bands and table.get("pick", "first") == "first"
            if not pick_first_done and sure(law, case, row.get("when")):
                bands.append(fine_span(law, case, row.get("fine", row)))
    if not bands:
        return None
    pick = table.get("pick", "first")
    if pick == "sum":
        band = (sum((b[0] for b in bands), Fraction(0)), sum((b[1] for b in bands), Fraction(0)))
    else:
        band = bands[0] if pick == "first" else max(bands, key=lambda b: (b[1], b[0]))
    if old != span:
        if old[0] == old[1]:
            return None
        ratio = (span[1] - span[0]) / (old[1] - old[0])
        band = (span[0] + (band[0] - old[0]) * ratio, span[0] + (band[1] - old[0]) * ratio)
    if "stated" in case and band[0] < band[1] and band[0] <= number(case["stated"]["amount"]) <= band[1]:
        return (number(case["stated"]["amount"]),) * 2
    return point(law, band, degree)


def matches(table: dict[str, Any], provision: dict[str, Any]) -> bool:
    cited = listed(table.get("provisions"))
    return not cited or any(covers(c, p) for c in cited for p in listed(provision["liability"]))


def old_tier(law: Law, case: dict[str, Any], table: dict[str, Any], offence: str) -> tuple[str, Span] | None:
    """The tier that would apply under a provision that a table quotes, and its range."""
    for provision in law["offences"][offence]["provisions"]:
        if matches(table, provision):
            tier = tier_of(law, case, provision)
            if tier is not None and "fine" in tier:
                return tier["id"], fine_span(law, case, tier["fine"])
    return None


def base_amount(
    law: Law, case: dict[str, Any], offence: str, provision: dict[str, Any], tier: str, span: Span, degree: str
) -> tuple[Span, bool]:
    """The table amount (and whether a band gives it); the whole range where no table says anything."""
    tables = [t for t in law["bases"].values() if in_force(law, t, case)]
    try:
        for place in reversed(law["chain"]):
            near = [t for t in tables if law["home"][t["id"]] == place and offence in listed(t.get("offence"))]
            near = [t for t in near if sure(law, case, t.get("when"))]
            direct = [(t, tier, span) for t in near if matches(t, provision)]
            derived = [(t, *o) for t in near if not matches(t, provision) and (o := old_tier(law, case, t, offence))]
            for group in (direct, derived):
                found = [
                    (a, t["method"] == "bands" and "stated" not in case)
                    for t, id, old in group
                    if (a := table_amount(law, case, t, id, span, old, degree)) is not None
                ]
                if found:
                    return max(found, key=lambda f: (f[0][1], f[0][0]))
                if group and "stated" not in case:
                    return point(law, span, degree), True  # a table covers the offence, but no row of it holds
                if group:
                    return (number(case["stated"]["amount"]),) * 2, False
        for place in reversed(law["chain"]):
            for table in tables:
                if law["home"][table["id"]] == place and "offence" not in table and sure(law, case, table.get("when")):
                    amount = table_amount(law, case, table, tier, span, span, degree)
                    if amount is not None:
                        return amount, table["method"] == "bands"
    except Unknown:
        if "stated" not in case:
            raise
    if "stated" in case:
        return (number(case["stated"]["amount"]),) * 2, False
    return span, False


# --- the amount --------------------------------------------------------------------------------------------------------


def clamp(amount: Fraction, span: Span) -> Fraction:
    return max(span[0], min(span[1], amount))


def worked_out(law: Law, case: dict[str, Any], offence: str, provision: dict[str, Any]) -> tuple[Span | None, Span]:
    """The statutory range (``None``: no fine at all) and the fine after everything that moves it."""
    tier = tier_of(law, case, provision)
    if tier is None or "fine" not in tier:
        return None, (Fraction(0), Fraction(0))
    span = fine_span(law, case, tier["fine"])
    heavier, lighter = applying(law, case, "heavier"), applying(law, case, "lighter")
    degree = {(0, 0): "ordinary", (1, 0): "heavier", (0, 1): "lighter"}.get((bool(heavier), bool(lighter)), "both")
    (low, high), banded = base_amount(law, case, offence, provision, tier["id"], span, degree)
    pointed = banded and "point_in_band" in law["settings"]
    chosen = case.get("choices", {})
    for entry in heavier:
        on = entry.get("effect", {}).get("percent_on")
        if on is not None:
            share = on if isinstance(on, dict) and "from" in on else {"from": on, "to": on}
            low, high = low * (1 + number(share["from"]) / 100), high * (1 + number(share["to"]) / 100)
        elif not pointed:
            high = span[1]
    floors = [span[0], span[0]]  # below which the lowest and the highest possible fine do not go
    for entry in lighter + [{**e, "mitigated": True} for e in applying(law, case, "mitigated")]:
        choice = chosen.get(entry["id"], {})
        degrees = {"mitigated"} if "mitigated" in entry else {"lighter"}
        if entry.get("or_mitigated") == "true":
            degrees = {choice.get("degree")} - {None} or {"lighter", "mitigated"}
        if entry.get("force") == "may" and choice.get("apply") != "true":
            degrees.add("lighter")  # whether it applies at all is still open
        off = entry.get("effect", {}).get("percent_off")
        if off is not None:
            share = off if isinstance(off, dict) and "from" in off else {"from": off, "to": off}
            low, high = low * (1 - number(share["to"]) / 100), high * (1 - number(share["from"]) / 100)
        else:
            low = Fraction(0) if "mitigated" in degrees else low if pointed else min(low, span[0])
        if "mitigated" in degrees:
            floors[0] = Fraction(0)
        if degrees == {"mitigated"}:
            floors[1] = Fraction(0)
    told = {"fine_is_fixed": str("fixed" in tier["fine"]).lower(), "fine_at_minimum": str(high <= span[0]).lower()}
    (low, high), below = after_programmes(law, {**case, "facts": case["facts"] | told}, (low, high))
    floors = [Fraction(0), Fraction(0)] if below else floors
    return span, (rounded(law, low, (floors[0], span[1])), rounded(law, high, (floors[1], span[1])))


def after_programmes(law: Law, case: dict[str, Any], amount: Span) -> tuple[Span, bool]:
    """The amount after the programmes in their order; whether one of them lets it fall below the floor."""
    rules = law["settings"].get("programmes", {})
    order = rules.get("order", [])
    chosen = case.get("choices", {})
    cuts: list[tuple[Fraction, Fraction, Fraction | None]] = []
    below = False
    found = [p for p in applying(law, case, "programmes") if p["kind"] in order]
    for programme in sorted(found, key=lambda p: order.index(p["kind"])):
        for step in programme.get("reduction", ()):
            if sure(law, case, step.get("when")):
                share = chosen.get(programme["id"], {}).get("percent", step["percent"])
                share = share if isinstance(share, dict) and "from" in share else {"from": share, "to": share}
                most = number(programme["at_most"]) if "at_most" in programme else None
                cuts.append((number(share["from"]) / 100, number(share["to"]) / 100, most))
                below = below or programme.get("result") == "mitigated"
                break
    ends = []
    for start, which in ((amount[0], 1), (amount[1], 0)):
        yuan, total = start, Fraction(0)
        for cut in cuts:
            of = yuan if rules.get("combine", "compound") == "compound" else start
            off = of * cut[which] if cut[2] is None else min(of * cut[which], cut[2])
            total = max(total, off) if rules.get("combine") == "best" else total + off
            yuan = start - total
        if "at_most_percent" in rules:
            yuan = max(yuan, start * (1 - number(rules["at_most_percent"]) / 100))
        ends.append(yuan)
    return (ends[0], ends[1]), below


def rounded(law: Law, amount: Fraction, span: Span) -> Fraction:
    """To the jurisdiction's multiple, kept inside the range."""
    rule = law["settings"]["rounding"]
    unit, mode = number(rule["to"]), rule.get("mode", "half-up")
    count = clamp(amount, span) / unit
    whole = count // 1 if mode == "down" else -(-count // 1) if mode == "up" else (count + Fraction(1, 2)) // 1
    return clamp(whole * unit, span)


# --- the case ----------------------------------------------------------------------------------------------------------


def prepared(law: Law, raw: dict[str, Any]) -> dict[str, Any]:
    """The case with one flat mapping of facts, what the engine supplies among them."""
    facts: dict[str, Any] = {}

    def flatten(prefix: str, values: dict[str, Any]) -> None:
        for key, value in values.items():
            name = prefix + key
            if isinstance(value, dict) and name not in law["facts"]:
                flatten(name + ".", value)
            else:
                value = value.get("value") if isinstance(value, dict) else value
                facts[name] = None if value == "unknown" else value

    flatten("", raw.get("facts", {}))
    party, offence = raw.get("party", {}), law["offences"][raw["offence"]]
    facts |= {f"party.{k}": party[k] for k in ("age", "capacity") if k in party}
    facts |= {f"timeline.{k}": v["to"] if isinstance(v, dict) else v for k, v in raw.get("timeline", {}).items()}
    facts |= {
        "party.kind": party.get("kind", "organisation"),
        "offence": raw["offence"],
        "offence_tag": offence.get("tags", []),
    }
    if "timeline.act" not in facts or "timeline.decision" not in facts:
        raise Unknown("timeline")
    case = {**raw, "facts": facts}
    for programme in law["programmes"].values():
        if programme.get("credits") and in_force(law, programme, case):
            facts["law_study.credits"] = sum((credits(law, case, c) for c in programme["credits"]), Fraction(0))
    return case


def credits(law: Law, case: dict[str, Any], credit: dict[str, Any]) -> Fraction:
    if holds(law, case, credit.get("when")) is not True:
        return Fraction(0)
    units = number(fact(law, case, credit["per"]) or 0) if "per" in credit else 1
    earned = number(credit["credits"]) * units
    return min(earned, number(credit["at_most"])) if "at_most" in credit else earned


Provided = list[tuple[str, dict[str, Any]]]


def provided(law: Law, case: dict[str, Any], day: str, decision: bool = False) -> Provided | str:
    """The provisions in force on a day; on the day of the decision those of the offence that follows; else why there are none."""
    name = case["offence"]
    provisions = law["offences"][name]["provisions"]
    found = [(name, p) for p in provisions if (v := validity(law, p))[0] <= day <= v[1]]
    if found:
        return found
    spans = [validity(law, p) for p in provisions]
    link = "preceded_by" if day < min(s[0] for s in spans) else "succeeded_by" if day > max(s[1] for s in spans) else ""
    other = law["offences"][name].get(link)
    if other == "none":
        return "not-punishable"
    if other and decision:
        return [(other, p) for p in law["offences"][other]["provisions"] if (v := validity(law, p))[0] <= day <= v[1]] or "not-covered"
    return "not-covered"


def chosen_provision(law: Law, case: dict[str, Any], several: Provided) -> tuple[Span | None, Span]:
    """Among provisions of the same day for the same act: the jurisdiction's order, after it the highest fine."""
    for step in law["settings"]["same_act"]["order"]:
        if step == "rank":
            ranks = [
                min(RANKS.index(law["instruments"][parts(c)[0]]["rank"]) for c in listed(p["liability"]))
                for _, p in several
            ]
            upper = [p for (_, p), r in zip(several, ranks, strict=True) if r == min(ranks)]
            several = [s for s in several if s[1] in upper or any(details(s[1], u) for u in upper)]
        if step == "later":
            days = [
                max(plain(law["instruments"][parts(c)[0]]["in_force"].get("from", "")) for c in listed(p["liability"]))
                for _, p in several
            ]
            several = [s for s, d in zip(several, days, strict=True) if d == max(days) or not min(days)]
    results = [worked_out(law, case, offence, p) for offence, p in several]
    return max(results, key=lambda r: (r[1][1], r[1][0], r[0] or (-1, -1)))


def details(lower: dict[str, Any], upper: dict[str, Any]) -> bool:
    return any(covers(d, c) or covers(c, d) for d in listed(lower.get("details")) for c in listed(upper["liability"]))


def lighter_of(old: tuple[Span | None, Span], new: tuple[Span | None, Span]) -> tuple[Span | None, Span]:
    """The lighter of the law of the act and that of the decision; that of the act where neither is."""
    a, b = old[0] or (Fraction(0),) * 2, new[0] or (Fraction(0),) * 2
    if a[0] <= b[0] and a[1] <= b[1]:
        return old
    if b[0] <= a[0] and b[1] <= a[1]:
        return new
    lightest = min(old[1][0], new[1][0]), min(old[1][1], new[1][1])  # whatever the officer chooses, the lighter of both
    return (new[0] if new[1][1] < old[1][1] else old[0]), lightest


def evaluate(raw: dict[str, Any]) -> tuple[str, Fraction | None, Fraction | None]:
    """Outcome, lowest and highest fine of a case as the case file writes it, every value read as text."""
    law = law_of(raw["jurisdiction"])
    case = prepared(law, raw)
    nothing = Fraction(0)
    act, decision = case["facts"]["timeline.act"], case["facts"]["timeline.decision"]
    old, new = provided(law, case, act), provided(law, case, decision, decision=True)
    for found in (old, new):
        if isinstance(found, str):
            return found, nothing, nothing
    assert isinstance(old, list)
    assert isinstance(new, list)
    if not sure(law, case, law["offences"][case["offence"]]["elements"]):
        return "not-established", nothing, nothing
    old = [(o, p) for o, p in old if sure(law, case, p.get("elements"))]
    if not old:
        return "not-established", nothing, nothing
    new = [(o, p) for o, p in new if sure(law, case, p.get("elements"))]
    if not new:
        return "not-punishable", nothing, nothing
    ended = [shift(act, e["period"], 1) for e in applying(law, case, "limitation")]
    if ended and case["facts"].get("timeline.found", decision) > max(ended):
        if "timeline.found" not in case["facts"]:
            raise Unknown("timeline.found")
        return "time-barred", nothing, nothing
    if applying(law, case, "not-responsible"):
        return "not-responsible", nothing, nothing
    waivers = applying(law, case, "no-penalty") + applying(law, case, "programmes", no_penalty=True)
    choices = case.get("choices", {})
    waive = [choices.get(w["id"], {}).get("waive") for w in waivers if w.get("force", "shall") == "may"]
    if "true" in waive or any(w.get("force", "shall") == "shall" for w in waivers):
        return "no-penalty", nothing, nothing
    if applying(law, case, "already-fined"):
        return "already-fined", nothing, nothing
    before = chosen_provision(law, case, old)
    result = (
        before if [p for _, p in old] == [p for _, p in new] else lighter_of(before, chosen_provision(law, case, new))
    )
    if any(r.get("holds_fine") == "true" for r in applying(law, case, "referral")):
        return "referred", nothing, result[1][1]
    if None in waive:
        return "may-waive", nothing, result[1][1]
    if result[0] is None:
        return "order-only", nothing, nothing
    return "fine", *result[1]
