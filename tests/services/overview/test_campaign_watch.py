"""Each change of a campaign is reported once; the passing of time alone is no change."""

from __future__ import annotations

import pytest

from core.errors import UsageError
from core.services.campaigns import lifecycle
from core.services.overview.campaign_watch import changes
from tests.support.world import World


def test_every_campaign_then_each_that_changes(world: World) -> None:
    world.member()
    world.source(20)
    world.source(20, "others")
    first, second = world.campaign(name="one"), world.campaign(name="two", source="others", start=False)
    steps = iter(range(4))

    def wait() -> bool:
        number = next(steps)
        if number == 0:
            lifecycle.start(world.ws, second)
        elif number == 1:
            world.skip_to("2026-01-05 21:30")  # only the next opening is nearer
        elif number == 2:
            lifecycle.archive(world.ws, first)
        return number < 3

    found = [[(view.name, view.active, view.archived) for view in views] for views in changes(world.ws, "", wait)]
    assert found == [
        [("one", True, False), ("two", False, False)],
        [("two", True, False)],
        [],
        [("one", False, True)],
    ]


def test_a_filter(world: World) -> None:
    world.member()
    world.source(20)
    world.campaign(name="one")
    world.campaign(name="two")
    (views,) = changes(world.ws, "name:two", lambda: False)
    assert [view.name for view in views] == ["two"]
    with pytest.raises(UsageError):
        next(changes(world.ws, "colour:red", lambda: False))
