"""The reference of the command line is what the commands say of themselves."""

from __future__ import annotations

from tools import cli_docs


def test_every_command_is_in_the_reference() -> None:
    text = cli_docs.TARGET.read_text(encoding="utf-8")
    for path in cli_docs.commands():
        assert f"# discretion {' '.join(path)}".rstrip() in text


def test_the_reference_is_up_to_date() -> None:
    """Run ``python tools/cli_docs.py`` after a change of the command line."""
    expected = cli_docs.HEAD + "\n".join(cli_docs._section(path) for path in cli_docs.commands())
    assert cli_docs.TARGET.read_text(encoding="utf-8") == expected
