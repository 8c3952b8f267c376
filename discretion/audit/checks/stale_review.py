"""A review of a rule that no longer means what was reviewed, or that was reviewed by the one who drafted it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from discretion.audit.check import Check, Found, Subject
from discretion.audit.reviews import signed
from discretion.text import say


def _run(subject: Subject) -> Iterator[Found]:
    for one in signed(subject.shelf):
        path = ("signed", one.index)
        review = one.review
        if one.rule is None:
            message = say("there is no rule `{rule}`", rule=review.rule)
            yield Found(one.holder, (*path, "rule"), message, say("take the review out"))
        elif one.stale:
            message = say(
                "`{rule}` has changed since it was reviewed on {day}", rule=review.rule, day=review.reviewed_on
            )
            help = say("read it again, and sign it: `discretion rules review {rule}`", rule=review.rule)
            yield Found(one.holder, path, message, help)
        if review.drafted_by == review.reviewed_by:
            message = say("`{rule}` was reviewed by the one who drafted it", rule=review.rule)
            yield Found(one.holder, (*path, "reviewed_by"), message, say("let another person read it"))


CHECK: Final = Check("stale-review", "warning", say("a review that no longer holds"), _run)
