"""Marked sends in doubt: each is answered by itself, with its evidence in sight."""

from __future__ import annotations

import threading

import pytest
from textual.screen import Screen

from core.errors import RefusedError
from core.workspace import Workspace
from tests.support.patience import DEADLINE_S
from tests.tui.support.driving import Driven, burst, change, driven, settled, sql, until
from tui.dialogs.in_doubt import ResolveDialog
from tui.screens.queue import QueueScreen


def doubts(workspace: Workspace, count: int) -> list[int]:
    """Return outreaches in doubt, made by SQL from invited ones, in the state that a lost answer leaves."""
    found = [row[0] for row in sql(workspace, f"SELECT id FROM outreach WHERE status = 'invited' LIMIT {count}")]
    for ident in found:
        change(workspace, "UPDATE outreach SET status = 'unresolved' WHERE id = ?", ident)
        change(workspace, "UPDATE delivery SET state = 'unresolved' WHERE outreach_id = ?", ident)
    return found


def left(workspace: Workspace, idents: list[int]) -> int:
    """Return how many of these outreaches are still in doubt."""
    rows = dict(sql(workspace, "SELECT id, status FROM outreach"))
    return sum(rows[ident] == "unresolved" for ident in idents)


def marked(shown: Driven, idents: list[int]) -> QueueScreen:
    """Return the page Queue with these rows marked."""
    page = shown.app.page("queue")
    assert isinstance(page, QueueScreen)
    page.marked_table.mark([str(ident) for ident in idents])
    return page


def top(shown: Driven) -> Screen[object]:
    return shown.app.screen


async def test_a_repeated_skip_answers_one_doubt_only(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = doubts(demo_workspace, 3)
    async with driven(demo_workspace, page="queue") as shown:
        marked(shown, made)
        await shown.press("d")
        monkeypatch.setattr("tui.key_queue.CLOSED_S", 3600.0)
        shown.app._keys.note_closed(float("-inf"))
        await burst(shown, "x", "x", "x")
        await shown.press("x")
        assert isinstance(top(shown), ResolveDialog)
        assert left(demo_workspace, made) == 2


async def test_a_refused_answer_leaves_its_mark_and_asks_no_more(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = doubts(demo_workspace, 2)
    async with driven(demo_workspace, page="queue") as shown:
        page = marked(shown, made)
        monkeypatch.setattr("tui.screens.queue_marks.in_doubt.resolve", refuse)
        await shown.press("d", "y")
        assert top(shown) is page
        assert len(page.marked) == 2
        assert shown.said[-1] == "No."


async def test_no_answer_is_taken_before_the_evidence_was_read(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, go = doubts(demo_workspace, 1), threading.Event()

    def unreadable(*_arguments: object) -> None:
        go.wait(DEADLINE_S)
        refuse()

    monkeypatch.setattr("tui.dialogs.in_doubt.evidence", unreadable)
    async with driven(demo_workspace, page="queue") as shown:
        marked(shown, made)
        await shown.pilot.press("d")
        await until(shown.pilot, lambda: isinstance(top(shown), ResolveDialog))
        await shown.pilot.press("y", "a", "x")
        assert isinstance(top(shown), ResolveDialog)
        go.set()
        await settled(shown.pilot)
        assert left(demo_workspace, made) == 1
        await shown.press("x")  # the reason is shown, and the person may know better
        assert left(demo_workspace, made) == 0


def refuse(*_arguments: object) -> None:
    """Refuse, as a service does."""
    raise RefusedError("No.")
