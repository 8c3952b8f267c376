"""``python -m tests.fuzz cases|rules [libFuzzer's options]``: fuzz a target, beginning with the corpus that is kept.

Needs Atheris (``pip install atheris``). New inputs are kept in ``FOLDER`` where one is named; what brought the target down, in ``crash-…``.
"""

from __future__ import annotations

import os
import random
import re
import sys

import atheris

with atheris.instrument_imports(include=["discretion"]):
    from tests.fuzz.targets import TARGETS

os.environ["DISCRETION_CACHE"] = "off"
LINE = re.compile(rb"[^\n]*\n?")
ODD = (
    b"null", b"unknown", b"not-found-out", b"true", b"0", b"-1", b"1e9", b"1/3", b"0.1", b"99999999999999999999", b"2026-08-15", b"2026-02-30",
    b"[]", b"{}", b"{from: 1, to: 0}", b"&a", b"*a", b"!!python/object", b"'", b'"', b"|", b">-", b"- ", b"? ", b"<<: *a", b"\xff", b"\xe2\x80\xae", b"\t",
)  # fmt: skip


def mutate(data: bytes, most: int, seed: int) -> bytes:
    """Change a file as a person would err: lines doubled, lost, moved, indented; values and keys exchanged."""
    draw = random.Random(seed)
    lines = [line for line in LINE.findall(data) if line]
    if not lines or draw.random() < 0.3:
        return bytes(atheris.Mutate(data, most))
    for _ in range(draw.randint(1, 3)):
        if not lines:
            break
        at = draw.randrange(len(lines))
        kind = draw.randrange(7)
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines.insert(at, draw.choice(lines))
        elif kind == 2:
            lines[at] = b"  " + lines[at]
        elif kind == 3:
            lines[at] = lines[at].removeprefix(b"  ")
        elif kind == 4:
            key, colon, _ = lines[at].partition(b": ")
            lines[at] = key + colon + draw.choice(ODD) + b"\n"
        elif kind == 5:
            other = draw.choice(lines).partition(b": ")
            lines[at] = lines[at].partition(b": ")[0] + b": " + other[2]
        else:
            words = re.findall(rb"[\w.-]+", data) or [b"a"]
            lines[at] = lines[at].replace(draw.choice(words), draw.choice(words), 1)
    return b"".join(lines)[:most]


def main() -> None:
    """Fuzz."""
    target = TARGETS[sys.argv.pop(1)]

    def one(data: bytes) -> None:
        target(data)

    atheris.Setup(sys.argv, one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
