"""A condition that every case meets: it says nothing, or not what it was meant to say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.cells import Space
from discretion.audit.check import Check, Found, Subject
from discretion.audit.sites import sites
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    for site in sites(subject):
        near = site.near
        space = Space(subject.law(site.rule), (near, site.node), site.offences or None)
        # what cannot be looked at in full, never-applies says
        if space.small and all(cell.holds(site.node) for cell in space.cells() if cell.holds(near)):
            yield Found(
                site.rule,
                site.path,
                say("this condition always holds where it is looked at"),
                say("leave it out, or say what was meant"),
            )


CHECK: Final = Check("always-holds", "warning", say("a condition that always holds"), _run)
