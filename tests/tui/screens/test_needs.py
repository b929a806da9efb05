"""The page Needs you, which lists everything that waits for a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.cli import in_app
from core.services.overview.needs import needs
from core.workspace import Workspace
from tests.tui.support.driving import NOW, change, driven, settled, sql
from tui.app import OvertureApp
from tui.memory import Memory
from tui.screens.members import MembersScreen
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
        assert page.table.shown_keys[0] == "approvals:7"
        assert page.table.shown_keys[-1] == "source:finished:2"  # nobody is left whom a run could miss
        await shown.press("G", "enter")
        assert where(shown.app) == ("sources", "")
        assert shown.app.screen.table.key_at_cursor == "2"
        await shown.press("full_stop")
        assert where(shown.app)[0] == "approvals"


async def test_it_opens_on_the_most_urgent_and_comes_back_to_where_it_was(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("exclamation_mark", "G")
        page = needs_page(shown.app)
        last = page.table.shown_keys[-1]
        await shown.press("enter", "minus")
        assert shown.app.screen is page
        assert page.table.key_at_cursor == last
        await shown.press("1", "exclamation_mark")
        assert page.table.key_at_cursor == page.table.shown_keys[0]


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


def make_a_hundred(workspace: Workspace) -> None:
    """Make 70 approvals in five campaigns, 16 replies, 10 doubts, three disconnected accounts, one exhausted source."""
    asked = "SELECT campaign_id FROM outreach WHERE status = 'pending'"
    waiting = sql(workspace, "SELECT count(*) FROM outreach WHERE status = 'pending'")[0][0]
    others = sql(
        workspace, f"SELECT id FROM outreach WHERE status <> 'pending' AND campaign_id IN ({asked}) ORDER BY id"
    )
    for (ident,) in others[: 70 - waiting]:
        change(workspace, "UPDATE outreach SET status = 'pending', text = 'Hi', step = 0 WHERE id = ?", ident)
    rest = f"FROM outreach WHERE status = 'invited' AND campaign_id NOT IN ({asked}) ORDER BY id LIMIT"
    for (ident,) in sql(workspace, f"SELECT id {rest} 10"):
        change(workspace, "UPDATE outreach SET status = 'unresolved' WHERE id = ?", ident)
        change(
            workspace, "UPDATE delivery SET state = 'unresolved' WHERE outreach_id = ? AND kind = 'invitation'", ident
        )
    at = int(NOW.timestamp() * 1_000_000) - 1
    change(
        workspace,
        "INSERT INTO reply (outreach_id, message_id, at, text, ours) "
        f"SELECT id, 'new-' || id, {at}, 'Hello', 0 {rest} 15",
    )
    change(workspace, "UPDATE member SET state = 'disconnected'")


async def test_a_hundred_things_take_at_most_160_keys(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.key_queue.CLOSED_S", float("-inf"))  # a person reads before they answer
    make_a_hundred(demo_workspace)
    found = needs(demo_workspace).items
    kinds = [one.kind for one in found]
    approvals = sum(one.count for one in found if one.kind == "approvals")
    assert (approvals, kinds.count("approvals"), kinds.count("doubt"), kinds.count("reply")) == (70, 5, 10, 16)
    assert approvals + len(found) - 5 >= 100
    pressed = 0
    answers = {"approvals": ("Y", "y"), "doubt": ("d", "x")}
    async with driven(demo_workspace) as shown:

        async def press(*keys: str) -> None:
            nonlocal pressed
            pressed += len(keys)
            await shown.press(*keys)

        await press("exclamation_mark")
        page = needs_page(shown.app)
        while page.table.shown_keys and pressed < 160:
            kind = str(page.table.key_at_cursor).partition(":")[0]
            await press("enter" if kind in answers else "x")
            if shown.app.screen is not page:
                await press(*answers[kind], "exclamation_mark")
        assert (page.table.shown_keys, pressed <= 160) == ([], True)
    assert not {"approvals", "doubt"} & {one.kind for one in needs(demo_workspace).items}


async def test_one_filter_narrows_the_page_and_the_command(demo_workspace: Workspace) -> None:
    where = "kind:approvals sort:-count"
    printed = in_app.run(demo_workspace, f'needs --where "{where}" --columns id,count --csv').text.splitlines()
    assert printed[0] == "id,count"
    async with driven(demo_workspace) as shown:
        await shown.press("exclamation_mark")
        page = needs_page(shown.app)
        every = page.table.row_count
        page.set_filter(where)
        await settled(shown.pilot)
        assert page.table.shown_keys == [line.partition(",")[0] for line in printed[1:]]
        assert 0 < page.table.row_count < every
        assert in_app.run(demo_workspace, "needs --where kind:nothing").code == 2
        last = page.table.shown_keys[-1]
        assert in_app.run(demo_workspace, f'needs --where "{where}" --after {last}').text == (
            "Nothing that needs a person matches.\n"
        )


async def test_full_stop_goes_to_the_next_row_that_the_filter_shows(demo_workspace: Workspace) -> None:
    make_a_hundred(demo_workspace)
    async with driven(demo_workspace) as shown:
        await shown.press("exclamation_mark")
        page = needs_page(shown.app)
        page.set_filter("kind:account")
        await settled(shown.pilot)
        for key in page.table.shown_keys[:2]:
            await shown.press("full_stop")
            members = shown.app.screen
            assert isinstance(members, MembersScreen)
            assert members.table.key_at_cursor == key.rpartition(":")[2]
        await shown.press("exclamation_mark")
        page.set_filter("nobody-has-this-name")
        await settled(shown.pilot)
        count = len(needs(demo_workspace).items)
        await shown.press("1", "full_stop")
        assert (shown.at_home, shown.said[-1:]) == (
            True,
            [f"The filter of Needs you hides everything that needs you: {count} rows."],
        )
