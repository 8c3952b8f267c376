"""Write ``docs/cli.md``, the reference of the command line, from the commands' own ``--help``.

``python tools/cli_docs.py`` writes it; ``--check`` fails where the file is behind the commands.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from discretion.__main__ import _command_line

TARGET = Path(__file__).resolve().parent.parent / "docs" / "cli.md"
WIDTH = "100"
HEAD = """# discretion on the command line · 命令行

Written by `python tools/cli_docs.py` from each command's `--help`; do not edit it by hand.
由 `python tools/cli_docs.py` 依各命令的 `--help` 写出，请勿手工修改。

Exit codes · 返回值: 0 good 正常; 1 findings, or not determined under `--strict` 有发现;
2 unusable input 输入不可用; 3 environment 环境问题; 130 interrupted 中断。

"""


def main() -> int:
    """Write or check."""
    text = HEAD + "\n".join(_section(path) for path in commands())
    if "--check" in sys.argv:
        if not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != text:
            print("docs/cli.md is behind the commands: run python tools/cli_docs.py")
            return 1
        return 0
    TARGET.write_text(text, encoding="utf-8")
    return 0


def commands() -> list[tuple[str, ...]]:
    """The path of every command, the program itself first."""
    return [(), *_below((), typer.main.get_command(_command_line().app))]


def _below(path: tuple[str, ...], command: Any) -> Iterator[tuple[str, ...]]:
    if not hasattr(command, "list_commands"):
        return
    context = typer.Context(command)
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        yield (*path, name)
        yield from _below((*path, name), inner)


def help_of(path: tuple[str, ...]) -> str:
    """What ``--help`` prints, in a terminal of a fixed width without colours."""
    environment = {"COLUMNS": WIDTH, "TERM": "dumb", "NO_COLOR": "1"}
    done = CliRunner().invoke(_command_line().app, [*path, "--help"], prog_name="discretion", env=environment)
    if done.exit_code:
        raise SystemExit(f"{' '.join(path)} --help: {done.output}")
    return "\n".join(line.rstrip() for line in done.output.strip("\n").splitlines())


def _section(path: tuple[str, ...]) -> str:
    title = " ".join(("discretion", *path))
    return f"{'#' * min(2 + max(0, len(path) - 1), 3)} {title}\n\n```text\n{help_of(path)}\n```\n"


if __name__ == "__main__":
    sys.exit(main())
