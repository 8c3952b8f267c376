"""A proof for people: what failed, with two cases that show it; what was run, for how many cases it stands, what was not covered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from discretion.audit.prove import Proof
from discretion.audit.prove.claims import Failure
from discretion.money import grouped
from discretion.report.language import Language

SHOWN: Final = 6


def render(
    proofs: Sequence[Proof],
    lang: Language,
    written: Sequence[Path] = (),
    waived: int = 0,
    idle: Sequence[tuple[str, str]] = (),
) -> str:
    """The failures, each once; what was not covered; the denominators. ``written``: where the case files are. ``idle``: waivers that
    waive nothing, by kind and rule."""
    dead = [
        "✗ " + lang("waives nothing: `{kind}` finds nothing in `{rule}`", kind=kind, rule=rule) for kind, rule in idle
    ]
    lines = [*_failures(proofs, lang, written), *dead, *_uncovered(proofs, lang), *_totals(proofs, lang, waived)]
    return "\n".join(lines) + "\n"


def distinct(proofs: Sequence[Proof]) -> list[tuple[Proof, Failure, tuple[str, ...], int]]:
    """Failures of the same claim in the same rule once, with their case files, and how many situations show them."""
    first: dict[tuple[str, ...], tuple[Proof, Failure, tuple[str, ...]]] = {}
    count: Counter[tuple[str, ...]] = Counter()
    for proof in proofs:
        for failure, files in zip(proof.failures, proof.files, strict=True):
            # what no case reaches stands at a place of its own
            key = (failure.claim, failure.block, failure.message.id, "" if files else proof.situation)
            first.setdefault(key, (proof, failure, files))
            count[key] += 1
    return [(*found, count[key]) for key, found in first.items()]


def case_files(proofs: Sequence[Proof]) -> Iterator[tuple[str, str]]:
    """The name and text of every case file that shows a failure: two of a pair differ in one fact."""
    for index, (_, failure, files, _) in enumerate(distinct(proofs), 1):
        for letter, text in zip("ab", files, strict=False):
            yield f"{index:03}-{failure.claim}-{failure.block.replace('/', '-')}-{letter}.yaml", text


def _failures(proofs: Sequence[Proof], lang: Language, written: Sequence[Path]) -> Iterator[str]:
    for index, (proof, failure, files, count) in enumerate(distinct(proofs)):
        yield f"✗ {_claim(failure.claim, lang)}: {failure.block}"
        yield f"  {lang.of(failure.message)}"
        if failure.claim != "reach":
            yield "  " + lang(
                "in {situation} (situations that show it: {count})", situation=proof.situation, count=count
            )
        else:
            yield f"  {proof.situation}"
        if len(failure.cases) == 2:
            yield f"  {_difference(failure)}"
        if not written and index == 0:
            for text in files:
                yield "  ---"
                yield from (f"  {line}" for line in text.splitlines())
            yield "  ---"
        yield ""
    if written:
        yield lang(
            "{count:case file|case files} written to {folder}", count=len(written), folder=str(written[0].parent)
        )
    elif len(distinct(proofs)) > 1:
        yield lang("-o DIR writes the case files of all failures")


def _claim(claim: str, lang: Language) -> str:
    return {
        "range": lang("a fine lies in its range"),
        "worse": lang("a worse case never costs less"),
        "mitigation": lang("what mitigates never costs more"),
        "ends": lang("every case ends in a result"),
        "order": lang("the order of files and facts makes no difference"),
        "reach": lang("every entry, level, band and step is reached"),
    }[claim]


def _difference(failure: Failure) -> str:
    one, other = failure.cases
    words = [f"{name}: {_shown(value)} → {_shown(other[name])}" for name, value in one.items() if value != other[name]]
    return ", ".join(words)


def _shown(value: object) -> str:
    if value is None:
        return "—"
    return "[" + ", ".join(sorted(value)) + "]" if isinstance(value, frozenset) else str(value)


def _uncovered(proofs: Sequence[Proof], lang: Language) -> Iterator[str]:
    total: Counter[tuple[str, str]] = Counter()
    for proof in proofs:
        for one in proof.uncovered:
            total[one.why, one.name] += one.count
    reasons = {
        "too-many-cells": lang("cells of rules that have too many"),
        "other-violations": lang("rules that look at other violations of the case"),
        "no-row": lang("pairs for which a table has no row"),
        "other-table": lang("pairs between two tables"),
        "other-measure": lang("pairs between yuan and a multiple"),
        "other-law": lang("pairs in which a person in charge falls under another law"),
        "idle": lang("exceptions to rules that do not work in any case of the situation"),
    }
    for why, title in reasons.items():
        names = {name: count for (reason, name), count in total.items() if reason == why}
        if names:
            yield lang("not covered: {title}: {count}", title=title, count=grouped(sum(names.values())))
            some = sorted(names, key=lambda n: (-names[n], n))[:SHOWN]
            most = ", ".join(f"{n} {grouped(names[n])}" for n in some)
            more = len(names) - len(some)
            yield "  " + (lang("{names} and {more} more", names=most, more=more) if more else most)


def _totals(proofs: Sequence[Proof], lang: Language, waived: int) -> Iterator[str]:
    """The denominators."""
    yield lang(
        "in two other orders of files, facts and violations: {count:case|cases} assessed again",
        count=grouped(sum(p.ordered for p in proofs)),
    )
    stands = sum(p.stands_for for p in proofs)
    yield lang(
        "{situations:situation|situations} of {offences:offence|offences}; {run:case|cases} run for {cells:cell|cells}; "
        "{failures:failure|failures}, {waived} waived",
        situations=grouped(sum(1 for p in proofs if p.offence)),
        offences=grouped(len({p.offence for p in proofs if p.offence})),
        run=grouped(sum(p.run for p in proofs)),
        cells=f"{stands:.1e}" if stands > 10**9 else grouped(stands),
        failures=len(distinct(proofs)),
        waived=waived,
    )
