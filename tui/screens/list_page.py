"""The base of pages with one list: table, empty state, a line of detail, columns that follow the width."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Resize
from textual.widgets import DataTable, Static

from tui.screens.filtered_page import FilteredPage
from tui.screens.page import Data
from tui.style.cells import cut
from tui.widgets.border_title import entitle, name_room, write
from tui.widgets.column import Column
from tui.widgets.filter_line import FilterLine
from tui.widgets.list_table import Line, ListTable


class _Detail(Static):
    """The pane below a list. A pane that was hidden has no width until it is laid out; then it is drawn again."""

    def __init__(self, draw: Callable[[], None]) -> None:
        super().__init__("", classes="pane detail", id="detail")
        self._draw = draw

    def on_resize(self, _event: Resize) -> None:
        """Fit the words to the new width."""
        self._draw()


class ListPage(FilteredPage[Data]):
    """A page with one table. `data` has the result of the last read, None before the first."""

    columns: ClassVar[tuple[Column, ...]] = ()
    filter_hint: ClassVar[str] = ""
    """Words in the empty filter line; empty for a page without a filter."""

    whole: ClassVar[bool] = True
    """True if every read has all rows of the list; the mark of a row that a read lacks is then dropped."""

    def __init__(self) -> None:
        super().__init__()
        self.data: Data | None = None

    # -- what a page says

    @abstractmethod
    def lines(self, data: Data) -> Sequence[Line]:
        """Return the rows to show."""

    @abstractmethod
    def heading(self, data: Data) -> str:
        """Return the title of the list with its count."""

    @abstractmethod
    def empty(self, data: Data) -> str:
        """Return the words in place of an empty list, with the key to press."""

    @abstractmethod
    def detail(self, data: Data) -> tuple[str, Text] | None:
        """Return the title and words about the highlighted row; None if there are none."""

    # -- how it is shown

    def content(self) -> ComposeResult:
        with Vertical(classes="pane", id="list"):
            table = ListTable(self.columns, id="rows")
            if self.filter_hint:
                yield FilterLine(table, self.filter_hint)
            yield table
            yield Static("", classes="empty", id="empty")
        yield _Detail(draw=self.draw_detail)

    @property
    def table(self) -> ListTable:
        return self.query_one("#rows", ListTable)

    @property
    def marked_table(self) -> ListTable:
        return self.table

    def show_marks(self) -> None:
        self.draw()

    @property
    def key(self) -> str | None:
        """The key of the highlighted row."""
        return self.table.key_at_cursor if self.composed else None

    @property
    def name_room(self) -> int:
        """Cells for a name in a title that goes on behind it."""
        return name_room(self.app.size.width)

    @property
    def room(self) -> int:
        """Cells in a line of the detail."""
        return max(20, self.query_one("#detail").size.width - 4)

    def on_mount(self) -> None:
        """Start on the table."""
        entitle(self.query_one("#list", Vertical), "Reading …")
        self.query_one("#detail").display = False
        self.table.focus()

    def filter_changed(self) -> None:
        """Show the rows that match the changed filter; here without reading again."""
        self.draw()

    def columns_changed(self) -> None:
        self.draw()

    @property
    def part(self) -> str:
        """Return the number of rows that match the filter, for a heading: "3 of "; empty without a filter."""
        return f"{self.table.row_count:,} of " if self.filter_text else ""

    def no_row_fits(self) -> str:
        """Return the words in place of the list if no row matches the filter."""
        return f"Nothing here matches “{cut(self.filter_text, 40)}”. Escape shows all."

    def show(self, data: Data) -> None:
        self.data = data
        self.draw()

    def forget(self) -> None:
        if self.composed:
            self.table.forget()

    def clear(self) -> None:
        """Empty the page while another list is read."""
        self.data = None
        self.unread = True
        if self.composed:
            self.table.clear()
            self.query_one("#empty").display = self.query_one("#detail").display = False
            entitle(self.query_one("#list", Vertical), "Reading …")

    def draw(self) -> None:
        """Draw the result of the last read."""
        if self.data is None or not self.composed:
            return
        lines = self.lines(self.data)
        if self.whole:
            self.table.keep_marks({key for key, _cells in lines})
        self.table.show(lines, self.colours)
        self.show_table(self.table, bool(lines))
        empty = self.query_one("#empty", Static)
        empty.display = not lines
        if not lines:
            write(empty, Text(self.no_row_fits() if self.filter_text else self.empty(self.data)))
        marks = f", {len(self.marked):,} marked" if self.marked else ""
        entitle(self.query_one("#list", Vertical), self.heading(self.data) + marks)
        self.draw_detail()
        self.regrey()

    def draw_detail(self) -> None:
        """Draw the words about the highlighted row."""
        pane = self.query_one("#detail", Static)
        told = None if self.data is None or not self.table.row_count else self.detail(self.data)
        pane.display = told is not None
        if told is not None:
            entitle(pane, told[0])
            write(pane, told[1])

    @on(DataTable.RowHighlighted, "#rows")
    def _moved(self) -> None:
        self.draw_detail()
        self.regrey()
        self.moved()

    def moved(self) -> None:
        """Show the detail of another highlighted row."""

    def on_resize(self, _event: Resize) -> None:
        """Fit the columns to the width."""
        self.call_after_refresh(self.draw)
