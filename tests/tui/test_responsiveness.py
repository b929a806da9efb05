"""Keys are never delayed: the store is read in threads, never on the event loop, and only changes are drawn."""

from __future__ import annotations

import threading
import time
from typing import Any
from unittest.mock import Mock

import pytest
from textual.widget import Widget
from textual.widgets import _data_table as data_table

from core.views.campaign_list_view import CampaignSummary
from core.workspace import Workspace
from tests.support.patience import DEADLINE_S
from tests.tui.support.driving import NARROW, change, driven, settled, store_left_alone_by_the_loop, until
from tui.screens.invites import Invites, InvitesQuery, InvitesScreen
from tui.widgets.campaign_table import CampaignTable
from tui.widgets.page_footer import PageFooter

VISITS: dict[str, tuple[str, ...]] = {
    "1": ("r", "y", "x", "y"),
    "2": ("y", "u"),
    "3": ("x", "y"),
    "5": ("B", "y"),
    "6": ("n", "escape", "p", "y"),
    "0": ("down", "enter"),
}
"""Keys that act on each page. What the dialogs read is tested in `test_hostile.py`, which opens all of them."""


async def test_the_store_is_opened_beside_the_event_loop(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, size=NARROW) as shown:
        with store_left_alone_by_the_loop():
            for page, keys in VISITS.items():
                await shown.press(page, *keys)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turn off all reads that only the passing of time causes."""
    monkeypatch.setattr("tui.live_app.POLL_S", 3600.0)
    monkeypatch.setattr("tui.live_app.REST", 0.0)


async def test_a_slow_read_is_shown_though_the_store_goes_on_changing(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch, still: None
) -> None:
    begun, go_on, load = Mock(), threading.Event(), InvitesScreen.load

    def slow(screen: InvitesScreen, workspace: Workspace, asked: InvitesQuery) -> Invites:
        read = load(screen, workspace, asked)
        begun()
        assert go_on.wait(DEADLINE_S)
        return read

    def name() -> str:
        return str(shown.table.get_cell("5", "name"))

    async with driven(demo_workspace) as shown:
        monkeypatch.setattr(InvitesScreen, "load", slow)
        change(demo_workspace, "UPDATE campaign SET name = 'told first' WHERE id = 5")
        shown.app._poll()
        await until(shown.pilot, lambda: begun.call_count > 0)
        change(demo_workspace, "UPDATE campaign SET name = 'told last' WHERE id = 5")
        shown.app._poll()
        go_on.set()
        await until(shown.pilot, lambda: name().startswith("told first"))
        await settled(shown.pilot)
        shown.app._poll()
        await until(shown.pilot, lambda: name().startswith("told last"))


async def test_only_what_changed_is_drawn_and_nothing_is_measured(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch, still: None
) -> None:
    drawn: set[int] = set()
    cell = CampaignTable._cell

    def seen(table: CampaignTable, view: CampaignSummary, *arguments: Any, **options: Any) -> Any:
        drawn.add(view.id)
        return cell(table, view, *arguments, **options)

    monkeypatch.setattr(CampaignTable, "_cell", seen)
    async with driven(demo_workspace) as shown:
        assert len(drawn) == len(shown.keys)
        monkeypatch.setattr(data_table, "measure", lambda *_: pytest.fail("a cell was measured"))
        for name in ("a first one", "zzz the last one"):  # the order changes too
            drawn.clear()
            change(demo_workspace, "UPDATE campaign SET name = ? WHERE id = 5", name)
            await shown.refresh()
            assert drawn == {5}
            assert shown.keys[0 if name == "a first one" else -1] == "5"


async def test_moving_about_reads_the_detail_alone_and_leaves_the_footer(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch, still: None
) -> None:
    async with driven(demo_workspace) as shown:
        read, footer = Mock(wraps=shown.app.campaigns.read), Mock(wraps=PageFooter.render_line)
        monkeypatch.setattr(shown.app.campaigns, "read", read)
        monkeypatch.setattr(PageFooter, "render_line", lambda foot, y: footer(foot, y))
        await shown.press("down", "down", "down", "up")
        assert shown.invites._detail is not None
        assert shown.invites._detail.id == int(shown.table.key_at_cursor or 0)
        assert (read.call_count, footer.call_count) == (0, 0)
        change(demo_workspace, "UPDATE campaign SET name = 'other' WHERE id = 5")
        await shown.press("down", "down", "up")
        assert read.call_count == 0, "what another process did is read by the next check, not by each key"
        shown.app._rests_until = time.monotonic() + 3600
        shown.app._poll()
        await settled(shown.pilot)
        assert read.call_count == 0, "a read that took long is followed by a rest"
        shown.app._rests_until = 0.0
        shown.app._poll()
        await settled(shown.pilot)
        assert read.call_count == 1
        shown.app._poll()
        await settled(shown.pilot)
        assert read.call_count == 1, "nothing is new"
        shown.app._rests_until = time.monotonic() + 3600
        await shown.press("r", "y")
        assert read.call_count == 2, "what a person did here is read at once"


async def test_a_refresh_without_news_draws_the_status_line_alone(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch, still: None
) -> None:
    drawn: list[str] = []
    refresh = Widget.refresh

    def seen(widget: Widget, *regions: Any, **options: Any) -> Widget:
        drawn.append(type(widget).__name__)
        return refresh(widget, *regions, **options)

    async with driven(demo_workspace) as shown:
        await shown.refresh()
        monkeypatch.setattr(Widget, "refresh", seen)
        await shown.refresh()
        assert set(drawn) <= {"StatusLine"}


async def test_the_footer_is_redrawn_only_where_its_keys_differ(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(demo_workspace) as shown:
        drawn, foot = Mock(wraps=PageFooter.render_line), shown.invites.query_one(PageFooter)
        monkeypatch.setattr(PageFooter, "render_line", lambda foot, y: drawn(foot, y))
        shown.app.refresh_bindings()
        await settled(shown.pilot)
        assert drawn.call_count == 0
        before = [key.name for key in foot.shown if key.enabled]
        change(demo_workspace, "UPDATE campaign SET archived_at = 1")
        await shown.refresh()
        assert drawn.call_count == 1
        assert len([key for key in foot.shown if key.enabled]) < len(before), (
            "nothing can be done with a campaign where there is none"
        )
