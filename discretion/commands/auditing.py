"""``discretion rules``: what reviewers and CI run on rule files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from discretion.commands import completion, shell
from discretion.commands.options import (
    DayOption,
    ForceOption,
    FullOption,
    JobsOption,
    LangOption,
    OffencesArgument,
    RulesOption,
    places,
)
from discretion.commands.shell import FINDINGS, GOOD, INTERRUPTED, UNUSABLE

if TYPE_CHECKING:
    from discretion.report.language import Language
    from discretion.rulebook import Rulebook


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


def rules_prove(
    offences: OffencesArgument = None,
    jurisdiction: Annotated[list[str] | None, places("只证明这些地区 · Only these jurisdictions.")] = None,
    on: DayOption = None,
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
    jobs: JobsOption = 2,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """证明：罚款在幅度内、重不罚轻、减不加重、皆有结果、与顺序无关、条条可及 · Prove six claims over all cases."""
    from discretion.audit.difference import since as changed_since
    from discretion.audit.prove import prove
    from discretion.audit.prove.waived import idle, without
    from discretion.audit.settings import settings
    from discretion.output import write_all
    from discretion.report import proof
    from discretion.rulebook import Unusable

    tongue = shell.language(lang)
    book = shell.sound(rules, tongue)
    named, places = _where(book, offences, jurisdiction, tongue)
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
    own = settings(book.shelf())
    run = list(prove(book, shell.day(on, tongue), named, places, jobs, change))
    # only a proof of everything shows that a waiver waives nothing
    dead = idle(run, own) if not named and not places and change is None else []
    proofs, waived = without(run, own)
    written = write_all(output, proof.case_files(proofs)) if output is not None else []
    typer.echo(proof.render(proofs, tongue, written, waived, dead), nl=False)
    good = GOOD if proofs or change else UNUSABLE
    raise typer.Exit(FINDINGS if dead or any(p.failures for p in proofs) else good)


def rules_mutate(
    only: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[RULE...]",
            help="规则编号；不写则全部 · Ids of rules; all without.",
            autocompletion=completion.rule,
        ),
    ] = None,
    section: Annotated[
        list[str] | None,
        typer.Option("--section", metavar="NAME", help="只改动这些部分 · Only these sections, such as bases."),
    ] = None,
    jurisdiction: Annotated[
        list[str] | None, places("只改动这些地区的规则 · Only rules of these jurisdictions.")
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", help="只作这些改动 · Only these kinds of change, such as date."),
    ] = None,
    fail_under: Annotated[
        int | None,
        typer.Option(
            "--fail-under", metavar="N", min=0, max=100, help="察觉率低于 N% 返回 1 · Exit with 1 below N percent."
        ),
    ] = None,
    full: FullOption = False,
    jobs: JobsOption = 2,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """逐一改动数值和条件，看案例能否察觉 · Change one figure or condition at a time: does any rule case notice?"""
    from discretion.audit.mutate import KINDS, MUTABLE, Only, run
    from discretion.audit.options import Wrong, ids
    from discretion.report import mutation

    tongue = shell.language(lang)
    book = shell.sound(rules, tongue)
    try:
        chosen = Only(
            ids(only or (), (r.id for r in book.shelf().rules if r.section in MUTABLE), "RULE"),
            ids(section or (), MUTABLE, "--section"),
            ids(jurisdiction or (), book.jurisdictions(), "--jurisdiction"),
            ids(kind or (), KINDS, "--kind"),  # type: ignore[arg-type]
        )
    except Wrong as wrong:
        shell.usage(tongue, wrong.option, wrong.value, wrong.allowed)
    if not any(r.section == "cases" for r in book.shelf().rules):
        told = tongue(
            "there is no rule case, so no change can be noticed; write one under `cases`: docs/rule-language.md"
        )
        shell.stop(told, UNUSABLE)
    tested = []
    try:
        for one in run(book, chosen, jobs):
            tested.append(one)
    except KeyboardInterrupt:
        typer.echo(mutation.render(tested, tongue, full), nl=False)
        typer.echo(tongue("interrupted: this is what was found so far"), err=True)
        raise typer.Exit(INTERRUPTED) from None
    typer.echo(mutation.render(tested, tongue, full), nl=False)
    if not any(t.tried for t in tested):
        raise typer.Exit(UNUSABLE)
    raise typer.Exit(FINDINGS if fail_under is not None and mutation.percent(tested) < fail_under else GOOD)


def rules_cliffs(
    offences: OffencesArgument = None,
    more_than: Annotated[
        int,
        typer.Option(
            "--more-than", metavar="PERCENT", min=0, help="一步之差超过百分之几 · By more than so many percent."
        ),
    ] = 100,
    jurisdiction: Annotated[list[str] | None, places("只看这些地区 · Only these jurisdictions.")] = None,
    on: DayOption = None,
    full: FullOption = False,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """找出一步之差罚款骤变之处 · Single steps of one fact that move the fine by more than a given share."""
    from fractions import Fraction

    from discretion.audit.cliffs import cliffs
    from discretion.report import cliffs as drawn

    tongue = shell.language(lang)
    book = shell.sound(rules, tongue)
    named, places = _where(book, offences, jurisdiction, tongue)
    seen = cliffs(book, shell.day(on, tongue), Fraction(more_than, 100), named, places)
    typer.echo(drawn.render(seen, tongue, full), nl=False)
    raise typer.Exit(GOOD if seen.steps else UNUSABLE)


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
    from discretion.money import grouped

    tongue = shell.language(lang)
    shelf = shell.sound(rules, tongue).shelf()
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
        stale = sum(s.stale for s in found)
        counts = {"valid": len(found) - stale, "stale": stale, "rules": len(known)}
        shown = {name: grouped(count) for name, count in counts.items()}
        typer.echo(tongue("{valid} of {rules:rule|rules} reviewed, {stale:review|reviews} stale", **shown))


def rules_diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="旧规则：目录或者 git 版本 · A folder or a git revision.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="新规则 · The new rules, likewise.")],
    cases: Annotated[
        Path | None, typer.Option("--cases", metavar="DIR", help="同时比较真实案件 · Compare real case files too.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="text|markdown|json", help="输出格式 · Format.")
    ] = "text",
    jurisdiction: Annotated[list[str] | None, places("只比较这些地区 · Only these jurisdictions.")] = None,
    on: DayOption = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="有变化的案例写入目录 · Write the cases that move here."),
    ] = None,
    jobs: JobsOption = 2,
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    """比较两版规则的含义：哪些案件罚款变了多少 · What changed in meaning: whose fines, by how much.

    git 版本取自 --rules 目录所在的仓库 · A git revision is one of the repository in which the folder of --rules lies.
    """
    from discretion.audit.difference import changed, compare, moved
    from discretion.audit.options import Wrong, ids, one_of
    from discretion.audit.revision import rulebook_at
    from discretion.output import write_all
    from discretion.report.difference import Difference, case_files, render
    from discretion.rulebook import Unusable
    from discretion.rulebook.files import layers

    tongue = shell.language(lang)
    day = shell.day(on, tongue)
    real_cases = sorted(cases.rglob("*.yaml")) if cases is not None else []
    if cases is not None and not real_cases:
        shell.stop(tongue("there are no case files in {folder}", folder=str(cases)), UNUSABLE)
    try:
        one_of(format, ("text", "markdown", "json"), "--format")
        folders = layers(rules or ())
        one, other = rulebook_at(old, folders), rulebook_at(new, folders)
        for name, book in ((old, one), (new, other)):
            if faults := book.problems():
                shell.show_problems(faults[:1], tongue)
                told = tongue(
                    "the rules of {old} cannot be read by this version: {count:problem|problems}",
                    old=name,
                    count=len(faults),
                )
                shell.stop(told, UNUSABLE)
        places = ids(jurisdiction or (), {*one.jurisdictions(), *other.jurisdictions()}, "--jurisdiction")
        compared = compare(one, other, day, places, jobs)
        real = moved(real_cases, one, other, day) if cases is not None else None
        found = Difference(tuple(changed(one.shelf(), other.shelf())), compared, real)
    except Wrong as wrong:
        shell.usage(tongue, wrong.option, wrong.value, wrong.allowed)
    except Unusable as unusable:
        shell.refuse(unusable.problems, tongue)
    written = write_all(output, case_files(found)) if output is not None else []
    typer.echo(render(found, tongue, format), nl=False)
    if written:
        note = tongue("{count:case file|case files} written to {folder}", count=len(written), folder=str(output))
        typer.echo(note, err=format == "json")
    raise typer.Exit(GOOD if found.same else FINDINGS)


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
    force: ForceOption = False,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="text|json|junit|github|gitlab",
            help="输出格式 · Format; on GitHub Actions github by itself.",
        ),
    ] = None,
    jobs: JobsOption = 2,
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
    # rules that cannot be read are one finding, not one of every case
    book = shell.sound(rules, tongue)
    if skeleton is not None:
        _skeleton(book, skeleton, output, force, tongue)
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
        shell.show_problems(case.findings, tongue)
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
    typer.echo(tongue("{passed} passed, {failed} failed, {expected:expected failure|expected failures}", **counts))
    raise typer.Exit(FINDINGS if failed or under else GOOD)


def _skeleton(book: Rulebook, unit: str, output: Path | None, force: bool, tongue: Language) -> None:
    """Write the skeleton of a rule case for a unit of coverage; a file is overwritten only with ``force``."""
    from discretion.audit.coverage import units
    from discretion.audit.options import Wrong, ids
    from discretion.audit.skeleton import skeleton, tried

    known = {u.name: u for u in units(book.shelf())}
    try:
        ids((unit,), known, "--skeleton")
    except Wrong as wrong:
        shell.usage(tongue, wrong.option, wrong.value, wrong.allowed)
    text = skeleton(known[unit], book, shell.day(None, tongue))
    if text is None:
        count = tried(known[unit], book)
        told = tongue(
            "no case was found in which `{unit}` is at work; tried with {count:offence|offences}",
            unit=unit,
            count=count,
        )
        shell.stop(told, FINDINGS)
    note = tongue("work the result out by hand: fill in hand and expect, and take out fails")
    shell.write(f"# {note}\n{text}".encode(), output, force, tongue)


def _where(
    book: Rulebook, offences: list[str] | None, places: list[str] | None, tongue: Language
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The offences and jurisdictions that were named, each of which there is."""
    from discretion.audit.options import Wrong, ids

    try:
        named = ids(offences or (), (r.id for r in book.shelf().rules if r.section == "offences"), "OFFENCE")
        return named, ids(places or (), book.jurisdictions(), "--jurisdiction")
    except Wrong as wrong:
        shell.usage(tongue, wrong.option, wrong.value, wrong.allowed)
