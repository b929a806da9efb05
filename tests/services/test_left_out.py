"""Approved, and yet without a send time: what the last run left somebody out for."""

from __future__ import annotations

from typing import Any

import pytest

from core.services.queue_page import Query, page
from core.store.database import Store
from tests.support.draft import INVITATION, slot
from tests.support.world import World


def approved(world: World) -> list[dict[str, Any]]:
    """Who is approved, as the Queue shows them."""
    return page(world.ws, Query(status="approved"), limit=100).rows


def causes(world: World) -> set[str | None]:
    return {row["left_out"] for row in approved(world)}


def test_a_share_below_what_was_wanted_names_the_limit_with_its_numbers(world: World) -> None:
    world.member(day_cap=4)
    world.source(40)
    world.campaign(cohort=8, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    assert causes(world) == {None}  # approved today: no run could take them yet
    world.until("2026-01-07 22:00")
    left = [row for row in approved(world) if row["left_out"]]
    sent = int(world.run("1", "2026-01-07")["sent"])
    assert len(left) == 8 - sent > 0
    assert {row["left_out"] for row in left} == {"limit.day"}
    assert f"day cap, shared with their other campaigns, left it {sent} of 8 invitations." in left[0]["why"]
    assert left[0]["why"].startswith("Left out by the run of Wed 07 Jan 09:00: ")
    assert left[0]["action"].startswith("Nothing to do: it goes in a later run")
    assert left[0]["reason"] is None
    assert [row["left_out"] for row in world.queue(status="approved")] == [row["left_out"] for row in left]


def test_a_slot_without_room(world: World) -> None:
    world.member(day_cap=40)
    world.source(60)
    world.campaign(cohort=20, slots=(slot("09:00", 12),), steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    assert causes(world) == {"slot.full"}
    assert "the slot had no room for more" in approved(world)[0]["why"]


def test_more_were_approved_than_a_cohort(world: World) -> None:
    world.member(day_cap=40)
    world.source(60)
    world.campaign(cohort=3, steps=(INVITATION,))
    world.until("2026-01-07 22:00")
    assert world.approve() == 6
    world.until("2026-01-08 22:00")
    assert causes(world) == {"cohort"}
    assert "it took its cohort of 3" in approved(world)[0]["why"]
    world.until("2026-01-09 09:01")
    assert causes(world) == set()


def test_the_reasons_cost_two_statements_however_many_they_are(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.member(day_cap=4)
    for name in ("one", "two", "three"):
        world.source(20, name)
        world.campaign(name=name, source=name, cohort=8, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    asked: list[str] = []
    read = Store.rows

    def counted(store: Store, sql: str, *values: object) -> list[tuple[Any, ...]]:
        asked.append(sql)
        return read(store, sql, *values)

    monkeypatch.setattr(Store, "rows", counted)
    few = len(page(world.ws, Query(status="approved"), limit=2).rows)
    cost = len(asked)
    many = len(page(world.ws, Query(status="approved"), limit=100).rows)
    assert few < 10 < many
    assert len(asked) == 2 * cost
