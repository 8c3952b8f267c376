"""The part of the law that some offences can touch, so that a case does not cost more as other rules are added."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from discretion.rulebook import Law

_parts: dict[tuple[int, tuple[str, ...]], tuple[Law, Law]] = {}
MOST = 5000


def part(law: Law, offences: Iterable[str]) -> Law:
    """``law`` without the tables, entries and programmes that concern none of ``offences``.

    The engine passes those over one by one (``basis.offences``, ``concerns``); what rules refer to by id stays.
    """
    wanted = tuple(sorted(set(offences)))
    key = (id(law), wanted)
    found = _parts.get(key)
    if found is None or found[0] is not law:
        if len(_parts) >= MOST:
            _parts.clear()
        found = _parts[key] = (law, _part(law, wanted))
    return found[1]


def _part(law: Law, offences: tuple[str, ...]) -> Law:
    bases = {id: b for id, b in law.bases.items() if not b.offences or any(o in b.offences for o in offences)}
    programmes = {id: p for id, p in law.programmes.items() if any(p.concerns(o) for o in offences)}
    lists = {
        name: tuple(e for e in entries if any(e.concerns(o) for o in offences)) for name, entries in law.lists.items()
    }
    return msgspec.structs.replace(law, bases=bases, programmes=programmes, lists=lists)
