"""The table of texts that wait for approval: one line per text."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text

from core.plural import plural
from core.services.overview.journal_text import step_words
from core.views.pending_view import PendingPage, PendingText
from tui.style.cells import cut, glyph
from tui.style.moment_text import since, when
from tui.style.theme import Palette
from tui.widgets.appending_table import AppendingTable
from tui.widgets.keyed_table import Row

PADDING = 2
STEP, SINCE = 11, 8
TEXT_FROM = 56
"""Cells for names from which the first words of the text are shown beside them."""
SINCE_FROM, STEP_FROM = 64, 40
"""Widths below which these columns are hidden. Contact and campaign are always shown: an approval concerns both."""
LABELS = {"mark": "", "contact": "Contact", "campaign": "Campaign", "text": "Text", "step": "Step", "since": "Since"}


class PendingTable(AppendingTable):
    """Mark, contact, campaign, first words of the text, step, waiting since."""

    def __init__(self) -> None:
        super().__init__(id="waiting")

    def show(
        self,
        entries: list[PendingText],
        now: datetime,
        zone: str,
        colours: Palette,
        *,
        marked: set[int],
        returned: dict[int, str],
    ) -> None:
        """Show what waits, in its order; times in a zone."""
        widths = self._widths()
        self.set_columns([(name, Text(LABELS[name], style=colours.dim), width) for name, width in widths.items()])
        self.put([self._row(entry, widths, now, zone, colours, marked, returned) for entry in entries])

    def _widths(self) -> dict[str, int]:
        room = self.size.width - 1
        fixed = {"mark": 1}
        if room >= STEP_FROM:
            fixed["step"] = STEP
        if room >= SINCE_FROM:
            fixed["since"] = SINCE
        free = max(20, room - sum(fixed.values()) - PADDING * (len(fixed) + 2))
        widths = {**fixed, "contact": free // 2, "campaign": free - free // 2}
        if free >= TEXT_FROM:  # enough for the first words, by which texts differ
            name = free * 3 // 10
            widths |= {"contact": name, "campaign": name, "text": free - 2 * name - PADDING}
        return {name: widths[name] for name in LABELS if name in widths}

    @staticmethod
    def _row(
        entry: PendingText,
        widths: dict[str, int],
        now: datetime,
        zone: str,
        colours: Palette,
        marked: set[int],
        returned: dict[int, str],
    ) -> Row:
        mark = Text(glyph("done"), style=f"bold {colours.accent}") if entry.id in marked else Text("")
        if entry.id in returned:
            mark = Text(glyph("warnings"), style=colours.warning)
        cells = {
            "mark": mark,
            "contact": Text(cut(entry.name or "(no name)", widths["contact"])),
            "campaign": Text(cut(entry.campaign, widths["campaign"])),
            "text": Text(cut(entry.text or "(without a note)", widths.get("text", 1)), style=colours.dim),
            "step": Text(cut(step_words(entry.kind, entry.number, entry.step), STEP), style=colours.dim),
            "since": Text(since(entry.since, now, zone), style=colours.dim),
        }
        return str(entry.id), [cells[name] for name in widths]


def title_words(total: int, shown: int, marked: int) -> str:
    """Return how many texts wait, how many of them are shown, and how many are marked."""
    words = f"Approvals ─ {total:,} {plural(total, 'waits', 'wait')}"
    if shown < total:
        words += f", the oldest {shown:,} so far"
    return words + (f", {marked} marked" if marked else "")


def nothing_words(found: PendingPage, zone: str) -> str:
    """Return the words for an empty list: when the next texts are due."""
    if found.total > len(found.entries):
        return "Reading the next ones …"
    if found.coming is None:
        return "Nothing waits for your approval, and no running campaign needs one."
    return f"Nothing waits for your approval. The next texts arrive {when(found.coming, zone, found.now)}."
