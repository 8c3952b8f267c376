"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from discretion.commands import completion
from discretion.commands.shell import Shown

RulesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--rules",
        metavar="DIR",
        help="规则目录：含 cn/jurisdiction.yaml 的单独使用，否则叠加在内置规则之上 · "
        "Rule folder: alone if it holds cn/jurisdiction.yaml, else laid over the built-in rules. Also: DISCRETION_RULES.",
    ),
]

LangOption = Annotated[
    str | None,
    typer.Option(
        "--lang", metavar="zh|en", help="输出语言 · Language of the output.", autocompletion=completion.language
    ),
]
PlaceOption = Annotated[
    str | None,
    typer.Option(
        "--jurisdiction",
        "-J",
        metavar="PLACE",
        help="地区，例如 cn/guangdong · The place whose rules count.",
        autocompletion=completion.place,
    ),
]


def places(help: str) -> Any:
    """The option of the jurisdictions to which a command keeps itself; ``help`` says what it does with them."""
    return typer.Option("--jurisdiction", "-J", metavar="PLACE", help=help, autocompletion=completion.place)


ShownOption = Annotated[Shown, typer.Option("--format", "-f", help="输出格式 · Format of the output.")]
JobsOption = Annotated[int, typer.Option("-j", "--jobs", min=1, help="进程数 · Processes.")]
DayOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="以哪一天为决定日 · The day of the decision.")
]
OffencesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[OFFENCE...]", help="违法行为编号；不写则全部 · Ids of offences; all where none is named."),
]
FullOption = Annotated[bool, typer.Option("--full", help="列出全部 · List everything.")]
ForceOption = Annotated[bool, typer.Option("--force", help="允许覆盖 · Overwrite the file.")]
OutputOption = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="写入文件 · Write to a file.")
]
OnOption = Annotated[
    str | None,
    typer.Option(
        "--on", metavar="DATE", help="案件未写决定日时按此日裁量 · Day of the decision where the case states none."
    ),
]
