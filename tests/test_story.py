"""`lived_once`: a world that becomes a copy equals its model, and sees nothing of what happens in another."""

from __future__ import annotations

from contextlib import closing

import apsw
import pytest

from tests.support import story
from tests.support.rows import every_row
from tests.support.world import World, Worlds, world, worlds

__all__ = ["world", "worlds"]
OF_NETWORK = ("ledger", "invitation", "account", "script")


def everything(world: World) -> tuple[object, ...]:
    with world.ws.store.read() as store:
        rows = every_row(store)
    with closing(apsw.Connection(str(world.home.sandbox))) as network:
        found = [network.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in OF_NETWORK]
    return rows, found, list(world.foreign), world.now, world.home.intents.read_bytes()


def test_a_copy_equals_its_model_and_lives_alone(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "LONG", False)
    begun: list[str] = []

    @story.lived_once
    def invited(world: World, name: str, *, cohort: int) -> list[str]:
        begun.append(name)
        world.member()
        slugs = world.source(2, name)
        world.campaign(source=name, cohort=cohort, approval="off")
        world.invite_outside("by-hand-1x")
        world.until("2026-01-06 22:00")
        return slugs

    model = worlds()
    slugs = invited(model, "people", cohort=2)
    left = everything(model)
    assert len(model.ledger()) == 3
    slugs.append("a change of what was returned")
    model.until("2026-01-08 22:00")
    model.member("Ben Ito", "acc-ben")
    model.close()

    copied = worlds()
    assert invited(copied, "people", cohort=2) == slugs[:-1]
    assert everything(copied) == left
    copied.until("2026-01-08 22:00")
    copied.check()
    with pytest.raises(AssertionError, match="nothing happened"):
        invited(copied, "people", cohort=2)
    copied.close()

    other = worlds()
    assert len(invited(other, "others", cohort=1)) == 2
    assert begun == ["people", "others"]


def test_a_world_that_is_returned_is_the_callers_own(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "LONG", False)

    @story.lived_once
    def furnished(world: World) -> World:
        world.member()
        return world

    first = worlds()
    assert furnished(first) is first
    first.close()
    second = worlds()
    assert furnished(second) is second
    assert second.sql("SELECT name FROM member") == [("Ada Wong",)]
