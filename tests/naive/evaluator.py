"""A second opinion on the engine: the documents read literally, sharing only the YAML files with it.

Written from ``docs/rule-language.md`` and the design notes without looking at ``discretion.assess``. It takes a case in
which every fact that matters is known and says the outcome and the lowest and highest fine; where something is unknown
it raises :class:`Unknown`. What the law leaves to the officer stays an interval. Where the documents are silent, a
comment says how they are read.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .reading import (
    Case,
    Law,
    Rule,
    Unknown,
    amount_of,
    applying,
    covers,
    fact,
    holds,
    in_force,
    law_of,
    listed,
    number,
    parts,
    plain,
    setting,
    shift,
    sure,
    test,
    validity,
)

RANKS = ("law", "administrative-regulation", "local-regulation", "rule", "normative-document")
ZERO = Fraction(0)
Span = tuple[Fraction, Fraction]
Provided = list[tuple[str, Rule]]
Result = tuple[Span | None, Span]
Under = tuple[str, Rule]
Opinion = tuple[str, Fraction, Fraction]
PERSON = "person-in-charge"
Said = tuple[Span, str | None]


# --- the statutory range -----------------------------------------------------------------------------------------------


def fine_span(case: Case, fine: Rule) -> Span:
    """A fine worked out in yuan: its lowest and its highest amount."""
    unit = Fraction(1)
    name = fine.get("multiple_of") or fine.get("percent_of") or fine.get("per")
    if name:
        unit = max(amount_of(case, name), number(fine.get("base_at_least", 0))) / (100 if "percent_of" in fine else 1)
    ends = [number(fine.get("fixed", fine.get(key, 0))) * unit for key in ("from", "to")]
    ends = [max(x, number(fine.get("at_least", 0))) for x in ends]
    ends = [min(x, number(fine["at_most"])) if "at_most" in fine else x for x in ends]
    return (ZERO if fine.get("shall") == "false" else ends[0]), ends[1]


def tier_of(case: Case, offence: str, provision: Rule) -> Rule | None:
    """The last tier for this party whose condition holds, or the circumstance for which a table in force takes it."""
    payers = (PERSON,) if "person" in case else ("any", case["facts"]["party.kind"])
    read = [t["reads"] for t in case["law"]["bases"].values() if "reads" in t and offence in listed(t["offence"])]
    read = [r for r in read if any(r is t.get("reads") and in_force(case, t) for t in case["law"]["bases"].values())]
    held = []
    for tier in provision.get("tiers", ()):
        if tier.get("payer", "any") in payers:
            ways = [holds(case, tier.get("when"))] + [holds(case, r[tier["id"]]) for r in read if tier["id"] in r]
            if True not in ways and None in ways:
                raise Unknown(tier["id"])
            held += [tier] if True in ways else []
    return held[-1] if held else None


# --- the discretion basis ----------------------------------------------------------------------------------------------


def level_of(case: Case, factor: Rule, key: str, tier: str) -> Fraction | None:
    """The weight (or grade) of a factor; ``None`` where no level holds."""
    name, levels = factor.get("fact", ""), factor["levels"]
    if isinstance(levels, dict):
        levels = [{"is": [choice], key: weight} for choice, weight in levels.items()]
    held: list[Fraction] = []
    otherwise: Fraction | None = None
    for level in levels:
        weight = level[key]
        weight = number(weight.get(tier, 0) if isinstance(weight, dict) and "value" not in weight else weight)
        limits = {k: level[k] for k in ("below", "at_most") if k in level}
        if "when" in level:
            value = holds(case, level["when"])
        elif "is" in level:
            value = test(case, fact(case, name), level["is"])
        elif limits:
            value = test(case, fact(case, name), limits) if not held else False
        else:
            otherwise, value = weight, None if name and fact(case, name) is None else False
        if value is None:
            raise Unknown(name or factor["id"])
        held += [weight] if value else []
    if not held:
        return otherwise
    picks = {"heaviest": max(held), "lightest": min(held), "first": held[0], "sum": sum(held, ZERO)}
    return picks[factor.get("pick", "heaviest")]


def form_of(fine: Rule) -> str:
    """Which ends a row or a range has: `ceiling`, `floor`, `multiple` (both, not in yuan), or `range`."""
    if "fixed" not in fine and ("from" in fine) != ("to" in fine):
        return "floor" if "from" in fine else "ceiling"
    return "multiple" if "multiple_of" in fine or "percent_of" in fine else "range"


def point(case: Case, band: Span, degrees: list[str], form: str) -> Span:
    """Where in a band of that form the amount lies, as far as the jurisdiction says."""
    rules = setting(case, "point_in_band")
    if rules is None:
        return band
    found = [rules.get(form, rules)[d] for d in degrees]
    places = [p if isinstance(p, dict) and "from" in p else {"from": p, "to": p} for p in found]
    ends = (
        min(number(p["from"]) for p in places),
        max(number(p["to"] if "to" in p else p["below"]) for p in places),
    )
    if form == "floor":  # so many times the lower end, as far as the range goes
        return min(band[1], ends[0] * band[0]), min(band[1], ends[1] * band[0])
    return band[0] + ends[0] * (band[1] - band[0]), band[0] + ends[1] * (band[1] - band[0])


def table_amount(case: Case, table: Rule, tier: Rule, span: Span, olds: list[Span]) -> Said | None:
    """What a table made for the range ``old`` says in the range ``span``, and of which form a band is; ``None`` where it does not serve."""
    if table["method"] == "bands":
        said = band_of(case, table, tier, span, olds)
        return None if said is None else (narrowed(case, table["id"], said[0]), said[1])
    amount = percentage(case, table, tier["id"], span, olds)
    return None if amount is None else (narrowed(case, table["id"], amount), None)


def narrowed(case: Case, id: str, amount: Span) -> Span:
    """The amount that the officer chose for a table, or the point between the ends; both ends where nothing was chosen."""
    choice = case.get("choices", {}).get(id, {})
    if "amount" in choice:
        return (number(choice["amount"]),) * 2
    if "point" in choice:
        return (amount[0] + number(choice["point"]) * (amount[1] - amount[0]),) * 2
    return amount


def percentage(case: Case, table: Rule, tier: str, span: Span, olds: list[Span]) -> Span | None:
    """What a table of weights or grades says; ``None`` where it does not serve the tier."""
    factors = [f for f in table["factors"] if sure(case, f.get("when")) and tier in (f.get("tiers") or [tier])]
    if table["method"] == "weights":
        return weighed(case, table, factors, tier, span, olds)
    grades = [g for f in factors if (g := level_of(case, f, "grade", tier)) is not None]
    lowest, highest = number(table["grades"]["lowest"]), number(table["grades"]["highest"])
    place = (sum(grades, ZERO) / len(grades) - lowest) / (highest - lowest)
    return (span[0] + place * (span[1] - span[0]),) * 2


def weighed(case: Case, table: Rule, factors: list[Rule], tier: str, span: Span, olds: list[Span]) -> Span | None:
    """Start and weights in percent of what the table says; of the new ceiling where the range has changed."""
    own = [t for t in table["tiers"] if tier in (listed(t.get("for")) or [t["id"]]) and sure(case, t.get("when"))]
    if not own and "offence" not in table:
        own = table["tiers"][:1]  # silent: the fallback has one tier; it is read as serving every tier
    if not own:
        return None
    weights = [level_of(case, f, "weight", own[0]["id"]) or ZERO for f in factors]
    percent = max(number(own[0].get("start", 0)) + sum(weights, ZERO), number(table.get("total_at_least", 0)))
    of = own[0].get("of", "ceiling")
    if of == "ceiling" or olds[0] != span:
        base = span[1]
    elif isinstance(of, dict) and "fact" in of:
        base = max(amount_of(case, of["fact"]) * number(of.get("times", 1)), number(of.get("at_least", 0)))
    else:
        base = number(of)
    return (min(percent, number(table.get("total_at_most", 100))) * base / 100,) * 2


def band_of(case: Case, table: Rule, tier: Rule, span: Span, olds: list[Span]) -> Said | None:
    """The band that holds, in its place in the new range (that of the old range which holds it). Silent: where no row holds, the whole range stays open."""
    rows = [row for row in table["bands"] if tier["id"] in (listed(row.get("for")) or [tier["id"]])]
    if tier.get("payer") == PERSON and not any("for" in row for row in rows):
        return None
    held: list[tuple[Span, str]] = []
    for row in rows:
        if (not held or table.get("pick", "first") != "first") and sure(case, row.get("when")):
            fine = row.get("fine", row)
            ends = fine_span(case, fine)
            held.append(((ends[0], max(ends[0], span[1])) if form_of(fine) == "floor" else ends, form_of(fine)))
    if not held:
        return (span, form_of(tier["fine"])) if rows else None
    band, form = max(held, key=lambda b: b[0][::-1])
    if table.get("pick") == "sum":
        band = sum((b[0][0] for b in held), ZERO), sum((b[0][1] for b in held), ZERO)
    if olds[0] == span:
        return band, form
    old = next((o for o in olds if o[0] <= band[0] and band[1] <= o[1]), olds[0])
    if old[0] == old[1]:
        return span, form
    ratio = (span[1] - span[0]) / (old[1] - old[0])
    return (span[0] + (band[0] - old[0]) * ratio, span[0] + (band[1] - old[0]) * ratio), form


def matches(table: Rule, provision: Rule) -> bool:
    """Whether a table quotes a provision."""
    cited = listed(table.get("provisions"))
    return not cited or any(covers(c, p) for c in cited for p in listed(provision["liability"]))


def old_spans(case: Case, table: Rule, offence: str, id: str) -> list[Span]:
    """The ranges for which a table was made, in a provision that it quotes; the likeliest first.

    Silent: which tier. Read as the one of the same id, else the one that would apply, else any.
    """
    for provision in case["law"]["offences"][offence]["provisions"]:
        if matches(table, provision):
            tiers = provision.get("tiers", [])
            wanted = [t for t in tiers if t["id"] == id] or listed(tier_of(case, offence, provision))
            alike = [t for t in reversed(tiers) if (t.get("payer") == PERSON) is ("person" in case)]
            others = [t for t in alike if t not in wanted]
            return [fine_span(case, t["fine"]) for t in [*wanted, *others] if "fine" in t]
    return []


def tables_say(case: Case, offence: str, provision: Rule, tier: Rule, span: Span) -> list[Said]:
    """What the nearest tables say, and of which form a band is: those of the provision, those of another, the fallback."""
    law = case["law"]
    tables = [t for t in law["bases"].values() if in_force(case, t)]
    named = [t for t in tables if offence in listed(t.get("offence")) and sure(case, t.get("when"))]
    fallback = [t for t in tables if "offence" not in t and sure(case, t.get("when"))]
    direct = [(t, [span]) for t in named if matches(t, provision)]
    derived = [
        (t, old) for t in named if not matches(t, provision) and (old := old_spans(case, t, offence, tier["id"]))
    ]
    for group in (direct, derived, [(t, [span]) for t in fallback]):
        for place in reversed(law["chain"]):
            near = [(t, old) for t, old in group if law["home"][t["id"]] == place]
            said = [s for t, old in near if (s := table_amount(case, t, tier, span, old)) is not None]
            if said:
                return said if law["settings"].get("overlapping_bases") == "heaviest" else said[:1]
    return []


def highest(spans: list[Span]) -> Span:
    """The highest of several, at either end."""
    return max(s[0] for s in spans), max(s[1] for s in spans)


def base_amounts(
    case: Case, offence: str, provision: Rule, tier: Rule, span: Span, degrees: list[str]
) -> list[tuple[Span, bool]]:
    """The base amount by each table, and whether it is a part of a band. A stated amount counts where the tables leave room for it."""
    stated = (number(case["stated"]["amount"]),) * 2 if "stated" in case else None
    try:
        said = tables_say(case, offence, provision, tier, span)
    except Unknown:
        if stated is None:
            raise
        said = []
    if not said:
        return [(stated or span, False)]
    low, high = highest([amount for amount, _ in said])
    if stated and low < high and low <= stated[0] <= high:
        return [(stated, False)]
    return [(point(case, amount, degrees, form), True) if form else (amount, False) for amount, form in said]


# --- the amount --------------------------------------------------------------------------------------------------------


def shares(value: Any) -> Span:
    """A percentage, or from one to another, as parts of one."""
    ends = (value["from"], value["to"]) if isinstance(value, dict) and "from" in value else (value, value)
    return number(ends[0]) / 100, number(ends[1]) / 100


def worked_out(case: Case, offence: str, provision: Rule) -> Result:
    """The statutory range (``None``: no fine at all) and the fine after everything that moves it."""
    tier = tier_of(case, offence, provision)
    if tier is None or "fine" not in tier:
        return None, (ZERO, ZERO)
    span = fine_span(case, tier["fine"])
    heavier = wanted(case, applying(case, "heavier"))
    lighter = applying(case, "lighter") + [{**e, "mitigated": True} for e in applying(case, "mitigated")]
    lighter = wanted(case, lighter)
    degrees = [name for name, entries in (("lighter", lighter), ("heavier", heavier)) if entries]
    if all(e["open"] for e in (*lighter, *heavier)):
        degrees.append("ordinary")
    ends: list[Span] = []
    floors = (ZERO, ZERO)
    for amount, banded in base_amounts(case, offence, provision, tier, span, degrees):
        pointed = banded and setting(case, "point_in_band") is not None  # the place in the band is the whole effect
        amount = raised(case, heavier, amount, span, pointed)
        amount, floors = lightened(case, lighter, amount, span, pointed)
        ends.append(amount)
    low, high = highest(ends)  # of several tables that cover the act the heaviest
    told = {"fine_is_fixed": str("fixed" in tier["fine"]).lower(), "fine_at_minimum": str(high <= span[0]).lower()}
    below = False
    if "person" not in case:  # a programme rewards the party
        (low, high), below = after_programmes({**case, "facts": case["facts"] | told}, (low, high))
    floors = (ZERO, ZERO) if below else floors
    return span, (rounded(case, low, (floors[0], span[1])), rounded(case, high, (floors[1], span[1])))


def wanted(case: Case, entries: list[Rule]) -> list[Rule]:
    """The entries without those that may apply and that the officer does not apply; ``open``: whether that is not settled.

    Silent: a degree alone does not say that the entry is applied at all.
    """
    chosen = [(e, case.get("choices", {}).get(e["id"], {}).get("apply")) for e in entries]
    may = [(e, e.get("force") == "may", apply) for e, apply in chosen]
    return [{**e, "open": left and apply != "true"} for e, left, apply in may if not (left and apply == "false")]


def raised(case: Case, heavier: list[Rule], amount: Span, span: Span, pointed: bool) -> Span:
    """The amount after the heavier entries."""
    low, high = amount
    for entry in heavier:
        choice = case.get("choices", {}).get(entry["id"], {})
        on = choice.get("percent", entry.get("effect", {}).get("percent_on"))
        if "amount" in choice:
            low = high = number(choice["amount"])
        elif on is not None:
            low, high = low * (1 if entry["open"] else 1 + shares(on)[0]), high * (1 + shares(on)[1])
        elif not pointed:
            high = max(high, span[1])
    return low, high


def lightened(case: Case, lighter: list[Rule], amount: Span, span: Span, pointed: bool) -> tuple[Span, Span]:
    """The amount after the lighter entries, and below which the lowest and the highest possible fine do not go."""
    (low, high), floors = amount, [span[0], span[0]]
    for entry in lighter:
        choice = case.get("choices", {}).get(entry["id"], {})
        degrees = {"mitigated"} if "mitigated" in entry else {"lighter"}
        if entry.get("or_mitigated") == "true":
            degrees = {choice["degree"]} if "degree" in choice else {"lighter", "mitigated"}
        if entry["open"]:
            degrees.add("lighter")
        off = choice.get("percent", entry.get("effect", {}).get("percent_off"))
        if "amount" in choice:
            low = high = number(choice["amount"])
        elif off is not None:
            low, high = low * (1 - shares(off)[1]), high * (1 if entry["open"] else 1 - shares(off)[0])
        elif "mitigated" in degrees:
            low = ZERO
        elif not pointed:
            low = min(low, span[0])
        floors[0] = ZERO if "mitigated" in degrees else floors[0]
        floors[1] = ZERO if degrees == {"mitigated"} else floors[1]
    return (low, high), (floors[0], floors[1])


def after_programmes(case: Case, amount: Span) -> tuple[Span, bool]:
    """The amount after the programmes in their order; whether one of them lets it fall below the floor."""
    rules = case["law"]["settings"].get("programmes", {})
    order, combine = rules.get("order", []), rules.get("combine", "compound")
    cuts: list[tuple[Span, Fraction | None]] = []
    found = [p for r in ("lighter", "mitigated") for p in applying(case, "programmes", r) if p["kind"] in order]
    for programme in sorted(found, key=lambda p: order.index(p["kind"])):
        step = next((s for s in programme.get("reduction", ()) if sure(case, s.get("when"))), None)
        if step is not None:
            percent = case.get("choices", {}).get(programme["id"], {}).get("percent", step["percent"])
            cuts.append((shares(percent), number(programme["at_most"]) if "at_most" in programme else None))
    ends = []
    for start, end in ((amount[0], 1), (amount[1], 0)):
        total = ZERO
        for share, most in cuts:
            off = share[end] * (start - total if combine == "compound" else start)
            off = off if most is None else min(off, most)
            total = max(total, off) if combine == "best" else total + off
        if "at_most_percent" in rules:
            total = min(total, start * number(rules["at_most_percent"]) / 100)
        ends.append(start - total)
    return (ends[0], ends[1]), any(p.get("result") == "mitigated" for p in found)


def rounded(case: Case, amount: Fraction, span: Span) -> Fraction:
    """To the jurisdiction's multiple, kept inside the range."""
    rule = case["law"]["settings"]["rounding"]
    unit, mode = number(rule["to"]), rule.get("mode", "half-up")
    count = max(span[0], min(span[1], amount)) / unit
    whole = count // 1 if mode == "down" else -(-count // 1) if mode == "up" else (count + Fraction(1, 2)) // 1
    return max(span[0], min(span[1], whole * unit))


