"""The discretion record as a Word document, from a template that an office can replace.

The default template is ``templates/record.docx``, built by ``tools/docx_template.py``; its fields stand in ``docs/docx-template.md``.
The same assessment gives the same bytes: nothing in the file knows the time, and it is packed without compression.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Final

from discretion.report.context import context
from discretion.report.language import Language
from discretion.report.record import Record
from discretion.text import Message, say

TEMPLATE: Final = Path(__file__).resolve().parent / "templates" / "record.docx"
EXTRA: Final = "docx"
#: Far more than a template with pictures takes, packed or unpacked.
MAX_BYTES: Final = 64 * 2**20
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class BadTemplate(Exception):
    """The template cannot be read, or asks for what a record does not have."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.id)
        self.message = message


class ExtraMissing(Exception):
    """The library that fills templates is not installed."""


def render(record: Record, lang: Language, template: Path | None = None) -> bytes:
    """The document's bytes. Raises :class:`BadTemplate`, :class:`ExtraMissing`, ``OSError``."""
    try:
        from docxtpl import DocxTemplate
        from jinja2 import StrictUndefined, TemplateError
        from jinja2.sandbox import SandboxedEnvironment
    except ImportError:
        raise ExtraMissing(EXTRA) from None
    data = _bounded(template or TEMPLATE)
    out = io.BytesIO()
    try:
        document = DocxTemplate(io.BytesIO(data))
        # a template is data from outside: it can name the record's fields, nothing else
        document.render(context(record, lang), SandboxedEnvironment(undefined=StrictUndefined), autoescape=True)
        document.save(out)
    except TemplateError as error:
        raise BadTemplate(say("{what}", what=str(error))) from error
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BadTemplate(say("it is no docx file")) from error
    return fixed(out.getvalue())


def _bounded(path: Path) -> bytes:
    """A template's bytes, which are bounded, as is what is packed in them. Raises :class:`BadTemplate`, ``OSError``."""
    with path.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    message = say("it is larger than {size} MiB", size=MAX_BYTES // 2**20)
    if len(data) > MAX_BYTES:
        raise BadTemplate(message)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > MAX_BYTES:
                raise BadTemplate(message)
    except zipfile.BadZipFile as error:
        raise BadTemplate(say("it is no docx file")) from error
    return data


def fixed(data: bytes) -> bytes:
    """A package with the same parts, in a fixed order, without the time and without compression."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        names = sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3
            new.writestr(entry, old.read(name))
    return out.getvalue()
