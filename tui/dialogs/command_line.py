"""The line at the foot of the screen in which a command is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from tui.actions import bindings
from tui.dialogs.base import Dialog
from tui.dialogs.command_suggester import CommandSuggester
from tui.widgets.line_input import LineInput

HINT = "status, campaign list, pause …  tab completes, up is history, :q quits, :12 goes to line 12"


class CommandLine(Dialog[str | None]):
    """A dialog whose result is the line that was typed, or None."""

    scopes = ("command",)
    about = (
        "The words of the command line, without “overture”: `campaign list --where health:errors`, `status`, `pause`. "
        "`--help` after a command shows how to use it. :q quits, :12 goes to line 12 of the list."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings("command")

    def __init__(self, history: Sequence[str]) -> None:
        super().__init__()
        self._lines = [*history, ""]
        self._at = len(history)

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static(Content(":"))
            yield LineInput(placeholder=HINT, suggester=CommandSuggester(), select_on_focus=False)

    @property
    def _input(self) -> LineInput:
        return self.query_one(LineInput)

    def on_mount(self) -> None:
        """Start typing."""
        self._input.focus()

    def action_recall(self, way: int) -> None:
        """Show the line typed before (`way` -1) or after (1); the line that is being typed is kept."""
        wanted = self._at + way
        if 0 <= wanted < len(self._lines):
            self._lines[self._at] = self._input.value
            self._at = wanted
            self._input.value = self._lines[wanted]
            self._input.action_end()

    def action_complete(self) -> None:
        """Accept the completion, as the end key does at the end of the line."""
        self._input.action_end()
        self._input.action_cursor_right()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_run()

    def action_run(self) -> None:
        """Close with the line."""
        self.dismiss(self._input.value.strip() or None)

    def action_cancel(self) -> None:
        """Close without running anything."""
        self.dismiss(None)
