"""A department that enforces offences."""

from __future__ import annotations

from discretion.law.value import Record
from discretion.text import Text


class Department(Record, frozen=True, kw_only=True):
    """A department or body, by the id under which offences name it."""

    title: Text
