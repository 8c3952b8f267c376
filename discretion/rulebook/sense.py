"""What makes no sense within one rule, whatever the other rules say: spans that fall, fines of two kinds, names given twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from discretion.law.basis import Band, Factor, Grades
from discretion.law.entry import Entry, Lighter
from discretion.law.fact import Fact
from discretion.law.figure import Day, Figure, Span, Validity
from discretion.law.jurisdiction import FirstDay
from discretion.law.measure import Measure
from discretion.law.offence import Fine, Offence
from discretion.law.value import Path
from discretion.rulebook.fault import Fault, Faults
from discretion.rulebook.scalars import NO_DAY
from discretion.text import Text, say

NATIONAL: Final = "cn"


def check(part: Any, path: Path) -> Faults:
    """What is wrong with one part of a rule in itself."""
    for kind, faults in _CHECKS:
        if isinstance(part, kind):
            yield from faults(part, path)


def _between(span: Span | Validity, path: Path) -> Faults:
    yield from _rises(span.from_, span.to, path)


def _band(band: Band, path: Path) -> Faults:
    """A row gives an upper end, a lower end or both, a fixed sum, or a fine."""
    ends = [key for key in ("from", "to") if getattr(band, {"from": "from_"}.get(key, key)) is not None]
    given = [*ends[:1], *(key for key in ("fixed", "fine") if getattr(band, key) is not None)]
    if not given:
        help = say("give `from` and `to`, one of them, `fixed`, or `fine`")
        yield Fault("missing-key", path, say("the row has no amount"), help)
    if len(given) > 1:
        message = say("a row has an amount only once")
        yield Fault("wrong-value", (*path, given[1]), message, say("keep one of them"), True)
    yield from _rises(band.from_, band.to, path)


def _grounded(mark: Grades | FirstDay, path: Path) -> Faults:
    if mark.provenance != "official" and not mark.why.strip():
        message = say("a figure that is not official says why it stands there")
        yield Fault("missing-key", path, message, say("add `{key}: …`", key="why"))


def _grades(grades: Grades, path: Path) -> Faults:
    """The mean of the grades is placed between the two, so they differ and rise."""
    yield from _grounded(grades, path)
    if grades.lowest.value >= grades.highest.value:
        message = say("`lowest` does not lie below `highest`")
        yield Fault("wrong-order", (*path, "lowest"), message, say("exchange them, or correct one"))


def _factor(factor: Factor, path: Path) -> Faults:
    if factor.fact is None and factor.id is None:
        message = say("a factor has a `fact`, or an `id` and conditions")
        yield Fault("missing-key", path, message, say("add `{key}: …`", key="fact"))


def _rises(low: Figure | Day | None, high: Figure | Day | None, path: Path) -> Faults:
    first: Any = None if low is None else low.value
    last: Any = None if high is None else high.value
    if first is not None and last is not None and NO_DAY not in (first, last) and first > last:
        message = say("`from` lies after `to`") if isinstance(first, date) else say("`from` is larger than `to`")
        yield Fault("wrong-order", (*path, "from"), message, say("exchange them, or correct one"))


def _fine(fine: Fine, path: Path) -> Faults:
    kinds = [key for key in ("multiple_of", "percent_of", "per") if getattr(fine, key)]
    if len(kinds) > 1:
        message = say("a fine is a multiple, a percentage or an amount per unit, not several")
        yield Fault("wrong-value", (*path, kinds[1]), message, say("keep one of them"), True)
    if fine.fixed is None and fine.to is None:
        yield Fault(
            "missing-key", path, say("the fine has no upper end"), say("give `from` and `to`, `to` alone, or `fixed`")
        )
    if fine.fixed is not None and (fine.to is not None or fine.from_ is not None):
        message = say("a fixed fine has no `from` and `to`")
        yield Fault("wrong-value", (*path, "fixed"), message, say("keep `fixed`, or `from` and `to`"), True)
    yield from _rises(fine.from_, fine.to, path)


def _fact(fact: Fact, path: Path) -> Faults:
    if fact.type in ("choice", "set") and not fact.choices:
        message = say("a fact of the type `{type}` has `choices`", type=fact.type)
        yield Fault("missing-key", (*path, "type"), message, say("add `{key}: …`", key="choices"))
    if fact.type not in ("choice", "set") and fact.choices:
        message = say("only a `choice` or a `set` has `choices`")
        help = say("write `type: choice`, or leave `choices` out")
        yield Fault("wrong-value", (*path, "choices"), message, help, True)


def _offence(offence: Offence, path: Path) -> Faults:
    if not offence.provisions:
        message = say("an offence has at least one provision")
        yield Fault("missing-key", (*path, "provisions"), message, say("write {example}", example="- liability: […]"))
    keys = [p.key for p in offence.provisions]
    for index, key in enumerate(keys):
        if key in keys[:index]:
            message = say("two provisions cite `{key}` first", key=key)
            yield Fault("duplicate-id", (*path, "provisions", index), message, say("give each an `id`"))
    for index, provision in enumerate(offence.provisions):
        ids = [t.id for t in provision.tiers]
        for place, id in enumerate(ids):
            if id in ids[:place]:
                where = (*path, "provisions", index, "tiers", place, "id")
                yield Fault(
                    "duplicate-id",
                    where,
                    say("tier `{id}` stands twice", id=id),
                    say("give each tier an id of its own"),
                )


def english(record: Any, jurisdiction: str) -> Faults:
    """National offences, facts, measures and entries of lists have an English title, and national facts English choices."""
    if jurisdiction != NATIONAL or not isinstance(record, Offence | Fact | Measure | Entry):
        return
    texts: dict[Path, Text] = {("title",): record.title}
    if isinstance(record, Fact):
        texts |= {("choices", name): text for name, text in (record.choices or {}).items()}
    for path, text in texts.items():
        if not text.en:
            yield Fault("missing-translation", path, say("a national rule has an English title"), say("add `en: …`"))


def misdirected(section: str, record: Any) -> Faults:
    """How far an entry moves the amount must point where its list does: what points the other way would be passed over in silence."""
    if not isinstance(record, Lighter):
        return
    right, wrong = ("percent_on", "percent_off") if section == "heavier" else ("percent_off", "percent_on")
    if record.effect is not None and getattr(record.effect, wrong) is not None:
        message = say("an entry of `{section}` has no `{key}`", section=section, key=wrong)
        yield Fault("wrong-value", ("effect", wrong), message, say("write `{key}`", key=right), True)
    if section == "heavier" and record.or_mitigated:
        message = say("an entry of `{section}` has no `{key}`", section=section, key="or_mitigated")
        yield Fault(
            "wrong-value", ("or_mitigated",), message, say("leave it out, or move the entry to `lighter`"), True
        )


def misplaced(id: str, record: Any, file: str) -> Faults:
    """An offence stands in the file of its field, so that an assessment need not read all files."""
    if not isinstance(record, Offence):
        return
    field, name = id.split(".")[0], file.rsplit("/", 1)[-1].removesuffix(".yaml")
    if name != field and not name.startswith(f"{field}-"):
        message = say("the offence `{id}` does not stand in a file of its field", id=id)
        yield Fault("misplaced", (), message, say("move it to offences/{field}.yaml", field=field), True)


_CHECKS: Final[tuple[tuple[Any, Callable[[Any, Path], Faults]], ...]] = (
    (Fine, _fine),
    ((Span, Validity), _between),
    (Band, _band),
    (Grades, _grades),
    (FirstDay, _grounded),
    (Fact, _fact),
    (Offence, _offence),
    (Factor, _factor),
)
