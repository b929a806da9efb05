"""A text field of one line, which never shows a control character."""

from __future__ import annotations

from rich.cells import cell_len
from textual.events import Key, Resize
from textual.geometry import Region
from textual.widgets import Input

from core.text import typed_line


class LineInput(Input):
    """Textual's input with a value that is always cleaned: typed, pasted or set from the store."""

    def validate_value(self, value: str) -> str:
        """Return the value without control characters for a terminal."""
        return typed_line(value)

    def on_resize(self, _event: Resize) -> None:
        """Keep the cursor in view: Textual scrolls to it only when it moves."""
        place = cell_len(self.value[: self.cursor_position])
        self.scroll_to_region(Region(place, 0, 1, 1), force=True, animate=False)

    def on_key(self, event: Key) -> None:
        """Accept the completion on tab, as a shell does; if none is shown, tab moves to the next field."""
        if event.key == "tab" and self._suggestion not in ("", self.value) and self.cursor_at_end:
            event.stop()
            event.prevent_default()
            self.value = self._suggestion
            self.cursor_position = len(self.value)
