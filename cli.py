"""The command line: each command parses, calls, prints, and sets the exit code. Nothing is decided here.

What every command needs is in ``discretion/commands/shell.py``; options that several have, in ``options.py`` beside it.
"""

from __future__ import annotations

import io
import os
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from discretion.commands import completion, shell
from discretion.commands.lazy import Lazy, only_called
from discretion.commands.options import ForceOption, LangOption, OnOption, OutputOption, RulesOption, ShownOption
from discretion.commands.shell import ENVIRONMENT, FINDINGS, GOOD, INTERRUPTED, UNUSABLE, Shown

if TYPE_CHECKING:
    from rich.console import Console

    from discretion.assess.assessment import Assessment
    from discretion.desk.whatif import WhatIf
    from discretion.report.language import Language
    from discretion.rulebook import Problem, Rulebook


app = typer.Typer(
    name="discretion",
    cls=Lazy,
    help="生态环境行政处罚裁量 · Work out an environmental penalty, with its reasons.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    """The formats of a result."""

    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    JSON = "json"


class Template(StrEnum):
    """The formats of an empty table for a batch."""

    XLSX = "xlsx"


class Subject(StrEnum):
    """What a JSON Schema is wanted of."""

    CASE = "case"
    RULES = "rules"
    RESULT = "result"


@app.command()
def assess(
    cases: Annotated[
        list[str], typer.Argument(metavar="CASE...", help="案件文件；- 为标准输入 · Case files; - for standard input.")
    ],
    format: Annotated[
        Format, typer.Option("--format", "-f", help="输出格式 · Format of the result.")
    ] = Format.TERMINAL,
    output: OutputOption = None,
    force: ForceOption = False,
    on: OnOption = None,
    strict: Annotated[
        str | None,
        typer.Option(
            "--strict",
            metavar="facts,provenance,evidence",
            autocompletion=completion.strictness,
            help="有未知事实、假定数值或者无证据事实时返回 1 · Exit with 1 where facts are missing, figures assumed, or evidence lacking.",
        ),
    ] = None,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help="列出全部缺失事实和不适用的措施 · List every missing fact, and the measures that do not follow.",
        ),
    ] = False,
    template: Annotated[
        Path | None,
        typer.Option("--template", metavar="FILE", help="本机关的 docx 模板 · The office's own docx template."),
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option("--log", metavar="FILE", help="在日志中加一行 · Add a line to a log that shows any later change."),
    ] = None,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """裁量案件，给出罚款及理由 · Assess a case: the fine and its reasons.

    例 · Example: discretion assess examples/yingkou-quarry.yaml --format docx -o record.docx
    """
    from discretion.audit.strict import KINDS, failures

    tongue = shell.language(lang)
    wanted = tuple(k for k in (strict or "").split(",") if k)
    for kind in wanted:
        if kind not in KINDS:
            shell.usage(tongue, "--strict", kind, KINDS)
    book = shell.rulebook(rules, tongue)
    results = _assess_all(cases, book, shell.day(on, tongue), tongue)
    filed = format in (Format.MARKDOWN, Format.HTML, Format.DOCX)
    document = _record(results, format, output, template, book, tongue) if filed else b""
    if log is not None:
        # what is given out stands in the log; where it cannot be logged, nothing is given out
        _logged(log, results, book, tongue)
    if filed:
        shell.write(document, output, force, tongue)
    else:
        _put(results, format, output, force, full, book, tongue)
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
            autocompletion=completion.setting,
            help="并列比较：设定某一事实，可重复 · Set a fact and compare side by side; may be repeated.",
        ),
    ] = None,
    format: ShownOption = Shown.TERMINAL,
    on: OnOption = None,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """怎样会改变结果：尚可争取的从轻减轻、影响最大的事实 · What would change the result, and what it is worth.

    例 · Example: discretion whatif examples/yingkou-quarry-before.yaml --set harm=none
    """
    from discretion.case.read import located, read_case, read_facts
    from discretion.desk.whatif import whatif as run
    from discretion.rulebook import Unusable

    tongue = shell.language(lang)
    book, day = shell.rulebook(rules, tongue), shell.day(on, tongue)
    data, label = shell.read(case, tongue), "<stdin>" if case == "-" else case
    try:
        known, law = read_case(label, data, book, day)
        variants = [read_facts("--set", text.replace("=", ": ", 1).encode(), law) for text in sets or ()]
        found = run(known, law, variants, shell.day(None, tongue))
    except Unusable as unusable:
        shell.refuse(located(unusable.problems, label, data), tongue)
    _shown(found, format, tongue)


@app.command()
def new(
    offence: Annotated[
        str | None,
        typer.Argument(
            metavar="[OFFENCE]",
            help="违法行为：标识、文字或者条文 · The offence: its id, words, or an article.",
            autocompletion=completion.offence,
        ),
    ] = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="案件文件 · The case file to write.")
    ] = Path("case.yaml"),
    jurisdiction: Annotated[
        str | None,
        typer.Option(
            "--jurisdiction",
            metavar="PLACE",
            help="办案地区 · Where the case is handled.",
            autocompletion=completion.place,
        ),
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
    force: ForceOption = False,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """以问答方式写案件文件 · Write a case file by answering questions; only those that can still change the result.

    例 · Example: discretion new 扬尘 -o case.yaml; discretion new --blank air.industrial-dust
    """
    from discretion.desk import command
    from discretion.output import Exists
    from discretion.rulebook import Unusable

    tongue = shell.language(lang)
    book, today = shell.rulebook(rules, tongue), shell.day(None, tongue)
    try:
        if output.exists() and not force:
            raise Exists(output)
        if blank:
            command.blank(book, offence or "", jurisdiction or book.jurisdictions()[0], output, force, tongue)
            typer.echo(tongue("written: {file}", file=str(output)))
            return
        if not sys.stdin.isatty():
            shell.stop(
                tongue("an interview needs a terminal; without one: discretion new --blank OFFENCE"), ENVIRONMENT
            )
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
        shell.stop(" ".join(lines), codes[refused.blame])
    except Unusable as unusable:
        shell.refuse(unusable.problems, tongue)
    except Exists:
        shell.stop(tongue("{name} is there already; --force overwrites it", name=str(output)), UNUSABLE)
    except OSError as error:
        shell.stop(tongue("{name} cannot be written: {why}", name=str(output), why=error.strerror or ""), ENVIRONMENT)
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
        str,
        typer.Option(
            "--jurisdiction",
            metavar="ID",
            help="行中未写地区时用 · Where a row names none.",
            autocompletion=completion.place,
        ),
    ] = "",
    offence: Annotated[
        str,
        typer.Option(
            "--offence",
            metavar="ID",
            help="行中未写违法行为时用 · Where a row names none.",
            autocompletion=completion.offence,
        ),
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
    full: Annotated[
        bool,
        typer.Option(
            "--full", help="每行输出完整裁量结果（仅 .jsonl） · Whole results with all findings (.jsonl only)."
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

    tongue = shell.language(lang)
    book = shell.rulebook(rules, tongue)
    if output is None:
        shell.stop(tongue("where to? -o FILE"), UNUSABLE)
    try:
        if template is not None:
            typer.echo(command.template(book, output, jurisdiction, offence, force, tongue))
            return
        defaults = command.Defaults(shell.day(on, tongue), jurisdiction, offence)
        request = command.Request(
            tuple(inputs or ()),
            output,
            defaults,
            on is not None,
            columns,
            summary,
            force,
            fail_fast,
            jobs,
            one_by_one,
            full,
        )
        text, bad = command.batch(request, book, tongue, lambda line: typer.echo(line, err=True))
    except Unusable as unusable:
        shell.refuse(unusable.problems, tongue)
    except command.Failure as failure:
        shell.stop(failure.message, ENVIRONMENT if failure.environment else FINDINGS if failure.found else UNUSABLE)
    typer.echo(text, nl=False)
    raise typer.Exit(FINDINGS if bad else GOOD)


@app.command()
def verify(
    results: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[RESULT...]", help="JSON 结果文件 · Results as `assess --format json` wrote them."),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option("--public-key", metavar="FILE", help="用公钥检查签名 · Check the signature with this public key."),
    ] = None,
    signature: Annotated[
        Path | None,
        typer.Option(
            "--signature", metavar="FILE", help="签名文件，默认 RESULT.sig · The signature, if not RESULT.sig."
        ),
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option("--log", metavar="FILE", help="检查裁量日志 · Check a log, and that the results are in it."),
    ] = None,
    head: Annotated[
        str, typer.Option("--head", metavar="HASH", help="另行保存的日志行散列 · The hash of a line kept elsewhere.")
    ] = "",
    case: Annotated[
        Path | None,
        typer.Option("--case", metavar="FILE", help="取出结果中的案件文件 · Write out the case file in the result."),
    ] = None,
    force: ForceOption = False,
    full: Annotated[bool, typer.Option("--full", help="列出全部差异 · List every difference.")] = False,
    format: ShownOption = Shown.TERMINAL,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """核验结果：重新计算并比较，检查签名和日志 · Verify a result: work it out again and compare; check signature and log.

    0 一致，1 不同或者被改动，3 没有当时的规则 · 0 identical, 1 differs or was changed, 3 its rules are not available.

    例 · Example: discretion verify result.json --rules rules-2025.zip --public-key office.pub
    """
    from discretion.replay import command, keys
    from discretion.report import verification as report

    tongue = shell.language(lang)
    # what is to be proved rests on the files themselves, not on what was kept of them
    os.environ["DISCRETION_CACHE"] = "off"
    request = command.Request(tuple(results or ()), key, signature, log, head)
    try:
        found = command.verified(request, lambda: shell.rulebook(rules, tongue))
        if case is not None:
            shell.write(command.casefile(request.files), case, force, tongue)
    except command.Refused as refused:
        shell.stop(tongue.of(refused.message), ENVIRONMENT if refused.environment else UNUSABLE)
    except keys.ExtraMissing as missing:
        shell.lacking(str(missing), tongue)
    shown = report.json(found, tongue) if format is Shown.JSON else report.text(found, tongue, full)
    typer.echo(shown, nl=False)
    raise typer.Exit(FINDINGS if found.spoken_against else ENVIRONMENT if found.without_rules else GOOD)


@app.command()
def sign(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="要签名的文件 · The files to sign.")],
    key: Annotated[Path, typer.Option("--key", metavar="FILE", help="私钥 · The private key.")],
    force: Annotated[bool, typer.Option("--force", help="允许覆盖旧签名 · Overwrite an older signature.")] = False,
    lang: LangOption = None,
) -> None:
    """为结果、文书或者规则快照签名（Ed25519） · Sign results, records or snapshots; writes FILE.sig beside each.

    例 · Example: discretion sign result.json --key office
    """
    from discretion.output import Exists
    from discretion.replay import command, keys

    tongue = shell.language(lang)
    try:
        written = command.signed(files, key, lambda: shell.password(tongue), force)
        if command.open_to_others(key):
            typer.echo(tongue("{name} can be read by others: chmod 600 {name}", name=str(key)), err=True)
    except command.Refused as refused:
        shell.stop(tongue.of(refused.message), ENVIRONMENT if refused.environment else UNUSABLE)
    except keys.ExtraMissing as missing:
        shell.lacking(str(missing), tongue)
    except Exists as exists:
        shell.stop(tongue("{name} is there already; --force overwrites it", name=str(exists)), UNUSABLE)
    except OSError as error:
        shell.stop(tongue("it cannot be written: {why}", why=error.strerror or ""), ENVIRONMENT)
    for path in written:
        typer.echo(tongue("written: {file}", file=str(path)))


@app.command()
def keygen(
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FILE", help="私钥文件；公钥为 FILE.pub · The private key; FILE.pub."),
    ],
    password: Annotated[
        bool,
        typer.Option("--password", help="以口令保护私钥 · Ask for a password; or DISCRETION_KEY_PASSWORD."),
    ] = False,
    lang: LangOption = None,
) -> None:
    """生成签名密钥（Ed25519），不覆盖已有文件 · Make a pair of keys to sign with; never overwrites a file.

    例 · Example: discretion keygen -o office
    """
    from discretion.output import Exists
    from discretion.replay import command, keys

    tongue = shell.language(lang)
    try:
        public, name = command.new_key(output, shell.password(tongue, confirm=True) if password else None)
    except keys.ExtraMissing as missing:
        shell.lacking(str(missing), tongue)
    except Exists as exists:
        shell.stop(tongue("{name} is there already; a key is never overwritten", name=str(exists)), UNUSABLE)
    except OSError as error:
        shell.stop(tongue("{name} cannot be written: {why}", name=str(output), why=error.strerror or ""), ENVIRONMENT)
    typer.echo(tongue("written: {file}", file=str(output)) + "  " + tongue("keep it secret"))
    typer.echo(
        tongue("written: {file}", file=str(public))
        + "  "
        + tongue("give it to whoever checks; its name is {name}", name=name)
    )


@app.command()
def doctor(rules: RulesOption = None, lang: LangOption = None) -> None:
    """检查安装：版本、规则、语言、日历 · Check the installation: versions, rules, language, calendar."""
    from discretion.report.doctor import examine

    tongue = shell.language(lang)
    checks = examine(shell.rulebook(rules, tongue), tongue, shell.day(None, tongue))
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


def _assess_all(names: list[str], book: Rulebook, on: date, tongue: Language) -> list[Assessment]:
    """Assess every case, or report everything that is wrong in any of them."""
    from discretion.assess import assess as run
    from discretion.case.read import located, read_case
    from discretion.rulebook import Unusable

    results: list[Assessment] = []
    problems: list[Problem] = []
    for name in names:
        data = shell.read(name, tongue)
        label = "<stdin>" if name == "-" else name
        try:
            case, law = read_case(label, data, book, on)
            results.append(run(case, law))
        except Unusable as unusable:
            problems += located(unusable.problems, label, data)
    if problems:
        shell.refuse(tuple(problems), tongue)
    return results


def _logged(log: Path, results: list[Assessment], book: Rulebook, tongue: Language) -> None:
    """Put the results into a log."""
    from discretion.replay import command

    try:
        command.logged(log, results, book)
    except command.Refused as refused:
        shell.stop(tongue.of(refused.message), ENVIRONMENT if refused.environment else UNUSABLE)


def _put(
    results: list[Assessment],
    format: Format,
    output: Path | None,
    force: bool,
    full: bool,
    book: Rulebook,
    tongue: Language,
) -> None:
    if format is Format.TERMINAL and output is None:
        _show(results, full, tongue)
        return
    shell.write(_rendered(results, format, full, book, tongue).encode(), output, force, tongue)


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
        shell.stop(tongue("a docx holds one case, and needs a file: -o FILE"), UNUSABLE)
    try:
        return docx.render(records[0], tongue, template)
    except docx.ExtraMissing as missing:
        shell.stop(
            tongue("this needs a further library: pip install 'discretion[{extra}]'", extra=str(missing)), ENVIRONMENT
        )
    except docx.BadTemplate as bad:
        shell.stop(tongue("the template cannot be used: {why}", why=bad.message), UNUSABLE)
    except OSError as error:
        name = str(template or "")
        shell.stop(tongue("{name} cannot be read: {why}", name=name, why=error.strerror or ""), UNUSABLE)


def _rendered(results: list[Assessment], format: Format, full: bool, book: Rulebook, tongue: Language) -> str:
    from discretion.report import json
    from discretion.report.sheet import sheet

    if format is Format.JSON:
        return json.render(results, book)
    from rich.console import Console

    from discretion.report.terminal import Terminal

    stream = io.StringIO()
    terminal = Terminal(Console(file=stream, width=100, color_system=None, emoji=False), tongue, full)
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

    shell.printed(draw)


def _shown(found: WhatIf, format: Shown, tongue: Language) -> None:
    from discretion.report import whatif as report

    if format is Shown.JSON:
        typer.echo(report.render(found), nl=False)
    else:
        shell.printed(lambda console: report.Terminal(console, tongue).show(found))


def main() -> None:
    """Run the command line; a broken pipe ends it quietly, an interruption with 130, a full disk with 3."""
    for stream in (sys.stdout, sys.stderr):
        # a console that lacks a sign (GBK has no tick) shows another one; it does not stop the result
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    only_called(app, sys.argv[1:])
    try:
        try:
            with completion.words():
                # named, so that completion is the same however the program was started
                app(prog_name="discretion")
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
