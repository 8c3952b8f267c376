"""The discretion record as one HTML file: printable, without network and without script. Everything from a case is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from html import escape
from typing import Any, Final

from discretion.money import Number
from discretion.report.context import context, labels
from discretion.report.language import Language
from discretion.report.record import Record
from discretion.report.sheet import Bar

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE: Final = """
:root { --ink: #1a1a1a; --line: #b8b8b8; --soft: #f3f3f1; --mark: #8a4b00; }
* { box-sizing: border-box; }
body { max-width: 190mm; margin: 8mm auto; padding: 0 6mm; color: var(--ink); background: #fff; line-height: 1.5;
  font: 10.5pt/1.5 "FangSong", "仿宋", "STFangsong", "Noto Serif CJK SC", "Source Han Serif SC", serif; }
h1, h2, h3, th, .result { font-family: "SimHei", "黑体", "Heiti SC", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; }
h1 { text-align: center; font-size: 17pt; margin: 0; }
.subtitle, .result { text-align: center; margin: .2em 0; }
.result { font-size: 13pt; font-weight: bold; }
h2 { font-size: 12pt; border-bottom: 1.5px solid var(--ink); margin: 1.4em 0 .4em; }
h3 { font-size: 11pt; margin: 1em 0 .3em; break-after: avoid; }
table { width: 100%; border-collapse: collapse; font-size: 9pt; line-height: 1.35; }
th, td { border: 1px solid var(--line); padding: .15em .5em; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: var(--soft); }
td.number { text-align: right; white-space: nowrap; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
p.reason { text-indent: 2em; margin: .2em 0; text-align: justify; }
p.note { font-size: 8pt; margin: .2em 0; }
.off { color: #666; }
.bar { position: relative; height: 1.1em; margin: .6em 0 1.8em; border: 1px solid var(--ink); background: var(--soft); }
.bar i { position: absolute; top: 0; bottom: 0; min-width: 3px; background: var(--ink); }
.bar span { position: absolute; top: 1.3em; font-size: 8pt; }
.bar span:last-child { right: 0; }
td.tight, th.tight { white-space: nowrap; }
.sign td:nth-child(2) { width: 42%; }
.sign td:last-child { white-space: pre; text-align: right; }
.sign td { height: 2.4em; vertical-align: middle; }
@page { size: A4; margin: 16mm 18mm; @bottom-center { content: counter(page) " / " counter(pages); font-size: 8pt; } }
@media print { body { margin: 0; padding: 0; max-width: none; line-height: 1.35; }
  th, td { padding: .05em .4em; } h2, h3 { break-after: avoid; } }
"""


def render(records: Sequence[Record], lang: Language) -> str:
    """One page with all records, one below the other."""
    pages = [context(r, lang) for r in records]
    title = escape(pages[0]["heading"] if len(pages) == 1 else labels(lang)["title"])
    body = "\n<hr>\n".join(_record(r, data, lang) for r, data in zip(records, pages, strict=True))
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang.code == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _record(record: Record, data: Mapping[str, Any], lang: Language) -> str:
    t = data["t"]
    pieces = [
        f"<h1>{escape(t['title'])}</h1>",
        f'<p class="subtitle">{escape(data["heading"])}</p>',
        f'<p class="result">{escape(data["result"])}</p>',
        f"<h2>{escape(t['one'])}</h2>",
        _plain_table((pair[0], pair[1]) for row in data["particulars"] for pair in (row[:2], row[2:]) if pair[0]),
    ]
    for part, recorded in zip(data["parts"], record.parts, strict=True):
        pieces += _part(part, t, recorded.part.bar, lang)
    pieces += _end(data, t)
    return "\n".join(pieces)


def _part(part: Mapping[str, Any], t: Mapping[str, str], bar: Bar | None, lang: Language) -> list[str]:
    pieces = [f"<h2>{escape(part['number'])}</h2>"] if part["number"] else []
    heads = (t["fact"], t["finding"], t["evidence"])
    proved = [_table(heads, part["facts"], ("title", "value", "evidence"))] if part["facts"] else []
    pieces += _section(t["two"], *proved)
    pieces += [_note(part["bare"])] if part["bare"] else []
    pieces += _section(t["three"], _plain_table((r["title"], r["value"]) for r in part["law"]))
    pieces += [_bar(bar, lang)] if bar is not None else []
    if part["factors"]:
        heading = f"{t['four']}{part['table']}"
        pieces += _section(
            heading, _table((t["factor"], t["level"], t["weight"]), part["factors"], ("title", "text", "weight"))
        )
    if part["lists"]:
        pieces += _section(
            t["five"], _table((t["entry"], t["verdict"], t["reason"]), part["lists"], ("title", "verdict", "text"))
        )
    if part["ladder"]:
        pieces += _section(
            t["six"], _table((t["step"], t["arithmetic"], t["amount"]), part["ladder"], ("title", "text", "amount"))
        )
    pieces += _section(t["seven"], *(f'<p class="reason">{escape(r)}</p>' for r in part["reasons"]))
    pieces += _section(t["eight"], *(f'<p class="reason">{escape(r)}</p>' for r in part["result"]))
    if part["procedure"]:
        pieces += _section(t["nine"], _plain_table((r["title"], r["text"]) for r in part["procedure"]))
    return pieces


def _end(data: Mapping[str, Any], t: Mapping[str, str]) -> list[str]:
    pieces = []
    if data["marks"]:
        pieces += _section(t["ten"], _table((t["mark"], t["rule"], t["why"]), data["marks"], ("mark", "rule", "why")))
    pieces += [_note(n) for n in (*data["notes"], data["rulebook"])]
    rows = "".join(f"<tr><td>{escape(s)}</td><td></td><td>{escape(t['date'])}</td></tr>" for s in data["signatures"])
    return [*pieces, *_section(t["eleven"], f'<table class="sign">{rows}</table>')]


def _section(heading: str, *pieces: str) -> list[str]:
    return [f"<h3>{escape(heading)}</h3>", *pieces]


def _note(text: str) -> str:
    return f'<p class="note">{escape(text)}</p>'


def _table(heads: Iterable[str], rows: Iterable[Mapping[str, str]], keys: Sequence[str]) -> str:
    head = "".join(f"<th>{escape(h)}</th>" for h in heads)
    body = "\n".join(f"<tr>{''.join(_cell(k, row[k]) for k in keys)}</tr>" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _cell(key: str, text: str) -> str:
    kind = "number" if key in ("amount", "weight") else "tight" if key in ("verdict", "mark", "rule") else ""
    return f'<td class="{kind}">{escape(text)}</td>' if kind else f"<td>{escape(text)}</td>"


def _plain_table(rows: Iterable[tuple[str, str]]) -> str:
    body = "\n".join(f'<tr><th class="tight">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in rows)
    return f"<table>\n<tbody>\n{body}\n</tbody>\n</table>"


def _bar(bar: Bar, lang: Language) -> str:
    """The statutory range with the amount on it; nothing where the range has no end."""
    if bar.high is None or bar.high <= bar.low:
        return ""
    left, right = _place(bar.at.low, bar), _place(bar.high if bar.at.high is None else bar.at.high, bar)
    label = escape(f"{lang('statutory range')}: {bar.low_words} – {bar.high_words}")
    return (
        f'<div class="bar" role="img" aria-label="{label}"><i style="left:{left}%;width:{right - left}%"></i>'
        f"<span>{escape(bar.low_words)}</span><span>{escape(bar.high_words)}</span></div>"
    )


def _place(value: Number, bar: Bar) -> int:
    """Where a value lies in the range, in whole percent."""
    assert bar.high is not None
    return int(Fraction(min(max(value, bar.low), bar.high) - bar.low) * 100 / (bar.high - bar.low))
