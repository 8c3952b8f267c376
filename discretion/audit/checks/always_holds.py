"""A condition that every case meets: it says nothing, or not what it was meant to say.

The rows of a table for a statutory tier whose circumstances the table itself reads are not meant: such a row repeats the circumstance, as
printed tables do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.cells import Space, TooLarge
from discretion.audit.check import Check, Found, Subject
from discretion.audit.sites import Site, sites
from discretion.law.basis import Basis
from discretion.law.condition import AllOf, Not
from discretion.rulebook import Law
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    for site in sites(subject):
        law = subject.law(site.rule)
        if not _repeats(site) and _holds(site, law):
            yield Found(
                site.rule,
                site.path,
                say("this condition always holds where it is looked at"),
                say("leave it out, or say what was meant"),
            )


def _holds(site: Site, law: Law) -> bool:
    """Whether it holds wherever it is looked at. What cannot be looked at in full, never-applies says."""
    near = site.near
    space = Space(law, (near, site.node), site.offences or None)
    try:
        return space.find(AllOf((near, Not(site.node)))) is None
    except TooLarge:
        return False


def _repeats(site: Site) -> bool:
    """Whether it is the condition of a row for a tier whose circumstances the table reads."""
    basis = site.rule.record
    if not isinstance(basis, Basis) or not basis.reads or site.path[0] != "bands":
        return False
    return bool(basis.bands[int(site.path[1])].for_)


CHECK: Final = Check("always-holds", "warning", say("a condition that always holds"), _run)
