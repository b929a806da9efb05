"""Print the manual page, made of the same commands and options as `--help`.

`python -m tools.man_page --write` puts it into docs/overture.1, which the wheel installs to share/man/man1; a test
fails while that differs. click-man is not used: it asks a group for `.commands`, empty where commands are imported
only when they run, so it writes the first page alone; it dates each page with today; and it makes a file per command.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from core.cli.root import overture
from core.version import VERSION
from tools.generated import print_or_write

PAGE = Path(__file__).parents[1] / "docs" / "overture.1"
EXIT_CODES = {
    0: "done",
    1: "failed",
    2: "wrong use",
    3: "the engine runs elsewhere",
    4: "not found",
    5: "refused by a rule",
    6: "the provider cannot be reached",
    75: "try again",
}
HEAD = """.\\" Made by python -m tools.man_page --write; do not edit.
.TH OVERTURE 1 "" "overture {version}" "Overture"
.SH NAME
overture \\- LinkedIn invitation campaigns from a terminal
.SH SYNOPSIS
.B overture
[\\fB\\-\\-home\\fR \\fIDIR\\fR] [\\fB\\-\\-json\\fR] [\\fICOMMAND\\fR [\\fIARGS\\fR]]
.SH DESCRIPTION
{description}
.SH OPTIONS
"""
TAIL = """.SH ENVIRONMENT
.TP
.B OVERTURE_HOME
The workspace's folder, where \\fB\\-\\-home\\fR is not given.
.TP
.B OVERTURE_ACTOR
The name under which changes are journalled; else the user of the system.
.TP
.B OVERTURE_PROVIDER_KEY
The provider's key, where the home has no file provider.key.
.SH FILES
\\fBoverture locate\\fR prints where each file of a workspace is.
"""


def page() -> str:
    """Return the whole page: the options, then each command with its arguments and options."""
    context = click.Context(overture, info_name="overture", **overture.context_settings)
    parts = [HEAD.format(version=VERSION, description=_text(overture.help or ""))]
    parts += _options(overture, context)
    parts.append(".TP\n.B \\-\\-json\nPrint data as JSON, with any command.\n.SH COMMANDS\n")
    for name in overture.list_commands(context):
        command = overture.get_command(context, name)
        assert command is not None  # noqa: S101 - the table names it
        parts += _command(command, name, context)
    parts.append(".SH EXIT STATUS\n")
    parts += [f".TP\n.B {code}\n{_text(words)}\n" for code, words in EXIT_CODES.items()]
    return "".join([*parts, TAIL])


def _command(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join(command.collect_usage_pieces(context))
    yield f".SS {_text(context.command_path)} {_text(usage)}\n"
    yield f"{_text(command.help or '')}\n"
    yield from _options(command, context)
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None and not found.hidden:
                yield from _command(found, child, context)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = None if parameter.name == "help" else parameter.get_help_record(context)
        if record is not None:
            yield f".TP\n.B {_text(record[0])}\n{_text(record[1])}\n"


def _text(text: str) -> str:
    """Return text as roff reads it: one line, no line that begins with a command, dashes that can be copied."""
    line = " ".join(text.replace("\b", " ").split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{line}" if line.startswith((".", "'")) else line


if __name__ == "__main__":
    print_or_write(PAGE, page())
