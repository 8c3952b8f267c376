"""The command line: each command parses, calls, prints, and sets the exit code. Nothing is decided here.

Exit codes: 0 good; 1 findings, or not determined under ``--strict``; 2 unusable input; 3 environment; 130 interrupted.
"""

from __future__ import annotations

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from discretion.assess.assessment import Assessment
    from discretion.desk.whatif import WhatIf
    from discretion.report.language import Language
    from discretion.rulebook import Problem, Rulebook

GOOD, FINDINGS, UNUSABLE, ENVIRONMENT, INTERRUPTED = 0, 1, 2, 3, 130

app = typer.Typer(
    name="discretion",
    help="生态环境行政处罚裁量 · Work out an environmental penalty, with its reasons.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
rules_app = typer.Typer(help="检查、测试规则 · Check and test rule files.", no_args_is_help=True)
app.add_typer(rules_app, name="rules")


class Format(StrEnum):
    """The formats of a result."""

    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    JSON = "json"


class Shown(StrEnum):
    """The formats of what is looked at on the screen or by a program."""

    TERMINAL = "terminal"
    JSON = "json"


class Subject(StrEnum):
    """What a JSON Schema is wanted of."""

    CASE = "case"
    RULES = "rules"
    RESULT = "result"


RulesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--rules",
        metavar="DIR",
        help="规则目录：含 cn/jurisdiction.yaml 的单独使用，否则叠加在内置规则之上 · "
        "Rule folder: alone if it holds cn/jurisdiction.yaml, else laid over the built-in rules. Also: DISCRETION_RULES.",
    ),
]
LangOption = Annotated[str | None, typer.Option("--lang", metavar="zh|en", help="输出语言 · Language of the output.")]


@app.command()
def assess(
    cases: Annotated[
        list[str], typer.Argument(metavar="CASE...", help="案件文件；- 为标准输入 · Case files; - for standard input.")
    ],
    format: Annotated[
        Format, typer.Option("--format", "-f", help="输出格式 · Format of the result.")
    ] = Format.TERMINAL,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="写入文件 · Write to a file.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="允许覆盖 · Overwrite the file.")] = False,
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DATE", help="案件未写决定日时按此日裁量 · Day of the decision where the case states none."
        ),
    ] = None,
    strict: Annotated[
        str | None,
        typer.Option(
            "--strict",
            metavar="facts,provenance,evidence",
            help="有未知事实、假定数值或者无证据事实时返回 1 · Exit with 1 where facts are missing, figures assumed, or evidence lacking.",
        ),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="列出全部缺失事实 · List every missing fact.")] = False,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """裁量案件，给出罚款及理由 · Assess a case: the fine and its reasons.

    例 · Example: discretion assess examples/yingkou-quarry.yaml
    """
    from discretion.audit.strict import KINDS, failures

    tongue = _language(lang)
    wanted = tuple(k for k in (strict or "").split(",") if k)
    for kind in wanted:
        if kind not in KINDS:
            _usage(tongue, "--strict", kind, KINDS)
    results = _assess_all(cases, _rulebook(rules, tongue), _day(on, tongue), tongue)
    _put(results, format, output, force, full, tongue)
    found = [message for result in results for message in failures(result, wanted)]
    for message in found:
        typer.echo(tongue.of(message), err=True)
    raise typer.Exit(FINDINGS if found else GOOD)


@app.command()
def whatif(
    case: Annotated[
        str, typer.Argument(metavar="CASE", help="案件文件；- 为标准输入 · Case file; - for standard input.")
    ],
    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FACT=VALUE",
            help="并列比较：设定某一事实，可重复 · Set a fact and compare side by side; may be repeated.",
        ),
    ] = None,
    format: Annotated[Shown, typer.Option("--format", "-f", help="输出格式 · Format of the output.")] = Shown.TERMINAL,
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DATE", help="案件未写决定日时按此日裁量 · Day of the decision where the case states none."
        ),
    ] = None,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """怎样会改变结果：尚可争取的从轻减轻、影响最大的事实 · What would change the result, and what it is worth.

    例 · Example: discretion whatif examples/yingkou-quarry-before.yaml --set harm=none
    """
    from discretion.case.read import located, read_case, read_facts
    from discretion.desk.whatif import whatif as run
    from discretion.rulebook import Unusable

    tongue = _language(lang)
    book, day = _rulebook(rules, tongue), _day(on, tongue)
    data, label = _read(case, tongue), "<stdin>" if case == "-" else case
    try:
        known, law = read_case(label, data, book, day)
        variants = [read_facts("--set", text.replace("=", ": ", 1).encode(), law) for text in sets or ()]
        found = run(known, law, variants, _day(None, tongue))
    except Unusable as unusable:
        _refuse(located(unusable.problems, label, data), tongue)
    _shown(found, format, tongue)


