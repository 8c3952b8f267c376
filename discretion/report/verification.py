"""What was found of a recorded result, or of a log: as lines for the screen, and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from discretion.replay.log import Chain, Fault
from discretion.replay.verify import NOTHING, Difference, Verification
from discretion.report.cleaning import clean
from discretion.report.json import dumps
from discretion.report.language import Language
from discretion.report.problems import render as drawn

SCHEMA: Final = "discretion/verification/1"
#: So many differences and faults are shown unless all are asked for; a value is cut at so many signs.
SHOWN: Final = 20
LONGEST: Final = 80
GOOD, BAD, NOTE = "✓", "✗", "!"


class Signature(msgspec.Struct, frozen=True):
    """What was found of a file's signature: whether it holds, and by which key (its fingerprint)."""

    file: str
    holds: bool
    key: str


class Found(msgspec.Struct, frozen=True):
    """Everything that one call found; ``kept`` is the hash of a line that somebody kept, to be found in the log."""

    results: tuple[Verification, ...] = ()
    signatures: tuple[Signature, ...] = ()
    chain: Chain | None = None
    kept: str = ""

    @property
    def kept_is_there(self) -> bool:
        """Whether the line that somebody kept is still in the log."""
        return not self.kept or (self.chain is not None and self.kept in self.chain.found)

    @property
    def spoken_against(self) -> bool:
        """Whether anything speaks against a result or the log."""
        log = self.chain is not None and (bool(self.chain.faults) or not self.kept_is_there)
        signature = not all(s.holds for s in self.signatures)
        return log or signature or any(_against(r) for r in self.results)

    @property
    def without_rules(self) -> bool:
        """Whether a result could not be worked out by its own rules."""
        return any(r.rules != "same" for r in self.results)


def _against(result: Verification) -> bool:
    differs = result.rules == "same" and bool(result.differences)
    return not result.untouched or differs or result.logged is False


def text(found: Found, lang: Language, full: bool = False) -> str:
    """What was found, a line each."""
    lines: list[str] = []
    for signature in found.signatures:
        lines.append(_signature(signature, lang))
    for result in found.results:
        lines += _result(result, lang, full)
    if found.chain is not None:
        lines += _chain(found, found.chain, lang, full)
    return "\n".join(clean(line) for line in lines) + "\n"


def _signature(found: Signature, lang: Language) -> str:
    values = {"file": found.file, "key": found.key}
    if found.holds:
        return f"{GOOD} " + lang(
            "signature: {file} was signed by the key {key}, and not a byte was changed since", **values
        )
    return f"{BAD} " + lang("signature: that of {file} is not one by the key {key} for this file", **values)


def _result(result: Verification, lang: Language, full: bool) -> Iterator[str]:
    yield result.title or lang("a case without a name")
    if result.untouched:
        yield f"  {GOOD} " + lang("file: it fits its own hash {hash}", hash=result.hash)
    else:
        yield f"  {BAD} " + lang("file: it was changed after it was written; it does not fit its own hash")
    if result.logged is not None:
        yield (
            f"  {GOOD} " + lang("log: this result is in it")
            if result.logged
            else f"  {BAD} " + lang("log: this result is not in it")
        )
    yield from _rules(result, lang)
    yield from _engine(result, lang)
    if result.rules == "unusable":
        yield from (f"    {line}" for line in drawn(result.problems, lang).splitlines())
    elif not result.differences:
        yield f"  {GOOD} " + lang("result: worked out again, it is identical")
    else:
        count = len(result.differences)
        yield f"  {BAD} " + lang("result: worked out again, it differs in {count:place|places}", count=count)
        yield from _differences(result.differences, lang, full)


def _rules(result: Verification, lang: Language) -> Iterator[str]:
    recorded = result.recorded.rulebook
    if result.rules == "unusable":
        yield f"  {BAD} " + lang("rules: not available; the case cannot be assessed by the rules at hand")
    elif result.rules == "other":
        yield f"  {BAD} " + lang("rules: not available; those at hand say something else than the result rests on")
        yield "    " + lang(
            "recorded {recorded}, at hand {now}", recorded=recorded.rests_on, now=result.rulebook["rests_on"]
        )
        yield "    " + lang("a snapshot of the rules, or their folder as it was then, may be given with --rules")
    else:
        yield f"  {GOOD} " + lang("rules: they say what they said ({hash})", hash=recorded.rests_on)


