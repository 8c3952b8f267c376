"""`discretion rules prove`: six claims about every offence, over the whole finite space of its cases.

The claims: a fine lies in its statutory range, unless a mitigated entry leads below it; a worse case never costs less; what mitigates
never costs more; every case ends in a result; the result is independent of the order of files, of facts and of violations; every
entry, level, band and step is reached (:mod:`discretion.audit.prove.reachable`).

The argument
------------
A case is a choice of one value for each fact. The values that :mod:`discretion.assess.space` gives stand for all values, because
inside a cell (one level of each factor, one side of each threshold) every amount is linear in money. The product of all facts is far
too large to be run, and need not be. The engine is a chain of stages, and each rule in it looks at few facts:

1. A **block** is a rule that decides by itself: the tiers of the provisions with the elements, one factor of a table, the rows of a
   band table, one entry of a list, one programme, one exclusion. The cells of a block are the product of *its* facts; values of a fact
   for which the block does the same are one, since the fact is varied further in the blocks that tell them apart. What stands beside
   the block is such that no other entry ends the case in its cells, and hides what it does, where facts beside it can prevent that.
   A factor or row is judged in the cases in which its table is used; elsewhere it does nothing, and the facts are another block's.
2. **Factors only add up.** The total of a weight table is the start plus the weights, cut off at its limits, times an amount. It rises
   with each weight whatever the others are. So a claim about one factor holds in all cases if it holds in all cells of that factor,
   once beside the lightest levels of the others and once beside the heaviest, where the limits cut.
   **Exclusions only switch off.** A rule works where its condition holds, its exception does not, and no exclusion does. These are
   joined by "or": two that hold together do what one does. So each is run alone, on a case in which the rule works.
3. **Lists, programmes and bounds see only the amount** and their own facts, and with their own facts fixed each is a rising map of the
   amount. A chain of rising maps rises; so each is looked at in all its own cells, on a light and on a heavy amount. An entry that ends
   the case, and the row of a band table, do not see the amount: they are run on one.
4. A fact that stands in several blocks is varied in each of them, in the real engine, with every other block present. If each block
   rises in the fact while the others are fixed, the chain does.
5. **The lighter of two laws** is the smaller of two amounts that rise, and rises. Acts before a change and decided after it are run
   along with acts and decisions on either side.
6. A rule that names no offence (an entry, a programme, the fallback table) acts in the same way on all amounts. In a proof of the whole
   rulebook it is run, in each jurisdiction and on either side of each change of the law, with one offence for each shape: whether the
   range has a floor, and whether a table gives a point or a band. In a proof of named offences it is run with each of them.
7. A rule that is in force on none of the ordinary days (a programme that has ended) is run on a day on which it was. Where a rule looks
   at another violation of the case, the case is given one for which the rule that it names holds.
8. After a **change** only what it reaches is run again: a rule moves a fine through its own block alone, so that a block without a
   changed rule gives what it gave (see :func:`discretion.audit.prove.plan.touched`).

9. **Order.** Each rule file is read by itself, and the order inside a file belongs to what it says (rows, levels, the entries of a list).
   So the order of files is the order in which a law holds its rules of one kind, and nothing else. It can matter in two ways only. A rule
   may come out otherwise when the law is put together: that is compared rule by rule, for every jurisdiction. Or the engine may take,
   of several rules that work in one case, the one that stands first. Two rules show that only where both work; so in every situation
   the rules that work are put together into as few cases as their facts allow, and what still does not work there is run in the case in
   which it works by itself. Of facts and violations the engine sees a mapping and a tuple; they are turned in the same cases. Two
   other orders stand for all: the reverse turns every pair round, and one is drawn with a fixed number for what only three together
   show. What is compared are outcome, fine, provision, measures, persons in charge, and what was found of each rule.
   Two rules whose facts exclude each other never work together; two that never came into one case are not compared.

What the argument does not reach is counted and named: blocks with more cells than are run, exclusions of rules that never work, and
pairs of cases of which neither can be said to be the graver one: where a table has no row, where one table takes the place of another,
where the statute goes over from yuan to a multiple of something, where a person in charge falls under another law because the lighter
law is found by the party's own fine.

Each claim is tested on results of :func:`discretion.assess.assess` itself; nothing of the engine is written a second time.
"""

from __future__ import annotations

from discretion.audit.prove.claims import Failure
from discretion.audit.prove.run import Proof, Uncovered, prove

__all__ = ["Failure", "Proof", "Uncovered", "prove"]
