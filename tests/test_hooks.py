"""What others run on their rules is what this project runs on its own: hooks, workflow, template and `.ci/run` hold the same commands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from discretion.audit.revision import rulebook_at
from discretion.rulebook import Rulebook
from discretion.rulebook.files import layers, listing
from tests.audit.support import USED, rulebook
from tests.running import ROOT, run

WORKFLOWS = ROOT / ".github" / "workflows"
TEMPLATE = ROOT / "ci" / "gitlab" / "discretion.yml"
PROVE = "discretion rules prove --since"


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


HOOKS = {hook["id"]: hook for hook in read(ROOT / ".pre-commit-hooks.yaml")}


def test_this_project_uses_the_hooks_that_it_offers() -> None:
    (local,) = read(ROOT / ".pre-commit-config.yaml")["repos"]
    own = {hook["id"]: hook for hook in local["hooks"]}
    assert list(own) == list(HOOKS)
    for id, hook in HOOKS.items():
        assert own[id]["entry"] == hook["entry"]
        assert own[id].get("pass_filenames", True) == hook.get("pass_filenames", True)


def test_the_script_of_the_project_runs_the_commands_of_the_hooks() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    for hook in HOOKS.values():
        assert any(line.startswith(hook["entry"]) for line in script), hook["entry"]
    assert any(PROVE in line for line in script)


def test_the_workflow_and_the_template_run_the_commands_of_the_hooks() -> None:
    workflow = read(WORKFLOWS / "rules.yml")
    steps = [step.get("run", "") for step in workflow["jobs"]["rules"]["steps"]]
    script = read(TEMPLATE)[".discretion-rules"]["script"]
    for id in ("discretion-rules-check", "discretion-rules-test"):
        assert HOOKS[id]["entry"] in steps
        assert HOOKS[id]["entry"] in script
    for commands in (steps, script):
        assert any(PROVE in command for command in commands)


def test_this_project_calls_the_workflow_and_includes_the_template() -> None:
    ci = read(WORKFLOWS / "ci.yml")
    assert ci["jobs"]["rules"]["uses"] == "./.github/workflows/rules.yml"
    # YAML 1.1 reads the key `on` as true
    assert set(ci["jobs"]["rules"]["with"]) <= set(read(WORKFLOWS / "rules.yml")[True]["workflow_call"]["inputs"])
    gitlab = read(ROOT / ".gitlab-ci.yml")
    assert gitlab["include"] == [{"local": TEMPLATE.relative_to(ROOT).as_posix()}]
    assert gitlab["rules"]["extends"] == ".discretion-rules"
    assert set(gitlab["rules"]["variables"]) <= set(read(TEMPLATE)[".discretion-rules"]["variables"])
    assert (
        [step.get("run") for step in ci["jobs"]["everything"]["steps"]][-1]
        == gitlab["everything"]["script"][0]
        == ".ci/run"
    )


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        (("vendor.github-workflows",), sorted(WORKFLOWS.glob("*.yml"))),
        (("vendor.gitlab-ci", "--data-transform", "gitlab-ci"), [ROOT / ".gitlab-ci.yml", TEMPLATE]),
    ],
)
def test_hosted_workflows_meet_their_schemas(schema: tuple[str, ...], files: list[Path], tmp_path: Path) -> None:
    """They cannot run here; the schemas come with check-jsonschema, without network."""

    def checked(*paths: Path) -> int:
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", *schema, *map(str, paths)]
        return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode

    assert checked(*files) == 0
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(files[0].read_text(encoding="utf-8") + "\njobs: 7\nstages: 7\n", encoding="utf-8")
    assert checked(wrong) != 0


@pytest.mark.parametrize("id", [id for id, hook in HOOKS.items() if not hook.get("pass_filenames", True)])
def test_a_hook_passes_on_good_rules_and_fails_on_bad_ones(id: str, tmp_path: Path) -> None:
    case = """\
cases:
  - name: spill
    case:
      jurisdiction: cn
      offence: demo.spill
      timeline: {act: 2024-01-01, found: 2024-01-02, decision: 2024-02-01}
      facts: {established: false}
    expect: {outcome: OUTCOME}
"""
    words = HOOKS[id]["entry"].split()[1:]
    for outcome, codes in (("not-established", (0,)), ("fine", (1, 2))):
        file = tmp_path / outcome / "cn" / "cases" / "c.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(case.replace("OUTCOME", outcome), encoding="utf-8")
        if codes != (0,):
            (tmp_path / outcome / "cn" / "bad.yaml").write_text("lighter: [{id: x}]\n", encoding="utf-8")
        done = run(*words, "--rules", ROOT / "tests" / "rules", "--rules", tmp_path / outcome)
        assert done.returncode in codes, done.stdout + done.stderr


def test_the_hook_for_case_files_takes_them_as_arguments(tmp_path: Path) -> None:
    words = HOOKS["discretion-assess"]["entry"].split()[1:]
    examples = sorted((ROOT / "examples").glob("*.yaml"))[:2]
    assert run(*words, *examples).returncode == 0
    broken = tmp_path / "broken.yaml"
    broken.write_text("jurisdiction: cn/nowhere\n", encoding="utf-8")
    assert run(*words, examples[0], broken).returncode == 2


def git(folder: Path, *arguments: str) -> None:
    own = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", *own, *arguments], cwd=folder, check=True, capture_output=True)


def test_the_earlier_rules_of_an_office_are_its_own_over_the_built_in_ones(tmp_path: Path) -> None:
    """`--since` in a repository that holds only what is laid over: the built-in rules are no part of it."""
    own = tmp_path / "rules" / "cn" / "liaoning" / "yingkou"
    own.mkdir(parents=True)
    (own / "own.yaml").write_text("measures:\n  own: {title: {zh: 旧}, kind: order}\n", encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    (own / "own.yaml").write_text("measures:\n  own: {title: {zh: 新}, kind: order}\n", encoding="utf-8")
    now = Rulebook.open([tmp_path / "rules"])
    then = rulebook_at("HEAD", now.folders)
    assert listing(layers()).keys() <= then.files.keys()
    titles = [next(r.record.title.zh for r in b.shelf().rules if r.id == "own") for b in (then, now)]
    assert titles == ["旧", "新"]


def test_the_formats_are_chosen_by_themselves_on_github() -> None:
    rules = rulebook(USED + "heavier: [{id: x}]\n").folders[0]
    done = run("rules", "check", "--rules", rules, variables={"GITHUB_ACTIONS": "true"})
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=")
