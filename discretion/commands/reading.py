"""``discretion rules``: finding, showing and keeping rules."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from discretion.commands import completion, shell
from discretion.commands.options import (
    ForceOption,
    LangOption,
    OutputOption,
    PlaceOption,
    RulesOption,
    ShownOption,
)
from discretion.commands.shell import ENVIRONMENT, FINDINGS, UNUSABLE, Shown

if TYPE_CHECKING:
    from discretion.report.language import Language
    from discretion.rulebook import Law, Rule, Rulebook
    from discretion.rulebook.search import Hit


def rules_list(
    section: Annotated[
        str, typer.Argument(help="规则种类：offences、programmes、bases…… · Which kind of rules.")
    ] = "offences",
    jurisdiction: PlaceOption = None,
    format: ShownOption = Shown.TERMINAL,
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
    here = _of_place(shell.rulebook(rules, tongue), jurisdiction, tongue)
    _hits(everything(here, section), here, format, tongue)


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
    format: ShownOption = Shown.TERMINAL,
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
    _hits(hits, found, format, tongue)


def rules_show(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="规则标识 · The id of a rule.", autocompletion=completion.rule)
    ],
    jurisdiction: PlaceOption = None,
    format: ShownOption = Shown.TERMINAL,
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
    typer.echo(tongue("{count:page|pages} written: open {name}", count=pages, name=str(output / "index.html")))


def rules_export(
    format: Annotated[Shown, typer.Option("--format", "-f", help="输出格式：json · Format: json.")] = Shown.JSON,
    output: OutputOption = None,
    force: ForceOption = False,
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
    force: ForceOption = False,
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


def _hits(hits: Sequence[Hit], rules: Sequence[Rule], format: Shown, tongue: Language) -> None:
    """Show what was found; an offence that another department enforces is marked with it."""
    import msgspec

    from discretion.report.json import dumps
    from discretion.report.rules.terminal import Terminal
    from discretion.rulebook.search import others

    if format is Shown.JSON:
        typer.echo(dumps([msgspec.to_builtins(hit) for hit in hits]), nl=False)
    elif not sys.stdout.isatty():
        foreign = others(hits, rules)
        for hit in hits:
            by = "".join(f"\t{tongue.of(department)}" for department in foreign.get(hit.id, ()))
            typer.echo(f"{hit.id}\t{tongue.of(hit.title)}{by}")
    else:
        shell.printed(lambda console: Terminal(console, tongue).hits(hits, others(hits, rules)))
