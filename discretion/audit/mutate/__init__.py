"""`discretion rules mutate`: change one figure, threshold, condition or day at a time; what no rule case notices is not tested.

A mutant is a rule with one place of its YAML changed. It is put into the law, and the rule cases on which the change can bear are run
again; it is noticed when a case departs from what it expects. Changes that cannot be read as a rule, or say the same, are none: they are
counted.
"""

from __future__ import annotations

from discretion.audit.mutate.changes import KINDS, Kind
from discretion.audit.mutate.mutants import MUTABLE, Mutant, Mutants, mutants
from discretion.audit.mutate.run import ALL, Count, Only, RuleTrial, Unnoticed, run

__all__ = [
    "ALL",
    "KINDS",
    "MUTABLE",
    "Count",
    "Kind",
    "Mutant",
    "Mutants",
    "Only",
    "RuleTrial",
    "Unnoticed",
    "mutants",
    "run",
]
