"""The command line in the app: a typed line is run in a worker, on the app's store, and its output is shown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from core.services.erasure_copies import erasures
from core.workspace import Workspace
from tui.dialogs.command_line import CommandLine
from tui.screens import pages
from tui.screens.page import PageScreen
from tui.style.cells import cut
from tui.undo import Undo

if TYPE_CHECKING:
    from core.cli.in_app import Answer

PLACES = frozenset(pages.PAGES)
"""Pages that are opened by their names; a command of the same name needs its options, such as `activity --csv`."""
QUIT = frozenset(("q", "q!", "quit", "wq", "x"))
SAID = 160
"""Longest one-line output, in characters, that is shown as a message and not in a pane."""


def open_command_line(page: PageScreen[Any]) -> None:
    """Open the command line over a page; its history omits lines that may name a person erased since."""
    page.ask_after(partial(erasures, page.workspace), partial(_ask, page))


def _ask(page: PageScreen[Any], erased: int) -> None:
    page.app.push_screen(CommandLine(page.overture.lines.lines(erased)), partial(_typed, page))


def _typed(page: PageScreen[Any], line: str | None) -> None:
    if line is None:
        return
    line = line.removeprefix(":").strip()
    if line in QUIT:
        page.app.call_later(page.app.action_quit)
    elif line in PLACES:
        page.overture.go_to_page(line)
    elif line.isascii() and line.isdigit() and len(line) < 10:
        page.go_to_line(int(line))
    elif line:
        page.overture.lines.add(line)
        run_line(page, line)


def run_line(page: PageScreen[Any], line: str, *, yes: bool = False) -> None:
    """Run a command in a worker. Its question becomes a dialog; its output a pane, or a message if it is one line."""

    def done(answer: Answer) -> str:
        text = answer.text.strip()
        if yes and not answer.code:
            words = " ".join(line.split()[:2])  # what follows may name a person who was just erased
            page.overture.remember(Undo(final=f"u does not undo a command: {cut(words, 50)}."))
        if not answer.asks and not answer.code and "\n" not in text and len(text) <= SAID:
            return text or "Done."
        page.app.call_from_thread(_show, page, line, answer)
        return ""

    page.overture.act(partial(_run, page.workspace, line, yes=yes), done)


def _run(workspace: Workspace, line: str, *, yes: bool) -> Answer:
    from core.cli.in_app import run

    return run(workspace, line, yes=yes)


def _show(page: PageScreen[Any], line: str, answer: Answer) -> None:
    """Show the output, or ask first; a command that erases people requires a typed word, as on the page of contacts."""
    from core.cli.in_app import is_erasure
    from tui.dialogs.confirm import ConfirmDialog
    from tui.dialogs.output import OutputDialog
    from tui.dialogs.typed_confirm import TypedConfirmDialog

    def decided(sure: bool | None) -> None:
        if sure:
            run_line(page, line, yes=True)

    title = f":{cut(line, 50)}"
    if not answer.asks:
        page.app.push_screen(OutputDialog(line, answer.text, answer.code))
    elif is_erasure(answer.words):
        page.app.push_screen(TypedConfirmDialog(title, answer.asks, word="erase", yes="Erase"), decided)
    else:
        page.app.push_screen(ConfirmDialog(title, answer.asks, yes="Do it"), decided)