# --- the case ----------------------------------------------------------------------------------------------------------


def prepared(raw: dict[str, Any]) -> Case:
    """The case with its law and one flat mapping of facts, what the engine supplies among them."""
    law, facts = law_of(raw["jurisdiction"]), dict[str, Any]()
    if "offence" not in raw:
        raise Unknown("several violations")

    def flatten(prefix: str, values: dict[str, Any]) -> None:
        for key, value in values.items():
            if isinstance(value, dict) and prefix + key not in law["facts"]:
                flatten(f"{prefix}{key}.", value)
            else:
                value = value.get("value") if isinstance(value, dict) else value
                facts[prefix + key] = None if value == "unknown" else value

    flatten("", raw.get("facts", {}))
    party = raw.get("party", {})
    facts |= {f"party.{k}": party[k] for k in ("age", "capacity") if k in party}
    facts |= {f"timeline.{k}": v["to"] if isinstance(v, dict) else v for k, v in raw.get("timeline", {}).items()}
    facts |= {"party.kind": party.get("kind", "organisation"), "offence": raw["offence"]}
    facts["offence_tag"] = law["offences"][raw["offence"]].get("tags", [])
    if "timeline.act" not in facts or "timeline.decision" not in facts:
        raise Unknown("timeline")
    case = {**raw, "facts": facts, "law": law}
    for programme in law["programmes"].values():
        if programme.get("credits") and in_force(case, programme):
            facts["law_study.credits"] = sum((credits(case, c) for c in programme["credits"]), ZERO)
    return case


