"""A condition that nothing can meet: the entry, row, level, tier or measure is never reached."""

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
        if not space.small:
            message = say("not looked at: the condition has {count} cells", count=space.size)
            yield Found(site.rule, site.path, message, skipped=True)
        elif not any(cell.holds(site.node) and cell.holds(near) for cell in space.cells()):
            alone = any(cell.holds(site.node) for cell in space.cells())
            message = (
                say("this condition can never hold where it is looked at")
                if alone
                else say("this condition can never hold")
            )
            yield Found(site.rule, site.path, message, say("correct the condition, or take the rule out"))


CHECK: Final = Check("never-applies", "warning", say("a condition that can never hold"), _run)
