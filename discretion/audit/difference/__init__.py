"""`discretion rules diff`: what changed between two rulebooks in meaning, and whose fines change by how much.

Rules are compared as records: a comment, a new line, another order of keys is no change. For each rule whose meaning changed, the
cells of its block (see :mod:`discretion.audit.prove`), with the values that either law tells apart, are assessed under both rulebooks,
with each offence that meets it: beside the light and the heavy facts beside which the proof looks at the block, under either law, so that
no other entry hides it; an exception in a case in which the rule works. By the same argument as in the proof these cells stand for all
cases: the rest of the engine is the same map on both sides. Where the laws differ in nothing that an assessment looks at, no case can
come out differently. What was not compared (cells of a block that has too many, exceptions to rules that never work, rules that follow
from a fine and move none) is counted or named beside the claim.
"""

from __future__ import annotations

from discretion.audit.difference.cases import Moved, moved
from discretion.audit.difference.compare import Compared, Effect, compare
from discretion.audit.difference.rules import Changed, changed
from discretion.audit.difference.since import since

__all__ = ["Changed", "Compared", "Effect", "Moved", "changed", "compare", "moved", "since"]
