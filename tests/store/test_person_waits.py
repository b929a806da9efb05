"""A limit answer makes its person a suspect; another person's answer decides whether the suspect waits."""

from __future__ import annotations

from datetime import timedelta

from core.store import person_waits
from tests.support.world import World

DAY = timedelta(days=1)


def test_a_suspect_waits_or_is_cleared(world: World) -> None:
    world.member()
    world.member("Ben", "acc-ben")
    world.source(8)
    world.campaign()
    world.until("2026-01-06 22:00")
    now = world.now
    with world.ws.store.write() as store:
        store.change("UPDATE member SET provider_id = 'one'")
        person_waits.suspect(store, 1, 1, "p1", now)
        person_waits.suspect(store, 1, 2, "p2", now)
        assert sorted(person_waits.suspects(store, 1)) == [(1, "p1"), (2, "p2")]
        assert person_waits.suspects(store, 2) == []
        person_waits.wait(store, 1, "p1", now + DAY)
        assert person_waits.suspects(store, 1) == [(2, "p2")]
        assert person_waits.until(store, 2, "p1", now) == now + DAY
        assert person_waits.until(store, 1, "p1", now + DAY) is None
        assert person_waits.until(store, 1, "p2", now) is None
        person_waits.clear_suspects(store, 1)
        assert person_waits.suspects(store, 1) == []
        person_waits.invited(store, 1, "p1")
        assert person_waits.until(store, 1, "p1", now) is None
        person_waits.suspect(store, 1, 2, "p2", now)
        person_waits.forget(store, 1)
        assert person_waits.suspects(store, 1) == [(2, "p2")]
        person_waits.forget(store, 2)
        assert person_waits.suspects(store, 1) == []
