"""Queue: everybody's status, for any number of people, and the actions on one of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from textual.coordinate import Coordinate
from textual.widgets import Button, Input, Static

from core.services.explain.person_explained import explain_person
from core.services.overview.status_line import heading
from core.services.queue import queue_edit
from core.services.queue.queue_page import WINDOW, every_id
from core.store.fields import to_us
from core.views.queue_view import QueueQuery
from core.workspace import Workspace
from tests.tui.support.driving import NARROW, NOW, WIDE, Driven, change, driven, plain, settled, sql, until
from tests.tui.support.hostile import STORABLE, foreign, live_links, on_screen
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.in_doubt import ResolveDialog
from tui.dialogs.journey import JourneyDialog
from tui.dialogs.text_dialog import TextDialog
from tui.dialogs.views import ViewsDialog
from tui.screens.queue import QueueScreen
from tui.widgets.queue_pane import QueuePane
from tui.widgets.queue_table import QueueTable, explained


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refresh the page only when something happens, not after each second."""
    monkeypatch.setattr("tui.live_app.POLL_S", 3600.0)


def page(shown: Driven) -> QueueScreen:
    found = shown.app.page("queue")
    assert isinstance(found, QueueScreen)
    return found


def table(shown: Driven) -> QueueTable:
    return page(shown).query_one(QueueTable)


def ids(shown: Driven) -> list[int]:
    """Return the ids of the rows that the table holds, from the top."""
    return [int(key) for key in table(shown).keys]


def title(shown: Driven) -> str:
    return str(page(shown).query_one("#list").border_title)


def told(shown: Driven) -> str:
    """Return the text below the table."""
    pane = page(shown).query_one(QueuePane)
    return " ".join(f"{pane.border_title} {plain(pane)}".split())


def status(workspace: Workspace, ident: int) -> tuple[str, str]:
    """Return status and reason of an outreach, read from the store."""
    found = sql(workspace, "SELECT status, reason FROM outreach WHERE id = ?", ident)[0]
    return str(found[0]), str(found[1])


MOMENTS = {
    "queued": "NULL",
    "pending": "NULL",
    "approved": "NULL",
    "invited": "last_sent_at",
    "messaged": "last_sent_at",
    "finished": "last_sent_at",
    "accepted": "accepted_at",
    "replied": "replied_at",
}
"""SQL for the time of a row without a send time, by status; for all other statuses it is the time of the status."""


def latest(workspace: Workspace, where: str = "1") -> list[int]:
    """Return the ids of rows from the store, with the latest time first."""
    cases = " ".join(f"WHEN '{name}' THEN {column}" for name, column in MOMENTS.items())
    at = f"coalesce(send_at, CASE status {cases} ELSE changed_at END, 0)"
    return [row[0] for row in sql(workspace, f"SELECT id FROM outreach o WHERE {where} ORDER BY {at} DESC, id DESC")]


def one_of(workspace: Workspace, wanted: str) -> int:
    """Return a person in a status; change one if the demo has nobody in it."""
    found = sql(workspace, "SELECT id FROM outreach WHERE status = ? ORDER BY id LIMIT 1", wanted)
    return int(found[0][0])


async def go_to(shown: Driven, ident: int) -> None:
    """Filter by status until the row is in the window, and put the cursor on it."""
    name = sql(
        shown.app.workspace,
        "SELECT p.name FROM outreach o JOIN contact p ON p.id = o.contact_id WHERE o.id = ?",
        ident,
    )[0][0]
    await shown.press("slash")
    page(shown).query_one("#find", Input).value = name
    await settled(shown.pilot)
    await shown.press("enter")
    table(shown).go_to(str(ident))
    await settled(shown.pilot)
    assert table(shown).key_at_cursor == str(ident)


# -- what is shown


