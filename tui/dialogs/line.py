"""A dialog for one line of text, such as a name or the columns of a list."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from core.text import clean
from tui.actions import bindings
from tui.dialogs.base import Dialog
from tui.style.cells import cut
from tui.widgets.line_input import LineInput


class LineDialog(Dialog[str | None]):
    """A dialog whose result is the typed line, or None."""

    scopes = ("line",)
    BINDINGS: ClassVar[list[BindingType]] = bindings("line")

    def __init__(self, title: str, words: str, value: str = "") -> None:
        super().__init__()
        self._heading = cut(title, 60)
        self._words = clean(words, 600)
        self._value = value

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._heading)
            box.border_subtitle = " enter takes it · esc cancels "
            yield LineInput(self._value, compact=True)
            yield Static(Text(f"\n{self._words}", style="dim"))

    def on_mount(self) -> None:
        """Begin to type."""
        self.query_one(LineInput).focus()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Close with the line."""
        self.dismiss(self.query_one(LineInput).value.strip())

    def action_cancel(self) -> None:
        """Close without a line."""
        self.dismiss(None)
