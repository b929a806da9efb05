"""The page of what needs a person."""

from __future__ import annotations

from pathlib import Path

from core.workspace import Workspace
from tests.tui.support.driving import driven, settled
from tui.app import OvertureApp
from tui.memory import Memory
from tui.screens.needs import NeedsScreen
from tui.screens.page import PageScreen
from tui.widgets.filter_line import FilterLine


def needs_page(app: OvertureApp) -> NeedsScreen:
    page = app.page("needs")
    assert isinstance(page, NeedsScreen)
    return page


def where(app: OvertureApp) -> tuple[str, str]:
    """Return the page on top and its filter."""
    page = app.screen
    assert isinstance(page, PageScreen)
    return page.page, page.query_one(FilterLine).value


async def test_enter_and_full_stop_go_to_the_things_themselves(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("6", "exclamation_mark")
        page = needs_page(shown.app)
        assert shown.app.screen is page
        assert page.table.shown_keys[0] == "source:finished:2"
        await shown.press("enter")
        assert where(shown.app) == ("sources", "")
        assert shown.app.screen.table.key_at_cursor == "2"
        await shown.press("full_stop")
        assert where(shown.app) == ("approvals", 'campaign="invite-alumni"')


async def test_what_was_seen_stays_hidden_at_the_next_start(demo_workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    app = OvertureApp(demo_workspace, memory=Memory(file))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("exclamation_mark")
        await settled(pilot)
        first, second = needs_page(app).table.shown_keys[:2]
        await pilot.press("x")
        await settled(pilot)
        assert needs_page(app).table.shown_keys[0] == second
        app._poll()
    again = OvertureApp(demo_workspace, memory=Memory(file))
    async with again.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert needs_page(again).table.shown_keys[0] == second
        await pilot.press("x", "u")
        await settled(pilot)
        assert needs_page(again).table.shown_keys[0] == second
        assert first not in needs_page(again).table.shown_keys
