"""Cold start: whole processes against the imports that such a command line cannot do without. ``python -m benchmarks.cold_start``.

Processor time, the best of several rounds, the commands in turn. Modules are compiled before, as an installed program's are. ``assess``
is measured three times: with the cache of validated rules as it is from the second start on, with an empty cache (the first start, which
also writes it), and with the cache switched off.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.bench import QUARRY, REFERENCE, ROOT, head, line, one_core, process

ROUNDS: Final = 11
#: Rounds of what takes longer.
FEW: Final = 5
IMPORTS: Final = f'python -c "{REFERENCE}"'


def measured(rounds: int = ROUNDS, few: int = FEW) -> dict[str, float]:
    """Seconds of each command: the best of so many rounds after the first one."""
    program = (sys.executable, "-m", "discretion")
    assess = (*program, "assess", str(QUARRY))
    with tempfile.TemporaryDirectory() as name:
        kept = Path(name) / "kept"
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"PYTHONPYCACHEPREFIX": str(Path(name) / "compiled"), "DISCRETION_CACHE": str(kept)}
        commands = {
            "python -c pass": ((sys.executable, "-c", "pass"), environment, rounds),
            IMPORTS: ((sys.executable, "-c", REFERENCE), environment, rounds),
            "discretion --help": ((*program, "--help"), environment, rounds),
            "discretion assess, the rules kept": (assess, environment, rounds),
            "discretion assess, the first time": (assess, environment, few),
            "discretion assess, DISCRETION_CACHE=off": (assess, environment | {"DISCRETION_CACHE": "off"}, few),
        }
        found: dict[str, list[float]] = {what: [] for what in commands}
        for number in range(rounds + 1):
            for what, (command, variables, most) in commands.items():
                if number > most:
                    continue
                if what.endswith("first time"):
                    variables = variables | {"DISCRETION_CACHE": str(Path(name) / f"empty{number}")}
                found[what].append(process(command, ROOT, variables))
    return {what: min(times[1:]) for what, times in found.items()}


def show(times: dict[str, float]) -> None:
    """Print them."""
    head("Cold start, whole process")
    for name, seconds in times.items():
        line(name, seconds, "", times[IMPORTS], "the imports")


if __name__ == "__main__":
    one_core()
    show(measured())
