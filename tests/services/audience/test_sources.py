"""A source counts the people left for campaigns to draw."""

from __future__ import annotations

from core.services.audience import sources
from tests.support.world import World


def test_what_is_left_of_a_source(world: World) -> None:
    world.member()
    world.source(10)
    world.campaign(cohort=3)
    world.until("2026-01-06 22:00")
    (source,) = sources.list_sources(world.ws)
    assert (source.contacts, source.left) == (10, 7)