def credits(case: Case, credit: Rule) -> Fraction:
    """The credits that a line of a law-study programme gives."""
    if holds(case, credit.get("when")) is not True:
        return ZERO
    earned = number(credit["credits"]) * (number(fact(case, credit["per"]) or 0) if "per" in credit else 1)
    return min(earned, number(credit["at_most"])) if "at_most" in credit else earned


def provided(case: Case, day: str, decision: bool = False) -> Provided | str:
    """The provisions in force on a day; on the day of the decision also those of the offence that follows; else why none."""
    law, name = case["law"], case["offence"]
    offence = law["offences"][name]
    if found := in_force_on(law, name, day):
        return found
    spans = [validity(law, p) for p in offence["provisions"]]
    link = "preceded_by" if day < min(s[0] for s in spans) else "succeeded_by" if day > max(s[1] for s in spans) else ""
    other = offence.get(link)
    if other == "none":
        return "not-punishable"
    # Silent: without a successor, and for an act after the last provision, the stored law does not cover the case.
    return in_force_on(law, other, day) if other not in (None, "not-stored") and decision else "not-covered"


def in_force_on(law: Law, offence: str, day: str) -> Provided:
    spans = [(p, validity(law, p)) for p in law["offences"][offence]["provisions"]]
    return [(offence, p) for p, (first, last) in spans if first <= day <= last]


