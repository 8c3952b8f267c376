"""What the law leaves to the officer: a choice outside what the rule allows is an error."""

from __future__ import annotations

from typing import NoReturn

from discretion.rulebook.problem import Place, Problem, Unusable
from discretion.text import Message, say


def refuse(rule: str, message: Message) -> NoReturn:
    """Refuse a choice. Raises :class:`Unusable`; whoever has the case file puts the place in."""
    help = say("change the choice, or leave it out")
    raise Unusable([Problem("bad-choice", Place("case"), message, help, rule=rule)])
