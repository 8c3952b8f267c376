"""A command line that loads a group of commands when it is called, not before."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup

#: Groups of commands, and the modules whose ``app`` they are.
GROUPS: Final = {"rules": "discretion.commands.rules"}


class Lazy(TyperGroup):
    """The commands of the program, and the groups that are loaded when they are called."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Every name, the groups last."""
        return [*super().list_commands(ctx), *GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name."""
        if cmd_name not in GROUPS:
            return super().get_command(ctx, cmd_name)
        group = typer.main.get_command(import_module(GROUPS[cmd_name]).app)
        group.name = cmd_name
        return group


def only_called(app: typer.Typer, arguments: Sequence[str]) -> None:
    """Leave of the commands of ``app`` the one that the command line begins with: building the others takes time for nothing.

    Where it begins with anything else (an option, a group, a word that is no command), all of them stay.
    """
    called = [
        c
        for c in app.registered_commands
        if arguments and c.callback is not None and (c.name or c.callback.__name__.replace("_", "-")) == arguments[0]
    ]
    if called:
        app.registered_commands = called
        # with a single command and no callback, typer would take the command for the whole program
        app.callback()(lambda: None)
