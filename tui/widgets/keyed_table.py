"""A table whose rows have keys: only changed cells are touched, the cursor stays on its row by key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.text import Text
from textual.widgets import DataTable
from textual.widgets.data_table import ColumnKey, RowKey

from tui.style.cells import look

Row = tuple[str, Sequence[Text]]


class KeyedTable(DataTable[Text]):
    """Rows as (key, cells). Columns are given with their widths in cells."""

    # No j and k: a table hears a key before its page, and there j is the journey.
    BINDINGS = [("g,home", "scroll_top", ""), ("G,end", "scroll_bottom", "")]  # noqa: RUF012 - as Textual has it

    def __init__(self, **options: Any) -> None:
        super().__init__(cursor_type="row", cursor_foreground_priority="renderable", zebra_stripes=False, **options)
        self._columns: tuple[tuple[str, str, int], ...] = ()
        self._shown: dict[str, tuple[Text, ...]] = {}
        self._row_height = 1

    def set_columns(self, columns: Sequence[tuple[str, Text, int]]) -> bool:
        """Columns as (key, label, width); True where they changed and every row must be drawn anew."""
        wanted = tuple((key, label.plain, width) for key, label, width in columns)
        if wanted == self._columns:
            return False
        place = self.key_at_cursor
        self._columns = wanted
        self._shown = {}
        with self.prevent(DataTable.RowHighlighted):
            self.clear(columns=True)
            for key, label, width in columns:
                self.add_column(label, key=key, width=width)
        self._wanted_key = place
        return True

    _wanted_key: str | None = None

    @property
    def key_at_cursor(self) -> str | None:
        """The key of the highlighted row."""
        if not self.row_count or not self.is_valid_row_index(self.cursor_row):
            return None
        return self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value

    def go_to(self, key: str) -> bool:
        """Put the cursor on a row; whether it is there."""
        if key not in self._shown:
            return False
        self.move_cursor(row=self.get_row_index(key), animate=False)
        return True

    def put(self, rows: Sequence[Row], *, height: int = 1) -> None:
        """Show these rows in this order, changing as little as possible."""
        keys = [key for key, _cells in rows]
        if height == self._row_height and keys == list(self._shown):
            self._update(rows)
        else:
            self._rebuild(rows, keys, height)

    def _update(self, rows: Sequence[Row]) -> None:
        """The rows are those that stand here: write the cells that differ, and draw their rows alone again."""
        names = [key for key, _label, _width in self._columns]
        written: dict[RowKey, int] = {}
        for index, (key, cells) in enumerate(rows):
            before = self._shown[key]
            changed: dict[ColumnKey, Text] = {
                ColumnKey(name): new
                for name, old, new in zip(names, before, cells, strict=True)
                if old is not new and look(old) != look(new)
            }
            if changed:
                row = self._row_locations.get_key(index)
                assert row is not None  # noqa: S101 - the rows stand in this order
                self._data[row].update(changed)
                written[row] = index
                self._shown[key] = tuple(cells)
        if written:
            self._forget_drawn(written)
            for index in written.values():
                self.refresh_row(index)

    def _forget_drawn(self, rows: Mapping[RowKey, int]) -> None:
        """Drop what Textual keeps of these rows as they were; its own `update_cell` draws every row anew."""
        for cells in [key for key in self._cell_render_cache.keys() if key[0] in rows]:  # noqa: SIM118 - no mapping
            self._cell_render_cache.discard(cells)
        self._row_renderable_cache.clear()
        self._row_render_cache.clear()
        self._line_cache.clear()

    def _rebuild(self, rows: Sequence[Row], keys: list[str], height: int) -> None:
        """The set or the order changed: draw anew, the cursor on its key, else on its place."""
        place = self.key_at_cursor or self._wanted_key
        index, offset = self.cursor_row, self.scroll_y
        self._row_height = height
        with self.prevent(DataTable.RowHighlighted):
            self.clear()
            for key, cells in rows:
                self.add_row(*cells, key=key, height=height)
            self._shown = {key: tuple(cells) for key, cells in rows}
            if rows:
                target = keys.index(place) if place in keys else max(0, min(index, len(rows) - 1))
                self.move_cursor(row=target, animate=False, scroll=False)
                self.scroll_to(y=offset, animate=False, force=True)
                self.call_after_refresh(self._keep_in_view)
        self._wanted_key = None
        if rows and self.key_at_cursor != place:
            self.post_message(DataTable.RowHighlighted(self, self.cursor_row, self.ordered_rows[self.cursor_row].key))

    def _update_dimensions(self, new_rows: Iterable[RowKey]) -> None:
        """Measure no cell: columns and rows are as wide and as high as they were told, and 3,000 cells block keys."""
        del new_rows
        super()._update_dimensions(())

    def _keep_in_view(self) -> None:
        if self.row_count:
            self.move_cursor(row=self.cursor_row, animate=False, scroll=True)

    def forget(self) -> None:
        """Draw everything anew at the next `put`."""
        self._columns = ()
        self._shown = {}