@app.command()
def schema(
    of: Annotated[Subject, typer.Argument(help="案件、规则或者结果 · Cases, rules, or results.")],
) -> None:
    """输出 JSON Schema，供编辑器补全和检查 · Print a JSON Schema, for editors to complete and check with."""
    from discretion.report.json import dumps
    from discretion.rulebook import schema as schemas

    typer.echo(dumps(schemas.of(of.value)), nl=False)


@rules_app.command("check")
def rules_check(
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="text|json|sarif|junit|github|gitlab",
            help="输出格式 · Format; on GitHub Actions github by itself.",
        ),
    ] = None,
    level: Annotated[
        str,
        typer.Option(
            "--level", metavar="error|warning|note", help="从哪一级起返回 1 · From which level on the exit code is 1."
        ),
    ] = "warning",
    within: Annotated[
        str, typer.Option("--within", metavar="90d", help="多久之内到期的文件 · Instruments that end within this time.")
    ] = "90d",
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="自哪一天起算 · From which day it is counted.")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", metavar="KIND", help="只运行这些检查 · Only these checks (see docs/checks); may be repeated."
        ),
    ] = None,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """检查全部规则文件：结构和含义 · Check all rule files: structure and sense, everything at once."""
    from discretion.audit.inspection import LEVELS, inspect
    from discretion.audit.options import Wrong, ahead, kinds, one_of
    from discretion.report.inspection import FORMATS, chosen

    tongue = _language(lang)
    try:
        wanted = one_of(chosen(format), tuple(FORMATS), "--format")
        one_of(level, LEVELS, "--level")
        inspection = inspect(_rulebook(rules, tongue), _day(on, tongue), ahead(within), kinds(only or ()))
    except Wrong as wrong:
        _usage(tongue, wrong.option, wrong.value, wrong.allowed)
    typer.echo(FORMATS[wanted](inspection, tongue, level), nl=False)  # type: ignore[arg-type]
    raise typer.Exit(FINDINGS if inspection.fails(level) else GOOD)  # type: ignore[arg-type]


