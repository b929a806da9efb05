"""A table that grows at its end and shrinks anywhere without being redrawn: lists that change under a cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widgets import DataTable

from tui.widgets.keyed_table import KeyedTable, Row

MANY = 80
"""Most rows that are removed one by one; for more, the table is redrawn."""


class AppendingTable(KeyedTable):
    """A keyed table that removes rows anywhere, and adds rows at its end, without drawing the others again."""

    @property
    def keys(self) -> list[str]:
        """The keys of the rows, in order."""
        return list(self._shown)

    def drop(self, keys: Iterable[str]) -> None:
        """Remove rows at once; the cursor stays on its row, else goes to the next one."""
        gone = [key for key in keys if key in self._shown]
        place = self.key_at_cursor
        order = self.keys
        target = self._after(order, place, set(gone))
        with self.prevent(DataTable.RowHighlighted):
            for key in gone:
                self.remove_row(key)
                del self._shown[key]
            if target is not None:
                self.move_cursor(row=self.get_row_index(target), animate=False)

    @staticmethod
    def _after(order: list[str], place: str | None, gone: set[str]) -> str | None:
        """Return the staying row for the cursor: its own, else the next one after it, else the nearest before it."""
        index = order.index(place) if place in order else 0
        staying = [key for key in order[index:] if key not in gone] or [
            key for key in reversed(order[:index]) if key not in gone
        ]
        return staying[0] if staying else None

    def _rebuild(self, rows: Sequence[Row], keys: list[str], height: int) -> None:
        """Rebuild as `KeyedTable` does, but keep the highlighted row at its height on the screen."""
        place, row, offset = self.key_at_cursor, self.cursor_row, self.scroll_y
        wanted = set(keys)
        kept = [key for key in self._shown if key in wanted]
        gone = len(self._shown) - len(kept)
        if height == self._row_height and kept and kept == keys[: len(kept)] and gone <= MANY:
            self._move_on(rows, len(kept), height)
        else:
            super()._rebuild(rows, keys, height)
        if place in wanted:
            self.scroll_to(y=max(0, offset + (self.cursor_row - row) * height), animate=False, force=True)

    def _move_on(self, rows: Sequence[Row], kept: int, height: int) -> None:
        """Remove the rows that are gone, and add the rows after the first `kept`, which stay."""
        before = self.key_at_cursor
        staying = {key for key, _cells in rows[:kept]}
        self.drop([key for key in self._shown if key not in staying])
        self._update(rows[:kept])
        with self.prevent(DataTable.RowHighlighted):
            for key, cells in rows[kept:]:
                self.add_row(*cells, key=key, height=height)
                self._shown[key] = tuple(cells)
        if self.key_at_cursor != before:
            self.post_message(DataTable.RowHighlighted(self, self.cursor_row, self.ordered_rows[self.cursor_row].key))