def chosen(case: Case, several: Provided) -> tuple[Under, Result]:
    """Among provisions of the same day for the same act: the jurisdiction's order, after it the highest fine."""
    instruments = case["law"]["instruments"]
    for step in (setting(case, "same_act") or {"order": []})["order"]:
        cited = [[instruments[str(parts(c)[0])] for c in listed(p["liability"])] for _, p in several]
        if step == "rank":
            ranks = [min(RANKS.index(i["rank"]) for i in each) for each in cited]
            upper = [p for (_, p), r in zip(several, ranks, strict=True) if r == min(ranks)]
            several = [s for s in several if s[1] in upper or any(details(s[1], u) for u in upper)]
        if step == "later":
            days = [max(plain(i["in_force"].get("from", "")) for i in each) for each in cited]
            several = [s for s, d in zip(several, days, strict=True) if d == max(days) or not min(days)]
    results = [(under, worked_out(case, *under)) for under in several]
    return max(results, key=lambda r: (r[1][1][1], r[1][1][0], r[1][0] or (-1, -1)))


def details(lower: Rule, upper: Rule) -> bool:
    """Whether a provision says that it details another one."""
    return any(covers(d, c) or covers(c, d) for d in listed(lower.get("details")) for c in listed(upper["liability"]))


def lighter_of(first: tuple[Under, Result], second: tuple[Under, Result]) -> tuple[Under | None, Result]:
    """The lighter of the law of the act and that of the decision; that of the act where they are alike.

    Where the ranges cross the result decides. Whatever the officer chooses, no fine is then above the lower of the two.
    """
    (_, old), (_, new) = first, second
    a, b = old[0] or (ZERO, ZERO), new[0] or (ZERO, ZERO)
    if a[0] <= b[0] and a[1] <= b[1]:
        return first
    if b[0] <= a[0] and b[1] <= a[1]:
        return second
    return None, ((new if new[1][1] < old[1][1] else old)[0], (min(old[1][0], new[1][0]), min(old[1][1], new[1][1])))


