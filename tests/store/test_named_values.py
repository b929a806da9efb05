"""Named values are added, changed and removed; one may be removed only if it is still as it was read."""

from __future__ import annotations

from core.store import named_values
from tests.support.world import World


def test_values_are_written_changed_and_removed(world: World) -> None:
    with world.ws.store.write() as store:
        before = named_values.every(store)
        named_values.change(store, "a", "0")
        assert named_values.get(store, "a") is None
        named_values.add(store, "a", "1")
        named_values.put(store, "a", "2")
        named_values.put(store, "b", "1")
        named_values.change(store, "b", "2")
        assert named_values.every(store) == before | {"a": "2", "b": "2"}
        assert not named_values.delete_as(store, "a", "1")
        assert named_values.delete_as(store, "a", "2")
        assert named_values.delete(store, "b")
        assert not named_values.delete(store, "b")
        assert named_values.every(store) == before
