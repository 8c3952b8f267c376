"""What is known of a rule: where it is in force, what the cases cover of it, whether it was reviewed, what the checks found."""

from __future__ import annotations

from collections.abc import Iterator

from discretion.report.book.gathered import REVIEWED, Gathered
from discretion.report.book.page import Badge
from discretion.report.inspection.common import message, page
from discretion.report.language import Language
from discretion.report.rules.shown import Cell, Phrase, Table
from discretion.rulebook import Rule


def badges(rule: Rule, gathered: Gathered, t: Language) -> tuple[Badge, ...]:
    """All of them, in a fixed order."""
    return tuple(_badges(rule, gathered, t))


def _badges(rule: Rule, gathered: Gathered, t: Language) -> Iterator[Badge]:
    yield place(rule, gathered, t)
    units = gathered.units.get(rule.id, ())
    if units:
        have = sum(1 for u in units if u.name in gathered.coverage.covered)
        tone = "good" if have == len(units) else "weak" if have else "bad"
        yield Badge(t("cases show {have} of {all}", have=have, all=len(units)), tone, "pages/coverage")
    if rule.section in REVIEWED:
        yield review(rule, gathered, t)
    found = gathered.findings.get(rule.id, ())
    graver = [p for p in found if p.level != "note"]
    if graver:
        yield Badge(t("{count:warning|warnings}", count=len(graver)), "bad", "pages/findings")
    elif found:
        yield Badge(t("{count:note|notes}", count=len(found)), "plain", "pages/findings")


def place(rule: Rule, gathered: Gathered, t: Language) -> Badge:
    """The place to which a rule belongs."""
    own = gathered.sections["jurisdiction"].get(rule.jurisdiction)
    title = t.of(own.record.title) if own is not None else rule.jurisdiction
    return Badge(title, "plain", f"places/{rule.jurisdiction}")


def review(rule: Rule, gathered: Gathered, t: Language) -> Badge:
    """Whether somebody read the rule against its source, and whether that still counts."""
    signed = gathered.reviews.get(rule.id)
    if signed is None:
        return Badge(t("not reviewed"), "plain", "pages/reviews")
    name, day = signed.review.reviewed_by, signed.review.reviewed_on
    if signed.stale:
        return Badge(t("review of {day} is stale", day=day), "bad", "pages/reviews")
    return Badge(t("reviewed by {name} on {day}", name=name, day=day), "good", "pages/reviews")


def findings(rule: Rule, gathered: Gathered, t: Language) -> Table | None:
    """What the checks found of a rule."""
    found = gathered.findings.get(rule.id, ())
    if not found:
        return None
    levels = {"error": t("error"), "warning": t("warning"), "note": t("note")}
    rows = tuple(
        (Cell((Phrase(levels[p.level]),)), Cell((Phrase(message(p, t)),)), Cell((Phrase(page(p.kind)),))) for p in found
    )
    return Table("", (t("level of the finding"), t("finding"), t("page")), rows)
