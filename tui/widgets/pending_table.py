"""The table of texts that wait for approval: one line per text."""

from __future__ import annotations

from datetime import datetime

from rich.cells import cell_len
from rich.text import Text

from core.plural import plural
from core.services.overview.journal_text import step_words
from core.text import clean
from core.views.pending_view import PendingPage, PendingText
from tui.style.cells import cut, glyph
from tui.style.moment_text import since, when
from tui.style.theme import Palette
from tui.widgets.appending_table import AppendingTable
from tui.widgets.column import PADDING, Column, fitted, spread
from tui.widgets.keyed_table import Row

STEP, SINCE = 11, 8
TEXT_FROM = 56
"""Least cells for contact and campaign together with which the first words of the text get a column, too."""
SINCE_FROM, STEP_FROM = 64, 40
"""Widths below which these columns are hidden. Contact and campaign are always shown: an approval concerns both."""
COLUMNS = (
    Column("contact", "Contact", 18, grow=1),
    Column("campaign", "Campaign", 16, grow=1),
    Column("text", "Text", 20, grow=2),
    Column("step", "Step", STEP),
    Column("since", "Since", SINCE),
    Column("sender", "Sender", 14),
    Column("source", "Source", 14),
    Column("company", "Company", 16),
    Column("position", "Position", 16),
)
"""The columns from which a person can choose, with their widths then."""
LEAST = {"contact": 18, "campaign": 16, "text": 20}
"""Least widths of the columns that take cells from each other."""
LABELS = {column.key: column.label for column in COLUMNS}


class PendingTable(AppendingTable):
    """The texts that wait: contact, campaign, first words of the text, step, and since when it waits."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, id="waiting")

    def show(
        self, entries: list[PendingText], now: datetime, zone: str, colours: Palette, *, returned: dict[int, str]
    ) -> None:
        """Show the waiting texts in their order, times in `zone`; texts whose decision was refused have a sign."""
        longest = {
            "contact": max((cell_len(clean(entry.name)) for entry in entries), default=0),
            "campaign": max((cell_len(clean(entry.campaign)) for entry in entries), default=0),
            "text": max((cell_len(clean(entry.text or "")) for entry in entries), default=0),
        }
        widths = fitted(self._widths(), LEAST, longest)
        self.set_columns([(name, Text(LABELS[name], style=colours.dim), width) for name, width in widths.items()])
        self.put([self._row(entry, widths, now, zone, colours, returned=entry.id in returned) for entry in entries])

    def _widths(self) -> dict[str, int]:
        room = self.size.width - 1
        if self.chosen:
            return spread(self.chosen_columns, room)
        fixed = {}
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
        entry: PendingText, widths: dict[str, int], now: datetime, zone: str, colours: Palette, *, returned: bool
    ) -> Row:
        dim = colours.dim
        words = {
            "contact": (entry.name or "(no name)", ""),
            "campaign": (entry.campaign, ""),
            "text": (entry.text or "(without a note)", dim),
            "step": (step_words(entry.kind, entry.number, entry.step), dim),
            "since": (since(entry.since, now, zone), dim),
            "sender": (entry.sender, dim),
            "source": (entry.source, dim),
            "company": (entry.company, dim),
            "position": (entry.position, dim),
        }
        cells = [Text(cut(words[name][0], width), style=words[name][1]) for name, width in widths.items()]
        if returned:
            cells[0] = Text.assemble((f"{glyph('warnings')} ", colours.warning), cells[0])
        return str(entry.id), cells


def title_words(total: int, skipped: int, shown: int, marked: int) -> str:
    """Return how many texts wait, which of them are loaded, and how many are marked."""
    part = f"{skipped + 1:,} to {skipped + shown:,} of " if shown < total else ""
    words = f"Approvals ─ {part}{total:,} {plural(total, 'waits', 'wait')}"
    return words + (f", {marked:,} marked" if marked else "")


def nothing_words(found: PendingPage, zone: str) -> str:
    """Return the words for an empty list: when the next texts are due."""
    if found.total > len(found.entries):
        return "Reading the next ones …"
    if found.coming is None:
        return "Nothing waits for your approval, and no running campaign needs one."
    return f"Nothing waits for your approval. The next texts arrive {when(found.coming, zone, found.now)}."