def before_the_fine(case: Case) -> str | None:
    """Why no fine is worked out at all, in the order of the stages; or nothing."""
    found = case["facts"].get("timeline.found")
    ended = [shift(case["facts"]["timeline.act"], e["period"], 1) for e in applying(case, "limitation")]
    if ended and (found or case["facts"]["timeline.decision"]) > max(ended):
        if found is None:
            raise Unknown("timeline.found")
        return "time-barred"
    if applying(case, "not-responsible"):
        return "not-responsible"
    if applying(case, "already-fined"):
        return "already-fined"  # silent: whether it goes before or after no penalty
    if any(w.get("force", "shall") == "shall" or waived(case, w) == "true" for w in waivers(case)):
        return "no-penalty"
    return None


def waivers(case: Case) -> list[Rule]:
    """What lets a party off without a penalty."""
    programmes = [] if "person" in case else applying(case, "programmes", "no-penalty")
    return applying(case, "no-penalty") + programmes


def waived(case: Case, waiver: Rule) -> str | None:
    choice: str | None = case.get("choices", {}).get(waiver["id"], {}).get("waive")
    return choice


def evaluate(raw: dict[str, Any]) -> tuple[str, Fraction, Fraction, tuple[Opinion, ...] | None]:
    """Outcome, lowest and highest fine of a case as the case file writes it, every value read as text; then the same of each person in
    charge, where the party is fined."""
    case = prepared(raw)
    result, unders = judged(case)
    if not unders or result[0] != "fine":
        return *result, None
    return *result, tuple(person(case, own, unders) for own in raw.get("persons_in_charge", ()))


