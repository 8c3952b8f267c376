"""Failures that a file waives with a reason: section `checks`, kind `prove-worse` and the like."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from discretion.audit.prove.claims import Failure
from discretion.audit.prove.run import Proof
from discretion.audit.settings import CLAIMS, Settings


def without(proofs: Iterable[Proof], own: Settings) -> tuple[list[Proof], int]:
    """The proofs without waived failures, and how many failures were waived."""
    kept, count = [], 0
    for proof in proofs:
        pairs = [(f, files) for f, files in zip(proof.failures, proof.files, strict=True) if not _waived(f, own)]
        count += len(proof.failures) - len(pairs)
        failures, files = tuple(f for f, _ in pairs), tuple(texts for _, texts in pairs)
        kept.append(msgspec.structs.replace(proof, failures=failures, files=files))
    return kept, count


def idle(proofs: Iterable[Proof], own: Settings) -> list[tuple[str, str]]:
    """Waivers of claims, and the rules in them, that waive no failure of a proof of everything: the kind and the rule."""
    met = {(f"prove-{f.claim}", name) for proof in proofs for f in proof.failures for name in _names(f)}
    asked = ((w.waiver.kind, name) for w in own.waivers if w.waiver.kind in CLAIMS for name in w.rules)
    return sorted(pair for pair in asked if pair not in met)


def _waived(failure: Failure, own: Settings) -> bool:
    """Whether a waiver names the rule, the one factor of it, or the rule and the fact that got worse."""
    names = _names(failure)
    return any(w.waiver.kind == f"prove-{failure.claim}" and names & set(w.rules) for w in own.waivers)


def _names(failure: Failure) -> set[str]:
    """By what a waiver may name it."""
    fact = dict(failure.message.values).get("fact")
    return {failure.block, failure.block.split("/")[0], f"{failure.block}/{fact}"}