async def test_the_latest_is_first_and_the_title_counts_all(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="queue") as shown:
        wanted = latest(demo_workspace)
        assert ids(shown) == wanted[:WINDOW]
        going = heading(demo_workspace).counts["queue"]
        assert title(shown) == f"Queue ─ 1 to {WINDOW} of {len(wanted)}, {going} still to go, latest first"
        await shown.press("s")
        assert title(shown) == f"Queue ─ {going} still to go, next first"
        assert f"3 Queue{going:>9}" in on_screen(shown.app)


@pytest.mark.parametrize("size", [NARROW, WIDE, (160, 48)])
async def test_columns_follow_the_width(demo_workspace: Workspace, size: tuple[int, int]) -> None:
    async with driven(demo_workspace, size=size, page="queue") as shown:
        names = [str(key.value) for key in table(shown).columns]
        assert names[:4] == ["status", "time", "contact", "step"]
        assert ("campaign" in names) is (size != NARROW)
        assert ("reason" in names) is (size[0] >= 140)
        assert table(shown).virtual_size.width <= table(shown).size.width


async def test_every_status_says_what_it_means_and_what_to_do(demo_workspace: Workspace) -> None:
    ident = one_of(demo_workspace, "failed")
    async with driven(demo_workspace, page="queue") as shown:
        await go_to(shown, ident)
        words = told(shown)
        assert "LinkedIn or the provider refused this person" in words
        assert "→ Read the answer" in words
        assert "Provider's answer: Recipient cannot be reached" in words


async def test_a_send_time_is_told_with_its_distance(demo_workspace: Workspace) -> None:
    ident = one_of(demo_workspace, "scheduled")
    async with driven(demo_workspace, page="queue") as shown:
        await go_to(shown, ident)
        assert re.fullmatch(r"\d\d:\d\d", table(shown).get_cell(str(ident), "time").plain)
        assert "(in " in told(shown)


async def test_the_pane_is_cut_for_the_width_that_it_gets_once_it_is_laid_out(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, size=NARROW, page="queue") as shown:
        read = page(shown)._page
        assert read is not None
        pane = QueuePane()
        pane.display = False
        await page(shown).query_one("#list").mount(pane)
        pane.show(read.rows[0], page(shown).colours)
        assert not pane.size.width
        await settled(shown.pilot)
        assert f"sent by {read.rows[0].sender}" in plain(pane)


async def test_who_waits_again_has_no_time(demo_workspace: Workspace) -> None:
    ident = one_of(demo_workspace, "invited")
    change(demo_workspace, "UPDATE outreach SET status = 'pending', step = 1, text = 'Hi' WHERE id = ?", ident)
    async with driven(demo_workspace, page="queue") as shown:
        await go_to(shown, ident)
        assert table(shown).get_cell(str(ident), "time").plain == "–"


@pytest.mark.parametrize("ended", ["withdrawn", "rejected", "cancelled", "failed"])
async def test_the_time_of_who_ended_is_when_they_did(demo_workspace: Workspace, ended: str) -> None:
    ident = one_of(demo_workspace, "invited")
    at = to_us(NOW - timedelta(minutes=20))
    change(demo_workspace, "UPDATE outreach SET status = ?, changed_at = ? WHERE id = ?", ended, at, ident)
    async with driven(demo_workspace, page="queue") as shown:
        await go_to(shown, ident)
        assert table(shown).get_cell(str(ident), "time").plain == "09:00"


async def test_who_was_left_out_of_a_run_has_the_reason_beside_them(demo_workspace: Workspace) -> None:
    ident = one_of(demo_workspace, "approved")
    run = sql(
        demo_workspace,
        "SELECT r.id FROM run r JOIN outreach o ON o.campaign_id = r.campaign_id WHERE o.id = ? "
        "AND r.state <> 'missed' ORDER BY r.opens_at DESC",
        ident,
    )[0][0]
    change(demo_workspace, "UPDATE outreach SET approved_at = 1, step = 0, reason = '' WHERE id = ?", ident)
    noted = """{"share": 3, "want": 9, "limit": "limit.ramp"}"""
    change(demo_workspace, "UPDATE journal SET data = ? WHERE run_id = ? AND kind = 'run.opened'", noted, run)
    async with driven(demo_workspace, size=(160, 48), page="queue") as shown:
        await go_to(shown, ident)
        assert "Left out by the run of" in table(shown).get_cell(str(ident), "reason").plain
        assert "the ramp of the sender's account left it 3 of 9 invitations." in told(shown)
        assert "→ Nothing to do: it is sent in a later run" in told(shown)