def _engine(result: Verification, lang: Language) -> Iterator[str]:
    recorded, now = result.recorded.engine, result.engine
    if recorded.version == now["version"]:
        yield f"  {GOOD} " + lang("program: the same version, {version}", version=now["version"])
    else:
        versions = {"recorded": recorded.version, "now": now["version"]}
        yield f"  {NOTE} " + lang(
            "program: recorded by version {recorded}, this is {now}; a difference may come from it", **versions
        )
    if recorded.calendar != now["calendar"]:
        versions = {"recorded": recorded.calendar, "now": now["calendar"]}
        yield f"  {NOTE} " + lang("calendar of holidays: recorded with version {recorded}, this is {now}", **versions)


def _differences(differences: Sequence[Difference], lang: Language, full: bool) -> Iterator[str]:
    shown = differences if full else differences[:SHOWN]
    for difference in shown:
        yield f"    {difference.path}: " + lang(
            "recorded {one}, now {other}", one=_value(difference.recorded), other=_value(difference.recomputed)
        )
    if len(shown) < len(differences):
        yield "    " + lang("and {count} more; --full lists all", count=len(differences) - len(shown))


def _chain(found: Found, chain: Chain, lang: Language, full: bool) -> Iterator[str]:
    faults = chain.faults if full else chain.faults[:SHOWN]
    if faults:
        yield f"{BAD} " + lang("log: {count:fault|faults}", count=len(chain.faults))
    else:
        yield f"{GOOD} " + lang("log: {count:line|lines}, each bound to the one before", count=chain.lines)
    for fault in faults:
        yield "  " + _fault(fault, lang)
    if len(faults) < len(chain.faults):
        yield "  " + lang("and {count} more; --full lists all", count=len(chain.faults) - len(faults))
    for note in chain.notes:
        yield f"{NOTE} " + _fault(note, lang)
    if found.kept and found.kept_is_there:
        yield f"{GOOD} " + lang("log: the line that was kept is in it")
    elif found.kept:
        yield f"{BAD} " + lang("log: the line that was kept is not in it; lines were removed or changed")
    yield "  " + lang("last line: {hash}", hash=chain.head)
    if not found.kept:
        yield "  " + lang(
            "keep this hash elsewhere: only with --head HASH is it found that the last lines were removed"
        )


def _fault(fault: Fault, lang: Language) -> str:
    return lang("line {line}: {what}", line=fault.line, what=fault.message)


def _value(value: Any) -> str:
    """A value in one line; ``—`` stands where there is none."""
    if value == NOTHING:
        return "—"
    shown = msgspec.json.encode(value).decode()
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def json(found: Found, lang: Language) -> str:
    """What was found, as data."""
    return dumps(
        {
            "schema": SCHEMA,
            "signatures": [msgspec.to_builtins(s) for s in found.signatures],
            "results": [_data(r, lang) for r in found.results],
            "log": None
            if found.chain is None
            else {
                "lines": found.chain.lines,
                "head": found.chain.head,
                "kept": {"hash": found.kept, "found": found.kept_is_there} if found.kept else None,
                "faults": [_fault_data(f, lang) for f in found.chain.faults],
                "notes": [_fault_data(f, lang) for f in found.chain.notes],
            },
        }
    )


def _data(result: Verification, lang: Language) -> dict[str, Any]:
    recorded = result.recorded
    return {
        "title": result.title,
        "hash": result.hash,
        "untouched": result.untouched,
        "logged": result.logged,
        "rules": result.rules,
        "rulebook": {"recorded": msgspec.to_builtins(recorded.rulebook), "now": result.rulebook},
        "engine": {"recorded": msgspec.to_builtins(recorded.engine), "now": result.engine},
        "identical": None if result.rules == "unusable" else not result.differences,
        "differences": [
            {
                "path": d.path,
                **{k: v for k, v in (("recorded", d.recorded), ("recomputed", d.recomputed)) if v != NOTHING},
            }
            for d in result.differences
        ],
        "problems": [lang.of(p.message) for p in result.problems],
    }


def _fault_data(fault: Fault, lang: Language) -> dict[str, Any]:
    return {"line": fault.line, "message": lang.of(fault.message)}
