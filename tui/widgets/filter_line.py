"""The line that narrows the rows of a page, opened by "/"."""

from __future__ import annotations

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from tui.app_base import around
from tui.terminal.paste_guard import FILTER_LINE
from tui.widgets.line_input import LineInput


class FilterLine(LineInput):
    """A field over a table, hidden until it is opened; the page acts on each `Input.Changed` of it."""

    def __init__(self, table: Widget, placeholder: str, value: str = "") -> None:
        super().__init__(value, placeholder=placeholder, id=FILTER_LINE, select_on_focus=False)
        self.set_class(bool(value), "-on")
        self._table = table

    @property
    def is_open(self) -> bool:
        """Return whether the line is shown."""
        return self.has_class("-on")

    def open(self) -> None:
        """Show the line and put the cursor into it."""
        self.add_class("-on")
        self.focus()

    def show_value(self, text: str) -> None:
        """Show the line with a text, without going into it."""
        self.add_class("-on")
        self.value = text

    def show_chosen(self, text: str) -> None:
        """Show a filter that was chosen rather than typed; an empty one hides the line."""
        if text or self.has_focus:
            self.show_value(text)
        else:
            self.close()

    def close(self) -> None:
        """Empty and hide the line; the table has the focus again."""
        self.value = ""
        self.remove_class("-on")
        self._table.focus()
        around(self).note_closed()

    def tell_wrong(self, words: str) -> None:
        """Draw the line in red, with the reason why the filter cannot be read as tooltip; an empty text undoes both."""
        self.set_class(bool(words), "-wrong")
        self.tooltip = Content(words) if words else None

    def leave(self) -> None:
        """Go to the rows that were found; without any, nothing has the focus."""
        self.screen.set_focus(self._table if self._table.display else None)
        around(self).note_closed()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.leave()
