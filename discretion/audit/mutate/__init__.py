"""`discretion rules mutate`: change one figure, threshold, condition or day at a time; what no rule case notices is not tested.

A mutant is a rule with one place of its YAML changed. It is put into the law, and the rule cases that meet the rule are run again; it
is noticed when a case departs from what it expects. Mutants that cannot be read as a rule are none.
"""

from __future__ import annotations

from discretion.audit.mutate.mutants import Mutant, mutants
from discretion.audit.mutate.run import RuleTrial, run

__all__ = ["Mutant", "RuleTrial", "mutants", "run"]
