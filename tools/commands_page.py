"""Print the page of all commands, made from what `--help` prints.

`python -m tools.commands_page --write` puts it into docs/commands.md; a test fails while that differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from core.cli.root import overture
from tools.generated import print_or_write

PAGE = Path(__file__).parents[1] / "docs" / "commands.md"
WIDTH = 100
HEAD = """# Commands

Made by `python -m tools.commands_page --write` from what `overture COMMAND --help` prints; do not edit. Exit codes are
in the [README](../README.md).
"""


def page() -> str:
    """Return the whole page: each command with its help, in the order in which help lists them."""
    return HEAD + "".join(f"\n## {path}\n\n```text\n{text}\n```\n" for path, text in _helps(overture, "overture", None))


def _helps(command: click.Command, name: str, parent: click.Context | None) -> Iterator[tuple[str, str]]:
    settings = {**command.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    lines = command.get_help(context).splitlines()
    yield context.command_path, "\n".join(line.rstrip() for line in lines)
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None and not found.hidden:
                yield from _helps(found, child, context)


if __name__ == "__main__":
    print_or_write(PAGE, page())
