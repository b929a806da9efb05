"""Helpers of the tests of pages with one list."""

from __future__ import annotations

from collections.abc import Callable

from textual.widgets import Static

from tests.tui.support.driving import Driven, settled, until
from tui.screens.list_page import ListPage

LISTS = {"4": "sources", "5": "contacts", "6": "members", "7": "programs", "9": "activity"}


async def visit(app: Driven, key: str) -> None:
    """Go to a page by its key and wait until it has been read; do nothing more if it is already on top."""
    found = app.app.page(LISTS[key])
    assert isinstance(found, ListPage)
    if app.app.top_page() is not found:
        found.data = None
        await app.press(key)
        await until(app.pilot, lambda: app.app.top_page() is found and found.data is not None)
    await settled(app.pilot)


async def sees(app: Driven, holds: Callable[[], bool]) -> None:
    """Wait until a condition holds, as after an act in a thread; if it never does, pytest's timeout ends the test."""
    await until(app.pilot, holds)
    await settled(app.pilot)


def page(app: Driven) -> ListPage[object]:
    """Return the page on top."""
    found = app.app.top_page()
    assert isinstance(found, ListPage)
    return found


def keys(app: Driven) -> list[str]:
    """Return the keys of the rows on the page on top, in order."""
    return [str(row.key.value) for row in page(app).table.ordered_rows]


def cells(app: Driven, key: str) -> dict[str, str]:
    """Return the texts of one row, by column."""
    table = page(app).table
    names = [str(column.key.value) for column in table.ordered_columns]
    return dict(zip(names, [cell.plain.strip() for cell in table.get_row(key)], strict=True))


def title(app: Driven) -> str:
    """Return the border title of the list."""
    return str(page(app).query_one("#list").border_title)


def words(app: Driven, ident: str) -> str:
    """Return the text of a widget, by its id, on the screen on top."""
    return str(app.app.screen.query_one(f"#{ident}", Static).content)


def fault(app: Driven, field: str) -> str:
    """Return the text under a field."""
    line = app.app.screen.query_one(f"#{field}-fault" if field else "#fault", Static)
    return str(line.content) if line.has_class("-on") else ""
