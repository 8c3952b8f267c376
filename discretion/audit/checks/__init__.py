"""The checks of sense, one module each. What the loader finds (references, types, duplicate ids) is not repeated here."""

from __future__ import annotations

from typing import Final

from discretion.audit.check import Check
from discretion.audit.checks import (
    always_clipped,
    always_holds,
    assumed_figure,
    band_gap,
    band_overlap,
    basis_outside_range,
    contradicting_lists,
    duplicate_rule,
    expiring_instrument,
    fact_without_question,
    hidden_entry,
    idle_factor,
    level_gap,
    missing_translation,
    mitigated_without_authority,
    never_applies,
    offence_succession,
    offence_without_basis,
    outlives_instrument,
    programme_breaks_floor,
    stale_review,
    unused_fact,
    versions,
    weights_not_100,
    worse_costs_less,
)

CHECKS: Final[tuple[Check, ...]] = (
    never_applies.CHECK,
    always_holds.CHECK,
    hidden_entry.CHECK,
    duplicate_rule.CHECK,
    contradicting_lists.CHECK,
    band_gap.CHECK,
    band_overlap.CHECK,
    level_gap.CHECK,
    basis_outside_range.CHECK,
    weights_not_100.CHECK,
    worse_costs_less.CHECK,
    always_clipped.CHECK,
    idle_factor.CHECK,
    versions.CHECK,
    outlives_instrument.CHECK,
    expiring_instrument.CHECK,
    offence_succession.CHECK,
    offence_without_basis.CHECK,
    programme_breaks_floor.CHECK,
    mitigated_without_authority.CHECK,
    unused_fact.CHECK,
    fact_without_question.CHECK,
    missing_translation.CHECK,
    assumed_figure.CHECK,
    stale_review.CHECK,
)
