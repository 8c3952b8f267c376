"""A record as plain data: what templates name, and what the HTML is made of. Described in ``docs/docx-template.md``."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from discretion.report.language import Language
from discretion.report.record import Record, RecordPart
from discretion.report.sheet import Part, Row, Sheet
from discretion.report.words import grounds, joined

LONGEST: Final = 96
#: The sections of a record by their labels, and their numbers in Chinese.
SECTIONS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
NUMBERS: Final = tuple(f"{n}、" for n in (*"一二三四五六七八九十", "十一"))


def context(record: Record, lang: Language) -> dict[str, Any]:
    """What a template can name: plain text, lists and mappings, described in ``docs/docx-template.md``."""
    sheet = record.sheet
    several = len(record.parts) > 1
    found = {
        "heading": sheet.heading,
        "outcome": sheet.outcome,
        "outcome_words": sheet.outcome_words,
        "fine": sheet.fine,
        "fine_words": sheet.fine_words,
        "result": headline(sheet, lang),
        "particulars": _rows((*record.party, *record.days), 2),
        "particulars_three": _rows((*record.party, *record.days), 3),
        "signers": [signatures(lang)[n : n + 2] for n in range(0, len(signatures(lang)), 2)],
        "parts": [_part(p, f"{n}. {p.part.title}" if several else "", lang) for n, p in enumerate(record.parts, 1)],
        "marks": marks(sheet, lang),
        "notes": notes(sheet, lang),
        "noted": joined((*notes(sheet, lang), _rulebook(record, lang)), lang),
        "rulebook": _rulebook(record, lang),
        "rulebook_short": lang("rulebook {version}", version=sheet.rulebook),
    }
    return {"t": {**labels(lang), **headings(found, lang)}, "signatures": signatures(lang), **_clean(found)}


def headings(found: Mapping[str, Any], lang: Language) -> dict[str, str]:
    """The headings with their numbers: a section that no violation has takes none."""
    parts = found["parts"]
    present = {
        "four": any(p["factors"] for p in parts),
        "five": any(p["lists"] for p in parts),
        "six": any(p["ladder"] for p in parts),
        "nine": any(p["procedure"] for p in parts),
        "ten": bool(found["marks"]),
    }
    words = labels(lang)
    names = [name for name in SECTIONS if present.get(name, True)]
    numbers = {name: NUMBERS[n] if lang.code == "zh" else f"{n + 1}. " for n, name in enumerate(names)}
    return {name: f"{numbers.get(name, '')}{words[name]}" for name in SECTIONS}


def _rulebook(record: Record, lang: Language) -> str:
    return lang("rulebook {version}", version=f"{record.version} sha256:{record.digest}")


def _sentences(lines: Iterable[str], lang: Language) -> str:
    """Several lines as one: each ends like a clause, the last like a sentence."""
    return f"{joined((line.rstrip('。.') for line in lines), lang)}{'。' if lang.code == 'zh' else '.'}"


def labels(lang: Language) -> dict[str, str]:
    """The words that the template itself does not hold, so that one template serves both languages."""
    return {
        "title": lang("Record of administrative discretion"),
        "one": lang("Party and dates"),
        "two": lang("Facts and evidence"),
        "three": lang("Offence and provision"),
        "four": lang("Discretion table: "),
        "five": lang("Lists and programmes"),
        "six": lang("How the amount comes about"),
        "seven": lang("Reasons"),
        "eight": lang("Result"),
        "nine": lang("Procedure and rights"),
        "ten": lang("Figures that are not official"),
        "eleven": lang("Signatures"),
        "fact": lang("Fact"),
        "finding": lang("Found to be"),
        "evidence": lang("Evidence"),
        "factor": lang("Factor"),
        "level": lang("Level chosen"),
        "weight": lang("Weight"),
        "entry": lang("Entry or programme"),
        "verdict": lang("Applies?"),
        "reason": lang("Reason"),
        "ground": lang("Ground"),
        "step": lang("Step"),
        "arithmetic": lang("Calculation"),
        "amount": lang("Amount"),
        "what": lang("What is to be done"),
        "mark": lang("Mark"),
        "rule": lang("Rule"),
        "why": lang("Why it stands there"),
        "date": lang("Date: ____________"),
        # what stands between a title with its colon and the text
        "gap": "" if lang.code == "zh" else " ",
        "page_before": lang("Page "),
        "page_between": lang(" of "),
        "page_after": lang(" pages"),
    }


def signatures(lang: Language) -> list[str]:
    """Who signs."""
    return [
        lang("Officer in charge (signature, licence no.)"),
        lang("Second officer (signature, licence no.)"),
        lang("Legal review (signature)"),
        lang("Head of the authority (signature)"),
    ]


def headline(sheet: Sheet, lang: Language) -> str:
    """The result in one line, the amount in capital numerals."""
    if sheet.outcome == "fine" and sheet.fine_words:
        return lang("Recommended fine: {fine} ({words})", fine=sheet.fine, words=sheet.fine_words)
    if sheet.outcome in ("fine", "undetermined", "may-waive", "referred"):
        return lang("{outcome}; possible fine: {fine}", outcome=sheet.outcome_words, fine=sheet.fine)
    return sheet.outcome_words


def marks(sheet: Sheet, lang: Language) -> list[dict[str, str]]:
    """The figures that are not official: a row for each mark and its reasons, with every rule of which they hold."""
    found: dict[tuple[str, str], list[str]] = {}
    for mark, rule, why in sheet.marks:
        found.setdefault((mark, rule), []).append(why)
    # the same reason for several rules stands once
    alike: dict[tuple[str, str], list[str]] = {}
    for (mark, rule), whys in found.items():
        alike.setdefault((mark, joined(whys, lang)), []).append(rule)
    return [
        {"mark": m, "rule": joined(rules, lang), "why": why, "head": head(f"〔{m}〕{joined(rules, lang)}", lang)}
        for (m, why), rules in alike.items()
    ]


def head(title: str, lang: Language) -> str:
    """A title with the colon of the language, before a text that follows on the same line."""
    return lang("{title}: {text}", title=title, text="").rstrip()


def notes(sheet: Sheet, lang: Language) -> list[str]:
    """What else the reader must know."""
    found = list(sheet.notes)
    if sheet.unused:
        found.append(lang("facts that no rule of this case looks at: {facts}", facts=joined(sheet.unused, lang)))
    return found


def verdicts(lang: Language) -> dict[str, str]:
    """What the state of a row is called."""
    return {
        "applied": lang("applies"),
        "not-applied": lang("does not apply"),
        "unknown": lang("cannot be told"),
        "choice": lang("left to the officer"),
        "noted": lang("note"),
    }


def _part(recorded: RecordPart, number: str, lang: Language) -> dict[str, Any]:
    part = recorded.part
    table = next((row for row in recorded.ladder if row.rule in {r.rule.split("/")[0] for r in recorded.factors}), None)
    return {
        "number": number,
        "offence": part.offence,
        "title": part.title,
        "facts": [{"title": f.title, "value": f.value, "evidence": f.evidence} for f in recorded.facts if f.evidence],
        "bare": bare(recorded, lang),
        "law": law_rows(recorded, lang),
        "table": "" if table is None else _grounded(f"{table.title}{_marked(table)}", table, lang),
        "factors": [factor(row) for row in recorded.factors],
        "lists": [_entry(row, lang) for row in recorded.lists],
        "counted": [_entry(row, lang) for row in recorded.lists if row.state != "not-applied"],
        "set_aside": set_aside(recorded, lang),
        "ladder": [_step(row) for row in recorded.ladder],
        "reasons": list(recorded.reasons),
        "result": result_lines(part, lang),
        "result_line": _sentences(result_lines(part, lang), lang),
        "procedure": [
            {"title": row.title, "head": head(row.title, lang), "text": procedure(row, lang)} for row in part.procedure
        ],
        "missing": list(part.missing),
    }


def bare(recorded: RecordPart, lang: Language) -> str:
    """The facts for which the case file names no evidence, in one sentence."""
    facts = [lang("{title}: {text}", title=f.title, text=f.value) for f in recorded.facts if not f.evidence]
    return lang("Established without evidence named: {facts}.", facts=joined(facts, lang)) if facts else ""


def set_aside(recorded: RecordPart, lang: Language) -> str:
    """The entries and programmes that do not apply, each with its reason, in one sentence."""
    entries = [_entry(row, lang) for row in recorded.lists if row.state == "not-applied"]
    said = [lang("{text} ({ground})", text=e["title"], ground=e["text"]) if e["text"] else e["title"] for e in entries]
    return lang("Not applied, with the reason: {rules}.", rules=joined(said, lang)) if said else ""


def law_rows(recorded: RecordPart, lang: Language) -> list[dict[str, str]]:
    """Offence, duty, provision, range, and which law governs."""
    part = recorded.part
    rows = [(lang("offence"), lang("{title} ({id})", title=part.title, id=part.offence))]
    rows += [(lang("duty broken"), joined(recorded.duty, lang))]
    rows += [(lang("provision"), grounds(part.provision, lang))]
    if part.bar is not None:
        rows.append((lang("statutory range"), f"{part.bar.low_words} – {part.bar.high_words}"))
    return [{"title": title, "value": value} for title, value in rows if value]


def factor(row: Row) -> dict[str, str]:
    """A factor: the level chosen, and its weight."""
    weight = f"{row.arithmetic}%" if row.arithmetic else ""
    text = row.text
    for sign in ("：", ": "):
        text = text.removesuffix(f"{sign}{weight}") if weight else text
    return {"title": f"{row.title}{_marked(row)}", "text": text or row.because, "weight": weight}


def short(text: str) -> str:
    """A reason that fits into a row; the whole of it stands in the other formats."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 2].rstrip('，。；：、,;: ')}……"


