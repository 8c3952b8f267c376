"""``discretion rules``: the commands on rule files, composed."""

from __future__ import annotations

from typing import Final

import typer

from discretion.commands import auditing, reading

app: Final = typer.Typer(
    help="检查、测试规则 · Check and test rule files.", no_args_is_help=True, rich_markup_mode=None
)

for name, command in (
    ("list", reading.rules_list),
    ("search", reading.rules_search),
    ("show", reading.rules_show),
    ("check", auditing.rules_check),
    ("prove", auditing.rules_prove),
    ("mutate", auditing.rules_mutate),
    ("cliffs", auditing.rules_cliffs),
    ("review", auditing.rules_review),
    ("diff", auditing.rules_diff),
    ("test", auditing.rules_test),
    ("book", reading.rules_book),
    ("export", reading.rules_export),
    ("snapshot", reading.rules_snapshot),
):
    app.command(name)(command)
