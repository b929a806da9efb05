"""A group of commands that imports a command only to run it or to show its help."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

COMPLETION = "_OVERTURE_COMPLETE"
"""Environment variable with which a shell requests completions."""


class LazyGroup(click.Group):
    """A group of commands that imports each of them only when it is used.

    `lazy` maps each name to ("module:attribute", short help), in the order in which the help lists them.
    """

    def __init__(self, *args: Any, lazy: Mapping[str, tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names without importing a command."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one command."""
        if cmd_name not in self._lazy:
            return None
        module, _colon, attribute = self._lazy[cmd_name][0].partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - the table is ours
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands for `--help` without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_where, text) in self._lazy.items()])
