"""`discretion rules diff`: what changed between two rulebooks in meaning, and whose fines change by how much.

Rules are compared as records: a comment, a new line, another order of keys is no change. For each rule whose meaning changed, the
cells of its block (see :mod:`discretion.audit.prove`), with the values that either law tells apart, are assessed under both rulebooks,
with each offence that meets it: beside the light and the heavy facts beside which the proof looks at the block, under either law, so that
no other entry hides it; an exception in a case in which the rule works. By the same argument as in the proof these cells stand for all
cases: the rest of the engine is the same map on both sides. Where the laws differ in nothing that an assessment looks at, no case can
come out differently. What was not compared (cells of a block that has too many, exceptions to rules that never work, rules that follow
from a fine and move none) is counted or named beside the claim.

**Settings** of a jurisdiction (rounding, the order of programmes, the place in a band) have no block. A setting is looked at in each place
in which another one works than before, inherited or not, on days on which it does (:mod:`.setting`), and in cases that bring it out
(:mod:`.occasions`): it acts on what blocks have made, so that this is what is varied.

1. Rounding and programmes see the amount and the range, no matter from what it was worked out (3 of the proof). So the amount is stated in
   the case, as a file may state it, and varied by itself: for rounding around the steps of the coarser one, since two roundings that are
   not the same map differ there; for programmes where a cap begins to cut, since between these points what is left is linear in the
   amount. Which amounts the tables of an offence can give is not asked: a case that states its amount can have any.
2. The place in a band sees the band and the degree, and is linear in both ends; each band is run beside each degree. What an entry does
   beside its place is run in a case of that entry.
3. What could not be found out is decided for each factor, row and tier by itself; factors only add up (2 of the proof).
4. Which table and which provision counts is decided by amounts, which are widest apart where one is heavy and the other light.
5. Whether the first day counts moves the end of a period by a day: it is run on the days around it.
6. A setting names no offence. Where it sees the same of two, one stands for the other (:mod:`.times`), also in a place that inherits it.

A setting that can act in no case (an order of programmes where none two are in force) moves none. Wherever one acts, and no cell differs,
the claim is of the cells compared, not of every result: of tables and provisions not all amounts are set against each other.
"""

from __future__ import annotations

from discretion.audit.difference.cases import Moved, moved
from discretion.audit.difference.compare import Changing, Compared, compare
from discretion.audit.difference.effect import Effect
from discretion.audit.difference.rules import Changed, changed
from discretion.audit.difference.since import since

__all__ = ["Changed", "Changing", "Compared", "Effect", "Moved", "changed", "compare", "moved", "since"]
