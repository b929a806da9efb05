"""Approvals: all of the given texts or none, and never a text that nobody has read."""

from __future__ import annotations

import pytest

from core.errors import NotFoundError, RefusedError, UsageError
from core.services.queue import approvals
from tests.support.story import drawn
from tests.support.world import World


@pytest.fixture
def waiting(world: World) -> tuple[World, list[int]]:
    """Return a world with three texts that wait for approval, and their ids."""
    drawn(world, 20, cohort=3)
    return world, [int(row.id) for row in world.queue()]


def test_all_or_none(waiting: tuple[World, list[int]]) -> None:
    world, ids = waiting
    approvals.reject(world.ws, [ids[1]])
    with pytest.raises(RefusedError):
        approvals.approve(world.ws, ids)
    assert world.statuses() == {"pending": 2, "rejected": 1}
    with pytest.raises(NotFoundError):
        approvals.approve(world.ws, [ids[0], 999])
    assert world.statuses() == {"pending": 2, "rejected": 1}


def test_who_said_yes_is_kept(waiting: tuple[World, list[int]]) -> None:
    world, ids = waiting
    (row,) = approvals.approve(world.ws, ids[:1])
    assert (row.status, row.approved_by) == ("approved", "tester")
    assert row.approved_at == world.now


def test_all_of_one_campaign(waiting: tuple[World, list[int]]) -> None:
    world, ids = waiting
    world.source(5, "more")
    other = world.campaign(name="other", source="more", cohort=2)
    world.until("2026-01-07 12:00")
    assert len(approvals.approve_all(world.ws, other)) == 2
    assert world.statuses()["pending"] == 6
    assert set(ids) < set(approvals.approve_all(world.ws, None))


def test_a_revision_guards_the_text(waiting: tuple[World, list[int]]) -> None:
    world, ids = waiting
    approvals.edit_text(world.ws, ids[0], "Other words")
    with pytest.raises(RefusedError) as refused:
        approvals.approve(world.ws, ids[:1], revision=1)
    assert refused.value.code == "revision"
    (row,) = approvals.approve(world.ws, ids[:1], revision=2)
    assert row.text == "Other words"


def test_a_note_may_be_emptied_and_not_be_too_long(waiting: tuple[World, list[int]]) -> None:
    world, ids = waiting
    with pytest.raises(UsageError) as refused:
        approvals.edit_text(world.ws, ids[0], "x" * 301)
    assert refused.value.field == "text"
    with pytest.raises(UsageError) as refused:
        approvals.edit_text(world.ws, ids[0], "x" * 295 + "🚀" * 3)
    assert "301 characters" in refused.value.text
    assert approvals.edit_text(world.ws, ids[0], "x" * 300).text == "x" * 300
    assert approvals.edit_text(world.ws, ids[0], "").text is None


def test_control_characters_never_get_in(waiting: tuple[World, list[int]]) -> None:
    world, ids = waiting
    row = approvals.edit_text(world.ws, ids[0], "Hi\x1b[31m there\u202e")
    assert "\x1b" not in str(row.text)
    assert "\u202e" not in str(row.text)


def test_a_no_is_for_good_in_that_group(waiting: tuple[World, list[int]]) -> None:
    world, ids = waiting
    (row,) = approvals.reject(world.ws, ids[:1])
    assert (row.status, row.reason) == ("rejected", "rejected")
    with pytest.raises(RefusedError):
        approvals.reject(world.ws, ids[:1])
    world.until("2026-01-12 22:00")
    world.approve()
    assert world.row("people-person-0x").status == "rejected"
    world.check()
