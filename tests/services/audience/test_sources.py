"""A source counts the people left for campaigns to draw."""

from __future__ import annotations

from core.services.audience import sources
from tests.support.story import drawn
from tests.support.world import World


def test_what_is_left_of_a_source(world: World) -> None:
    drawn(world, 10, cohort=3)
    (source,) = sources.list_sources(world.ws)
    assert (source.contacts, source.left) == (10, 7)