def person(case: Case, own: Rule, unders: list[Under]) -> Opinion:
    """A person in charge, with facts of their own over the violation's.

    Of each day's law the provision that governs the party's act; between the two days, the lighter for this person.
    """
    facts = case["facts"] | own.get("facts", {})
    rest = {k: v for k, v in case.items() if k != "stated"}
    case = {**rest, **{k: own[k] for k in ("stated",) if k in own}, "facts": facts, "person": own["name"]}
    case["choices"] = case.get("choices", {}) | own.get("choices", {})
    elements = [case["law"]["offences"][case["offence"]]["elements"], unders[0][1].get("elements")]
    if not all(sure(case, e) for e in elements):
        return "not-established", ZERO, ZERO
    if reason := before_the_fine(case):
        return reason, ZERO, ZERO
    if not sure(case, unders[-1][1].get("elements")):
        return "not-punishable", ZERO, ZERO
    results = [(under, worked_out(case, *under)) for under in unders]
    _, (span, (low, high)) = results[0] if len(results) == 1 else lighter_of(*results)
    if any(waived(case, w) is None for w in waivers(case)):
        return "may-waive", ZERO, high
    return ("order-only", ZERO, ZERO) if span is None else ("fine", low, high)


def judged(case: Case) -> tuple[Opinion, list[Under]]:
    """The party's result, and the provision that governs it by the law of the act, and by that of the decision where it is another."""
    old = provided(case, case["facts"]["timeline.act"])
    new = provided(case, case["facts"]["timeline.decision"], decision=True)
    if isinstance(old, str):
        return (old, ZERO, ZERO), []
    if isinstance(new, str):
        return (new, ZERO, ZERO), []
    old = [(o, p) for o, p in old if sure(case, p.get("elements"))]
    if not sure(case, case["law"]["offences"][case["offence"]]["elements"]) or not old:
        return ("not-established", ZERO, ZERO), []
    if reason := before_the_fine(case):
        return (reason, ZERO, ZERO), []
    new = [(o, p) for o, p in new if sure(case, p.get("elements"))]
    if not new:
        return ("not-punishable", ZERO, ZERO), []  # the law of the decision does not hold the act unlawful any more
    first = chosen(case, old)
    both = [first] if old == new else [first, chosen(case, new)]
    unders = [under for under, _ in both]
    _, (span, (low, high)) = first if len(both) == 1 else lighter_of(*both)
    # Silent: both words are used of a case that has no fine to hold or to waive, too.
    if any(r.get("holds_fine") == "true" for r in applying(case, "referral")):
        return ("referred", ZERO, high), unders
    if any(waived(case, w) is None for w in waivers(case)):
        return ("may-waive", ZERO, high), unders
    return (("order-only", ZERO, ZERO) if span is None else ("fine", low, high)), unders
