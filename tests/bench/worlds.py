"""Worlds of any size: one that ran some days by itself, with people or campaigns added afterwards."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from core.network.sandbox.people import provider_id
from core.store.fields import to_us
from tests.support import crowd, story
from tests.support.world import World

WITH_AN_ID = 200
"""Approved people whom the network knows by an id: more than the days of a bench invite."""


def two_days(world: World) -> None:
    """Run a campaign that sends on two days."""
    world.member()
    world.source(30)
    world.campaign(cohort=5, approval="off")
    world.until("2026-01-07 12:00")


@contextlib.contextmanager
def lived() -> Iterator[World]:
    """Yield a world whose campaign has sent on two days, in a home that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="overture-bench-") as folder:
        world = story.after(two_days, Path(folder))
        try:
            yield world
        finally:
            world.close()


def contacts(world: World, count: int) -> None:
    """Add contacts to the one source, none of them drawn yet."""
    with world.ws.store.write() as store:
        crowd.contacts(store, count, source=1)


def invited(world: World, count: int) -> None:
    """Add people to the one campaign, all invited long ago."""
    contacts(world, count)
    with world.ws.store.write() as store:
        crowd.outreaches(store, 1, ("invited",))


def sent(world: World, count: int) -> None:
    """Add people as `invited` does, with their deliveries, the last one ten days ago."""
    invited(world, count)
    with world.ws.store.write() as store:
        crowd.deliveries(store, to_us(world.now - timedelta(days=10)))


def approved(world: World, count: int) -> None:
    """Add people to the one campaign, all approved and waiting for a run."""
    contacts(world, count)
    with world.ws.store.write() as store:
        crowd.outreaches(store, 1, ("approved",))
        for ident in range(crowd.FIRST + 1, crowd.FIRST + 1 + min(count, WITH_AN_ID)):
            person = provider_id(f"crowd-person-{ident}x")
            store.change("UPDATE outreach SET person = ? WHERE contact_id = ?", person, ident)


def campaigns(world: World, count: int) -> None:
    """Add campaigns like the first one, all of them active."""
    with world.ws.store.write() as store:
        crowd.campaigns(store, count)


def runs(world: World, count: int) -> None:
    """Add runs to the one campaign, all closed long ago."""
    with world.ws.store.write() as store:
        crowd.runs(store, count)


def batches(world: World, count: int) -> None:
    """Add people to the one campaign, all invited long ago; the last of them was drawn in a later batch."""
    invited(world, count)
    with world.ws.store.write() as store:
        store.change("UPDATE outreach SET batch = 'the last one' WHERE id = (SELECT max(id) FROM outreach)")
