"""The command line inside the app: it runs a typed command on the app's open workspace, and returns the output."""

from __future__ import annotations

import io
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

import click

from core.cli.errors import report
from core.cli.main import invoke, refuse_unreadable, without_json
from core.cli.output import streams
from core.cli.root import SHELL_ONLY, overture
from core.cli.session import Session
from core.errors import RefusedError, UsageError
from core.text import clean
from core.workspace import Workspace

NAME = "overture"
HELP = ("--help", "-h")
YES = "--yes"
MOST = 1_000_000
"""Most characters of output that are kept; for longer output, use a shell and `--csv`."""
TELLS_NOBODY = frozenset(
    (
        "status",
        "set",
        "pause",
        "resume",
        "member",
        "limits",
        "source",
        "finder",
        "campaign",
        "program",
        "verify",
    )
) | frozenset(("backup", "doctor", "sandbox", "logs", "schema", "codes", "locate", "needs", "explain"))
"""Commands whose arguments name no person, unless an option of `NAMES_SOMEBODY` is among them."""
NAMES_SOMEBODY = frozenset(("--person", "--where", "--search", "--from", "--connections-of"))


@dataclass(frozen=True)
class Answer:
    """The result of a command that was run inside the app."""

    words: tuple[str, ...]
    """The command as it was parsed."""
    text: str
    """The data, followed by the narration or the error."""
    code: int
    asks: str = ""
    """The question to ask if the command did nothing because it requires `--yes`; else empty."""


def run(workspace: Workspace, line: str, *, yes: bool = False) -> Answer:
    """Run the command of a line; with `yes`, as if confirmed with `--yes`. Errors of the command are not raised."""
    out, err = _Kept(), _Kept()
    session = Session(opened=workspace)
    words: list[str] = []
    asks = ""
    with streams.taken(out, err):
        try:
            words, session.json = without_json(words_of(line))
            if yes:
                words.append(YES)
            code = _run(words, session)
        except Exception as error:  # noqa: BLE001 - a person sees a sentence, as in a shell
            if isinstance(error, RefusedError) and YES in error.text and YES not in words:
                asks = _question(error.text)
            code = report(error, session)
    return Answer(tuple(words), out.getvalue() + err.getvalue(), code, asks)


def words_of(line: str) -> list[str]:
    """Return the words of a line as a shell would; `overture` before them may be left out. Raises UsageError."""
    try:
        words = shlex.split(line)
    except ValueError:
        raise UsageError("A quotation mark is not closed.") from None
    return words[1:] if words[:1] == [NAME] else words


def names_nobody(line: str) -> bool:
    """Return whether a line certainly names no person, so that it may be saved for the next start of the app."""
    try:
        words = words_of(line)
    except UsageError:
        return False
    return (
        bool(words) and words[0] in TELLS_NOBODY and not any(word.partition("=")[0] in NAMES_SOMEBODY for word in words)
    )


def is_erasure(words: Sequence[str]) -> bool:
    """Return whether a command erases people, which requires a typed word."""
    return tuple(words[:2]) == ("contact", "forget")


def completed(line: str) -> str | None:
    """Return a line with its last word completed to the first matching command or option, or None."""
    before, space, begun = line.rpartition(" ")
    if not begun:
        return None
    try:
        path = _path(words_of(before))
    except UsageError:
        return None
    fit = next((name for name in _following(path, begun) if name.startswith(begun) and name != begun), None)
    return None if fit is None else f"{before}{space}{fit}"


def _following(path: Sequence[click.Context], begun: str) -> list[str]:
    """Return the words that may follow a command: its subcommands, or its options if one is begun."""
    context = path[-1]
    if begun.startswith("-"):
        options = [one.opts[0] for one in context.command.params if isinstance(one, click.Option)]
        return [] if len(path) == 1 else sorted(options)
    command = context.command
    return command.list_commands(context) if isinstance(command, click.Group) else []


def _run(words: list[str], session: Session) -> int:
    refuse_unreadable(words)
    _refuse_shell_only(words)
    path = _path(words)
    waits = isinstance(path[-1].command, click.Group)
    if (waits and len(path) > len(words)) or any(word in HELP for word in words):
        streams.write_lines(path[-1].get_help().splitlines())
        return 0
    return invoke(words, session)


def _refuse_shell_only(words: Sequence[str]) -> None:
    """Raise UsageError for commands that need a shell: with another home, with input from a terminal, or endless."""
    _refuse_option_first(words)
    if any(word == "-" or word.endswith("=-") for word in words):
        raise UsageError("“-” reads from the terminal, which the app itself uses: give a file, or use a shell.")
    for name, why in SHELL_ONLY.items():
        if list(words[: len(name.split())]) == name.split():
            raise UsageError(why)
    if words[:1] == ["logs"] and any(word == "--follow" or word.startswith("-f") for word in words):
        raise UsageError("`--follow` never ends: leave it out here, or use a shell.", field="--follow")


def _refuse_option_first(words: Sequence[str]) -> None:
    """Raise UsageError for an option before a command's name, which would also hide the name from the other checks."""
    path = _path(words)
    rest = words[len(path) - 1 :]
    if not isinstance(path[-1].command, click.Group) or not rest or list(words) == ["--version"]:
        return
    option = rest[0].partition("=")[0]
    if option == "--home":
        raise UsageError("The app shows one home; `--home` is for a shell.", field="--home")
    if option.startswith("-") and option not in HELP:
        raise UsageError(
            f"In the app a line begins with the command; “{clean(option, 40)}” before a command is for a shell.",
            field=option,
        )


def _path(words: Sequence[str]) -> list[click.Context]:
    """Return the contexts of a command and its groups, as far as the words name them."""
    path = [click.Context(overture, info_name=NAME, **overture.context_settings)]
    for word in words:
        command = path[-1].command
        found = command.get_command(path[-1], word) if isinstance(command, click.Group) else None
        if found is None:
            break
        path.append(click.Context(found, info_name=word, parent=path[-1]))
    return path


def _question(text: str) -> str:
    """Return the error of a command that requires `--yes`, without its sentence about `--yes`, as a question."""
    told = [sentence for sentence in text.split(". ") if YES not in sentence]
    return clean(". ".join(told).rstrip(".") + ".", 2000)


class _Kept(io.StringIO):
    """An output stream that keeps at most `MOST` characters."""

    def write(self, text: str, /) -> int:
        room = MOST - self.tell()
        super().write(text[: max(0, room)])
        return len(text)
