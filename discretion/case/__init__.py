"""Case file → case; what nobody has established stays unknown, it does not become false."""

from discretion.case.case import (
    NOT_FOUND_OUT,
    UNKNOWN,
    Case,
    Choice,
    Missing,
    Party,
    Person,
    Stated,
    Timeline,
    Violation,
)
from discretion.case.read import case_at, read_case, read_facts

__all__ = [
    "NOT_FOUND_OUT",
    "UNKNOWN",
    "Case",
    "Choice",
    "Missing",
    "Party",
    "Person",
    "Stated",
    "Timeline",
    "Violation",
    "case_at",
    "read_case",
    "read_facts",
]
