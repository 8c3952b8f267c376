"""What a run of stages left in a matter, and remembering it: it depends on nothing but the rules in force, what the officer chose and
stated, and the facts that were looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from discretion.assess.finding import Finding
from discretion.assess.matter import Ending, Matter
from discretion.assess.memo import step
from discretion.assess.truth import View, unique

#: The fields of a matter that stages set, beside the findings, the endings and what is missing.
FIELDS: Final = ("tiers", "order_possible", "floor", "ceiling", "base", "spans", "amount", "below_floor")


class Left(msgspec.Struct, frozen=True):
    """The findings, endings and missing facts that were added, and the fields that were set."""

    findings: tuple[Finding, ...]
    endings: tuple[Ending, ...]
    missing: tuple[str, ...]
    fields: dict[str, Any]


def remembered(name: str, matter: Matter, run: Callable[[Matter], Matter]) -> Matter:
    """``run(matter)``, for a run that looks at nothing that earlier ones did but whether they ended the matter.

    ``matter`` is as it was before any amount was worked out; ``name`` says which run it is.
    """
    ended = matter.ended
    outcome = ended.outcome if ended is not None else None
    known = step(matter.law, (name, matter.when, id(matter.provision), matter.payer, outcome, matter.chosen))
    if known.useless or matter.view.others:
        return run(matter)
    return _with(matter, known.looked(matter.view, lambda view: _left(matter, ended, view, run), matter.provision))


def remembered_amounts(name: str, matter: Matter, run: Callable[[Matter], Matter]) -> Matter:
    """``run(matter)``, for a run that also looks at the amounts and tiers that earlier ones left."""
    known = step(matter.law, (name, matter.when, id(matter.provision), matter.payer, matter.chosen))
    # from a band many amounts come, and few of them again
    if known.useless or matter.view.others or matter.spans is not None:
        return run(matter)
    tiers = matter.tiers
    amounts = (
        (matter.floor, matter.ceiling, matter.base, matter.amount, matter.order_possible, matter.below_floor),
        *[(id(t.tier), t.certain, t.missing, t.floor, t.ceiling) for t in tiers],
    )
    alive = (matter.provision, tiers)
    return _with(matter, known.looked(matter.view, lambda view: _left(matter, None, view, run), alive, amounts))


def _with(matter: Matter, left: Left) -> Matter:
    missing = unique((*matter.missing, *left.missing)) if left.missing else matter.missing
    findings, endings = (*matter.findings, *left.findings), (*matter.endings, *left.endings)
    return msgspec.structs.replace(matter, findings=findings, endings=endings, missing=missing, **left.fields)


def _left(matter: Matter, ended: Ending | None, view: View, run: Callable[[Matter], Matter]) -> Left:
    endings = () if ended is None else (ended,)
    before = msgspec.structs.replace(matter, view=view, findings=(), endings=endings, missing=())
    after = run(before)
    fields = {f: value for f in FIELDS if (value := getattr(after, f)) is not getattr(before, f)}
    return Left(after.findings, after.endings[len(endings) :], after.missing, fields)
