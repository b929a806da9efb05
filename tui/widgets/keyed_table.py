"""A table whose rows have keys: only changed cells are touched, the cursor stays on its row by key."""

from __future__ import annotations

import contextlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import BindingType
from textual.events import Resize
from textual.message import Message
from textual.widgets import DataTable
from textual.widgets.data_table import ColumnKey, RowKey

from tui.actions import bindings
from tui.style.cells import appearance, glyph, shorten
from tui.widgets.column import Column

Row = tuple[str, Sequence[Text]]


class KeyedTable(DataTable[Text]):
    """A table of rows given as (key, cells), of which only changes are drawn; it may have marked rows."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("table")

    class Jumped(Message):
        """A request for the first or the last row of the whole list, which may not be loaded."""

        def __init__(self, *, to_end: bool) -> None:
            super().__init__()
            self.to_end = to_end

    def __init__(self, declared: Sequence[Column] = (), **options: Any) -> None:
        super().__init__(cursor_type="row", cursor_foreground_priority="renderable", zebra_stripes=False, **options)
        self.declared = tuple(declared)
        """The columns from which a person can choose, in their usual order."""
        self._chosen: tuple[str, ...] = ()
        self._columns: tuple[tuple[str, str, int], ...] = ()
        self._shown: dict[str, tuple[Text, ...]] = {}
        self._row_height = 1
        self._marks: dict[str, None] = {}
        self._last_mark: str | None = None
        self._rows_put: Sequence[Row] = ()

    # -- marks

    @property
    def marked(self) -> list[str]:
        """Return the keys of the marked rows: those in the table in their order, then the others."""
        here = [key for key in self._shown if key in self._marks]
        return here + [key for key in self._marks if key not in self._shown]

    @property
    def shown_keys(self) -> list[str]:
        """The keys of the rows, in order."""
        return list(self._shown)

    def toggle_mark(self, key: str) -> None:
        """Mark a row, or remove its mark."""
        if key in self._marks:
            del self._marks[key]
            self._last_mark = None
        else:
            self._marks[key] = None
            self._last_mark = key
        self._draw_marks()

    def mark_to_cursor(self) -> bool:
        """Mark all rows from the last mark to the cursor; return False if there is no last mark."""
        keys, here = self.shown_keys, self.key_at_cursor
        if self._last_mark not in keys or here is None:
            return False
        first, last = sorted((keys.index(self._last_mark), keys.index(here)))
        self.mark(keys[first : last + 1])
        self._last_mark = here
        return True

    def mark(self, keys: Iterable[str]) -> None:
        """Mark rows, also those that are not in the table."""
        self._marks.update(dict.fromkeys(keys))
        self._draw_marks()

    def unmark(self, keys: Iterable[str]) -> None:
        """Take the marks of some rows away."""
        for key in keys:
            self._marks.pop(key, None)
        self._draw_marks()

    def clear_marks(self) -> None:
        """Remove every mark."""
        self._marks.clear()
        self._last_mark = None
        self._draw_marks()

    def keep_marks(self, keys: Container[str]) -> None:
        """Drop the marks of rows that are gone: `keys` are all keys of a list that was read whole."""
        self._marks = {key: None for key in self._marks if key in keys}

    def _draw_marks(self) -> None:
        if self._rows_put:
            self.put(self._rows_put, height=self._row_height)

    def _with_mark(self, row: Row) -> Row:
        """Return a row with a sign before its first cell if it is marked."""
        key, cells = row
        if key not in self._marks or not cells:
            return row
        first = Text.assemble(Text(f"{glyph('done')} ", style="bold", end=""), cells[0])
        shorten(first, self._columns[0][2])
        return key, [first, *cells[1:]]

    # -- rows and columns

    @property
    def chosen(self) -> tuple[str, ...]:
        """The columns that a person chose, in their order; empty for the usual ones."""
        return self._chosen

    @property
    def chosen_columns(self) -> list[Column]:
        """The declarations of the chosen columns, in their order."""
        known = {column.key: column for column in self.declared}
        return [known[name] for name in self._chosen]

    def choose(self, names: Sequence[str]) -> None:
        """Show these columns, in order, from the next drawing on, without unknown ones; none means the usual ones."""
        known = {column.key for column in self.declared}
        self._chosen = tuple(dict.fromkeys(name for name in names if name in known))

    def set_columns(self, columns: Sequence[tuple[str, Text, int]]) -> bool:
        """Set columns as (key, label, width); return True if they changed and every row must be redrawn."""
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
        self._wanted_key = place or self._wanted_key
        return True

    _wanted_key: str | None = None

    _read_as: str | None = None

    @contextlib.contextmanager
    def read_as_at(self, key: str) -> Iterator[None]:
        """Make `key_at_cursor` return another row's key, so that the page's methods apply to that row."""
        self._read_as = key
        try:
            yield
        finally:
            self._read_as = None

    @property
    def key_at_cursor(self) -> str | None:
        """The key of the highlighted row."""
        if self._read_as is not None:
            return self._read_as
        if not self.row_count or not self.is_valid_row_index(self.cursor_row):
            return None
        return self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value

    def stand_at(self, key: str) -> None:
        """Put the cursor on a row; if the table lacks it, do so when all rows are next drawn and it is among them."""
        if key and not self.go_to(key):
            self._wanted_key = key

    def go_to(self, key: str) -> bool:
        """Put the cursor on a row, and return whether the table has it."""
        if key not in self._shown:
            return False
        self.move_cursor(row=self.get_row_index(key), animate=False)
        return True

    def action_scroll_top(self) -> None:
        """Go to the first loaded row, and ask the page for the first row of the whole list."""
        super().action_scroll_top()
        self.post_message(self.Jumped(to_end=False))

    def action_scroll_bottom(self) -> None:
        """Go to the last loaded row, and ask the page for the last row of the whole list."""
        super().action_scroll_bottom()
        self.post_message(self.Jumped(to_end=True))

    def action_half_down(self) -> None:
        """Go half a page down."""
        self._step(1)

    def action_half_up(self) -> None:
        """Go half a page up."""
        self._step(-1)

    def _step(self, way: int) -> None:
        rows = max(1, self.size.height // (2 * self._row_height))
        self.move_cursor(row=self.cursor_row + way * rows, animate=False)

    def put(self, rows: Sequence[Row], *, height: int = 1) -> None:
        """Show these rows in this order, changing as little as possible."""
        self._rows_put = rows
        if self._marks:
            rows = [self._with_mark(row) for row in rows]
        keys = [key for key, _cells in rows]
        if height == self._row_height and keys == list(self._shown):
            self._update(rows)
        else:
            self._rebuild(rows, keys, height)

    def _update(self, rows: Sequence[Row]) -> None:
        """Update rows that stay in place: write the cells that differ, and redraw only their rows."""
        names = [key for key, _label, _width in self._columns]
        written: dict[RowKey, int] = {}
        for index, (key, cells) in enumerate(rows):
            before = self._shown[key]
            changed: dict[ColumnKey, Text] = {
                ColumnKey(name): new
                for name, old, new in zip(names, before, cells, strict=True)
                if old is not new and appearance(old) != appearance(new)
            }
            if changed:
                row = self._row_locations.get_key(index)
                assert row is not None  # noqa: S101 - the rows are in this order
                self._data[row].update(changed)
                written[row] = index
                self._shown[key] = tuple(cells)
        if written:
            self._forget_drawn(written)
            for index in written.values():
                self.refresh_row(index)

    def _forget_drawn(self, rows: Mapping[RowKey, int]) -> None:
        """Drop Textual's cached lines of these rows; its own `update_cell` would redraw every row."""
        for cells in [key for key in self._cell_render_cache.keys() if key[0] in rows]:  # noqa: SIM118 - the cache is no mapping
            self._cell_render_cache.discard(cells)
        self._row_renderable_cache.clear()
        self._row_render_cache.clear()
        self._line_cache.clear()

    def _rebuild(self, rows: Sequence[Row], keys: list[str], height: int) -> None:
        """Rebuild after the set or the order of rows changed; the cursor stays on its key, else at its position."""
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

    def _render_cell(
        self,
        row_index: int,
        column_index: int,
        base_style: Style,
        width: int,
        cursor: bool = False,
        hover: bool = False,
    ) -> list[list[Segment]]:
        """Draw a cell that is one short line in one step: Rich wraps, pads and crops it in half a dozen.

        The first picture of a list has hundreds of cells.
        """
        row, column = self._row_locations.get_key(row_index), self._column_locations.get_key(column_index)
        cell = self._data[row][column] if row is not None and column is not None else None
        left = width - 2 * self.cell_padding - cell_len(cell.plain) if cell is not None else 0
        if row is None or column is None or cell is None or left < 0 or not self._is_plain_line(cell):
            return super()._render_cell(row_index, column_index, base_style, width, cursor, hover)
        shown_as = (cursor, hover, self._show_hover_cursor, self._update_count, self._pseudo_class_state)
        key = (row, column, base_style, *shown_as)
        drawn: list[list[Segment]] | None = self._cell_render_cache.get(key)
        if drawn is None:
            fixed = row_index < self.fixed_rows or column_index < self.fixed_columns
            own, above = self._get_styles_to_render_cell(
                False,
                False,
                fixed,
                hover,
                cursor,
                self.show_cursor,
                self._show_hover_cursor,
                self.cursor_foreground_priority == "css",
                self.cursor_background_priority == "css",
            )
            ground = base_style + Style.from_meta({"row": row_index, "column": column_index}) + own
            room = ground + above
            console = self.app.console
            parts = cell.render(console) if cell.spans else (Segment(cell.plain, console.get_style(cell.style)),)
            words = [Segment(text, ground + style + above if style else room) for text, style, _ in parts]
            pad = " " * self.cell_padding
            drawn = [[Segment(pad, room), *words, Segment(" " * left + pad, room)]]
            self._cell_render_cache[key] = drawn
        return drawn

    def _is_plain_line(self, cell: Text) -> bool:
        return self._row_height == 1 and cell.justify is None and cell.plain.isprintable()

    def _update_dimensions(self, new_rows: Iterable[RowKey]) -> None:
        """Measure no cell: columns and rows have given sizes, and measuring 3,000 cells would block keys."""
        del new_rows
        super()._update_dimensions(())

    def on_mount(self) -> None:
        """Let the cursor decide the colour of the text under it where there are no colours: it reverses the row."""
        if self.app.no_color:
            self.cursor_foreground_priority = self.cursor_background_priority = "css"

    def on_resize(self, _event: Resize) -> None:
        """Keep the cursor in view: the words below the list may take some of its lines."""
        self.call_after_refresh(self._keep_in_view)

    def _keep_in_view(self) -> None:
        if self.row_count:
            self.move_cursor(row=self.cursor_row, animate=False, scroll=True)

    def forget(self) -> None:
        """Draw everything again at the next `put`."""
        self._columns = ()
        self._shown = {}
