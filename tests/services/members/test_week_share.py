"""A campaign's share of its sender's week is stated before it starts, in sentences."""

from __future__ import annotations

from core.services.campaigns import lifecycle
from core.services.members import week_share
from tests.support.world import World


def test_who_gets_less_is_named(world: World) -> None:
    world.member(day_cap=20)
    world.source(30)
    world.source(30, "others")
    first = world.campaign(name="first", cohort=20, start=False)
    assert week_share.if_started(world.ws, first) == [
        "Ada Wong has 20 of 20 invitations left today and 100 of 100 in 168 hours.",
        "“first” wants 14.3 invitations a day on average; no other campaign of Ada Wong runs, so it gets all of them.",
    ]
    lifecycle.start(world.ws, first)
    second = world.campaign(name="second", source="others", cohort=20, start=False)
    said = week_share.if_started(world.ws, second)
    assert said[1:] == [
        "“second” wants 14.3 invitations a day on average, and 1 other campaign of Ada Wong wants 14.3: it gets 7.1.",
        "Average invitations a day would then be: “first” 7.1 instead of 14.3.",
    ]
