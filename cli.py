"""The command line: each command parses, calls, prints, and sets the exit code. Nothing is decided here.

Exit codes: 0 good; 1 findings, or not determined under ``--strict``; 2 unusable input; 3 environment; 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from discretion.assess.assessment import Assessment
    from discretion.desk.whatif import WhatIf
    from discretion.report.language import Language
    from discretion.rulebook import Law, Problem, Rule, Rulebook
    from discretion.rulebook.search import Hit

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
    HTML = "html"
    DOCX = "docx"
    JSON = "json"


class Shown(StrEnum):
    """The formats of what is looked at on the screen or by a program."""

    TERMINAL = "terminal"
    JSON = "json"


class Template(StrEnum):
    """The formats of an empty table for a batch."""

    XLSX = "xlsx"


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
    template: Annotated[
        Path | None,
        typer.Option("--template", metavar="FILE", help="本机关的 docx 模板 · The office's own docx template."),
    ] = None,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """裁量案件，给出罚款及理由 · Assess a case: the fine and its reasons.

    例 · Example: discretion assess examples/yingkou-quarry.yaml --format docx -o record.docx
    """
    from discretion.audit.strict import KINDS, failures

    tongue = _language(lang)
    wanted = tuple(k for k in (strict or "").split(",") if k)
    for kind in wanted:
        if kind not in KINDS:
            _usage(tongue, "--strict", kind, KINDS)
    book = _rulebook(rules, tongue)
    results = _assess_all(cases, book, _day(on, tongue), tongue)
    if format in (Format.MARKDOWN, Format.HTML, Format.DOCX):
        _write(_record(results, format, output, template, book, tongue), output, force, tongue)
    else:
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
def new(
    offence: Annotated[
        str | None,
        typer.Argument(
            metavar="[OFFENCE]", help="违法行为：标识、文字或者条文 · The offence: its id, words, or an article."
        ),
    ] = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="案件文件 · The case file to write.")
    ] = Path("case.yaml"),
    jurisdiction: Annotated[
        str | None, typer.Option("--jurisdiction", metavar="PLACE", help="办案地区 · Where the case is handled.")
    ] = None,
    blank: Annotated[
        bool, typer.Option("--blank", help="不提问，写出带注释的空白案件 · No questions: a commented skeleton.")
    ] = False,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="逐项询问证据 · Ask for the evidence of each fact too.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="继续中断的问答 · Go on with an interrupted interview.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="允许覆盖 · Overwrite the file.")] = False,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """以问答方式写案件文件 · Write a case file by answering questions; only those that can still change the result.

    例 · Example: discretion new 扬尘 -o case.yaml; discretion new --blank air.industrial-dust
    """
    from discretion.desk import command
    from discretion.output import Exists
    from discretion.rulebook import Unusable

    tongue = _language(lang)
    book, today = _rulebook(rules, tongue), _day(None, tongue)
    try:
        if output.exists() and not force:
            raise Exists(output)
        if blank:
            command.blank(book, offence or "", jurisdiction or book.jurisdictions()[0], output, force, tongue)
            typer.echo(tongue("written: {file}", file=str(output)))
            return
        if not sys.stdin.isatty():
            _stop(tongue("an interview needs a terminal; without one: discretion new --blank OFFENCE"), ENVIRONMENT)
        result = command.new(
            book,
            output,
            today,
            tongue,
            typer.echo,
            offence=offence or "",
            jurisdiction=jurisdiction or "",
            resume=resume,
            force=force,
            evidence=evidence,
        )
    except command.Refused as refused:
        lines = [tongue.of(m) for m in (refused.message, refused.help) if m is not None]
        codes = {"unusable": UNUSABLE, "environment": ENVIRONMENT, "interrupted": INTERRUPTED}
        _stop(" ".join(lines), codes[refused.blame])
    except Unusable as unusable:
        _refuse(unusable.problems, tongue)
    except Exists:
        _stop(tongue("{name} is there already; --force overwrites it", name=str(output)), UNUSABLE)
    except OSError as error:
        _stop(tongue("{name} cannot be written: {why}", name=str(output), why=error.strerror or ""), ENVIRONMENT)
    _show([result], False, tongue)
    typer.echo(tongue("written: {file}", file=str(output)))


@app.command()
def batch(
    inputs: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="INPUT...",
            help="案件文件夹（YAML）、.jsonl、.csv、.xlsx、.parquet · Folders of YAML cases, or such files.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="结果文件 · Results: .jsonl, .csv, .xlsx or .parquet."),
    ] = None,
    columns: Annotated[
        Path | None,
        typer.Option("--columns", metavar="FILE", help="列名对照表（YAML） · Mapping file: column: name, or ignore."),
    ] = None,
    jurisdiction: Annotated[
        str, typer.Option("--jurisdiction", metavar="ID", help="行中未写地区时用 · Where a row names none.")
    ] = "",
    offence: Annotated[
        str, typer.Option("--offence", metavar="ID", help="行中未写违法行为时用 · Where a row names none.")
    ] = "",
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="行中未写决定日时用 · Day of the decision where a row has none."),
    ] = None,
    summary: Annotated[
        Path | None,
        typer.Option("--summary", metavar="FILE", help="汇总文件（.json 或文本） · Write the summary (.json or text)."),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="进程数 · Processes; default: one a core.")
    ] = None,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="遇错即停 · Stop at the first bad row.")] = False,
    one_by_one: Annotated[
        bool,
        typer.Option(
            "--one-by-one", help="逐案走完整引擎（慢） · Every row by the whole engine: slow, the same results."
        ),
    ] = False,
    template: Annotated[
        Template | None, typer.Option("--template", help="生成空白表格 · Write an empty table to fill in.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="允许覆盖 · Overwrite files.")] = False,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """批量裁量 · Assess many cases: one row in, one result out, in the same order, and a summary.

    中断后重新运行同一命令即从中断处继续 · Interrupted, the same command goes on where it stopped.

    例 · Example: discretion batch cases.csv -o results.xlsx
    """
    from discretion.batch import command
    from discretion.rulebook import Unusable

    tongue = _language(lang)
    book = _rulebook(rules, tongue)
    if output is None:
        _stop(tongue("where to? -o FILE"), UNUSABLE)
    try:
        if template is not None:
            typer.echo(command.template(book, output, jurisdiction, offence, force, tongue))
            return
        defaults = command.Defaults(_day(on, tongue), jurisdiction, offence)
        request = command.Request(
            tuple(inputs or ()), output, defaults, on is not None, columns, summary, force, fail_fast, jobs, one_by_one
        )
        text, bad = command.batch(request, book, tongue, lambda line: typer.echo(line, err=True))
    except Unusable as unusable:
        _refuse(unusable.problems, tongue)
    except command.Failure as failure:
        _stop(failure.message, ENVIRONMENT if failure.environment else FINDINGS if failure.found else UNUSABLE)
    typer.echo(text, nl=False)
    raise typer.Exit(FINDINGS if bad else GOOD)


PlaceOption = Annotated[
    str | None,
    typer.Option("--jurisdiction", metavar="PLACE", help="地区，例如 cn/guangdong · The place whose rules count."),
]


@rules_app.command("list")
def rules_list(
    section: Annotated[
        str, typer.Argument(help="规则种类：offences、programmes、bases…… · Which kind of rules.")
    ] = "offences",
    jurisdiction: PlaceOption = None,
    format: Annotated[Shown, typer.Option("--format", "-f", help="输出格式 · Format of the output.")] = Shown.TERMINAL,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """列出规则 · List the rules of a kind.

    例 · Example: discretion rules list programmes --jurisdiction cn/liaoning/yingkou
    """
    from discretion.rulebook.search import everything
    from discretion.rulebook.sections import SECTIONS

    tongue = _language(lang)
    kinds = tuple(name for name, known in SECTIONS.items() if known.form != "single" and name != "cases")
    if section not in kinds:
        _usage(tongue, "SECTION", section, kinds)
    _hits(everything(_of_place(_rulebook(rules, tongue), jurisdiction, tongue), section), format, tongue)


@rules_app.command("search")
def rules_search(
    text: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXT...", help="文字或者条文，例如 扬尘、108(5)、第一千一百二十条 · Words or an article."
        ),
    ],
    section: Annotated[
        str | None, typer.Option("--section", metavar="KIND", help="只找这一种规则 · Only rules of this kind.")
    ] = None,
    jurisdiction: PlaceOption = None,
    format: Annotated[Shown, typer.Option("--format", "-f", help="输出格式 · Format of the output.")] = Shown.TERMINAL,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """按文字或者条文查找规则 · Find rules by words or by article, in Chinese or English.

    例 · Example: discretion rules search 扬尘; discretion rules search "108(5)"
    """
    from discretion.rulebook.search import search

    tongue = _language(lang)
    found = _of_place(_rulebook(rules, tongue), jurisdiction, tongue)
    instruments = {r.id: r.record for r in found if r.section == "instruments"}
    hits = search(found, " ".join(text), instruments, (section,) if section else ())
    if not hits:
        _stop(
            tongue(
                "nothing found for “{words}”; try other words, or an article such as 1120 or 108(5)",
                words=" ".join(text),
            ),
            FINDINGS,
        )
    _hits(hits, format, tongue)


@rules_app.command("show")
def rules_show(
    id: Annotated[str, typer.Argument(metavar="ID", help="规则标识 · The id of a rule.")],
    jurisdiction: PlaceOption = None,
    format: Annotated[Shown, typer.Option("--format", "-f", help="输出格式 · Format of the output.")] = Shown.TERMINAL,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """显示一条规则；违法行为的新旧规定并列，附有关的全部规则 · Show a rule; an offence with old and new provisions side by side.

    例 · Example: discretion rules show air.industrial-dust --jurisdiction cn/liaoning/yingkou
    """
    from discretion.report import rules as report
    from discretion.report.json import dumps
    from discretion.report.rules_terminal import Terminal
    from discretion.suggest import nearest

    tongue = _language(lang)
    book = _rulebook(rules, tongue)
    home = next((r.jurisdiction for r in book.shelf().rules if r.id == id), "")
    place = _place(book, jurisdiction or home or book.jurisdictions()[0], tongue)
    shown = report.show(id, place, tongue)
    if shown is None:
        help = nearest(id, report.ids(place), 0)
        _stop(tongue("there is no rule `{name}`", name=id) + (f" ({tongue.of(help)})" if help else ""), UNUSABLE)
    if format is Shown.JSON:
        typer.echo(dumps(report.as_data(shown)), nl=False)
    else:
        _printed(lambda console: Terminal(console, tongue).show(shown))


@app.command()
def doctor(rules: RulesOption = None, lang: LangOption = None) -> None:
    """检查安装：版本、规则、语言、日历 · Check the installation: versions, rules, language, calendar."""
    from discretion.report.doctor import examine

    tongue = _language(lang)
    checks = examine(_rulebook(rules, tongue), tongue, _day(None, tongue))
    for check in checks:
        sign = {"good": "✓", "note": "!", "bad": "✗"}[check.state]
        typer.echo(f"{sign} {check.name}: {check.value}")
    raise typer.Exit(FINDINGS if any(c.state == "bad" for c in checks) else GOOD)


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
    ] = "error",
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


@rules_app.command("prove")
def rules_prove(
    offences: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[OFFENCE...]", help="违法行为编号；不写则全部 · Ids of offences; all where none is named."
        ),
    ] = None,
    jurisdiction: Annotated[
        list[str] | None,
        typer.Option("--jurisdiction", "-J", metavar="PLACE", help="只证明这些地区 · Only these jurisdictions."),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="以哪一天为决定日 · The day of the decision.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="反例写入目录 · Write the case files here.")
    ] = None,
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, help="进程数 · Processes.")] = 2,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """证明：罚款在幅度内、重不罚轻、减不加重、皆有结果 · Prove four claims over the whole finite space of cases."""
    from discretion.audit.options import Wrong, ids
    from discretion.audit.prove import prove
    from discretion.audit.prove.waived import without
    from discretion.audit.settings import settings
    from discretion.output import write_all
    from discretion.report import proof

    tongue = _language(lang)
    book = _rulebook(rules, tongue)
    if book.problems():
        _refuse(book.problems(), tongue)
    try:
        named = ids(offences or (), (r.id for r in book.shelf().rules if r.section == "offences"), "OFFENCE")
        places = ids(jurisdiction or (), book.jurisdictions(), "--jurisdiction")
    except Wrong as wrong:
        _usage(tongue, wrong.option, wrong.value, wrong.allowed)
    run = prove(book, _day(on, tongue), named, places, 1 if len(named) == 1 else jobs)
    proofs, waived = without(run, settings(book.shelf()))
    written = write_all(output, proof.case_files(proofs)) if output is not None else []
    typer.echo(proof.render(proofs, tongue, written, waived), nl=False)
    raise typer.Exit(FINDINGS if any(p.failures for p in proofs) else GOOD if proofs else UNUSABLE)


@rules_app.command("mutate")
def rules_mutate(
    only: Annotated[
        list[str] | None, typer.Argument(metavar="[RULE...]", help="规则编号；不写则全部 · Ids of rules; all without.")
    ] = None,
    fail_under: Annotated[
        int | None,
        typer.Option(
            "--fail-under", metavar="N", min=0, max=100, help="察觉率低于 N% 返回 1 · Exit with 1 below N percent."
        ),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="列出全部 · List everything.")] = False,
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, help="进程数 · Processes.")] = 2,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """逐一改动数值和条件，看案例能否察觉 · Change one figure or condition at a time: does any rule case notice?"""
    from discretion.audit.mutate import run
    from discretion.audit.options import Wrong, ids
    from discretion.report import mutation

    tongue = _language(lang)
    book = _rulebook(rules, tongue)
    if book.problems():
        _refuse(book.problems(), tongue)
    try:
        named = ids(only or (), (r.id for r in book.shelf().rules), "RULE")
    except Wrong as wrong:
        _usage(tongue, wrong.option, wrong.value, wrong.allowed)
    tested = list(run(book, named, 1 if named else jobs))
    typer.echo(mutation.render(tested, tongue, full), nl=False)
    if not any(t.tried for t in tested):
        raise typer.Exit(UNUSABLE)
    raise typer.Exit(FINDINGS if fail_under is not None and mutation.percent(tested) < fail_under else GOOD)


@rules_app.command("cliffs")
def rules_cliffs(
    offences: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[OFFENCE...]", help="违法行为编号；不写则全部 · Ids of offences; all where none is named."
        ),
    ] = None,
    more_than: Annotated[
        int,
        typer.Option(
            "--more-than", metavar="PERCENT", min=0, help="一步之差超过百分之几 · By more than so many percent."
        ),
    ] = 100,
    jurisdiction: Annotated[
        list[str] | None,
        typer.Option("--jurisdiction", "-J", metavar="PLACE", help="只看这些地区 · Only these jurisdictions."),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="以哪一天为决定日 · The day of the decision.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="列出全部 · List everything.")] = False,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """找出一步之差罚款骤变之处 · Single steps of one fact that move the fine by more than a given share."""
    from fractions import Fraction

    from discretion.audit.cliffs import cliffs
    from discretion.audit.options import Wrong, ids
    from discretion.report import cliffs as drawn

    tongue = _language(lang)
    book = _rulebook(rules, tongue)
    if book.problems():
        _refuse(book.problems(), tongue)
    try:
        named = ids(offences or (), (r.id for r in book.shelf().rules if r.section == "offences"), "OFFENCE")
        places = ids(jurisdiction or (), book.jurisdictions(), "--jurisdiction")
    except Wrong as wrong:
        _usage(tongue, wrong.option, wrong.value, wrong.allowed)
    seen = cliffs(book, _day(on, tongue), Fraction(more_than, 100), named, places)
    typer.echo(drawn.render(seen, tongue, full), nl=False)
    raise typer.Exit(GOOD if seen.steps else UNUSABLE)


@rules_app.command("review")
def rules_review(
    only: Annotated[
        list[str] | None,
        typer.Argument(metavar="[RULE...]", help="规则编号；不写则统计 · Ids of rules; counts without."),
    ] = None,
    drafted_by: Annotated[str, typer.Option("--drafted-by", metavar="NAME", help="起草人 · Who drafted.")] = "",
    reviewed_by: Annotated[str, typer.Option("--reviewed-by", metavar="NAME", help="审核人 · Who reviewed.")] = "",
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="审核日期 · The day of the review.")] = None,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """审核记录：给出签署行，或者统计已审核的规则 · The line that signs a rule, or what has been reviewed."""
    from discretion.audit.options import Wrong, ids
    from discretion.audit.reviews import REVIEWED, record, signed

    tongue = _language(lang)
    shelf = _rulebook(rules, tongue).shelf()
    known = {r.id: r for r in shelf.rules if r.section in REVIEWED}
    try:
        named = ids(only or (), known, "RULE")
    except Wrong as wrong:
        _usage(tongue, wrong.option, wrong.value, wrong.allowed)
    if named and (not drafted_by or not reviewed_by or drafted_by == reviewed_by):
        typer.echo(tongue("drafter and reviewer are two persons: --drafted-by, --reviewed-by"), err=True)
        raise typer.Exit(UNUSABLE)
    for name in named:
        typer.echo(record(shelf, known[name], drafted_by, reviewed_by, _day(on, tongue)))
    if not named:
        found = list(signed(shelf))
        counts = {"valid": sum(not s.stale for s in found), "stale": sum(s.stale for s in found), "rules": len(known)}
        typer.echo(tongue("{valid} of {rules} rules reviewed, {stale} reviews stale", **counts))


@rules_app.command("diff")
def rules_diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="旧规则：目录或者 git 版本 · A folder or a git revision.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="新规则 · The new rules, likewise.")],
    cases: Annotated[
        Path | None, typer.Option("--cases", metavar="DIR", help="同时比较真实案件 · Compare real case files too.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="text|markdown|json", help="输出格式 · Format.")
    ] = "text",
    jurisdiction: Annotated[
        list[str] | None,
        typer.Option("--jurisdiction", "-J", metavar="PLACE", help="只比较这些地区 · Only these jurisdictions."),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="以哪一天为决定日 · The day of the decision.")
    ] = None,
    lang: LangOption = None,
) -> None:
    """比较两版规则的含义：哪些案件罚款变了多少 · What changed in meaning: whose fines, by how much."""
    from discretion.audit.difference import changed, compare, moved
    from discretion.audit.options import Wrong, one_of
    from discretion.audit.revision import rulebook_at
    from discretion.report.difference import Difference, render
    from discretion.rulebook import Unusable

    tongue = _language(lang)
    day = _day(on, tongue)
    try:
        one_of(format, ("text", "markdown", "json"), "--format")
        one, other = rulebook_at(old), rulebook_at(new)
        compared = compare(one, other, day, jurisdiction or ())
        real = moved(sorted(cases.rglob("*.yaml")), one, other, day) if cases is not None else None
        found = Difference(tuple(changed(one.shelf(), other.shelf())), compared, real)
    except Wrong as wrong:
        _usage(tongue, wrong.option, wrong.value, wrong.allowed)
    except Unusable as unusable:
        _refuse(unusable.problems, tongue)
    typer.echo(render(found, tongue, format), nl=False)
    raise typer.Exit(GOOD if found.same else FINDINGS)


@rules_app.command("test")
def rules_test(
    only: Annotated[
        str | None,
        typer.Argument(
            metavar="[TEXT]", help="只运行名称或者文件含此文字的 · Only those whose name or file contains this."
        ),
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="统计案例覆盖的规则 · Count what of the law the cases cover.")
    ] = False,
    fail_under: Annotated[
        int | None,
        typer.Option(
            "--fail-under", metavar="N", min=0, max=100, help="覆盖率低于 N% 返回 1 · Exit with 1 below N percent."
        ),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="列出全部未覆盖的规则 · List everything uncovered.")] = False,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """运行规则旁的案例 · Run the rule cases beside the rules."""
    from discretion.audit.cases import run
    from discretion.audit.coverage import Watch
    from discretion.report import coverage as drawn

    tongue = _language(lang)
    book = _rulebook(rules, tongue)
    watch = Watch() if coverage or fail_under is not None else None
    tried = list(run(book, only, watch))
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
    under = False
    if watch is not None:
        found = watch.coverage(book.shelf())
        under = fail_under is not None and drawn.percent(found) < fail_under
        typer.echo(drawn.render(found, tongue, full), nl=False)
    typer.echo(tongue("{passed} passed, {failed} failed, {expected} expected failures", **counts))
    raise typer.Exit(FINDINGS if failed or under else GOOD)


@rules_app.command("export")
def rules_export(
    format: Annotated[Shown, typer.Option("--format", "-f", help="输出格式：json · Format: json.")] = Shown.JSON,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="写入文件 · Write to a file.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="允许覆盖 · Overwrite the file.")] = False,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """导出全部数值、裁量表、清单和项目 · Export every figure, table, list and programme as data."""
    from discretion.audit.export import export
    from discretion.report.json import dumps
    from discretion.rulebook import Unusable

    tongue = _language(lang)
    if format is not Shown.JSON:
        _usage(tongue, "--format", format.value, (Shown.JSON.value,))
    try:
        data = export(_rulebook(rules, tongue))
    except Unusable as unusable:
        _refuse(unusable.problems, tongue)
    _write(dumps(data).encode(), output, force, tongue)


def _language(given: str | None) -> Language:
    from discretion.report.language import LANGUAGES, Language, language

    if given is not None and given not in LANGUAGES:
        _usage(Language(language(None)), "--lang", given, LANGUAGES)
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
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # Python also reads 20260815 and week dates; a case file does not
    if day is None or day.isoformat() != text:
        _stop(tongue("`{text}` is no day", text=text) + f" (--on {date(2026, 8, 15).isoformat()})", UNUSABLE)
    return day


def _usage(tongue: Language, option: str, given: str, allowed: tuple[str, ...]) -> NoReturn:
    _stop(
        f"{option}: " + tongue("`{value}` is not one of: {allowed}", value=given, allowed=", ".join(allowed)), UNUSABLE
    )


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
    """A case file: at most one byte more than is ever read, so that an endless one is refused and not swallowed."""
    from discretion.rulebook.yaml import MAX_BYTES

    try:
        if name == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(name).open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError):
        _stop(tongue("there is no file {name}", name=name), UNUSABLE)
    except OSError as error:
        _stop(tongue("{name} cannot be read: {why}", name=name, why=error.strerror or ""), ENVIRONMENT)


def _put(
    results: list[Assessment], format: Format, output: Path | None, force: bool, full: bool, tongue: Language
) -> None:
    if format is Format.TERMINAL and output is None:
        _show(results, full, tongue)
        return
    _write(_rendered(results, format, full, tongue).encode(), output, force, tongue)


def _record(
    results: list[Assessment],
    format: Format,
    output: Path | None,
    template: Path | None,
    book: Rulebook,
    tongue: Language,
) -> bytes:
    """The results as documents that are filed: Markdown, HTML or docx."""
    from discretion.report import docx, html, markdown
    from discretion.report.record import record

    laws = [book.law(r.jurisdiction, [v.offence for v in r.violations]) for r in results]
    records = [record(r, tongue, law) for r, law in zip(results, laws, strict=True)]
    if format is Format.MARKDOWN:
        return "\n".join(markdown.render(r, tongue) for r in records).encode()
    if format is Format.HTML:
        return html.render(records, tongue).encode()
    if len(records) != 1 or output is None:
        _stop(tongue("a docx holds one case, and needs a file: -o FILE"), UNUSABLE)
    try:
        return docx.render(records[0], tongue, template)
    except docx.ExtraMissing as missing:
        _stop(
            tongue("this needs a further library: pip install 'discretion[{extra}]'", extra=str(missing)), ENVIRONMENT
        )
    except docx.BadTemplate as bad:
        _stop(tongue("the template cannot be used: {why}", why=bad.message), UNUSABLE)
    except OSError as error:
        name = str(template or "")
        _stop(tongue("{name} cannot be read: {why}", name=name, why=error.strerror or ""), UNUSABLE)


def _stop(message: str, code: int) -> NoReturn:
    from discretion.report.problems import clean

    typer.echo(clean(message), err=True)
    raise typer.Exit(code)


def _write(data: bytes, output: Path | None, force: bool, tongue: Language) -> None:
    """Put a result into its file, or on the screen."""
    if output is None:
        typer.echo(data.decode(), nl=False)
        return
    from discretion.output import Exists, write

    try:
        write(output, data, force)
    except Exists:
        _stop(tongue("{name} is there already; --force overwrites it", name=str(output)), UNUSABLE)
    except OSError as error:
        _stop(tongue("{name} cannot be written: {why}", name=str(output), why=error.strerror or ""), ENVIRONMENT)


def _rendered(results: list[Assessment], format: Format, full: bool, tongue: Language) -> str:
    from discretion.report import json
    from discretion.report.sheet import sheet

    if format is Format.JSON:
        return json.render(results)
    from rich.console import Console

    from discretion.report.terminal import Terminal

    stream = io.StringIO()
    terminal = Terminal(Console(file=stream, width=100, color_system=None), tongue, full)
    for result in results:
        terminal.show(sheet(result, tongue))
    return stream.getvalue()


def _show(results: list[Assessment], full: bool, tongue: Language) -> None:
    from discretion.report.sheet import sheet
    from discretion.report.terminal import Terminal

    def draw(console: Console) -> None:
        terminal = Terminal(console, tongue, full)
        for index, result in enumerate(results):
            if index:
                console.rule()
            terminal.show(sheet(result, tongue))

    _printed(draw)


def _printed(draw: Callable[[Console], None]) -> None:
    """Print what is drawn on a console."""
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    with console.capture() as captured:
        draw(console)
    text = captured.get()
    # outside a terminal nobody needs the blanks that fill a line
    typer.echo(text if console.is_terminal else "\n".join(line.rstrip() for line in text.splitlines()) + "\n", nl=False)


def _shown(found: WhatIf, format: Shown, tongue: Language) -> None:
    from discretion.report import whatif as report

    if format is Shown.JSON:
        typer.echo(report.render(found), nl=False)
    else:
        _printed(lambda console: report.Terminal(console, tongue).show(found))


def _place(book: Rulebook, jurisdiction: str, tongue: Language) -> Law:
    """The whole law of a place."""
    from discretion.rulebook import Unusable

    try:
        return book.law(jurisdiction)
    except Unusable as unusable:
        _refuse(unusable.problems, tongue)


def _of_place(book: Rulebook, jurisdiction: str | None, tongue: Language) -> list[Rule]:
    """The rules of a place and its parents; all rules where no place is named."""
    found = list(book.shelf().rules)
    if jurisdiction is None:
        return found
    chain = _place(book, jurisdiction, tongue).chain
    return [rule for rule in found if rule.jurisdiction in chain or rule.section == "instruments"]


def _hits(hits: Sequence[Hit], format: Shown, tongue: Language) -> None:
    import msgspec

    from discretion.report.json import dumps
    from discretion.report.rules_terminal import Terminal

    if format is Shown.JSON:
        typer.echo(dumps([msgspec.to_builtins(hit) for hit in hits]), nl=False)
    elif not sys.stdout.isatty():
        for hit in hits:
            typer.echo(f"{hit.id}\t{tongue.of(hit.title)}")
    else:
        _printed(lambda console: Terminal(console, tongue).hits(hits))


def _problems(problems: tuple[Problem, ...], tongue: Language) -> None:
    from discretion.report import problems as drawn

    typer.echo(drawn.render(problems, tongue), err=True)


def _refuse(problems: tuple[Problem, ...], tongue: Language) -> NoReturn:
    _problems(problems, tongue)
    one = tongue("1 problem; nothing was written")
    several = tongue("{count} problems; nothing was written", count=len(problems))
    typer.echo(one if len(problems) == 1 else several, err=True)
    raise typer.Exit(UNUSABLE)


def main() -> None:
    """Run the command line; a broken pipe ends it quietly, an interruption with 130, a full disk with 3."""
    for stream in (sys.stdout, sys.stderr):
        # a console that lacks a sign (GBK has no tick) shows another one; it does not stop the result
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _silence()
        sys.exit(GOOD)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except OSError as error:
        _silence()
        sys.stderr.write(f"{error.strerror}\n")
        sys.exit(ENVIRONMENT)


def _silence() -> None:
    """Let nothing be written any more, not at the end of the process either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
