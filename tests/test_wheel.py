"""The wheel, in a clean environment and another folder: rules travel with it, and nothing of it lands beside the package."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.running import QUARRY, ROOT, environment

pytestmark = pytest.mark.slow


def call(*command: str | Path, cwd: Path, **more: str) -> str:
    """Run a command to its end; what it wrote."""
    done = subprocess.run(
        [str(c) for c in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        env=environment(**more),
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the clone."""
    folder = tmp_path_factory.mktemp("wheel")
    # with the backend that stands here already, else pip fetches it
    way = ["--no-isolation"] if importlib.util.find_spec("hatchling") else []
    call(sys.executable, "-m", "build", "--wheel", *way, "--outdir", folder, ROOT, cwd=folder)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel and what it needs; its folder of commands."""
    folder = tmp_path_factory.mktemp("environment")
    call(sys.executable, "-m", "venv", folder, cwd=folder)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    call(commands / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=folder)
    return commands


def test_the_wheel_holds_the_rules_the_catalogue_and_the_command_line(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    rules = {p.relative_to(ROOT / "rules").as_posix() for p in (ROOT / "rules").rglob("*.yaml")}
    assert {f"discretion/_rules/{name}" for name in rules} <= names
    assert {"discretion/_cli.py", "discretion/py.typed", "discretion/locale/zh/LC_MESSAGES/discretion.mo"} <= names


def test_the_wheel_puts_nothing_beside_the_package(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"discretion"}


def test_the_installed_command_assesses_a_case_from_another_folder(installed: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_bytes(QUARRY.read_bytes())
    found = json.loads(call(installed / "discretion", "assess", "case.yaml", "--format", "json", cwd=tmp_path))
    assert found["fine"]["amount"] == 34000
    again = json.loads(call(installed / "python", "-m", "discretion", "assess", case, "-f", "json", cwd=tmp_path))
    assert again == found


def test_the_installed_command_checks_its_own_rules(installed: Path, tmp_path: Path) -> None:
    source = "import discretion, sys; b = discretion.load_rulebook(); print(b.folders[0]); sys.exit(bool(b.problems()))"
    folder = Path(call(installed / "python", "-c", source, cwd=tmp_path).strip())
    assert folder.name == "_rules"
    assert not folder.is_relative_to(ROOT)


def test_no_module_called_cli_or_rules_is_installed(installed: Path, tmp_path: Path) -> None:
    source = "import importlib.util as u; print(*(n for n in ('cli', 'rules', 'tests') if u.find_spec(n)))"
    assert call(installed / "python", "-I", "-c", source, cwd=tmp_path).strip() == ""
    source = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(call(installed / "python", "-c", source, cwd=tmp_path).strip())
    names = {path.name for path in packages.iterdir()}
    assert "discretion" in names
    assert not names & {"cli.py", "_cli.py", "cli", "rules", "_rules"}


def test_the_command_works_from_the_clone(tmp_path: Path) -> None:
    found = json.loads(call(sys.executable, ROOT / "cli.py", "assess", QUARRY, "-f", "json", cwd=tmp_path))
    assert found["fine"]["amount"] == 34000
