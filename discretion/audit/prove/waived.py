"""Failures that a file waives with a reason: section `checks`, kind `prove-worse` and the like."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from discretion.audit.prove.claims import Failure
from discretion.audit.prove.run import Proof
from discretion.audit.settings import Settings


def without(proofs: Iterable[Proof], own: Settings) -> tuple[list[Proof], int]:
    """The proofs without waived failures, and how many failures were waived."""
    kept, count = [], 0
    for proof in proofs:
        pairs = [(f, files) for f, files in zip(proof.failures, proof.files, strict=True) if not _waived(f, own)]
        count += len(proof.failures) - len(pairs)
        failures, files = tuple(f for f, _ in pairs), tuple(texts for _, texts in pairs)
        kept.append(msgspec.structs.replace(proof, failures=failures, files=files))
    return kept, count


def _waived(failure: Failure, own: Settings) -> bool:
    """Whether a waiver names the rule, or the one factor of it."""
    names = {failure.block, failure.block.split("/")[0]}
    return any(w.waiver.kind == f"prove-{failure.claim}" and names & set(w.rules) for w in own.waivers)
