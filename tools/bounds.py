"""Run the tests with every direct dependency at its lower bound, as ``pyproject.toml`` states them.

``python tools/bounds.py`` makes an environment in a temporary folder, installs the project there with each dependency of the program,
of its extras and of the tests at the oldest version that is allowed, and runs ``pytest``; further arguments go to it:
``python tools/bounds.py tests/replay``. ``--keep FOLDER`` keeps the environment, ``--show`` only prints the versions. The newest
versions are what an ordinary installation brings, so that both ends are tested.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
#: The peers that the benchmarks measure against, and the fuzzer, are no part of what is promised; Spark needs Java as well.
APART = ("bench", "fuzz", "spark")


def project() -> dict[str, Any]:
    """The table of the project."""
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


def extras() -> list[str]:
    """The extras that are tested."""
    return [extra for extra in project()["optional-dependencies"] if extra not in APART]


def lowest() -> Iterator[str]:
    """``name==version`` for each direct dependency, each once."""
    groups = [project()["dependencies"], *(project()["optional-dependencies"][extra] for extra in extras())]
    bounds: dict[str, str] = {}
    for text in (line for group in groups for line in group):
        wanted = Requirement(text)
        found = [s.version for s in wanted.specifier if s.operator in (">=", "~=", "==")]
        if len(found) != 1:
            raise SystemExit(f"pyproject.toml: {text} has no lower bound")
        if bounds.setdefault(wanted.name, found[0]) != found[0]:
            raise SystemExit(f"pyproject.toml: {wanted.name} has two lower bounds")
    for name, version in sorted(bounds.items()):
        yield f"{name}=={version}"


def main() -> int:
    """Install, show, test; gives the exit code of pytest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--show", action="store_true", help="only print the versions")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make the environment here and keep it")
    given, rest = parser.parse_known_args()
    print(*lowest(), sep="\n", flush=True)
    if given.show:
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary) / "environment"
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        constraints = Path(temporary) / "lowest.txt"
        constraints.write_text("\n".join(lowest()) + "\n", encoding="utf-8")
        install = [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--constraint",
            constraints,
        ]
        subprocess.run([*install, "--editable", f"{ROOT}[{','.join(extras())}]"], check=True)
        subprocess.run([python, "-m", "pip", "check"], check=True)
        return subprocess.run([python, "-m", "pytest", *rest], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
