"""A keyed table whose columns are declared once and follow the width: some are hidden, one or two grow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.text import Text
from textual.message import Message
from textual.widget import Widget

from tui.style.theme import Palette
from tui.widgets.keyed_table import KeyedTable

PADDING = 2
"""Cells that every column costs beside its width."""


@dataclass(frozen=True)
class Column:
    """A column: its least width, its share of the remaining width, and the table width from which it is shown."""

    key: str
    label: str
    width: int
    grow: int = 0
    right: bool = False
    from_room: int = 0


Line = tuple[str, Mapping[str, Text]]
"""The key of a row, and its cells by column."""


class ListTable(KeyedTable):
    """Rows as (key, cells by column)."""

    class Passed(Message):
        """A request to go below the last row, or above the first one."""

        def __init__(self, *, down: bool) -> None:
            super().__init__()
            self.down = down

    class Jumped(Message):
        """A request for the first or the last row of the whole list, which may not be loaded."""

        def __init__(self, *, to_end: bool) -> None:
            super().__init__()
            self.to_end = to_end

    def action_scroll_top(self) -> None:
        """Go to the first row, of the whole list where the page has more than is loaded."""
        super().action_scroll_top()
        self.post_message(self.Jumped(to_end=False))

    def action_scroll_bottom(self) -> None:
        """Go to the last row, of the whole list where the page has more than is loaded."""
        super().action_scroll_bottom()
        self.post_message(self.Jumped(to_end=True))

    def __init__(self, columns: Sequence[Column], **options: Any) -> None:
        super().__init__(**options)
        self._declared = tuple(columns)
        self._chosen: tuple[str, ...] = ()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The columns that a person chose, in their order; empty for the usual ones."""
        return self._chosen

    def choose(self, names: Sequence[str]) -> None:
        """Show these columns in this order from the next drawing on; unknown ones are left out, none is all of them."""
        known = {column.key for column in self._declared}
        self._chosen = tuple(dict.fromkeys(name for name in names if name in known))

    def _columns_wanted(self, room: int) -> list[Column]:
        """Return the chosen columns, else those that the room allows."""
        if self._chosen:
            declared = {column.key: column for column in self._declared}
            return [declared[name] for name in self._chosen]
        return [column for column in self._declared if room >= column.from_room]

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

    def widths(self) -> dict[str, int]:
        """Return the width in cells of each column that fits; the parent is measured: a hidden table has no width."""
        room = self._room()
        shown = self._columns_wanted(room)
        spare = max(0, room - sum(column.width + PADDING for column in shown))
        shares = sum(column.grow for column in shown)
        return {column.key: column.width + (spare * column.grow // shares if shares else 0) for column in shown}

    def show(self, lines: Sequence[Line], colours: Palette) -> None:
        """Show the rows in their order."""
        widths = self.widths()
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
    return _placed(Text(column.label, style=colours.dim), column, width)


def _placed(cell: Text, column: Column, width: int) -> Text:
    """Return a cell cut to its column, numbers at its right edge."""
    placed = cell.copy()
    placed.no_wrap, placed.overflow, placed.end = True, "ellipsis", ""
    placed.truncate(width, overflow="ellipsis")
    if column.right:
        placed.pad_left(max(0, width - placed.cell_len))
    return placed
