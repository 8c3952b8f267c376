"""SECURITY.md holds what it says: every test that it names exists, and no module does what it rules out."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.running import ROOT

PROMISES: Final = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
#: Modules that reach the network, start programs, or make code or objects of bytes.
RISKY: Final = frozenset(
    [
        "socket",
        "ssl",
        "socketserver",
        "urllib",
        "http",
        "ftplib",
        "smtplib",
        "poplib",
        "imaplib",
        "xmlrpc",
        "requests",
        "httpx",
        "aiohttp",
        "webbrowser",
        "subprocess",
        "pty",
        "multiprocessing",
        "concurrent",
        "asyncio",
        "pickle",
        "marshal",
        "shelve",
        "dbm",
        "ctypes",
        "cffi",
        "runpy",
        "code",
        "codeop",
    ]
)
#: Functions that run code or programs.
RUNNING: Final = frozenset({"eval", "exec", "compile", "__import__"})
_OS: Final = re.compile(r"system|popen|exec\w+|spawn\w+|fork\w*|startfile")
_YAML: Final = re.compile(r"(safe_|full_|unsafe_)?load(_all)?")
#: What may, and why. A further one belongs here and into SECURITY.md.
ALLOWED: Final = {
    "discretion/audit/revision.py": {"subprocess"},  # git, for the rules of a revision
    "discretion/audit/prove/run.py": {"concurrent"},  # workers of the program itself, as in the next
    "discretion/audit/mutate/run.py": {"concurrent"},
    "discretion/audit/difference/compare.py": {"concurrent"},
    "discretion/audit/cases.py": {"concurrent"},
    "discretion/batch/pool.py": {"multiprocessing", "concurrent"},
    "discretion/batch/run.py": {"concurrent"},
    "discretion/batch/logic.py": {"exec"},  # made of numbers, "and", "or" and "&" only
    "discretion/report/inspection/sarif.py": {"urllib"},  # quoting of paths
    "discretion/report/book/links.py": {"urllib"},
}


def risks(path: Path) -> Iterator[str]:
    """What of the ruled out a module does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (a.name.split(".")[0] for a in node.names if a.name.split(".")[0] in RISKY)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            if node.module.split(".")[0] in RISKY:
                yield node.module.split(".")[0]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RUNNING:
            yield node.func.id
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            on = (node.value.id, node.attr)
            if (on[0] == "os" and _OS.fullmatch(on[1])) or (on[0] == "yaml" and _YAML.fullmatch(on[1])):
                yield ".".join(on)


def test_no_module_reaches_the_network_starts_a_program_or_runs_code() -> None:
    files = [ROOT / "cli.py", *sorted((ROOT / "discretion").rglob("*.py"))]
    found = {p.relative_to(ROOT).as_posix(): set(risks(p)) for p in files}
    assert {name: kinds for name, kinds in found.items() if kinds - ALLOWED.get(name, set())} == {}
    unused = {name for name, kinds in ALLOWED.items() if not kinds & found.get(name, set())}
    assert unused <= {"discretion/report/book/links.py"}, "nothing is allowed that nobody does"


def test_the_search_for_risks_finds_them(tmp_path: Path) -> None:
    bad = (
        "import socket\nfrom urllib.request import urlopen\nimport os, yaml\nos.system('x')\nyaml.load('')\neval('1')\n"
    )
    path = tmp_path / "bad.py"
    path.write_text(bad + "def f():\n    import pickle\n", encoding="utf-8")
    assert set(risks(path)) == {"socket", "urllib", "os.system", "yaml.load", "eval", "pickle"}


def test_every_test_that_the_promises_name_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", PROMISES))
    texts = [p.read_text(encoding="utf-8") for p in (ROOT / "tests").rglob("test_*.py")]
    known = {name for text in texts for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)}
    assert len(named) > 20
    assert named <= known
    rows = [line for line in PROMISES.splitlines() if line.startswith("| **")]
    assert all("`test_" in row for row in rows), "a promise that nothing tests"


def test_every_dependency_has_one_lower_bound() -> None:
    """The tool that tests the lower end finds one for each."""
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "bounds.py", "--show"], capture_output=True, text=True, check=True
    )
    found = dict(line.split("==") for line in done.stdout.split())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=~! ]", d)[0] for d in project["dependencies"]}
    assert names <= set(found)
    assert all(re.fullmatch(r"\d+(\.\d+)*", version) for version in found.values())
