"""Build the default template of the discretion record: ``discretion/report/templates/record.docx``.

``python tools/docx_template.py`` writes it; ``--check`` fails where the file in the repository is not what this script builds.
An office makes its own by opening that file in Word or LibreOffice, changing what it likes, and giving it to ``--template``;
``docs/docx-template.md`` lists the fields. Needs the ``docx`` extra.
"""

from __future__ import annotations

import io
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from discretion.report.docx import fixed

TARGET = Path(__file__).resolve().parent.parent / "discretion" / "report" / "templates" / "record.docx"
SONG, HEI, FANG, LATIN = "宋体", "黑体", "仿宋", "Times New Roman"
#: What stands in where a machine has no such font; LibreOffice and Word both read the alternatives of the font table.
ALTERNATIVES = {
    SONG: "SimSun,Songti SC,Noto Serif CJK SC,Source Han Serif SC",
    HEI: "SimHei,Heiti SC,Noto Sans CJK SC,Source Han Sans SC",
    FANG: "FangSong,FangSong_GB2312,仿宋_GB2312,STFangsong,Noto Serif CJK SC",
}
GREY = "D9D9D9"


def main() -> int:
    """Write or check the template."""
    built = build()
    if "--check" in sys.argv:
        if not TARGET.is_file() or TARGET.read_bytes() != built:
            print(f"{TARGET} is not what this script builds: run python tools/docx_template.py")
            return 1
        return 0
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(built)
    return 0


def build() -> bytes:
    """The template's bytes: the same each time."""
    page = Page()
    page.head()
    page.particulars()
    page.part()
    page.end()
    out = io.BytesIO()
    page.document.save(out)
    return fixed(out.getvalue())


