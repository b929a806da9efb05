"""Some words about one thing, to read and close."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from core.text import clean


class TextDialog(ModalScreen[None]):
    """`words` is built by the caller as Text: outside text in it is cleaned there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "dismiss", "Close"),
        Binding("j,down", "scroll(1)", "", show=False),
        Binding("k,up", "scroll(-1)", "", show=False),
    ]

    def __init__(self, title: str, words: Text) -> None:
        super().__init__()
        self._heading = clean(title, 60)
        self._words = words

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as box:
            box.border_title = Content(self._heading)
            box.border_subtitle = " esc closes "
            yield Static(self._words)

    def on_mount(self) -> None:
        """The words scroll."""
        self.query_one(VerticalScroll).focus()

    def action_scroll(self, lines: int) -> None:
        """Move through the words."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)
