"""A text field of one line, which never shows a control character."""

from __future__ import annotations

from textual.widgets import Input

from core.text import typed_line


class LineInput(Input):
    """Textual's input, whose value is cleaned however it came there: typed, pasted or set from the store."""

    def validate_value(self, value: str) -> str:
        """Return the value without what a terminal would act on."""
        return typed_line(value)
