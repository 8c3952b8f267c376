"""``discretion rules``: what reviewers and CI run on the rule files."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from discretion.commands import completion, shell
from discretion.commands.shell import ENVIRONMENT, FINDINGS, GOOD, UNUSABLE, LangOption, RulesOption, Shown

if TYPE_CHECKING:
    from discretion.report.language import Language
    from discretion.rulebook import Law, Rule, Rulebook
    from discretion.rulebook.search import Hit

app = typer.Typer(help="检查、测试规则 · Check and test rule files.", no_args_is_help=True)

PlaceOption = Annotated[
    str | None,
    typer.Option(
        "--jurisdiction",
        metavar="PLACE",
        help="地区，例如 cn/guangdong · The place whose rules count.",
        autocompletion=completion.place,
    ),
]


@app.command("list")
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

    tongue = shell.language(lang)
    kinds = tuple(name for name, known in SECTIONS.items() if known.form != "single" and name != "cases")
    if section not in kinds:
        shell.usage(tongue, "SECTION", section, kinds)
    _hits(everything(_of_place(shell.rulebook(rules, tongue), jurisdiction, tongue), section), format, tongue)


@app.command("search")
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

    tongue = shell.language(lang)
    found = _of_place(shell.rulebook(rules, tongue), jurisdiction, tongue)
    instruments = {r.id: r.record for r in found if r.section == "instruments"}
    hits = search(found, " ".join(text), instruments, (section,) if section else ())
    if not hits:
        shell.stop(
            tongue(
                "nothing found for “{words}”; try other words, or an article such as 1120 or 108(5)",
                words=" ".join(text),
            ),
            FINDINGS,
        )
    _hits(hits, format, tongue)


@app.command("show")
def rules_show(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="规则标识 · The id of a rule.", autocompletion=completion.rule)
    ],
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
    from discretion.report.rules.terminal import Terminal
    from discretion.suggest import nearest

    tongue = shell.language(lang)
    book = shell.rulebook(rules, tongue)
    home = next((r.jurisdiction for r in book.shelf().rules if r.id == id), "")
    place = _place(book, jurisdiction or home or book.jurisdictions()[0], tongue)
    shown = report.show(id, place, tongue)
    if shown is None:
        help = nearest(id, report.ids(place), 0)
        shell.stop(tongue("there is no rule `{name}`", name=id) + (f" ({tongue.of(help)})" if help else ""), UNUSABLE)
    if format is Shown.JSON:
        typer.echo(dumps(report.as_data(shown)), nl=False)
    else:
        shell.printed(lambda console: Terminal(console, tongue).show(shown))


@app.command("check")
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

    tongue = shell.language(lang)
    try:
        wanted = one_of(chosen(format), tuple(FORMATS), "--format")
        one_of(level, LEVELS, "--level")
        inspection = inspect(shell.rulebook(rules, tongue), shell.day(on, tongue), ahead(within), kinds(only or ()))
    except Wrong as wrong:
        shell.usage(tongue, wrong.option, wrong.value, wrong.allowed)
    typer.echo(FORMATS[wanted](inspection, tongue, level), nl=False)  # type: ignore[arg-type]
    raise typer.Exit(FINDINGS if inspection.fails(level) else GOOD)  # type: ignore[arg-type]


@app.command("prove")
def rules_prove(
    offences: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[OFFENCE...]", help="违法行为编号；不写则全部 · Ids of offences; all where none is named."
        ),
    ] = None,
    jurisdiction: Annotated[
        list[str] | None,
        typer.Option(
            "--jurisdiction",
            "-J",
            metavar="PLACE",
            help="只证明这些地区 · Only these jurisdictions.",
            autocompletion=completion.place,
        ),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="以哪一天为决定日 · The day of the decision.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="OLD",
            help="只证明自此版本以来的改动所及：git 版本或者目录 · Only what has changed since this git revision or folder reaches.",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="反例写入目录 · Write the case files here.")
    ] = None,
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, help="进程数 · Processes.")] = 2,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """证明：罚款在幅度内、重不罚轻、减不加重、皆有结果 · Prove four claims over the whole finite space of cases."""
    from discretion.audit.difference import since as changed_since
    from discretion.audit.options import Wrong, ids
    from discretion.audit.prove import prove
    from discretion.audit.prove.waived import without
    from discretion.audit.settings import settings
    from discretion.output import write_all
    from discretion.report import proof
    from discretion.rulebook import Unusable

    tongue = shell.language(lang)
    book = shell.rulebook(rules, tongue)
    if book.problems():
        shell.refuse(book.problems(), tongue)
    try:
        named = ids(offences or (), (r.id for r in book.shelf().rules if r.section == "offences"), "OFFENCE")
        places = ids(jurisdiction or (), book.jurisdictions(), "--jurisdiction")
    except Wrong as wrong:
        shell.usage(tongue, wrong.option, wrong.value, wrong.allowed)
    try:
        change = changed_since(since, book) if since is not None else None
    except Unusable as unusable:
        if any(p.kind == "no-rules" for p in unusable.problems):
            shell.refuse(unusable.problems, tongue)
        # rules that this program no longer reads: whatever they meant, everything may have changed
        typer.echo(
            tongue("the rules of {old} cannot be read any more: everything is proved", old=since or ""), err=True
        )
        change = None
    if change is not None and not change[0] and not change[1]:
        typer.echo(tongue("no rule has changed in meaning since {old}: nothing to prove", old=since or ""))
        return
    run = prove(book, shell.day(on, tongue), named, places, jobs, change)
    proofs, waived = without(run, settings(book.shelf()))
    written = write_all(output, proof.case_files(proofs)) if output is not None else []
    typer.echo(proof.render(proofs, tongue, written, waived), nl=False)
    raise typer.Exit(FINDINGS if any(p.failures for p in proofs) else GOOD if proofs or change else UNUSABLE)


@app.command("mutate")
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

    tongue = shell.language(lang)
    book = shell.rulebook(rules, tongue)
    if book.problems():
        shell.refuse(book.problems(), tongue)
    try:
        named = ids(only or (), (r.id for r in book.shelf().rules), "RULE")
    except Wrong as wrong:
        shell.usage(tongue, wrong.option, wrong.value, wrong.allowed)
    tested = list(run(book, named, 1 if named else jobs))
    typer.echo(mutation.render(tested, tongue, full), nl=False)
    if not any(t.tried for t in tested):
        raise typer.Exit(UNUSABLE)
    raise typer.Exit(FINDINGS if fail_under is not None and mutation.percent(tested) < fail_under else GOOD)


@app.command("cliffs")
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
        typer.Option(
            "--jurisdiction",
            "-J",
            metavar="PLACE",
            help="只看这些地区 · Only these jurisdictions.",
            autocompletion=completion.place,
        ),
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

    tongue = shell.language(lang)
    book = shell.rulebook(rules, tongue)
    if book.problems():
        shell.refuse(book.problems(), tongue)
    try:
        named = ids(offences or (), (r.id for r in book.shelf().rules if r.section == "offences"), "OFFENCE")
        places = ids(jurisdiction or (), book.jurisdictions(), "--jurisdiction")
    except Wrong as wrong:
        shell.usage(tongue, wrong.option, wrong.value, wrong.allowed)
    seen = cliffs(book, shell.day(on, tongue), Fraction(more_than, 100), named, places)
    typer.echo(drawn.render(seen, tongue, full), nl=False)
    raise typer.Exit(GOOD if seen.steps else UNUSABLE)


@app.command("review")
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

    tongue = shell.language(lang)
    shelf = shell.rulebook(rules, tongue).shelf()
    known = {r.id: r for r in shelf.rules if r.section in REVIEWED}
    try:
        named = ids(only or (), known, "RULE")
    except Wrong as wrong:
        shell.usage(tongue, wrong.option, wrong.value, wrong.allowed)
    if named and (not drafted_by or not reviewed_by or drafted_by == reviewed_by):
        typer.echo(tongue("drafter and reviewer are two persons: --drafted-by, --reviewed-by"), err=True)
        raise typer.Exit(UNUSABLE)
    for name in named:
        typer.echo(record(shelf, known[name], drafted_by, reviewed_by, shell.day(on, tongue)))
    if not named:
        found = list(signed(shelf))
        counts = {"valid": sum(not s.stale for s in found), "stale": sum(s.stale for s in found), "rules": len(known)}
        typer.echo(tongue("{valid} of {rules} rules reviewed, {stale} reviews stale", **counts))


@app.command("diff")
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
        typer.Option(
            "--jurisdiction",
            "-J",
            metavar="PLACE",
            help="只比较这些地区 · Only these jurisdictions.",
            autocompletion=completion.place,
        ),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="以哪一天为决定日 · The day of the decision.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="有变化的案例写入目录 · Write the cases that move here."),
    ] = None,
    lang: LangOption = None,
) -> None:
    """比较两版规则的含义：哪些案件罚款变了多少 · What changed in meaning: whose fines, by how much."""
    from discretion.audit.difference import changed, compare, moved
    from discretion.audit.options import Wrong, one_of
    from discretion.audit.revision import rulebook_at
    from discretion.output import write_all
    from discretion.report.difference import Difference, case_files, render
    from discretion.rulebook import Unusable

    tongue = shell.language(lang)
    day = shell.day(on, tongue)
    try:
        one_of(format, ("text", "markdown", "json"), "--format")
        one, other = rulebook_at(old), rulebook_at(new)
        compared = compare(one, other, day, jurisdiction or ())
        real = moved(sorted(cases.rglob("*.yaml")), one, other, day) if cases is not None else None
        found = Difference(tuple(changed(one.shelf(), other.shelf())), compared, real)
    except Wrong as wrong:
        shell.usage(tongue, wrong.option, wrong.value, wrong.allowed)
    except Unusable as unusable:
        shell.refuse(unusable.problems, tongue)
    written = write_all(output, case_files(found)) if output is not None else []
    typer.echo(render(found, tongue, format), nl=False)
    if written:
        note = tongue("{count} case files written to {folder}", count=len(written), folder=str(output))
        typer.echo(note, err=format == "json")
    raise typer.Exit(GOOD if found.same else FINDINGS)


@app.command("test")
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
    skeleton: Annotated[
        str | None,
        typer.Option(
            "--skeleton",
            metavar="UNIT",
            help="为一个未覆盖的单位写出待填案例（-o 写入文件） · A case to be filled in for an uncovered unit (-o: into a file).",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="骨架写入此文件 · Write the skeleton here.")
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="text|json|junit|github|gitlab",
            help="输出格式 · Format; on GitHub Actions github by itself.",
        ),
    ] = None,
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, help="进程数 · Processes.")] = 2,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """运行规则旁的案例 · Run the rule cases beside the rules."""
    from discretion.audit.cases import run
    from discretion.audit.coverage import Watch
    from discretion.audit.options import Wrong, one_of
    from discretion.report import coverage as drawn
    from discretion.report.inspection import chosen
    from discretion.report.tested import FORMATS

    tongue = shell.language(lang)
    try:
        wanted = one_of(chosen(format), ("text", *FORMATS), "--format")
    except Wrong as wrong:
        shell.usage(tongue, wrong.option, wrong.value, wrong.allowed)
    book = shell.rulebook(rules, tongue)
    if skeleton is not None:
        _skeleton(book, skeleton, output, tongue)
        return
    watch = Watch() if coverage or fail_under is not None else None
    tried = list(run(book, only, watch, jobs))
    failed = [t for t in tried if not t.passed]
    if tried and wanted != "text":
        typer.echo(FORMATS[wanted](tried, book.files, tongue), nl=False)
        short = watch is not None and fail_under is not None
        lacking = short and drawn.percent(watch.coverage(book.shelf())) < fail_under  # type: ignore[union-attr, operator]
        raise typer.Exit(FINDINGS if failed or lacking else GOOD)
    expected = [t for t in tried if t.passed and t.expected_failure is not None]
    for case in failed:
        typer.echo(f"✗ {case.name}")
        if case.problems:
            shell.show_problems(case.problems, tongue)
        else:
            typer.echo(tongue("expected to fail ({why}), but it holds", why=case.expected_failure or ""))
    for case in expected:
        typer.echo(tongue("○ {name}: fails as expected: {why}", name=case.name, why=case.expected_failure or ""))
    counts = {
        "passed": len(tried) - len(failed) - len(expected),
        "failed": len(failed),
        "expected": len(expected),
    }
    if not tried:
        typer.echo(tongue("no rule case was run"), err=True)
        raise typer.Exit(UNUSABLE)
    under = False
    if watch is not None:
        found = watch.coverage(book.shelf())
        under = fail_under is not None and drawn.percent(found) < fail_under
        typer.echo(drawn.render(found, tongue, full), nl=False)
        if under:
            typer.echo(tongue("below the {percent}% that --fail-under asks for", percent=fail_under or 0))
    typer.echo(tongue("{passed} passed, {failed} failed, {expected} expected failures", **counts))
    raise typer.Exit(FINDINGS if failed or under else GOOD)


def _skeleton(book: Rulebook, unit: str, output: Path | None, tongue: Language) -> None:
    """Write the skeleton of a rule case for a unit of coverage; a file is never overwritten."""
    from discretion.audit.coverage import units
    from discretion.audit.options import Wrong, ids
    from discretion.audit.skeleton import skeleton

    if book.problems():
        shell.refuse(book.problems(), tongue)
    known = {u.name: u for u in units(book.shelf())}
    try:
        ids((unit,), known, "--skeleton")
    except Wrong as wrong:
        shell.usage(tongue, wrong.option, wrong.value, wrong.allowed)
    text = skeleton(known[unit], book, shell.day(None, tongue))
    if text is None:
        shell.stop(tongue("no case was found in which `{unit}` is at work", unit=unit), FINDINGS)
    note = tongue("work the result out by hand: fill in hand and expect, and take out fails")
    shell.write(f"# {note}\n{text}".encode(), output, False, tongue)


@app.command("book")
def rules_book(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="写入此目录 · Write into this folder.")],
    force: Annotated[
        bool, typer.Option("--force", help="允许替换旧的规则汇编 · Replace an older book, and nothing else.")
    ] = False,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="以哪一天为准 · The day of which the book speaks.")
    ] = None,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """规则汇编：静态网页，可搜索、可打印、不需网络 · The rules as a book of static pages: searchable, printable, without network.

    例 · Example: discretion rules book -o book/
    """
    from discretion.output import Exists
    from discretion.report import book
    from discretion.report.book import folder
    from discretion.rulebook import Unusable

    tongue = shell.language(lang)
    output = output.absolute()
    try:
        book.require()
        folder.free(output, force)
        found = book.gather(shell.rulebook(rules, tongue), shell.day(on, tongue))
        files = book.files(found, tongue)
        folder.write(output, files, force)
    except Unusable as unusable:
        shell.refuse(unusable.problems, tongue)
    except Exists:
        shell.stop(tongue("{name} is there already; --force overwrites it", name=str(output)), UNUSABLE)
    except book.ExtraMissing as missing:
        shell.stop(
            tongue("this needs a further library: pip install 'discretion[{extra}]'", extra=str(missing)), ENVIRONMENT
        )
    except folder.NoBook as other:
        shell.stop(tongue("{name} is no part of a book: nothing was overwritten", name=other.name), UNUSABLE)
    except OSError as error:
        why = error.strerror or ""
        shell.stop(tongue("{name} cannot be written: {why}", name=str(output), why=why), ENVIRONMENT)
    pages = sum(name.endswith(".html") for name in files)
    typer.echo(tongue("{count} pages written: open {name}", count=pages, name=str(output / "index.html")))


@app.command("export")
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

    tongue = shell.language(lang)
    if format is not Shown.JSON:
        shell.usage(tongue, "--format", format.value, (Shown.JSON.value,))
    try:
        data = export(shell.rulebook(rules, tongue))
    except Unusable as unusable:
        shell.refuse(unusable.problems, tongue)
    shell.write(dumps(data).encode(), output, force, tongue)


@app.command("snapshot")
def rules_snapshot(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="RESULT|CASE...", help="JSON 结果或者案件文件 · Results as JSON, or case files."),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="快照文件（.zip） · The snapshot to write.")
    ],
    everything: Annotated[
        bool, typer.Option("--all", help="收入全部规则 · Every rule file, not only those of the places concerned.")
    ] = False,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="案件未写决定日时用 · Day of the decision where a case states none."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="允许覆盖 · Overwrite the file.")] = False,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """把结果所依据的规则存为一个文件，供日后核验 · Keep the rules a result rests on in one file, to verify it years later.

    例 · Example: discretion rules snapshot result.json -o rules-2025.zip
    """
    from discretion.replay.taking import OtherRules, take
    from discretion.rulebook import Unusable

    tongue = shell.language(lang)
    # what is to be proved rests on the files themselves, not on what was kept of them
    os.environ["DISCRETION_CACHE"] = "off"
    book = shell.rulebook(rules, tongue)
    read = [("<stdin>" if name == "-" else name, shell.read(name, tongue)) for name in inputs]
    try:
        data = take(read, book, shell.day(on, tongue), everything)
    except OtherRules as other:
        message = tongue("{name} rests on other rules than those at hand; name its rules with --rules", name=other.name)
        shell.stop(message, ENVIRONMENT)
    except Unusable as unusable:
        shell.refuse(unusable.problems, tongue)
    shell.write(data, output, force, tongue)


def _place(book: Rulebook, jurisdiction: str, tongue: Language) -> Law:
    """The whole law of a place."""
    from discretion.rulebook import Unusable

    try:
        return book.law(jurisdiction)
    except Unusable as unusable:
        shell.refuse(unusable.problems, tongue)


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
    from discretion.report.rules.terminal import Terminal

    if format is Shown.JSON:
        typer.echo(dumps([msgspec.to_builtins(hit) for hit in hits]), nl=False)
    elif not sys.stdout.isatty():
        for hit in hits:
            typer.echo(f"{hit.id}\t{tongue.of(hit.title)}")
    else:
        shell.printed(lambda console: Terminal(console, tongue).hits(hits))
