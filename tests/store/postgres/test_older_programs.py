"""A program ends at its next tick once a newer version has brought the store on its server up to date."""

from __future__ import annotations

from contextlib import closing

import pytest

from core.engine.ownership.standby import Watch
from core.engine.runner import Lanes
from core.errors import NewerStoreError
from core.services.overview import campaign_watch
from tests.store.postgres.test_standby import change
from tests.support.world import World

pytestmark = pytest.mark.parametrize("on_server", [True], indirect=True)


def bring_up_to_date(world: World) -> None:
    change(world, "INSERT INTO schema_migration (name, applied) VALUES ('9000_later', 1)")


def test_an_engine_ends_at_its_next_tick(world: World) -> None:
    with world.engine() as context, closing(Lanes(context)) as lanes:
        lanes.tick(world.now)
        bring_up_to_date(world)
        lanes._beat_at -= 1.0
        with pytest.raises(NewerStoreError, match="of a newer version of Overture"):
            lanes.tick(world.now)
    with pytest.raises(NewerStoreError), world.engine():
        pass


def test_a_standby_and_watch_end_at_their_next_look(world: World) -> None:
    with world.engine(), closing(Watch(world.ws.store)) as watch:
        shown = campaign_watch.changes(world.ws, "", lambda: True)
        assert (watch.check(), next(shown)) == (None, [])
        bring_up_to_date(world)
        with pytest.raises(NewerStoreError):
            watch.check()
        with pytest.raises(NewerStoreError):
            next(shown)
