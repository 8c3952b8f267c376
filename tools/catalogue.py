"""Keep the catalogue of messages: gather every sentence of the program, and compile the Chinese ones.

``python tools/catalogue.py`` rewrites the .po and .mo files; ``--check`` fails where they are behind or a sentence has no Chinese;
``--add FILE`` takes translations first, a line ``English=中文`` each (``-`` reads standard input).
Needs Babel (a development extra).
"""

from __future__ import annotations

import ast
import fcntl
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "discretion" / "locale" / "zh" / "LC_MESSAGES"
#: ``say`` makes a message; ``t``, ``lang`` and ``tongue`` are a ``Language`` called with a sentence.
KEYWORDS = ("say", "t", "lang", "tongue")


def sentences() -> list[str]:
    """Every sentence in the source, in a fixed order."""
    files = [ROOT / "cli.py", *sorted((ROOT / "discretion").rglob("*.py"))]
    return list(dict.fromkeys(text for path in files for text in _in(ast.parse(path.read_text(encoding="utf-8")))))


def _in(tree: ast.AST) -> Iterator[str]:
    """The sentences in a module, those inside f-strings too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            if name in KEYWORDS and isinstance(node.args[0].value, str):
                yield node.args[0].value


def updated(wanted: list[str], known: Catalog) -> Catalog:
    """A catalogue of the wanted sentences, with the translations that are known."""
    catalogue = Catalog(
        locale="zh", charset="utf-8", fuzzy=False, header_comment="# Messages of discretion in Chinese."
    )
    catalogue.creation_date = catalogue.revision_date = known.creation_date
    for sentence in sorted(wanted):
        message = known.get(sentence)
        catalogue.add(sentence, message.string if message is not None else "")
    return catalogue


def rendered(catalogue: Catalog) -> tuple[bytes, bytes]:
    """The .po and .mo files."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalogue, width=0, omit_header=False, sort_output=True)
    write_mo(mo, catalogue)
    lines = [line for line in po.getvalue().splitlines(keepends=True) if not line.startswith(_VOLATILE)]
    return b"".join(lines), mo.getvalue()


_VOLATILE = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b'"Last-Translator', b'"Language-Team')


def _given(lines: list[str]) -> dict[str, str]:
    """The translations in lines ``English=中文``; the last ``=`` that is followed by Chinese parts the two."""
    pairs = (line.rstrip("\n").split("=") for line in lines if line.strip())
    return {"=".join(parts[:-1]).replace("\\n", "\n"): parts[-1].replace("\\n", "\n") for parts in pairs}


def main() -> int:
    """Rewrite or check, alone: a second run waits for the first."""
    with FOLDER.joinpath("discretion.po").open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        return _run()


def _run() -> int:
    po = FOLDER / "discretion.po"
    with po.open("rb") as stream:
        known = read_po(stream, locale="zh")
    if "--add" in sys.argv:
        source = sys.argv[sys.argv.index("--add") + 1]
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
        for english, chinese in _given(text.splitlines()).items():
            known.delete(english)
            known.add(english, chinese)
    catalogue = updated(sentences(), known)
    missing = [str(m.id) for m in catalogue if m.id and not m.string]
    for sentence in missing:
        print(f"no Chinese for: {sentence}")
    written, compiled = rendered(catalogue)
    stale = written != po.read_bytes() or not (FOLDER / "discretion.mo").is_file()
    if "--check" in sys.argv:
        if stale:
            print("the catalogue is behind the source: run python tools/catalogue.py")
        return 1 if missing or stale else 0
    po.write_bytes(written)
    (FOLDER / "discretion.mo").write_bytes(compiled)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
