"""A table draws only the rows that changed; an outdated drawing of such a row is never shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from rich.style import Style
from rich.text import Text
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import DataTable

from tui.widgets.keyed_table import KeyedTable, Row

ROWS, FAR = 50, 40
"""The number of rows, more than fit on the screen, and the index of a row below the screen's end."""


class Shown(App[None]):
    """An app with fifty rows of a name and a number."""

    def compose(self) -> ComposeResult:
        yield KeyedTable()

    def on_mount(self) -> None:
        """Show the rows as they are at first."""
        self.table.set_columns([("name", Text("Name"), 8), ("count", Text("Count"), 8)])
        self.table.put(rows())

    @property
    def table(self) -> KeyedTable:
        return self.query_one(KeyedTable)

    def lines(self) -> list[str]:
        """Return the lines of the table on the screen."""
        return [strip.text.rstrip() for strip in self.table.render_lines(self.table.size.region)]


def rows(changed: int | None = None, words: Text | None = None) -> list[Row]:
    """Return the rows, with `words` in the row `changed`."""
    return [
        (str(number), (Text(f"row {number}"), words if number == changed and words is not None else Text("same")))
        for number in range(ROWS)
    ]


@contextmanager
def drawn() -> Iterator[set[int]]:
    """Yield the set of the table's lines that are redrawn within the block."""
    found: set[int] = set()
    render = DataTable.render_line

    def seen(table: KeyedTable, y: int) -> object:
        found.add(y)
        return render(table, y)

    with patch.object(KeyedTable, "render_line", seen):
        yield found


async def put(pilot: Pilot[None], changed: int, words: Text) -> set[int]:
    """Show the rows again, with `words` in the row `changed`; return the lines that were drawn."""
    assert isinstance(pilot.app, Shown)
    await pilot.pause()
    with drawn() as lines:
        pilot.app.table.put(rows(changed, words))
        await pilot.pause()
    return lines


@pytest.mark.parametrize("words", [Text("other"), Text("same", style="red")], ids=["words", "colour"])
async def test_one_row_is_drawn_where_one_changed(words: Text) -> None:
    async with Shown().run_test(size=(40, 20)) as pilot:
        assert await put(pilot, 7, words) == {8}


async def test_nothing_is_drawn_where_nothing_changed_or_what_did_is_not_seen() -> None:
    async with Shown().run_test(size=(40, 20)) as pilot:
        assert await put(pilot, 7, Text("same")) == set()
        assert await put(pilot, FAR, Text("other")) == set()


async def test_what_changed_below_the_screen_is_shown_as_it_is_now() -> None:
    app = Shown()
    async with app.run_test(size=(40, 20)) as pilot:
        app.table.move_cursor(row=FAR, animate=False)
        await pilot.pause()
        assert f" row {FAR}    same" in app.lines()
        app.table.move_cursor(row=0, animate=False)
        await put(pilot, FAR, Text("other"))
        app.table.move_cursor(row=FAR, animate=False)
        await pilot.pause()
        assert f" row {FAR}    other" in app.lines()
        assert app.table.get_cell(str(FAR), "count").plain == "other"


async def test_a_row_under_the_cursor_changes_where_it_was_scrolled_to() -> None:
    app = Shown()
    async with app.run_test(size=(40, 20)) as pilot:
        app.table.move_cursor(row=FAR, animate=False)
        lines = await put(pilot, FAR, Text("other"))
        assert len(lines) == 1
        assert app.lines()[lines.pop()].split() == ["row", str(FAR), "other"]


CELLS = (
    Text("same"),
    Text(""),
    Text("a" * 8),
    Text("a" * 9),
    Text("red", style="red"),
    Text.assemble("some ", ("bold", "bold on blue")),
    Text("株式会"),
    Text("株式会社株"),
    Text("tab\tb"),
    Text("two\nlines"),
    Text("right", justify="right"),
    Text("zero\u200bwid"),
)


async def test_a_cell_looks_as_textual_draws_it() -> None:
    app = Shown()
    async with app.run_test(size=(40, 20)) as pilot:
        for words in CELLS:
            await put(pilot, 7, words)
            for cursor in (False, True):
                asked = (7, 1, Style(color="white", bgcolor="black"), 10, cursor)
                ours = [Strip(line).simplify() for line in app.table._render_cell(*asked)]
                app.table._cell_render_cache.clear()
                assert ours == [Strip(line).simplify() for line in DataTable._render_cell(app.table, *asked)], words
