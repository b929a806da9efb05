"""Moving the time: a refused attempt does not change the workspace's own clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import EngineElsewhereError
from core.services.maintenance.advance import advance
from tests.support.world import World


def test_a_refused_advance_leaves_the_clock(world: World) -> None:
    own, until = world.ws.clock, world.ws.now() + timedelta(hours=1)
    with world.engine(), pytest.raises(EngineElsewhereError):
        advance(world.ws, world.gateway, until)
    assert world.ws.clock is own
    advance(world.ws, world.gateway, until)
    assert world.ws.now() == until
