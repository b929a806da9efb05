"""Campaigns summed by program and name, and the funnel of one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.services import campaigns
from core.services.programs import Chosen, funnel, programs
from core.store.database import Store
from tests.support.draft import slot
from tests.support.world import World


def test_nothing_yet(world: World) -> None:
    assert programs(world.ws) == []
    assert set(funnel(world.ws, Chosen("none"))["steps"].values()) == {0}


def test_campaigns_of_one_name_are_summed(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    world.source(30)
    one = world.campaign()
    world.campaign(sender="acc-ben", slots=(slot("12:00"),))
    world.campaign(name="other", start=False)
    world.campaign(name="elsewhere", program="events", start=False)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    campaigns.archive(world.ws, one)
    events, growth = programs(world.ws)
    assert (events["program"], events["campaigns"], events["sent"], events["conversion"]["ratio"]) == (
        "events",
        1,
        0,
        None,
    )
    founders, other = growth["names"]
    assert (founders["name"], founders["members"], founders["campaigns"], founders["ended"]) == ("founders", 2, 2, 1)
    assert (founders["sent"], founders["active"]) == (len(world.ledger("invite")), 1)
    assert (other["name"], other["members"], other["sent"]) == ("other", 1, 0)
    assert (growth["campaigns"], growth["members"], growth["sent"]) == (3, 2, founders["sent"])


def test_the_funnel_narrows_from_drawn_to_replied(world: World) -> None:
    world.member()
    slugs = world.source(10)
    world.accepts(*slugs[:3])
    world.accepts(slugs[0], replies=timedelta(hours=2))
    world.campaign()
    world.campaign(name="other", source="people", start=False)
    for day in ("2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09"):
        world.approve_drawn(day)
    world.until("2026-01-12 22:00")
    whole = funnel(world.ws, Chosen("growth"))
    assert whole["steps"] == funnel(world.ws, Chosen("growth", "founders"))["steps"]
    assert (whole["steps"]["drawn"], whole["steps"]["invited"], whole["steps"]["accepted"]) == (10, 10, 3)
    assert (whole["steps"]["messaged"], whole["steps"]["replied"]) == (3, 1)
    assert set(funnel(world.ws, Chosen("growth", "other"))["steps"].values()) == {0}
    days = whole["days"]
    assert (len(days), days[-1]["date"]) == (14, "2026-01-12")
    assert {day["date"]: day["sent"] for day in days if day["sent"]} == world.days()
    assert sum(day["accepted"] for day in days) == 3


def test_no_statement_for_each_campaign(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.member()
    world.source(5)
    for number in range(12):
        world.campaign(name=f"campaign {number}", start=False)
    asked: list[str] = []
    rows = Store.rows

    def counted(store: Store, sql: str, *values: object) -> object:
        asked.append(sql)
        return rows(store, sql, *values)

    monkeypatch.setattr(Store, "rows", counted)
    (growth,) = programs(world.ws)
    assert (len(growth["names"]), len(asked)) == (12, 2)
