"""An address names one contact, whatever its form."""

from __future__ import annotations

import pytest

from core.store.people import addresses
from tests.support.rows import FORBIDDEN
from tests.support.world import World


def test_addresses_name_contacts(world: World) -> None:
    world.source(["ann", "ben"])
    with world.ws.store.write() as store:
        addresses.add(store, "provider:ACoAnn", 1)
        assert addresses.of(store, 1) == ["provider:ACoAnn", "public:ann"]
        assert addresses.of(store, 2, 1) == ["provider:ACoAnn", "public:ann", "public:ben"]
        assert addresses.of(store) == []
        assert addresses.contacts_by(store, ["public:ben", "public:ann", "public:eve"]) == {
            "public:ann": 1,
            "public:ben": 2,
        }
        assert addresses.contact_of(store, "public:ben", "public:ann") == 1
        assert addresses.contact_of(store, "public:eve") is None
        assert len(addresses.every(store)) == 3


def test_an_address_belongs_to_who_had_it_first(world: World) -> None:
    world.source(["ann", "ben"])
    with world.ws.store.write() as store:
        addresses.add_unknown(store, "public:ann", 2)
        addresses.add_unknown(store, "public:bea", 2)
        assert addresses.of(store, 2) == ["public:bea", "public:ben"]
    with pytest.raises(FORBIDDEN), world.ws.store.write() as store:
        addresses.add(store, "public:ann", 2)


def test_addresses_move_and_go(world: World) -> None:
    world.source(["ann", "ben"])
    with world.ws.store.write() as store:
        addresses.move(store, 2, 1)
        assert (addresses.of(store, 1), addresses.of(store, 2)) == (["public:ann", "public:ben"], [])
        addresses.delete(store, 1)
        assert addresses.every(store) == []
