"""A block is stored once, by its hash, and an erasure outranks it."""

from __future__ import annotations

from core.store.people import blocks
from tests.support.world import World


def test_a_no_is_remembered_once_and_keeps_who_said_it(world: World) -> None:
    with world.ws.store.write() as store:
        assert not blocks.is_blocked(store, "a")
        blocks.add(store, "a", world.now, "ada")
        blocks.add(store, "a", world.now, "ben")
        assert blocks.is_blocked(store, "a")
        assert blocks.hashes(store) == {"a"}
        assert blocks.forgotten(store) == set()
    assert world.sql("SELECT reason, actor FROM block") == [("blocked", "ada")]


def test_an_erasure_outranks_a_no(world: World) -> None:
    with world.ws.store.write() as store:
        blocks.add(store, "a", world.now, "ada")
        blocks.forget(store, "a", world.now, "ben")
        blocks.forget(store, "b", world.now, "ben")
        blocks.add(store, "b", world.now, "ada")
        assert blocks.forgotten(store) == blocks.hashes(store) == {"a", "b"}
