"""A queue of a hundred thousand people: the page holds only the rows on the screen and some above and below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from textual.widgets import Input

from core.services.queue.queue_page import WINDOW
from core.store.database import SteadyDatabase
from core.workspace import Workspace
from tests.support import crowd
from tests.tui.support.driving import Driven, driven, settled
from tests.tui.support.people import furnish
from tui.screens.queue import QueueScreen, Read, Wanted
from tui.widgets.queue_table import QueueTable

CROWD = 100_000
STATEMENTS = 7
"""Most statements of one window, with its counts."""


def fill(workspace: Workspace, count: int) -> None:
    """Put `count` people into one campaign, one send each second; every fourth person is invited."""
    campaign = furnish(workspace)
    with workspace.store.write() as store:
        crowd.contacts(store, count)
        crowd.outreaches(store, int(campaign), ("invited", "finished", "finished", "finished"))


@dataclass
class Watched:
    """A record of the page's reads of the store."""

    running: int = 0
    statements: list[int] = field(default_factory=list)
    """Number of statements of each read of the page."""
    rows: int = 0
    """Most rows of one read."""


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    """Count the statements of each reading of the page, and its rows."""
    watch, load, execute = Watched(), QueueScreen.load, SteadyDatabase.execute_sql

    def counted(screen: QueueScreen, workspace: Workspace, asked: Wanted) -> Read:
        watch.running = 0
        read = load(screen, workspace, asked)
        watch.statements.append(watch.running)
        watch.rows = max(watch.rows, len(read.page.rows))
        return read

    def executed(database: SteadyDatabase, sql: str, params: Sequence[object] | None = None) -> object:
        watch.running += sql.lstrip().upper().startswith(("SELECT", "WITH"))
        return execute(database, sql, params)

    monkeypatch.setattr(QueueScreen, "load", counted)
    monkeypatch.setattr(SteadyDatabase, "execute_sql", executed)
    monkeypatch.setattr("tui.live_app.POLL_S", 3600.0)
    return watch


def found(shown: Driven) -> tuple[int, str, str]:
    """Return the number of rows in the table, the name of the person at the cursor, and the count in the title."""
    page = shown.app.page("queue")
    assert isinstance(page, QueueScreen)
    table = page.query_one(QueueTable)
    view = page._highlighted()
    words = str(page.query_one("#list").border_title).partition(" ─ ")[2]
    return table.row_count, view.contact.name if view else "", words


async def test_the_table_holds_what_it_shows_and_a_margin(workspace: Workspace, watched: Watched) -> None:
    fill(workspace, CROWD)
    async with driven(workspace, page="queue") as shown:
        assert found(shown) == (WINDOW, "Person 100000", "1 to 200 of 100,000, 0 still to go, latest first")
        for _ in range(12):
            await shown.press("pagedown")
        held, name, words = found(shown)
        assert held == WINDOW
        assert name < "Person 99900"
        assert not words.startswith("1 to")
        await shown.press("end")
        assert found(shown) == (WINDOW, "Person 1", "99,801 to 100,000 of 100,000, 0 still to go, latest first")
        await shown.press("pageup", "home")
        assert found(shown) == (WINDOW, "Person 100000", "1 to 200 of 100,000, 0 still to go, latest first")
        await filtered(shown, '"Person 777"')
        assert found(shown) == (27, "Person 77796", '27 invited matching “"Person 777"”, latest first')
    assert max(watched.statements) <= STATEMENTS
    assert watched.rows == WINDOW


async def filtered(shown: Driven, name: str) -> None:
    """Show only invited people whose name matches."""
    await shown.press("slash")
    shown.app.screen.query_one("#find", Input).value = name
    await settled(shown.pilot)
    await shown.press("enter")
    shown.app.screen.show_status("invited")  # type: ignore[attr-defined]
    await settled(shown.pilot)
