"""The output of a command, to read and close."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Show
from textual.widgets import RichLog

from core.text import clean, typed_line
from tui.actions import bindings
from tui.dialogs.base import WordsDialog

MOST = 20_000
"""Most lines that are shown."""


class OutputDialog(WordsDialog[None]):
    """A pane that scrolls both ways; the text may come from outside, so it is shown as plain text."""

    scopes = ("words",)
    about = "The output of a command. Arrows scroll sideways, too; esc closes it."
    BINDINGS: ClassVar[list[BindingType]] = bindings("words")

    def __init__(self, line: str, text: str, code: int) -> None:
        super().__init__()
        self._heading = clean(line, 100)
        self._text = text
        self._code = code

    def compose(self) -> ComposeResult:
        log = RichLog(classes="dialog", auto_scroll=False, max_lines=MOST)
        log.border_title = Content(f":{self._heading}")
        log.border_subtitle = Content(f" exit code {self._code} · esc closes " if self._code else " esc closes ")
        yield log

    def on_mount(self) -> None:
        """Focus the words, so that keys scroll them."""
        self._log.focus()

    @property
    def _log(self) -> RichLog:
        return self.query_one(RichLog)

    def on_show(self, _event: Show) -> None:
        """Write the lines once the size of the pane is known."""
        lines = self._text.splitlines()
        for line in lines[:MOST]:
            self._log.write(Text(typed_line(line), no_wrap=True), expand=False, shrink=False)

    def action_scroll(self, lines: int) -> None:
        """Scroll the lines."""
        self._log.scroll_relative(y=lines, animate=False)
