"""The app on a damaged store: every page reports the damage, and no engine runs."""

from __future__ import annotations

import pytest

from core.errors import DamagedError
from core.store.upkeep import damage
from core.views.status_view import Heading
from core.workspace import Workspace
from tests.tui.support.driving import NARROW, WIDE, driven, until
from tui import live_app
from tui.app import OvertureApp
from tui.engine_host import EngineHost
from tui.widgets.status_line import StatusLine

WORDS = "Tree 51 page 51: bad cell"


def line(driven_app: OvertureApp) -> str:
    """Return the text of the status line."""
    return str(driven_app.screen.query_one(StatusLine).render())


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_every_page_reports_the_damage_and_still_reads(demo_workspace: Workspace, size: tuple[int, int]) -> None:
    damage.note(demo_workspace.home, WORDS)
    async with driven(demo_workspace, size=size) as found:
        assert "STORE DAMAGED, nothing is sent" in line(found.app)
        await found.pilot.press("2")
        await until(found.pilot, lambda: "STORE DAMAGED" in line(found.app))


async def test_no_engine_runs_on_a_damaged_store(demo_workspace: Workspace) -> None:
    damage.note(demo_workspace.home, WORDS)
    host = EngineHost(demo_workspace)
    host.start()
    try:
        async with driven(demo_workspace, host=host) as found:
            await until(found.pilot, lambda: WORDS in host.fault)
            assert not host.running
            found.app.refresh_page()
            await until(found.pilot, lambda: any(WORDS in words for words in found.said))
    finally:
        host.close()


@pytest.mark.parametrize("error", [DamagedError("The store is damaged."), ValueError("garbage")])
async def test_a_page_that_cannot_be_read_says_why(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Neither the page nor the data of the status line can be read; the status line is drawn all the same."""

    def broken(_workspace: Workspace) -> Heading:
        damage.note(demo_workspace.home, WORDS)
        raise error

    monkeypatch.setattr(live_app, "heading", broken)
    async with driven(demo_workspace) as found:
        await until(found.pilot, lambda: "STORE DAMAGED, nothing is sent · overture restore FILE" in line(found.app))
