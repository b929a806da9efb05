"""Text about one subject, to read and close."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.actions import bindings
from tui.dialogs.base import WordsDialog
from tui.style.cells import cut


class TextDialog(WordsDialog[None]):
    """A dialog with a title and a text. The caller builds `words` as Text, and cleans outside text in it."""

    scopes = ("words",)
    BINDINGS: ClassVar[list[BindingType]] = bindings("words")

    def __init__(self, title: str, words: Text) -> None:
        super().__init__()
        self._heading = cut(title, 60)
        self._words = words

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as box:
            box.border_title = Content(self._heading)
            box.border_subtitle = " esc closes "
            yield Static(self._words)

    def on_mount(self) -> None:
        """Focus the words, so that keys scroll them."""
        self.query_one(VerticalScroll).focus()
