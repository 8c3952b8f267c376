"""The result as Markdown: a text that an officer pastes into the record."""

from __future__ import annotations

from discretion.report.language import Language
from discretion.report.record import Record
from discretion.report.sheet import Part, Row, Sheet
from discretion.report.words import grounds


def render(record: Record, lang: Language) -> str:
    """One report; the reasons in full sentences stand at its end."""
    sheet = record.sheet
    lines = [f"# {_safe(sheet.heading)}", ""]
    lines += [f"- {lang('{title}: {text}', title=name, text=_safe(value))}" for name, value in sheet.particulars]
    lines += ["", f"**{_headline(sheet, lang)}**", ""]
    for number, part in enumerate(sheet.parts, 1):
        if len(sheet.parts) > 1:
            lines += [
                f"## {number}. {_safe(part.title)}",
                "",
                f"{part.outcome_words} {part.fine} {part.fine_words}".rstrip(),
                "",
            ]
        lines += _part(part, lang)
    lines += [f"- {_safe(note)}" for note in sheet.notes]
    lines += ["", f"## {lang('reasons')}"]
    for number, recorded in enumerate(record.parts, 1):
        lines += ["", f"### {number}. {_safe(recorded.part.title)}"] if len(record.parts) > 1 else []
        lines += [line for reason in recorded.reasons for line in ("", _safe(reason))]
    if sheet.marks:
        lines += ["", f"## {lang('figures that are not official')}", ""]
        lines += [
            f"- {lang('{title}: {text}', title=f'〔{mark}〕{_safe(rule)}', text=_safe(why))}"
            for mark, rule, why in sheet.marks
        ]
    lines += ["", lang("rulebook {version}", version=_safe(sheet.rulebook))]
    return "\n".join(lines).rstrip() + "\n"


def _headline(sheet: Sheet, lang: Language) -> str:
    if sheet.outcome == "fine" and sheet.fine_words:
        return f"{lang('recommended fine: {fine}', fine=sheet.fine)}（{sheet.fine_words}）"
    if sheet.outcome in ("fine", "undetermined", "may-waive", "referred"):
        return lang("{outcome}; possible fine: {fine}", outcome=sheet.outcome_words, fine=sheet.fine)
    return sheet.outcome_words


def _part(part: Part, lang: Language) -> list[str]:
    lines = []
    if part.provision:
        lines.append(lang("{title}: {text}", title=lang("provision"), text=_safe(grounds(part.provision, lang))))
    if part.bar is not None:
        lines.append("")
        span = f"{part.bar.low_words} – {part.bar.high_words}"
        lines.append(lang("{title}: {text}", title=lang("statutory range"), text=span))
    lines += [f"- {alternative}" for alternative in part.alternatives]
    if part.missing:
        lines += ["", lang("missing facts, the most telling first:"), "", *(f"- {_safe(m)}" for m in part.missing)]
    if part.steps:
        lines += ["", f"## {lang('how the amount comes about')}", "", *_table(part.steps, lang)]
    lines += _list(lang("which law, and is the offence made out"), part.grounds, lang)
    lines += _list(lang("lists and programmes"), part.lists, lang)
    if part.daily:
        lines += ["", f"- {part.daily}"]
    for person in part.persons:
        lines += ["", f"## {lang('person in charge: {name}', name=_safe(person.title))}", ""]
        lines += [f"{person.outcome_words} {person.fine} {person.fine_words}".rstrip(), "", *_table(person.steps, lang)]
        lines += ["", *(_line(row, lang) for row in person.grounds)] if person.grounds else []
    lines += _list(lang("what follows beside the fine"), part.consequences, lang)
    lines += _list(lang("procedure"), part.procedure, lang)
    return [*lines, ""]


def _table(rows: tuple[Row, ...], lang: Language) -> list[str]:
    head = (lang("step"), lang("calculation"), lang("amount"), lang("ground"))
    lines = [f"| {' | '.join(head)} |", "| --- | --- | ---: | --- |"]
    for row in rows:
        mark = f" 〔{row.mark}〕" if row.mark else ""
        text = row.arithmetic if row.amount else row.text
        cells = (f"{row.title}{mark}", text or row.text, row.amount, grounds(row.cited, lang))
        lines.append(f"| {' | '.join(_safe(c) for c in cells)} |")
    return lines


def _list(heading: str, rows: tuple[Row, ...], lang: Language) -> list[str]:
    if not rows:
        return []
    return ["", f"## {heading}", "", *(_line(row, lang) for row in rows)]


def _line(row: Row, lang: Language) -> str:
    states = {
        "applied": lang("applies"),
        "not-applied": lang("does not apply"),
        "unknown": lang("cannot be told"),
        "choice": lang("left to the officer"),
        "noted": lang("note"),
    }
    mark = f" 〔{row.mark}〕" if row.mark else ""
    text = f"- [{states[row.state]}] {_safe(row.title)}{mark}"
    detail = row.because if row.state == "not-applied" else row.text
    if detail:
        text = lang("{title}: {text}", title=text, text=_safe(detail))
    if row.state == "unknown" and row.because:
        text += f" — {lang('{title}: {text}', title=lang('cannot tell, missing'), text=_safe(row.because))}"
    if row.cited:
        text = lang("{text} ({ground})", text=text, ground=_safe(grounds(row.cited, lang)))
    return text


def _safe(text: str) -> str:
    """Nothing in a value may become markup: line breaks and the signs that open tables, links or HTML are taken apart."""
    for sign in "\\`|<>[]*_#~":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())