class Page:
    """The template while it is being built."""

    def __init__(self) -> None:
        self.document = docx.Document()
        self._bare()
        self._paper()
        self._styles()
        self._fonts()
        self._footer()
        self._properties()

    # --- the sheet of paper -----------------------------------------------------------------------------------------

    def _bare(self) -> None:
        """Without what the library's own template brings along: a picture, old effects, ninety styles of tables."""
        package, part = self.document.part.package, self.document.part
        for owner, kinds in ((package, ("/thumbnail",)), (part, ("/stylesWithEffects", "/customXml", "/numbering"))):
            for key, relation in list(owner.rels.items()):
                if relation.reltype.endswith(kinds):
                    del owner.rels[key]
        kept = {"Normal", "Default Paragraph Font", "Normal Table", "Table Grid", "No List", "Header", "Footer"}
        for style in list(self.document.styles):
            if style.name not in kept:
                style.element.getparent().remove(style.element)
        latent = self.document.styles.element.find(qn("w:latentStyles"))
        if latent is not None:
            self.document.styles.element.remove(latent)

    def _paper(self) -> None:
        section = self.document.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(1.75)
        section.top_margin, section.bottom_margin = Cm(1.3), Cm(1.3)
        section.footer_distance = Cm(0.7)

    def _styles(self) -> None:
        styles = self.document.styles
        normal = styles["Normal"]
        self._font(normal, FANG, 10.5)
        normal.paragraph_format.space_after = Pt(0)
        normal.paragraph_format.line_spacing = 1.0
        self._style("Record Title", HEI, 16, bold=True, centred=True)
        self._style("Record Subtitle", SONG, 10.5, centred=True)
        self._style("Record Heading", HEI, 10.5, bold=True, before=2.5, after=1, keep=True)
        self._style("Record Offence", HEI, 11.5, bold=True, before=8, after=2, keep=True)
        self._style("Record Reason", FANG, 9.5, indent=True)
        self._style("Record Result", HEI, 13, bold=True, centred=True, before=1, after=1)
        self._style("Record Cell", SONG, 8.5)
        self._style("Record Head Cell", HEI, 8.5, bold=True)
        self._style("Record Signature", SONG, 9, keep=True)
        self._style("Record Small", SONG, 7.5, before=0.5)
        self._style("Record Foot", SONG, 7)

    def _style(
        self,
        name: str,
        east: str,
        size: float,
        *,
        bold: bool = False,
        centred: bool = False,
        indent: bool = False,
        before: float = 0,
        after: float = 0,
        keep: bool = False,
    ) -> None:
        style = self.document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = self.document.styles["Normal"]
        self._font(style, east, size)
        style.font.bold = bold
        shape = style.paragraph_format
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        shape.keep_with_next = keep
        if "Cell" in name or "Small" in name or "Foot" in name:
            shape.line_spacing = 1.0
        if centred:
            shape.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if indent:
            # two characters, whatever their size
            ind = style.element.get_or_add_pPr().get_or_add_ind()
            ind.set(qn("w:firstLineChars"), "200")
            ind.set(qn("w:firstLine"), "420")

    def _font(self, style: Any, east: str, size: float) -> None:
        style.font.name = LATIN
        style.font.size = Pt(size)
        properties = style.element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), east)
        fonts.set(qn("w:hAnsi"), LATIN)
        fonts.set(qn("w:cs"), LATIN)
        for name in list(fonts.attrib):
            if name.endswith("Theme"):
                del fonts.attrib[name]
        lang = OxmlElement("w:lang")
        lang.set(qn("w:val"), "en-US")
        lang.set(qn("w:eastAsia"), "zh-CN")
        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
        properties.append(lang)

    def _fonts(self) -> None:
        """Name the fonts that stand in where 宋体, 黑体 or 仿宋 are missing."""
        part = next(r.target_part for r in self.document.part.rels.values() if r.reltype.endswith("/fontTable"))
        table = docx.oxml.parse_xml(part.blob)
        for font in list(table):
            table.remove(font)
        for name, others in ALTERNATIVES.items():
            table.append(_font_entry(name, others, "86", "modern" if name == HEI else "roman"))
        table.append(_font_entry(LATIN, "Liberation Serif,Tinos", "00", "roman"))
        part._blob = docx.oxml.xmlchemy.serialize_for_reading(table).encode()

    def _footer(self) -> None:
        paragraph = self.document.sections[0].footer.paragraphs[0]
        paragraph.style = self.document.styles["Record Foot"]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run("{{ t.page_before }}")
        _field(paragraph, "PAGE")
        paragraph.add_run("{{ t.page_between }}")
        _field(paragraph, "NUMPAGES")
        paragraph.add_run("{{ t.page_after }}　{{ rulebook_short }}")

    def _properties(self) -> None:
        properties = self.document.core_properties
        properties.author, properties.title, properties.comments = "discretion", "", ""
        properties.created = properties.modified = datetime(2025, 1, 1)  # noqa: DTZ001 - no clock in a template
        properties.last_modified_by, properties.revision = "", 1

    # --- what stands on it ------------------------------------------------------------------------------------------

    def line(self, text: str, style: str = "Record Cell") -> Any:
        """A paragraph."""
        return self.document.add_paragraph(text, style=f"Record {style}" if not style.startswith("Record") else style)

    def heading(self, text: str) -> None:
        """A numbered heading."""
        self.line(text, "Heading")

    def table(self, widths: list[float], rows: list[list[str]], head: bool = True) -> Any:
        """A table with thin borders; the first row repeats on each page. A row of one cell is a control line."""
        table = self.document.add_table(rows=0, cols=len(widths))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for number, texts in enumerate(rows):
            row = table.add_row()
            for column, width in enumerate(widths):
                cell = row.cells[column]
                cell.width = Cm(width)
                paragraph = cell.paragraphs[0]
                is_head = head and number == 0
                paragraph.style = self.document.styles["Record Head Cell" if is_head else "Record Cell"]
                paragraph.add_run(texts[column] if column < len(texts) else "")
                if is_head:
                    _shade(cell)
            _unbroken(row)
            if head and number == 0:
                _repeats(row)
        _margins(table)
        return table

    def rows(self, widths: list[float], heads: list[str], loop: str, cells: list[str]) -> Any:
        """A table with a row for each item of a loop."""
        return self.table(widths, [heads, [f"{{%tr for {loop} %}}"], cells, ["{%tr endfor %}"]])

    def head(self) -> None:
        """The title and the result."""
        self.line("{{ t.title }}", "Title")
        self.line("{{ heading }}", "Subtitle")
        self.line("{{ result }}", "Result")

    def particulars(self) -> None:
        """Parties and dates."""
        self.heading("{{ t.one }}")
        cells = [f"{{{{ row[{n}] }}}}" for n in range(6)]
        loop = ["{%tr for row in particulars_three %}"]
        table = self.table([2.4, 3.9, 2.4, 3.3, 2.4, 3.1], [loop, cells, ["{%tr endfor %}"]], head=False)
        for column in (0, 2, 4):
            _shade(table.rows[1].cells[column])

    def part(self) -> None:
        """Everything that belongs to one violation."""
        self.line("{%p for part in parts %}")
        self.line("{%p if part.number %}")
        self.line("{{ part.number }}", "Offence")
        self.line("{%p endif %}")
        self.heading("{{ t.two }}")
        self.line("{%p if part.facts %}")
        self.rows(
            [4.9, 3.2, 9.4],
            ["{{ t.fact }}", "{{ t.finding }}", "{{ t.evidence }}"],
            "row in part.facts",
            ["{{ row.title }}", "{{ row.value }}", "{{ row.evidence }}"],
        )
        self.line("{%p endif %}")
        self.line("{%p if part.bare %}")
        self.line("{{ part.bare }}", "Small")
        self.line("{%p endif %}")
        self.heading("{{ t.three }}")
        self.table(
            [2.4, 15.1],
            [
                ["{%tr for row in part.law %}"],
                ["{{ row.title }}", "{{ row.value }}"],
                ["{%tr endfor %}"],
            ],
            head=False,
        )
        self._optional("part.factors", "{{ t.four }}{{ part.table }}", self._factors)
        self.line("{%p if part.lists %}")
        self.heading("{{ t.five }}")
        self.line("{%p endif %}")
        self.line("{%p if part.counted %}")
        self._lists()
        self.line("{%p endif %}")
        self.line("{%p if part.set_aside %}")
        self.line("{{ part.set_aside }}", "Small")
        self.line("{%p endif %}")
        self._optional("part.ladder", "{{ t.six }}", self._ladder)
        self.heading("{{ t.seven }}")
        self.line("{%p for reason in part.reasons %}")
        self.line("{{ reason }}", "Reason")
        self.line("{%p endfor %}")
        self.heading("{{ t.eight }}")
        self.line("{{ part.result_line }}", "Reason")
        self._optional("part.procedure", "{{ t.nine }}", self._procedure)
        self.line("{%p endfor %}")

    def _optional(self, what: str, heading: str, table: Any) -> None:
        self.line(f"{{%p if {what} %}}")
        self.heading(heading)
        table()
        self.line("{%p endif %}")

    def _factors(self) -> None:
        self.rows(
            [6.4, 9.4, 1.7],
            ["{{ t.factor }}", "{{ t.level }}", "{{ t.weight }}"],
            "row in part.factors",
            ["{{ row.title }}", "{{ row.text }}", "{{ row.weight }}"],
        )

    def _lists(self) -> None:
        self.rows(
            [7.2, 1.8, 8.5],
            ["{{ t.entry }}", "{{ t.verdict }}", "{{ t.reason }}"],
            "row in part.counted",
            ["{{ row.title }}", "{{ row.verdict }}", "{{ row.text }}"],
        )

    def _ladder(self) -> None:
        self.rows(
            [4.9, 10.4, 2.2],
            ["{{ t.step }}", "{{ t.arithmetic }}", "{{ t.amount }}"],
            "row in part.ladder",
            ["{{ row.title }}", "{{ row.text }}", "{{ row.amount }}"],
        )

    def _procedure(self) -> None:
        self.items("row in part.procedure", "{{ row.head }}", "{{ t.gap }}{{ row.text }}")

    def items(self, loop: str, head: str, text: str) -> None:
        """A line for each item of a loop: its head in bold, its text."""
        self.line(f"{{%p for {loop} %}}")
        paragraph = self.line("", "Small")
        paragraph.add_run(head).bold = True
        paragraph.add_run(text)
        self.line("{%p endfor %}")

    def end(self) -> None:
        """What is not official, what else is to be known, and the signatures."""
        self.line("{%p if marks %}")
        self.heading("{{ t.ten }}")
        self.items("row in marks", "{{ row.head }}", "{{ t.gap }}{{ row.why }}")
        self.line("{%p endif %}")
        self.line("{{ noted }}", "Foot")
        self.heading("{{ t.eleven }}")
        cells = ["{{ row[0] }}", "{{ t.date }}", "{{ row[1] }}", "{{ t.date }}"]
        table = self.table(
            [5.0, 3.75, 5.0, 3.75], [["{%tr for row in signers %}"], cells, ["{%tr endfor %}"]], head=False
        )
        row = table.rows[1]
        row.height = Cm(0.95)
        for number, cell in enumerate(row.cells):
            cell.paragraphs[0].style = self.document.styles["Record Signature"]
            low = number % 2
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM if low else WD_CELL_VERTICAL_ALIGNMENT.TOP
            if low:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _font_entry(name: str, others: str, charset: str, family: str) -> Any:
    font = OxmlElement("w:font")
    font.set(qn("w:name"), name)
    for tag, value in (("w:altName", others), ("w:charset", charset), ("w:family", family), ("w:pitch", "variable")):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        font.append(element)
    return font


def _field(paragraph: Any, code: str) -> None:
    """A field such as the page number, with a figure in it for programs that do not work it out."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "F2F2F2")):
        shade.set(qn(key), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _unbroken(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _repeats(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _margins(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), "8" if side in ("top", "bottom") else "55")
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    table._tbl.tblPr.append(margins)


if __name__ == "__main__":
    sys.exit(main())
