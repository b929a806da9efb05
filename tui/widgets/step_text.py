"""The text area of one step's text in one language."""

from __future__ import annotations

from textual.events import Paste
from textual.widgets import TextArea

from core.text import clean_block

LONGEST = 20_000


class StepText(TextArea):
    """A text area that tab leaves, and that removes control characters from pasted text."""

    def __init__(self) -> None:
        super().__init__(id="text", compact=True, soft_wrap=True, tab_behavior="focus", show_line_numbers=False)

    async def _on_paste(self, event: Paste) -> None:
        event.text = clean_block(event.text, LONGEST)
        await super()._on_paste(event)

    def put(self, text: str) -> None:
        """Insert at the cursor, in place of the selection."""
        self.replace(text, *self.selection, maintain_selection_offset=False)