async def test_hovering_shows_the_reason(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="queue") as shown:
        assert not table(shown).tooltip
        table(shown).hover_coordinate = Coordinate(1, 0)
        assert str(table(shown).tooltip) == explained(page(shown)._page.rows[1])  # type: ignore[union-attr]
        table(shown).hover_coordinate = Coordinate(1, 2)
        assert not table(shown).tooltip


async def test_nobody_here(workspace: Workspace) -> None:
    async with driven(workspace, page="queue") as shown:
        assert "Nobody here yet." in plain(page(shown).query_one("#empty", Static))
        await shown.press("x", "t", "i", "s")
        assert shown.said[:3] == ["Nobody is highlighted."] * 3
        assert "Nobody is waiting to be contacted." in plain(page(shown).query_one("#empty", Static))


# -- narrowing


async def test_the_queue_of_a_campaign_from_the_list_of_campaigns(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        ident = str(shown.table.key_at_cursor)
        await shown.press("enter", "enter")
        wanted = latest(demo_workspace, f"campaign_id = {ident}")
        assert ids(shown) == wanted
        assert title(shown).startswith("Queue of invite-")
        assert "campaign" not in [key.value for key in table(shown).columns]
        await shown.press("3")
        assert title(shown).startswith("Queue ─ 1 to")


async def test_the_queue_of_a_program_while_it_is_open(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="queue") as shown:
        await shown.press("slash", "a", "enter")
        program = "spring-events-2026"
        page(shown).narrow(program=program)
        await settled(shown.pilot)
        inside = f"campaign_id IN (SELECT id FROM campaign WHERE program = '{program}')"
        assert ids(shown) == latest(demo_workspace, inside)[:WINDOW]
        assert program in title(shown)
        assert page(shown).query_one("#find", Input).value == ""


async def test_it_stays_narrowed_while_another_page_is_looked_at(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("enter", "enter", "slash", "a", "enter")
        page(shown).show_status("invited")
        await settled(shown.pilot)
        before, words = ids(shown), title(shown)
        await shown.press("1", "3")
        assert (ids(shown), title(shown)) == (before, words)
        assert page(shown).query_one("#find", Input).value == "a"


# -- filters and order


async def test_f_offers_the_statuses_that_there_are(demo_workspace: Workspace) -> None:
    there = dict(sql(demo_workspace, "SELECT status, count(*) FROM outreach GROUP BY status"))
    async with driven(demo_workspace, page="queue") as shown:
        await shown.press("f")
        dialog = shown.app.screen
        assert isinstance(dialog, ViewsDialog)
        offered = {view.where.removeprefix("status:") for view in dialog._views if view.where}
        assert offered == set(there)
        await shown.press("j", "enter")
        (found,) = {status(demo_workspace, ident)[0] for ident in ids(shown)}
        assert found in there
        await shown.press("f", "g", "enter")
        assert len({status(demo_workspace, ident)[0] for ident in ids(shown)}) > 1


async def test_a_filter_by_name_as_it_is_typed(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="queue") as shown:
        await shown.press("slash")
        await shown.write("name:")
        for typed in ("m", "ma", "mar"):
            await shown.write(typed[-1])
            inside = f"contact_id IN (SELECT id FROM contact WHERE name LIKE '%{typed}%')"
            assert ids(shown) == latest(demo_workspace, inside)[:WINDOW]
        assert "matching “name:mar”" in title(shown)
        await shown.press("enter")
        assert table(shown).has_focus
        await shown.press("escape")
        assert len(ids(shown)) == WINDOW


async def test_signs_of_a_pattern_mean_themselves(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="queue") as shown:
        await shown.press("slash")
        await shown.write("100%")
        assert "Nobody here matches “100%”." in plain(page(shown).query_one("#empty", Static))


async def test_s_shows_who_is_still_to_go_the_next_first(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="queue") as shown:
        await shown.press("s")
        found = [status(demo_workspace, ident)[0] for ident in ids(shown)]
        ranks = ["unresolved", "in_doubt", "sending", "scheduled", "approved", "pending", "queued"]
        assert [ranks.index(one) for one in found] == sorted(ranks.index(one) for one in found)
        scheduled = [
            row[0] for row in sql(demo_workspace, "SELECT id FROM outreach WHERE status = 'scheduled' ORDER BY send_at")
        ]
        start = found.index("scheduled")
        assert ids(shown)[start : start + len(scheduled)] == scheduled
        assert title(shown).endswith("still to go, next first")
        await shown.press("s")
        assert ids(shown) == latest(demo_workspace)[:WINDOW]


async def test_a_refresh_keeps_the_cursor_on_its_person(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="queue") as shown:
        await shown.press(*["down"] * 6)
        place = table(shown).key_at_cursor
        change(demo_workspace, "UPDATE outreach SET last_sent_at = 9e15 WHERE id = ?", ids(shown)[-1])
        await shown.refresh()
        assert table(shown).key_at_cursor == place
        assert ids(shown).index(int(str(place))) == 7


# -- paging


INVITED = "status = 'invited'"


@pytest.fixture
def small_window(demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> int:
    """Make the window smaller than the sixty invited people, and return its size in rows."""
    change(
        demo_workspace,
        f"UPDATE outreach SET status = 'finished' WHERE {INVITED} AND id NOT IN "
        f"(SELECT id FROM outreach WHERE {INVITED} ORDER BY id LIMIT 60)",
    )
    size = 24
    monkeypatch.setattr("tui.screens.queue.WINDOW", size)
    monkeypatch.setattr("tui.screens.queue.STEP", 7)
    return size


async def only_invited(shown: Driven) -> None:
    """Show only people with the status invited."""
    await shown.press("3")
    page(shown).show_status("invited")
    await settled(shown.pilot)


async def test_the_window_moves_with_the_cursor_down_and_up_again(demo_workspace: Workspace, small_window: int) -> None:
    wanted = latest(demo_workspace, INVITED)
    async with driven(demo_workspace) as shown:
        await only_invited(shown)
        seen = {str(table(shown).key_at_cursor)}
        for step in ("down", "up"):
            for _ in range(len(wanted) // 10 + 1):
                for _row in range(10):
                    await shown.pilot.press(step)
                    seen.add(str(table(shown).key_at_cursor))
                await settled(shown.pilot)
                found = ids(shown)
                start = wanted.index(found[0])
                assert found == wanted[start : start + small_window]
                assert f" {start + 1} to {start + len(found)} of {len(wanted)} invited" in title(shown)
            assert table(shown).key_at_cursor == str(wanted[-1] if step == "down" else wanted[0])
        assert seen == {str(ident) for ident in wanted}


async def test_the_end_of_the_window_is_not_the_end_of_the_queue(demo_workspace: Workspace, small_window: int) -> None:
    wanted = latest(demo_workspace, INVITED)
    async with driven(demo_workspace) as shown:
        await only_invited(shown)
        for end, start in (("G", "g"), ("end", "home")):
            await shown.press(end)
            assert (table(shown).key_at_cursor, ids(shown)) == (str(wanted[-1]), wanted[-small_window:])
            assert f" to {len(wanted)} of {len(wanted)} invited" in title(shown)
            await shown.press(start)
            assert (table(shown).key_at_cursor, ids(shown)) == (str(wanted[0]), wanted[:small_window])
        await shown.press("escape")
        assert ids(shown) == latest(demo_workspace)[:small_window]


async def test_the_highlighted_row_keeps_its_height_as_the_window_moves(
    demo_workspace: Workspace, small_window: int
) -> None:
    async with driven(demo_workspace, size=NARROW) as shown:
        await only_invited(shown)
        await shown.press(*["down"] * 16)
        before = table(shown).cursor_row - table(shown).scroll_y
        first = ids(shown)[0]
        await shown.press("down")
        assert ids(shown)[0] != first
        assert abs(table(shown).cursor_row - table(shown).scroll_y - before) <= 1


# -- remove, requeue, journey


async def test_removing_names_the_person_and_cancel_has_the_focus(demo_workspace: Workspace) -> None:
    ident = one_of(demo_workspace, "scheduled")
    async with driven(demo_workspace, page="queue") as shown:
        await go_to(shown, ident)
        name = table(shown).get_cell(str(ident), "contact").plain
        await shown.press("x")
        dialog = shown.app.screen
        assert isinstance(dialog, ConfirmDialog)
        assert name in plain(dialog.query_one(Static))
        assert isinstance(dialog.focused, Button)
        assert dialog.focused.id == "cancel"
        await shown.press("enter")
        assert status(demo_workspace, ident)[0] == "scheduled"
        await shown.press("x", "right", "enter")
        assert status(demo_workspace, ident) == ("cancelled", "removed")
        assert shown.said[-1] == f"{name} is removed from the queue."
        assert table(shown).get_cell(str(ident), "status").plain == "cancelled"


async def test_the_answer_is_about_the_person_of_the_key_press(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="queue") as shown:
        await shown.press("s", "down", "down")
        wanted = int(str(table(shown).key_at_cursor))
        await shown.press("x")
        queue_edit.remove(demo_workspace, ids(shown)[:2])
        await shown.refresh()
        await shown.press("y")
        assert status(demo_workspace, wanted) == ("cancelled", "removed")
        removed = sql(demo_workspace, "SELECT count(*) FROM outreach WHERE reason = 'removed'")
        assert removed == [(3,)]


async def test_requeue_brings_back_all_who_lacked_a_value_and_asks_first(demo_workspace: Workspace) -> None:
    (campaign, *_), *_ = sql(
        demo_workspace,
        "SELECT campaign_id, count(*) FROM outreach WHERE status = 'pending' AND step = 0 GROUP BY campaign_id "
        "HAVING count(*) > 1 ORDER BY campaign_id",
    )
    found = sql(demo_workspace, f"SELECT id FROM outreach WHERE status = 'pending' AND campaign_id = {campaign}")
    two = [ident for (ident,) in found[:2]]
    left_out = "status = 'cancelled', reason = 'text.missing:custom.x', step = 0"
    change(demo_workspace, f"UPDATE outreach SET {left_out} WHERE id IN ({two[0]}, {two[1]})")
    async with driven(demo_workspace, page="queue") as shown:
        await go_to(shown, two[0])
        await shown.press("t")
        await until(shown.pilot, lambda: isinstance(shown.app.screen, ConfirmDialog))
        assert "Put 2 people back?" in str(shown.app.screen.query_one(".dialog").border_title)
        await shown.press("y")
        await until(shown.pilot, lambda: "2 people are back in the queue." in shown.said)
        back = sql(demo_workspace, f"SELECT status FROM outreach WHERE id IN ({two[0]}, {two[1]})")
        assert back == [("queued",), ("queued",)]


async def test_requeue_puts_a_person_back(demo_workspace: Workspace) -> None:
    ident = one_of(demo_workspace, "failed")
    async with driven(demo_workspace, page="queue") as shown:
        await go_to(shown, ident)
        await shown.press("t")
        assert status(demo_workspace, ident)[0] == "queued"
        assert shown.said[-1].endswith("is back in the queue.")


async def test_withdrawing_asks_and_hits_the_person_of_the_key_press(demo_workspace: Workspace) -> None:
    ident, other = one_of(demo_workspace, "invited"), one_of(demo_workspace, "scheduled")
    async with driven(demo_workspace, page="queue") as shown:
        await go_to(shown, ident)
        name = table(shown).get_cell(str(ident), "contact").plain
        await shown.press("W")
        dialog = shown.app.screen
        assert isinstance(dialog, ConfirmDialog)
        assert f"Withdraw the invitation to {name}?" in str(dialog.query_one(".dialog").border_title)
        assert isinstance(dialog.focused, Button)
        assert dialog.focused.id == "cancel"
        queue_edit.remove(demo_workspace, [other])  # something else changes while the dialog is open
        await shown.refresh()
        await shown.press("y")
        assert status(demo_workspace, ident) == ("invited", "withdrawal.asked")
        assert shown.said[-1] == f"The invitation to {name} is to be withdrawn."
        assert "Their invitation is to be withdrawn" in told(shown)
        await shown.press("W")
        assert shown.said[-1] == "Their invitation is already to be withdrawn."


def doubtful(workspace: Workspace) -> int:
    """Return an outreach in doubt, made by SQL from an invited one, in the state that a lost answer leaves."""
    ident = one_of(workspace, "invited")
    change(workspace, "UPDATE outreach SET status = 'unresolved' WHERE id = ?", ident)
    change(workspace, "UPDATE delivery SET state = 'unresolved', words = '[/]gone' WHERE outreach_id = ?", ident)
    return ident


async def test_a_doubt_is_decided_with_what_is_known_in_sight(demo_workspace: Workspace) -> None:
    ident, other = doubtful(demo_workspace), one_of(demo_workspace, "scheduled")
    async with driven(demo_workspace, page="queue") as shown:
        await go_to(shown, ident)
        await shown.press("d")
        dialog = shown.app.screen
        assert isinstance(dialog, ResolveDialog)
        known = plain(dialog.query_one("#known", Static))
        assert "was tried on" in known
        assert "[/]gone" in known
        assert isinstance(dialog.focused, Button)
        assert dialog.focused.id == "cancel"
        await shown.press("enter")
        assert status(demo_workspace, ident)[0] == "unresolved"
        await shown.press("d")
        queue_edit.remove(demo_workspace, [other])  # something else changes while the dialog is open
        await shown.refresh()
        await shown.press("x")
        assert status(demo_workspace, ident) == ("cancelled", "skipped")
        assert shown.said[-1].endswith("settled as skip.")
        await shown.press("u")
        assert shown.said[-1].startswith("A send in doubt was left out for good")  # no name: it may be erased by now


def asks_about_a_doubt(shown: Driven) -> bool:
    return isinstance(shown.app.screen, ResolveDialog)


async def test_marked_doubts_are_asked_about_one_after_the_other(demo_workspace: Workspace) -> None:
    doubts = {doubtful(demo_workspace) for _ in range(3)}
    async with driven(demo_workspace, page="queue") as shown:
        page(shown).show_status("unresolved")
        await settled(shown.pilot)
        await shown.press("asterisk", "d")
        assert asks_about_a_doubt(shown)
        assert "2 more follow" in on_screen(shown.app)
        await shown.press("x")
        assert asks_about_a_doubt(shown)
        assert "1 more follows" in on_screen(shown.app)
        await shown.press("y", "escape")
        assert not asks_about_a_doubt(shown)
        found = sorted(status(demo_workspace, ident)[0] for ident in doubts)
        assert found == ["cancelled", "invited", "unresolved"]
        assert len(page(shown).marked) == 1
        page(shown).show_status("finished")
        await settled(shown.pilot)
        await shown.press("escape", "asterisk", "d")
        assert shown.said[-1] == "None of these people has a send in doubt."


@pytest.mark.parametrize(
    ("key", "words", "wanted"),
    [
        ("x", "Only people queued, pending, approved or scheduled can be removed", "invited"),
        ("t", "can be put back", "invited"),
        ("d", "can be decided", "invited"),
        ("W", "can be withdrawn", "scheduled"),
    ],
)
async def test_what_cannot_be_done_says_why(demo_workspace: Workspace, key: str, words: str, wanted: str) -> None:
    ident = one_of(demo_workspace, wanted)
    async with driven(demo_workspace, page="queue") as shown:
        await go_to(shown, ident)
        await shown.press(key)
        assert f"{words}; this one is {wanted}" in shown.said[-1]
        assert shown.app.screen is page(shown)


async def test_a_refusal_is_said_in_words(demo_workspace: Workspace) -> None:
    ident = one_of(demo_workspace, "failed")
    (contact,) = sql(demo_workspace, "SELECT contact_id FROM outreach WHERE id = ?", ident)[0]
    change(demo_workspace, "UPDATE contact SET blocked_at = 1 WHERE id = ?", contact)
    async with driven(demo_workspace, page="queue") as shown:
        await go_to(shown, ident)
        await shown.press("t")
        assert "do not contact" in shown.said[-1]


@pytest.mark.parametrize("key", ["i", "enter"])
async def test_the_journey(demo_workspace: Workspace, key: str) -> None:
    async with driven(demo_workspace, page="queue") as shown:
        await shown.press(key)
        dialog = shown.app.screen
        assert isinstance(dialog, JourneyDialog)
        read: Callable[[], str] = lambda: plain(dialog.query_one("#told", Static))  # noqa: E731
        await until(shown.pilot, lambda: "taken from the source" in read())
        await shown.press("escape")
        assert shown.app.screen is page(shown)


# -- hostile names


async def test_hostile_names_are_only_text(demo_workspace: Workspace) -> None:
    rows = sql(demo_workspace, "SELECT id, contact_id FROM outreach")
    for number, (ident, contact) in enumerate(rows):
        evil = STORABLE[number % len(STORABLE)]
        change(demo_workspace, "UPDATE contact SET name = ? WHERE id = ?", evil, contact)
        change(demo_workspace, "UPDATE outreach SET text = ? WHERE id = ?", evil, ident)
        change(demo_workspace, "UPDATE delivery SET words = ? WHERE outreach_id = ?", evil, ident)
    change(demo_workspace, "UPDATE campaign SET name = ?, program = ?", "[@click=app.quit]x[/]", "a\x1b]0;owned\x07")
    async with driven(demo_workspace) as shown:
        await shown.press("enter", "enter")
        for keys in (("3",), ("3",), ("s",), ("x", "escape"), ("i", "escape")):
            for key in keys:
                await shown.press(key)
                assert foreign(on_screen(shown.app)) == set()
                assert live_links(shown.app) == []
        for _ in range(40):
            await shown.press("down")
            assert foreign(on_screen(shown.app)) == set()
            assert live_links(shown.app) == []


async def test_e_changes_a_text_that_waits(demo_workspace: Workspace) -> None:
    text = "SELECT text, revision FROM outreach WHERE id = ?"
    async with driven(demo_workspace, page="queue") as shown:
        page(shown).show_status("pending")
        await settled(shown.pilot)
        ident = ids(shown)[0]
        ((before, revision),) = sql(demo_workspace, text, ident)
        await shown.press("e", "X", "ctrl+s")
        await until(shown.pilot, lambda: shown.app.screen is page(shown))
        await settled(shown.pilot)
        assert sql(demo_workspace, text, ident) == [(f"{before}X", revision + 1)]
        page(shown).show_status("invited")
        await settled(shown.pilot)
        await shown.press("e")
        assert shown.said[-1] == "Only a text that waits for approval can be changed; this one is invited."


async def test_w_says_why_a_person_is_where_they_are(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("3", "w")
        dialog = shown.app.screen
        assert isinstance(dialog, TextDialog)
        row = page(shown)._highlighted()
        assert row is not None
        found = explain_person(demo_workspace, str(row.campaign_id), str(row.contact.id))
        told = on_screen(shown.app)
        assert found.reason in told
        assert row.campaign in told
        await shown.press("escape")
        page(shown).go_to_line(57)
        await settled(shown.pilot)
        assert page(shown).query_one(QueueTable).key_at_cursor == str(
            every_id(demo_workspace, QueueQuery(), limit=57)[56]
        )
        await shown.press("f", "L")
        await shown.write("contact, campaign")
        await shown.press("enter")
        assert [str(key.value) for key in page(shown).query_one(QueueTable).columns] == ["contact", "campaign"]
