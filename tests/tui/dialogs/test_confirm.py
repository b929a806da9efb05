"""Every action that ends or reveals something asks first, or can be undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from textual.screen import ModalScreen, Screen
from textual.widgets import Button

from core.services.campaigns.lifecycle import what_ends
from core.services.members.members import pause
from core.services.overview.next_hour import NextHour, next_hour
from core.store.fields import to_us
from core.workspace import Workspace
from tests.tui.support.driving import NARROW, NOW, WIDE, Driven, change, driven, settled, sql
from tests.tui.support.hostile import on_screen
from tui.actions import ACTIONS, TABLE
from tui.dialogs.confirm import ConfirmDialog
from tui.row_keys import is_at_once
from tui.screens.members import MembersScreen
from tui.screens.pages import PAGES
from tui.screens.stopping import freed

ASKS = {
    "app.pause_all",
    "invites.switch",
    "invites.archive",
    "approvals.approve_all",
    "queue.remove",
    "queue.withdraw",
    "queue.resolve",
    "queue.block",
    "approvals.block",
    "sources.archive",
    "contacts.block",
    "page.leave",
    "members.pause",
    "members.archive",
}
"""Actions that open a question, whose Cancel has the focus."""
TAKEN_BACK = {"approvals.approve": "u", "approvals.reject": "u", "queue.requeue": "x"}
"""Actions that act at once, each with the key that undoes it."""
FORMS = {
    "invites.new",
    "invites.edit",
    "invites.clone",
    "invites.edit_outside",
    "approvals.edit_outside",
    "approvals.edit_text",
    "queue.edit_text",
    "contacts.edit",
    "contacts.forget",
    "sources.new",
    "sources.edit",
    "members.add",
    "members.edit",
    "members.connect",
    "settings.edit",
}
"""Actions that open an editor, or a form that saves by ctrl+s or enter and asks before changes are lost."""
TAKES_BACK = {"app.undo"}
"""The action that undoes the last act."""
LEAVES = {"app.quit", "app.suspend"}
"""Actions that end this app after the call in flight; due work waits for the next engine."""
LOOKS = {
    "app.help",
    "app.help_in_text",
    "page.back",
    *(f"table.{action.name}" for action in TABLE),
    *(f"{page}.copy" for page in ("invites", "approvals", "queue", "sources", "contacts", "members")),
    *(f"{page}.copy" for page in ("needs", "programs", "activity")),
    *(f"{page}.browse" for page in ("approvals", "queue", "contacts", "needs", "activity")),
    "needs.journey",
    "app.command_palette",
    "app.command_line",
    "app.messages",
    "app.sidebar",
    "app.mouse",
    *(f"app.page('{page}')" for page in PAGES),
    "invites.why",
    "invites.filter",
    "invites.sort",
    "invites.fold",
    "invites.runs",
    "runs.campaigns",
    "runs.why",
    "app.next_need",
    "needs.seen",
    "invites.archived",
    *(f"{page}.mark_all" for page in ("invites", "queue", "needs", "sources", "contacts", "members")),
    *(f"{page}.mark" for page in ("invites", "queue", "needs", "sources", "contacts", "members")),
    *(f"{page}.mark_range" for page in ("invites", "queue", "needs", "sources", "contacts", "members")),
    "approvals.mark",
    "approvals.mark_all",
    *(f"{page}.filter" for page in ("approvals", "sources", "members", "programs", "needs")),
    *(f"{page}.sort" for page in ("approvals", "contacts", "members", "needs", "programs", "sources")),
    *(
        f"{page}.views"
        for page in ("invites", "approvals", "queue", "contacts", "members", "needs", "programs", "sources")
    ),
    "approvals.mark_range",
    "approvals.journey",
    "queue.journey",
    "queue.filter",
    "queue.sort",
    "sources.archived",
    "contacts.filter",
    "contacts.journey",
    "contacts.next_page",
    "contacts.previous_page",
    "members.archived",
    "activity.replies",
    "activity.filter",
    "activity.journey",
    "member_day.copy",
    "member_day.day_after",
    "member_day.day_before",
    "member_day.moment",
    "members.why",
    "activity.sort",
    "activity.views",
    "forecast.copy",
    "forecast.fold",
    "programs.fold",
    "forecast.other_view",
    "queue.why",
    "why.copy",
    "why.moment",
    "why.run_after",
    "why.run_before",
    "why.runs",
}
"""Actions that change only what is shown."""


def test_every_action_is_known_to_ask_or_to_harm_nobody() -> None:
    assert {one.id for one in ACTIONS if is_at_once(one)} >= {*TAKEN_BACK, "needs.seen"}
    told = [*ASKS, *TAKEN_BACK, *TAKES_BACK, *FORMS, *LEAVES, *LOOKS]
    assert len(told) == len(set(told))
    assert set(told) == {f"{action.scope}.{action.name}" for action in ACTIONS}


async def highlight_one_that_can(shown: Driven, page: str, action: str) -> None:
    """Put the cursor on the first row for which the action is enabled."""
    screen = shown.app.page(page)
    for _ in range(200):
        if screen.why_not(action) is None:
            return
        await shown.press("down")


@pytest.mark.parametrize("name", sorted(ASKS - {"queue.resolve"}))
async def test_it_asks_with_cancel_in_focus_and_enter_changes_nothing(demo_workspace: Workspace, name: str) -> None:
    action = next(one for one in ACTIONS if f"{one.scope}.{one.name}" == name)
    before = sql(demo_workspace, "SELECT count(*) FROM journal")
    async with driven(demo_workspace) as shown:
        page = "invites" if action.scope in ("app", "page") else action.scope
        screen = shown.app.show_page(page)
        await settled(shown.pilot)
        await highlight_one_that_can(shown, page, action.name)
        await shown.press(action.keys[0])
        asked: Screen[Any] = shown.app.screen
        assert isinstance(asked, ModalScreen), "it did not ask"
        assert isinstance(shown.app.focused, Button)
        assert shown.app.focused.id == "cancel"
        await shown.press("enter")
        assert shown.app.screen_stack[-1] is screen
    assert sql(demo_workspace, "SELECT count(*) FROM journal") == before


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_stopping_names_the_campaign_and_counts_what_stops(
    demo_workspace: Workspace, size: tuple[int, int]
) -> None:
    ends = what_ends(demo_workspace, "1")
    async with driven(demo_workspace, size=size) as shown:
        await shown.highlight("1")
        await shown.press("r")
        told = " ".join(on_screen(shown.app).split())
        assert f"Stop “{ends.name}”?" in told
        for status in ("approved", "pending", "queued"):
            if ends.ends[status]:
                assert f"{ends.ends[status]} {status}" in told
        assert freed(ends.ends["scheduled"]) in told or not ends.ends["scheduled"]
        await shown.press("y")
        assert shown.said == [f"{ends.name} is stopped."]
    assert sql(demo_workspace, "SELECT active FROM campaign WHERE id = 1") == [(0,)]


async def test_starting_does_not_ask(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.highlight("1")
        await shown.press("r", "y", "r")
        assert shown.at_home
    assert sql(demo_workspace, "SELECT active FROM campaign WHERE id = 1") == [(1,)]


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_pausing_asks_both_ways_with_the_next_hour(demo_workspace: Workspace, size: tuple[int, int]) -> None:
    soon = to_us(NOW + timedelta(hours=1))
    ((waiting,),) = sql(
        demo_workspace,
        "SELECT count(*) FROM booking WHERE state = 'planned' AND kind = 'invitation' AND send_at < ?",
        soon,
    )
    found = next_hour(demo_workspace)
    assert found.invitations == waiting > 0
    async with driven(demo_workspace, size=size) as shown:
        await shown.press("P")
        assert isinstance(shown.app.screen, ConfirmDialog)
        told = " ".join(on_screen(shown.app).replace("│", " ").split())
        assert "Pause everything?" in told
        assert f"In the next hour this would be sent: {found.invitations} invitation" in told
        await shown.press("y", "P")
        told = " ".join(on_screen(shown.app).replace("│", " ").split())
        assert "Resume everything?" in told
        assert f"In the next hour this is sent: {found.invitations} invitation" in told
        await shown.press("n")
        assert "PAUSED" in shown.status
        await shown.press("P", "y")
        assert shown.said == ["Everything is paused: nothing is sent.", "Everything is resumed."]


def test_the_next_hour_of_one_member_and_of_all_but_the_paused(demo_workspace: Workspace) -> None:
    members = [str(row[0]) for row in sql(demo_workspace, "SELECT id FROM member ORDER BY id")]
    each = {member: next_hour(demo_workspace, member) for member in members}
    everything = next_hour(demo_workspace)
    assert everything.invitations == sum(one.invitations for one in each.values())
    assert everything.messages == sum(one.messages for one in each.values())
    busy = max(members, key=lambda member: each[member].invitations)
    pause(demo_workspace, busy, on=True)
    assert next_hour(demo_workspace, busy) == each[busy]
    assert next_hour(demo_workspace).invitations == everything.invitations - each[busy].invitations


async def test_nothing_is_announced_from_an_account_that_is_not_connected(demo_workspace: Workspace) -> None:
    members = [str(row[0]) for row in sql(demo_workspace, "SELECT id FROM member ORDER BY id")]
    each = {member: next_hour(demo_workspace, member) for member in members}
    everything = next_hour(demo_workspace)
    busy = max(members, key=lambda member: each[member].invitations)
    change(demo_workspace, "UPDATE member SET state = 'disconnected' WHERE id = ?", int(busy))
    assert next_hour(demo_workspace, busy) == NextHour(0, 0, (), disconnected=True)
    assert next_hour(demo_workspace).invitations == everything.invitations - each[busy].invitations
    async with driven(demo_workspace, page="members") as shown:
        page = shown.app.screen
        assert isinstance(page, MembersScreen)
        page.table.go_to(busy)
        await shown.press("p")
        told = " ".join(on_screen(shown.app).replace("│", " ").split())
        assert "The account is not connected: nothing can be sent from it now." in told
        assert "would be sent" not in told
        await shown.press("y", "p")
        told = " ".join(on_screen(shown.app).replace("│", " ").split())
        assert "Nothing is sent before the account is connected again" in told
