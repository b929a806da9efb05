"""Driving the app in a test: an app with its pilot, and waiting without sleeping."""

from __future__ import annotations

import asyncio
import contextlib
import traceback
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from textual.events import Key
from textual.message import Message
from textual.notifications import Notify
from textual.pilot import Pilot
from textual.widget import Widget

from core.store.database import Store
from core.workspace import Workspace
from tests.support.counts import recount
from tests.tui.support.drawing import draw
from tui.app import OvertureApp
from tui.engine_host import EngineHost
from tui.memory import Kept, Memory
from tui.screens.invites import InvitesScreen
from tui.widgets.campaign_table import CampaignTable
from tui.widgets.status_line import StatusLine

NOW = datetime(2026, 1, 15, 8, 20, tzinfo=UTC)
"""A Thursday, 09:20 in Paris: one of the demo's runs is open."""
BUSY_S = 0.002
"""Seconds between two checks whether the app has finished its work."""
WIDE, NARROW = (140, 40), (80, 24)


async def settled(pilot: Pilot[None]) -> None:
    """Wait until no worker and no message is under way, then draw."""
    app = await rested(pilot)
    draw(app)
    assert app._exception is None, app._exception


async def rested(pilot: Pilot[None]) -> OvertureApp:
    """Wait as `settled` does, without drawing: for a test that draws the screen itself, or asks for places only."""
    app = pilot.app
    assert isinstance(app, OvertureApp)
    await pilot.pause(0)
    while app.is_running and app.busy:
        await pilot.pause(BUSY_S)
    await pilot.pause()
    assert app._exception is None, app._exception
    return app


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait until a condition holds; if it never does, pytest's timeout ends the test."""
    while not holds():
        assert pilot.app.is_running
        await pilot.pause(BUSY_S)


def plain(widget: Widget) -> str:
    """Return the words that a widget shows."""
    return "\n".join(line.text.rstrip() for line in widget.render_lines(widget.outer_size.region))


@dataclass
class Driven:
    """A running app, with methods for tests."""

    app: OvertureApp
    pilot: Pilot[None]
    said: list[str] = field(default_factory=list)
    """Every message that was shown, also those that have disappeared."""

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, and wait until all is done."""
        for key in keys:
            await self.pilot.press(key)
            await settled(self.pilot)

    async def write(self, text: str) -> None:
        """Type a text."""
        await self.pilot.press(*("space" if sign == " " else sign for sign in text))
        await settled(self.pilot)

    async def refresh(self) -> None:
        """Check for changes, as the app does each second."""
        self.app.refresh_page()
        await settled(self.pilot)

    @property
    def invites(self) -> InvitesScreen:
        screen = self.app.page("invites")
        assert isinstance(screen, InvitesScreen)
        return screen

    @property
    def at_home(self) -> bool:
        """Return whether Invites is on top, with no dialog over it."""
        return self.app.screen is self.invites

    @property
    def table(self) -> CampaignTable:
        return self.invites.query_one(CampaignTable)

    @property
    def keys(self) -> list[str]:
        """Return the campaigns in the table, by id, from the top."""
        return [str(row.key.value) for row in self.table.ordered_rows]

    async def highlight(self, ident: str) -> None:
        """Move the cursor to a campaign."""
        self.table.move_cursor(row=self.keys.index(ident))
        await settled(self.pilot)
        assert self.table.key_at_cursor == ident

    @property
    def status(self) -> str:
        """Return the text of the status line."""
        return plain(self.app.screen.query_one(StatusLine))


async def burst(shown: Driven, *keys: str) -> None:
    """Send all keys at once, before any of them is processed."""
    for key in keys:
        shown.app.post_message(Key(key, {"space": " ", "slash": "/"}.get(key, key if len(key) == 1 else None)))
    await settled(shown.pilot)


class LastPage(Memory):
    """A memory for an app that is to open on `page`, as if the last session had ended there; it stores nothing."""

    def __init__(self, page: str) -> None:
        self._page = page

    def read(self) -> Kept:
        return {"page": self._page}

    def write(self, kept: Mapping[str, Any]) -> None:
        del kept


@contextlib.asynccontextmanager
async def driven(
    workspace: Workspace, *, size: tuple[int, int] = WIDE, host: EngineHost | None = None, page: str = ""
) -> AsyncIterator[Driven]:
    """Run the app on a workspace, settled before and after; it opens on `page`, as if the last session had ended there.

    A test of another page than Invites thereby saves the time of drawing Invites first.
    """
    app = OvertureApp(workspace, host=host, memory=LastPage(page) if page else None)
    said: list[str] = []

    def listen(message: Message) -> None:
        if isinstance(message, Notify):
            said.append(str(message.notification.message))

    async with app.run_test(size=size, notifications=True, tooltips=True, message_hook=listen) as pilot:
        await settled(pilot)
        yield Driven(app, pilot, said)
        await settled(pilot)


@contextlib.contextmanager
def store_left_alone_by_the_loop() -> Iterator[None]:
    """Fail if the block opens the store on the event loop, where a slow disk would delay the keys."""
    found: list[str] = []
    session = Store.session

    def watched(store: Store) -> AbstractContextManager[None]:
        if asyncio._get_running_loop() is not None:
            found.append("".join(traceback.format_stack(limit=6)))
        return session(store)

    with patch.object(Store, "session", watched):
        yield
    assert found == [], "\n".join(found)


def sql(workspace: Workspace, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Return the rows of an SQL statement, without a service."""
    with workspace.store.read() as store:
        return store.rows(statement, *values)


def change(workspace: Workspace, statement: str, *values: object) -> None:
    """Change the store by an SQL statement, without a service; only the stored counts are brought up to date."""
    with workspace.store.write() as store:
        store.change(statement, *values)
        recount(store)
