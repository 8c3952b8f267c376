"""Stage 2: is the offence made out? Each element true, false or unknown; what is not established is not punished."""

from __future__ import annotations

from typing import Final

from discretion.assess.entries import verdict
from discretion.assess.finding import Finding
from discretion.assess.matter import Ending, Matter
from discretion.assess.say import failed, required, seen, value_words
from discretion.assess.truth import Truth, weigh
from discretion.case.case import Missing
from discretion.law.condition import FactTest, Node, walk
from discretion.text import Message, Said, say

STAGE: Final = "elements"


def run(matter: Matter) -> Matter:
    """Assess each element of the offence and of the provision."""
    conditions = [c for c in (matter.offence.elements, matter.provision.elements) if c is not None]
    for condition in conditions:
        for part in condition.node.parts:
            matter = _element(part, matter)
    return matter


def _element(part: Node, matter: Matter) -> Matter:
    worth = weigh(part, matter.view)
    truth: Truth = worth.truth
    reason: Message | None = None
    if truth is None and all(matter.view.value(f) is Missing.NOT_FOUND_OUT for f in worth.missing):
        truth = False
        reason = say("could not be found out after inquiry, so it is not established")
    cited, citations = matter.authority(STAGE) if truth is False else ((), ())
    finding = Finding(
        STAGE,
        matter.violation.offence,
        _title(part, matter),
        verdict(truth),
        reason,
        cited,
        citations,
        seen(worth.seen, matter.view),
        failed(worth.failed, matter.view) if truth is False else None,
        worth.missing if truth is None else (),
        marks=worth.marks,
    )
    if truth is True:
        return matter.but(finding)
    ending = Ending("not-established", matter.violation.offence, truth is False, worth.missing)
    return matter.but(finding, endings=(*matter.endings, ending), missing=worth.missing if truth is None else ())


def _title(part: Node, matter: Matter) -> Said:
    facts = {node.fact for node in walk(part) if isinstance(node, FactTest)}
    if facts == {"established"}:
        return say("proved: {offence}", offence=matter.offence.title)
    if isinstance(part, FactTest):
        value = value_words(matter.law.facts.get(part.fact), matter.view.value(part.fact))
        return say("{fact}: {value}", fact=matter.law.fact_title(part.fact), value=value)
    words = required(part, matter.law)
    return words if not isinstance(words, str) else say("{text}", text=words)
