"""``discretion rules``: what reviewers and CI run on the rule files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from discretion.commands import shell
from discretion.commands.shell import FINDINGS, GOOD, UNUSABLE, LangOption, RulesOption, Shown

if TYPE_CHECKING:
    from discretion.report.language import Language
    from discretion.rulebook import Law, Rule, Rulebook
    from discretion.rulebook.search import Hit

app = typer.Typer(help="检查、测试规则 · Check and test rule files.", no_args_is_help=True)

PlaceOption = Annotated[
    str | None,
    typer.Option("--jurisdiction", metavar="PLACE", help="地区，例如 cn/guangdong · The place whose rules count."),
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

    tongue = shell.language(lang)
    book = shell.rulebook(rules, tongue)
    if book.problems():
        shell.refuse(book.problems(), tongue)
    try:
        named = ids(offences or (), (r.id for r in book.shelf().rules if r.section == "offences"), "OFFENCE")
        places = ids(jurisdiction or (), book.jurisdictions(), "--jurisdiction")
    except Wrong as wrong:
        shell.usage(tongue, wrong.option, wrong.value, wrong.allowed)
    run = prove(book, shell.day(on, tongue), named, places, 1 if len(named) == 1 else jobs)
    proofs, waived = without(run, settings(book.shelf()))
    written = write_all(output, proof.case_files(proofs)) if output is not None else []
    typer.echo(proof.render(proofs, tongue, written, waived), nl=False)
    raise typer.Exit(FINDINGS if any(p.failures for p in proofs) else GOOD if proofs else UNUSABLE)


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
    typer.echo(render(found, tongue, format), nl=False)
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
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """运行规则旁的案例 · Run the rule cases beside the rules."""
    from discretion.audit.cases import run
    from discretion.audit.coverage import Watch
    from discretion.report import coverage as drawn

    tongue = shell.language(lang)
    book = shell.rulebook(rules, tongue)
    watch = Watch() if coverage or fail_under is not None else None
    tried = list(run(book, only, watch))
    failed = [t for t in tried if not t.passed]
    for case in failed:
        typer.echo(f"✗ {case.name}")
        if case.problems:
            shell.show_problems(case.problems, tongue)
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
    from discretion.report.rules_terminal import Terminal

    if format is Shown.JSON:
        typer.echo(dumps([msgspec.to_builtins(hit) for hit in hits]), nl=False)
    elif not sys.stdout.isatty():
        for hit in hits:
            typer.echo(f"{hit.id}\t{tongue.of(hit.title)}")
    else:
        shell.printed(lambda console: Terminal(console, tongue).hits(hits))
