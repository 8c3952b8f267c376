"""A condition that nothing can meet: the entry, row, level, tier or measure is never reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.cells import Space, TooLarge
from discretion.audit.check import Check, Found, Subject, unlooked
from discretion.audit.sites import sites
from discretion.law.condition import AllOf
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    for site in sites(subject):
        near = site.near
        space = Space(subject.law(site.rule), (near, site.node), site.offences or None)
        try:
            if space.find(AllOf((near, site.node))) is not None:
                continue
            alone = space.find(site.node) is not None
        except TooLarge as large:
            yield unlooked(site.rule, site.path, large.size)
            continue
        message = (
            say("this condition can never hold where it is looked at")
            if alone
            else say("this condition can never hold")
        )
        yield Found(site.rule, site.path, message, say("correct the condition, or take the rule out"))


CHECK: Final = Check("never-applies", "warning", say("a condition that can never hold"), _run)
