"""The claim that every entry, level, band and step is reached: by the checks of sense that look at the whole space of conditions.

A rule that no case reaches is not seen by the blocks, which run what works. `never-applies` finds a condition that is false in every
cell, `hidden-entry` what others take the place of in every case. They are run here, with their own waivers, so that a proof says it too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from discretion.audit.check import SKIPPED
from discretion.audit.prove.claims import Failure
from discretion.rulebook import Rule, Rulebook
from discretion.rulebook.problem import Problem

CHECKS: Final = ("never-applies", "hidden-entry")


def unreached(
    rulebook: Rulebook, on: date, offences: Sequence[str] = (), jurisdictions: Sequence[str] = ()
) -> Iterator[tuple[Problem, Failure | None]]:
    """What no case reaches, and what was not looked at (no failure), of the rules that act on ``offences`` in ``jurisdictions`` (on all
    where none is named). A change of one rule can hide another one, so that all rules are looked at whatever was changed.
    """
    # the checks in turn look at conditions as the proof does
    from discretion.audit.inspection import inspect

    rules = {(r.section, r.id): r for r in rulebook.shelf().rules}
    named = {r.id: r for r in rules.values()}
    for problem in inspect(rulebook, on, only=CHECKS).problems:
        rule = named.get(problem.rule)
        if rule is None or not _acts(rule, offences, jurisdictions):
            continue
        if problem.kind == SKIPPED:
            yield problem, None
        elif problem.kind in CHECKS:
            yield problem, Failure("reach", problem.rule, problem.message, ())


def _acts(rule: Rule, offences: Sequence[str], jurisdictions: Sequence[str]) -> bool:
    """Whether a rule acts on one of the offences in one of the jurisdictions."""
    concerned = tuple(getattr(rule.record, "offences", ())) or ((rule.id,) if rule.section == "offences" else ())
    if offences and concerned and not set(concerned) & set(offences):
        return False
    return not jurisdictions or any(f"{j}/".startswith(f"{rule.jurisdiction}/") for j in jurisdictions)
