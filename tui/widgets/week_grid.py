"""The slots of a week as text: seven days, a sign for each half hour."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.widgets import Static

from core.rules.schedule import WEEKDAYS
from core.services.campaigns.draft import SlotDraft
from tui.style.cells import glyph
from tui.style.theme import Palette

CELL_MINUTES = 30
CELLS = 24 * 60 // CELL_MINUTES
_WEEK = 7 * CELLS


class WeekGrid(Static):
    """A drawing of the week, redrawn when the slots change."""

    def show(self, slots: Sequence[SlotDraft], colours: Palette) -> None:
        """Draw the week."""
        taken = cells_of(slots)
        lines = [Text(_hours(), style=colours.dim)]
        for day, name in enumerate(WEEKDAYS):
            lines.append(_day_line(name, taken, day, colours))
        self.update(Text("\n").join(lines))


def cells_of(slots: Sequence[SlotDraft]) -> frozenset[int]:
    """Return the half hours in which a slot is open, from Monday 00:00; a slot may run over midnight, also Sunday's."""
    found: set[int] = set()
    for slot in slots:
        for day in slot.days:
            start = (WEEKDAYS.index(day) * 24 + slot.start.hour) * 60 + slot.start.minute
            last = start + slot.minutes - 1
            found.update(cell % _WEEK for cell in range(start // CELL_MINUTES, last // CELL_MINUTES + 1))
    return frozenset(found)


def _hours() -> str:
    return "    " + "".join(f"{hour:<6}" for hour in range(0, 24, 3)) + "24"


def _day_line(name: str, taken: frozenset[int], day: int, colours: Palette) -> Text:
    line = Text(f"{name.title()} ", style=colours.dim, no_wrap=True)
    for cell in range(CELLS):
        if day * CELLS + cell in taken:
            line.append(glyph("full"), style=colours.accent)
        else:
            line.append(glyph("dot") if cell % 6 == 0 else " ", style=colours.dim)
    return line.append(glyph("dot"), style=colours.dim)
