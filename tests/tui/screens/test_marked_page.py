"""Marked rows: one question for all of them, one undo, and escape."""

from __future__ import annotations

import pytest

from core.views.archiving_view import ArchivingEnds
from core.workspace import Workspace
from tests.support import crowd
from tests.tui.support.driving import Driven, driven, settled, sql
from tests.tui.support.hostile import on_screen
from tests.tui.support.lists import sees, title, visit
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.editor.dialog import EditorDialog
from tui.screens import marked_page
from tui.screens import queue as queue_page
from tui.screens.queue import QueueScreen


def paused(workspace: Workspace) -> int:
    return int(sql(workspace, "SELECT count(*) FROM member WHERE paused_at IS NOT NULL")[0][0])


async def test_marked_members_are_paused_by_one_question_and_go_on_by_u(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        await visit(app, "6")
        await app.press("space", "space")
        assert title(app).endswith(", 2 marked")
        await app.press("p")
        await sees(app, lambda: isinstance(app.app.screen, ConfirmDialog))
        assert "Pause 2 members?" in on_screen(app.app)
        await app.press("y")
        await sees(app, lambda: paused(demo_workspace) == 2)
        assert "marked" not in title(app)
        await app.press("u")
        await sees(app, lambda: paused(demo_workspace) == 0)
        await app.press("u")
        assert app.said[-1] == "There is nothing left to undo in this session."


async def test_all_that_the_queue_holds_is_marked_and_removed_with_counts(demo_workspace: Workspace) -> None:
    waits = "SELECT count(*) FROM outreach WHERE status = 'pending'"
    (before,) = sql(demo_workspace, waits)[0]
    async with driven(demo_workspace) as app:
        page = app.app.page("queue")
        assert isinstance(page, QueueScreen)
        await app.press("3")
        page.show_status("pending")
        await settled(app.pilot)
        await app.press("asterisk")
        assert len(page.marked) == before
        await app.press("x")
        await sees(app, lambda: isinstance(app.app.screen, ConfirmDialog))
        assert f"Remove {before} people from the queue?" in on_screen(app.app)
        await app.press("y")
        await sees(app, lambda: sql(demo_workspace, waits) == [(0,)])
        assert app.said[-1] == f"{before} removed."
        await app.press("u")
        await sees(app, lambda: app.said[-1].startswith(f"{before} back in the queue."))


@pytest.mark.parametrize(("more", "first"), [(0, ""), (1, "The first ")])
async def test_the_first_rows_are_marked_only_of_a_longer_list(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch, more: int, first: str
) -> None:
    (rows,) = sql(demo_workspace, "SELECT count(*) FROM outreach WHERE status = 'pending'")[0]
    for module in (marked_page, queue_page):
        monkeypatch.setattr(module, "MOST_MARKED", rows - more)
    async with driven(demo_workspace) as app:
        page = app.app.page("queue")
        assert isinstance(page, QueueScreen)
        await app.press("3")
        page.show_status("pending")
        await settled(app.pilot)
        await app.press("asterisk")
        assert len(page.marked) == rows - more
        assert app.said[-1].startswith(f"{first}{rows - more} rows are marked.")


def test_campaigns_of_one_name_are_counted_each() -> None:
    ends = [ArchivingEnds(name, ("spring",), {}, 0) for name in ("Ada", "Bo")]
    assert "2 active campaigns stop: “spring” (2 times)." in marked_page.many_archived(ends, "members")


async def test_escape_does_one_thing_at_a_time(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("slash", *"invite", "escape")
        assert shown.table.has_focus
        await shown.press("v", "space", "j", "v")
        assert len(shown.table.marked) == 3
        await shown.press("minus")
        assert shown.table.marked == []
        assert len(shown.invites.query("FilterLine.-on")) == 1
        await shown.press("escape")
        assert len(shown.invites.query("FilterLine.-on")) == 0
        await shown.press("enter", "enter")
        assert isinstance(shown.app.screen, QueueScreen)
        await shown.press("5", "3", "escape")
        assert shown.app.screen is shown.app.page("contacts")
        await shown.press("q", "q")
        assert isinstance(shown.app.screen, ConfirmDialog)
        assert "Quit Overture?" in on_screen(shown.app)


async def test_an_answer_right_after_something_closed_does_nothing(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(demo_workspace) as shown:
        monkeypatch.setattr("tui.key_queue.CLOSED_S", 3600.0)
        await shown.press("w", "escape", "n", "y")
        assert shown.at_home
        monkeypatch.setattr("tui.key_queue.CLOSED_S", float("-inf"))
        await shown.press("n")
        assert isinstance(shown.app.screen, EditorDialog)
        await settled(shown.pilot)


async def test_a_blocked_person_and_what_that_ended_come_back_by_u(demo_workspace: Workspace) -> None:
    (ident, contact), *_others = sql(
        demo_workspace, "SELECT id, contact_id FROM outreach WHERE status = 'pending' AND step = 0 ORDER BY id"
    )
    status = f"SELECT status FROM outreach WHERE id = {ident}"
    async with driven(demo_workspace) as shown:
        await shown.press("2")
        await highlight(shown, str(ident))
        await shown.press("B")
        await sees(shown, lambda: isinstance(shown.app.screen, ConfirmDialog))
        await shown.press("y")
        await sees(shown, lambda: sql(demo_workspace, status) == [("cancelled",)])
        await shown.press("u")
        await sees(shown, lambda: sql(demo_workspace, status) == [("queued",)])
        await sees(shown, lambda: "1 place is back in the queue" in shown.said[-1])
    assert sql(demo_workspace, f"SELECT blocked_at FROM contact WHERE id = {contact}") == [(None,)]


async def highlight(shown: Driven, key: str) -> None:
    """Move the cursor of the page on top to a row."""
    table = shown.app.screen.query_one("KeyedTable")
    assert table.go_to(key)  # type: ignore[attr-defined]
    await settled(shown.pilot)


async def test_all_that_contacts_holds_is_marked_not_only_the_page(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd, "FIRST", 50_000)
    with demo_workspace.store.write() as store:
        crowd.contacts(store, 250)
    async with driven(demo_workspace) as shown:
        await shown.press("5", "slash")
        await shown.write("Person")
        await shown.press("enter", "asterisk")
        assert title(shown).endswith(", 250 marked")
        await shown.press("right_square_bracket", "space")
        assert title(shown).endswith(", 249 marked")
        await shown.press("B")
        await sees(shown, lambda: isinstance(shown.app.screen, ConfirmDialog))
        assert "Never contact 249 people again?" in on_screen(shown.app)
