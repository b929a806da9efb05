"""A keyed table whose columns are declared once and follow the width: some are hidden, one or two grow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text
from textual.message import Message
from textual.widget import Widget

from tui.style.cells import shorten
from tui.style.theme import Palette
from tui.widgets.column import Column, fitted, spread
from tui.widgets.keyed_table import KeyedTable

Line = tuple[str, Mapping[str, Text]]
"""The key of a row, and its cells by column."""


class ListTable(KeyedTable):
    """A table of rows given as (key, cells by column), of which a page shows the columns that fit."""

    class Passed(Message):
        """A request to go below the last row, or above the first one."""

        def __init__(self, *, down: bool) -> None:
            super().__init__()
            self.down = down

    def _columns_wanted(self, room: int) -> list[Column]:
        """Return the chosen columns, else those that the room allows."""
        return self.chosen_columns or [column for column in self.declared if room >= column.from_room]

    def action_cursor_down(self) -> None:
        """Go one row down."""
        if not self._pass(down=True):
            super().action_cursor_down()

    def action_cursor_up(self) -> None:
        """Go one row up."""
        if not self._pass(down=False):
            super().action_cursor_up()

    def action_half_down(self) -> None:
        """Go half a page down."""
        if not self._pass(down=True):
            super().action_half_down()

    def action_half_up(self) -> None:
        """Go half a page up."""
        if not self._pass(down=False):
            super().action_half_up()

    def action_page_down(self) -> None:
        """Go a page down."""
        if not self._pass(down=True):
            super().action_page_down()

    def action_page_up(self) -> None:
        """Go a page up."""
        if not self._pass(down=False):
            super().action_page_up()

    def _pass(self, *, down: bool) -> bool:
        at_end = self.row_count > 0 and self.cursor_row == (self.row_count - 1 if down else 0)
        if at_end:
            self.post_message(self.Passed(down=down))
        return at_end

    def _room(self) -> int:
        around = self.parent.size if isinstance(self.parent, Widget) else self.size
        return max(0, around.width - 1)

    def widths(self, lines: Sequence[Line] = ()) -> dict[str, int]:
        """Return the width in cells of each column that fits, and where there is room, its longest value.

        The parent is measured: a hidden table has no width.
        """
        room = self._room()
        columns = self._columns_wanted(room)
        least = {column.key: column.width for column in columns if column.grow}
        longest = {key: max((cells[key].cell_len for _key, cells in lines), default=0) for key in least}
        return fitted(spread(columns, room), least, longest)

    def show(self, lines: Sequence[Line], colours: Palette) -> None:
        """Show the rows in their order."""
        widths = self.widths(lines)
        columns = [column for column in self._columns_wanted(self._room()) if column.key in widths]
        self.set_columns(
            [(column.key, _label(column, widths[column.key], colours), widths[column.key]) for column in columns]
        )
        self.put(
            [
                (key, [_placed(cells[column.key], column, widths[column.key]) for column in columns])
                for key, cells in lines
            ]
        )


def _label(column: Column, width: int, colours: Palette) -> Text:
    return _placed(Text(column.label_for(width), style=colours.dim), column, width)


def _placed(cell: Text, column: Column, width: int) -> Text:
    """Return a cell cut to its column, numbers at its right edge."""
    placed = cell.copy()
    placed.no_wrap, placed.overflow, placed.end = True, "ellipsis", ""
    shorten(placed, width)
    if column.right:
        placed.pad_left(max(0, width - placed.cell_len))
    return placed
