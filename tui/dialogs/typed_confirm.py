"""The question before a person is erased: a word must be typed, so that no single key can confirm it."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from core.text import clean_block
from tui.actions import bindings
from tui.dialogs.base import Dialog
from tui.style.cells import cut
from tui.widgets.line_input import LineInput


class TypedConfirmDialog(Dialog[bool]):
    """A question whose result is True if the word was typed and confirmed. All words may hold outside text."""

    CSS_PATH = "form.tcss"
    scopes = ("typed",)
    BINDINGS: ClassVar[list[BindingType]] = bindings("typed")

    def __init__(self, title: str, words: str, *, word: str, yes: str) -> None:
        super().__init__()
        self._heading = cut(title, 68)
        self._words = clean_block(words, 2000)
        self._word = word
        self._yes = cut(yes, 30)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog form") as box:
            box.border_title = Content(self._heading)
            yield Static(Text(f"{self._words}\n\nType {self._word} and press enter."))
            yield LineInput(id="word", max_length=40)
            with Horizontal(classes="row"):
                yield Button("Cancel (esc)", id="cancel")
                yield Button(Content(self._yes), id="yes", variant="error", disabled=True)

    def on_mount(self) -> None:
        """Focus the field, so that the word can be typed at once."""
        self.query_one("#word", Input).focus()

    @property
    def _typed(self) -> bool:
        return self.query_one("#word", Input).value.strip().casefold() == self._word.casefold()

    @on(Input.Changed, "#word")
    def _changed(self) -> None:
        self.query_one("#yes", Button).disabled = not self._typed

    @on(Input.Submitted, "#word")
    def _entered(self) -> None:
        if self._typed:
            self.dismiss(True)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_cancel(self) -> None:
        """Close, and change nothing."""
        self.dismiss(False)
