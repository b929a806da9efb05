"""The question before an act that cannot easily be undone: it names the object and the consequences."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from core.text import clean_block
from tui.actions import bindings
from tui.dialogs.base import Dialog
from tui.style.cells import cut


class ConfirmDialog(Dialog[bool]):
    """A question whose result is True if the person says yes; Cancel has the focus. All words may hold outside text."""

    scopes = ("question",)
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("question"),
        Binding("left,up", "app.focus_previous", "", show=False),
        Binding("right,down", "app.focus_next", "", show=False),
    ]

    def __init__(self, title: str, words: str, *, yes: str, cancel: str = "Cancel") -> None:
        super().__init__()
        self._heading = cut(title, 68)
        self._words = clean_block(words, 2000)
        self._yes = cut(yes, 30)
        self._cancel = cut(cancel, 30)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._heading)
            yield Static(Text(self._words))
            with Horizontal(classes="row"):
                yield Button(Content(f"{self._cancel} (n)"), id="cancel")
                yield Button(Content(f"{self._yes} (y)"), id="yes", variant="error")

    def on_mount(self) -> None:
        """Focus the safe answer."""
        self.query_one("#cancel", Button).focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_cancel(self) -> None:
        """Close, and change nothing."""
        self.dismiss(False)

    def action_answer(self, yes: bool) -> None:
        """Answer by key."""
        self.dismiss(yes)
