"""The details of the highlighted row of the queue: the meaning of its status, the reason, and the remedy."""

from __future__ import annotations

from rich.text import Text
from textual.events import Resize
from textual.widgets import Static

from core.text import clean
from core.views.queue_view import QueueEntry
from tui.style.cells import cut, glyph
from tui.style.format import joined
from tui.style.theme import Palette
from tui.widgets.border_title import NAME, entitle, write
from tui.widgets.queue_table import status_cell


class QueuePane(Static):
    """A pane of constant height with a few lines of text, so that the table does not move."""

    def __init__(self) -> None:
        super().__init__(id="row", classes="pane detail")
        self._told: tuple[QueueEntry | None, Palette] | None = None

    def on_resize(self, _event: Resize) -> None:
        """Cut the lines for the new width. A pane that was hidden has none until it is laid out."""
        if self._told is not None:
            self.show(*self._told)

    def show(self, view: QueueEntry | None, colours: Palette) -> None:
        """Show one row, or nothing."""
        self._told = (view, colours)
        self.display = view is not None
        if view is None:
            return
        entitle(self, cut(view.contact.name, NAME) or "(no name)")
        room = max(20, self.size.width - 4)
        write(self, Text("\n").join(_lines(view, room, colours)), layout=False)


def _lines(view: QueueEntry, room: int, colours: Palette) -> list[Text]:
    first = Text.assemble(status_cell(view.status, colours), "  ", (clean(view.means, 200), colours.text))
    lines = [first]
    if view.why and clean(view.why) != clean(view.means):
        lines.append(Text(clean(view.why, 300), style=colours.text))
    if view.action:
        lines.append(Text(f"{glyph('arrow')} {clean(view.action, 300)}", style=colours.dim))
    if view.provider_words:
        lines.append(Text(f"Provider's answer: {clean(view.provider_words, 300)}", style=colours.warning))
    where = joined(view.campaign, view.program, f"{view.source}, sent by {view.sender}")
    lines.append(Text(cut(where, room), style=colours.dim))
    lines.append(Text(cut(view.contact.profile or "no profile address", room), style=colours.dim))
    if view.text:
        lines.append(Text(cut(f"“{clean(view.text, 400)}”", room), style=colours.dim))
    return lines