def procedure(row: Row, lang: Language) -> str:
    """A step of the procedure, and whether it is certain that it is due."""
    text = _grounded(row.text, row, lang)
    if row.state == "unknown" and row.because:
        text += lang(" [whether it is due cannot be told yet; missing: {facts}]", facts=row.because)
    return text


def _entry(row: Row, lang: Language) -> dict[str, str]:
    if row.state == "unknown" and row.because:
        text = lang("{title}: {text}", title=lang("missing"), text=short(row.because))
    else:
        text = short(row.because) if row.state == "not-applied" else _grounded(row.text, row, lang).strip()
    return {"title": f"{row.title}{_marked(row)}", "verdict": verdicts(lang)[row.state], "text": text}


def _step(row: Row) -> dict[str, str]:
    return {"title": f"{row.title}{_marked(row)}", "text": row.arithmetic or row.text, "amount": row.amount}


def _marked(row: Row) -> str:
    return f"〔{row.mark}〕" if row.mark else ""


def result_lines(part: Part, lang: Language) -> list[str]:
    """The result: the fine in figures and capital numerals, what follows beside it, persons in charge."""
    lines = []
    if part.outcome == "fine" and part.fine_words:
        lines.append(lang("Fine: {fine} (in capital numerals: {words}).", fine=part.fine, words=part.fine_words))
    elif part.outcome in ("fine", "undetermined", "may-waive", "referred"):
        lines.append(lang("{outcome}; possible fine: {fine}", outcome=part.outcome_words, fine=part.fine))
    else:
        lines.append(part.outcome_words)
    lines += part.alternatives
    lines += [_line(row, lang) for row in part.consequences if row.state in ("applied", "choice")]
    lines += [part.daily] if part.daily else []
    for person in part.persons:
        words = f" ({person.fine_words})" if person.fine_words else ""
        text = f"{person.outcome_words} {person.fine}{words}".strip()
        result = lang("{title}: {text}", title=person.title, text=text)
        lines.append(lang("person in charge: {name}", name=result))
    return lines


def _line(row: Row, lang: Language) -> str:
    text = lang("{title}: {text}", title=row.title, text=row.text) if row.text else row.title
    return _grounded(text, row, lang)


def _grounded(text: str, row: Row, lang: Language) -> str:
    """A text with the places on which it rests."""
    return lang("{text} ({ground})", text=text, ground=grounds(row.cited, lang)).lstrip() if row.cited else text


def _rows(rows: Sequence[tuple[str, str]], count: int) -> list[list[str]]:
    """Names and values, so many to a row."""
    filled = [*rows, *[("", "")] * (-len(rows) % count)]
    return [[cell for pair in filled[n : n + count] for cell in pair] for n in range(0, len(filled), count)]


def _clean(value: Any) -> Any:
    """Without the signs that XML cannot hold; a line break stays one line, so that no value can forge a paragraph."""
    if isinstance(value, str):
        return "".join(c for c in " ".join(value.split()) if unicodedata.category(c) not in ("Cc", "Cs", "Cn"))
    if isinstance(value, dict):
        return {key: _clean(inner) for key, inner in value.items()}
    if isinstance(value, Iterable):
        return [_clean(inner) for inner in value]
    return value