@rules_app.command("test")
def rules_test(
    only: Annotated[
        str | None,
        typer.Argument(
            metavar="[TEXT]", help="只运行名称或者文件含此文字的 · Only those whose name or file contains this."
        ),
    ] = None,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """运行规则旁的案例 · Run the rule cases beside the rules."""
    from discretion.audit.cases import run

    tongue = _language(lang)
    book = _rulebook(rules, tongue)
    tried = list(run(book, only))
    failed = [t for t in tried if not t.passed]
    for case in failed:
        typer.echo(f"✗ {case.name}")
        if case.problems:
            _problems(case.problems, tongue)
        else:
            typer.echo(tongue("expected to fail ({why}), but it holds", why=case.expected_failure or ""))
    expected = sum(1 for t in tried if t.passed and t.expected_failure is not None)
    counts = {"passed": len(tried) - len(failed) - expected, "failed": len(failed), "expected": expected}
    if not tried:
        typer.echo(tongue("no rule case was run"), err=True)
        raise typer.Exit(UNUSABLE)
    typer.echo(tongue("{passed} passed, {failed} failed, {expected} expected failures", **counts))
    raise typer.Exit(FINDINGS if failed else GOOD)


def _language(given: str | None) -> Language:
    from discretion.report.language import Language, language

    return Language(language(given))


def _rulebook(folders: list[Path] | None, tongue: Language) -> Rulebook:
    from discretion.rulebook import Rulebook, Unusable

    try:
        return Rulebook.open(folders or ())
    except Unusable as unusable:
        _refuse(unusable.problems, tongue)


def _day(text: str | None, tongue: Language) -> date:
    if text is None:
        return date.today()  # noqa: DTZ011 - the day where the officer sits is the day of the decision
    try:
        return date.fromisoformat(text)
    except ValueError:
        typer.echo(tongue("`{text}` is no day", text=text) + f" (--on {date(2026, 8, 15).isoformat()})", err=True)
        raise typer.Exit(UNUSABLE) from None


def _usage(tongue: Language, option: str, given: str, allowed: tuple[str, ...]) -> NoReturn:
    typer.echo(
        f"{option}: " + tongue("`{value}` is not one of: {allowed}", value=given, allowed=", ".join(allowed)), err=True
    )
    raise typer.Exit(UNUSABLE)


def _assess_all(names: list[str], book: Rulebook, on: date, tongue: Language) -> list[Assessment]:
    """Assess every case, or report everything that is wrong in any of them."""
    from discretion.assess import assess as run
    from discretion.case.read import located, read_case
    from discretion.rulebook import Unusable

    results: list[Assessment] = []
    problems: list[Problem] = []
    for name in names:
        data = _read(name, tongue)
        label = "<stdin>" if name == "-" else name
        try:
            case, law = read_case(label, data, book, on)
            results.append(run(case, law))
        except Unusable as unusable:
            problems += located(unusable.problems, label, data)
    if problems:
        _refuse(tuple(problems), tongue)
    return results


def _read(name: str, tongue: Language) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (FileNotFoundError, IsADirectoryError, ValueError):
        typer.echo(tongue("there is no file {name}", name=name), err=True)
        raise typer.Exit(UNUSABLE) from None
    except OSError as error:
        typer.echo(tongue("{name} cannot be read: {why}", name=name, why=error.strerror or ""), err=True)
        raise typer.Exit(ENVIRONMENT) from None


def _put(
    results: list[Assessment], format: Format, output: Path | None, force: bool, full: bool, tongue: Language
) -> None:
    if format is Format.TERMINAL and output is None:
        _show(results, full, tongue)
        return
    text = _rendered(results, format, full, tongue)
    if output is None:
        typer.echo(text, nl=False)
        return
    from discretion.output import Exists, write

    try:
        write(output, text.encode(), force)
    except Exists:
        typer.echo(tongue("{name} is there already; --force overwrites it", name=str(output)), err=True)
        raise typer.Exit(UNUSABLE) from None
    except OSError as error:
        typer.echo(tongue("{name} cannot be written: {why}", name=str(output), why=error.strerror or ""), err=True)
        raise typer.Exit(ENVIRONMENT) from None


def _rendered(results: list[Assessment], format: Format, full: bool, tongue: Language) -> str:
    from discretion.report import json, markdown
    from discretion.report.sheet import sheet

    if format is Format.JSON:
        return json.render(results)
    if format is Format.MARKDOWN:
        return "\n".join(markdown.render(sheet(r, tongue), tongue) for r in results)
    import io

    from rich.console import Console

    from discretion.report.terminal import Terminal

    stream = io.StringIO()
    terminal = Terminal(Console(file=stream, width=100, color_system=None), tongue, full)
    for result in results:
        terminal.show(sheet(result, tongue))
    return stream.getvalue()


def _show(results: list[Assessment], full: bool, tongue: Language) -> None:
    from rich.console import Console

    from discretion.report.sheet import sheet
    from discretion.report.terminal import Terminal

    console = Console(highlight=False, markup=False)
    terminal = Terminal(console, tongue, full)
    with console.capture() as captured:
        for index, result in enumerate(results):
            if index:
                console.rule()
            terminal.show(sheet(result, tongue))
    text = captured.get()
    # outside a terminal nobody needs the blanks that fill a line
    typer.echo(text if console.is_terminal else "\n".join(line.rstrip() for line in text.splitlines()) + "\n", nl=False)


def _shown(found: WhatIf, format: Shown, tongue: Language) -> None:
    from rich.console import Console

    from discretion.report import whatif as report

    if format is Shown.JSON:
        typer.echo(report.render(found), nl=False)
    else:
        report.Terminal(Console(highlight=False, markup=False), tongue).show(found)


def _problems(problems: tuple[Problem, ...], tongue: Language) -> None:
    from discretion.report import problems as drawn

    typer.echo(drawn.render(problems, tongue), err=True)


def _refuse(problems: tuple[Problem, ...], tongue: Language) -> NoReturn:
    _problems(problems, tongue)
    typer.echo(tongue("{count} problems; nothing was written", count=len(problems)), err=True)
    raise typer.Exit(UNUSABLE)


def main() -> None:
    """Run the command line; a broken pipe ends it quietly, an interruption with 130."""
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(GOOD)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
