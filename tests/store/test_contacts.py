"""A contact keeps the values that it got first, and is one person with all contacts that were merged into it."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from core.rules.value_origin import NewValue, Origin, Value
from core.store.database import Writing
from core.store.people import addresses, contact_values, contacts, entries
from core.store.people.person_fields import Details
from tests.support.world import World


class Profile(NamedTuple):
    """The data of a person on LinkedIn."""

    provider_id: str
    public_id: str
    first_name: str
    last_name: str
    headline: str
    location: str
    company: str
    position: str


def added(store: Writing, world: World, slug: str, *, blocked: bool = False, **told: str) -> int:
    """Add a contact under a public address."""
    details = Details(custom={}, **told)
    return contacts.add(
        store, details, [f"public:{slug}"], world.now, public_id=slug, provider_id=None, blocked=blocked
    )


def test_a_contact_is_added_with_its_address(world: World) -> None:
    with world.ws.store.write() as store:
        ann = contacts.add(
            store,
            Details(first_name="Ann", name="Ann Lee", custom={"City": "Köln"}),
            ["public:ann", "provider:ACoAnn"],
            world.now,
            public_id="ann",
            provider_id="ACoAnn",
            blocked=True,
        )
        row = contacts.get(store, ann)
        assert (row.id, row.first_name, row.public_id, row.custom, row.blocked) == (
            ann,
            "Ann",
            "ann",
            {"City": "Köln"},
            True,
        )
        assert contacts.summary(store, ann) == ("Ann Lee", "Ann", True)
        assert addresses.of(store, ann) == ["provider:ACoAnn", "public:ann"]
        assert (contacts.identifier(store, ann), contacts.public_id(store, ann)) == ("ACoAnn", "ann")
        with pytest.raises(LookupError):
            contacts.get(store, ann + 1)


def test_a_later_file_fills_in_what_was_not_known(world: World) -> None:
    with world.ws.store.write() as store:
        ann = contacts.add(
            store,
            Details(company="Acme", custom={"a": "1"}),
            [],
            world.now,
            public_id=None,
            provider_id="ACoAnn",
            blocked=False,
        )
        told = {name: NewValue(text) for name, text in {"company": "Other", "position": "CTO", "custom.b": "3"}.items()}
        done = contact_values.tell(store, ann, told | {"custom.a": NewValue("2")}, world.now)
        assert (done.differ, done.kept) == (["company", "custom.a"], [])
        row = contacts.get(store, ann)
        assert (row.company, row.position, row.custom) == ("Acme", "CTO", {"a": "1", "b": "3"})


def test_a_contact_is_blocked_once(world: World) -> None:
    with world.ws.store.write() as store:
        ann, ben = added(store, world, "ann", company="ACME"), added(store, world, "ben", company="acme")
        added(store, world, "eve", company="Acme", blocked=True)
        assert contacts.block(store, ann, world.now)
        assert not contacts.block(store, ann, world.now)
        assert (contacts.is_blocked(store, ann), contacts.is_blocked(store, ben)) == (True, False)


def test_pages_hold_the_people_of_a_source_by_id(world: World) -> None:
    world.source(["ann-1", "ben-1"], "one")
    with world.ws.store.write() as store:
        zoe = added(store, world, "zoe", name="Zoe 100%")

        def found(name: str = "", *, source: int | None = None, after: int = 0, limit: int = 9) -> list[int]:
            return [row.id for row in contacts.page(store, source=source, name=name, after=after, limit=limit)]

        assert found() == [1, 2, zoe]
        assert found(limit=2) == [1, 2]
        assert found(after=1) == [2, zoe]
        assert found("0%") == found("ZOE") == [zoe]
        assert found("_") == []
        assert found(source=1) == [1, 2]
        contacts.merge(store, 1, 2, world.now)
        assert found() == [1, zoe]
        assert contacts.count(store) == 2


def test_two_contacts_become_one_person(world: World) -> None:
    with world.ws.store.write() as store:
        first, second, third = (added(store, world, slug, blocked=slug == "b") for slug in "abc")
        contacts.merge(store, second, third, world.now)
        contacts.merge(store, first, second, world.now)
        assert contacts.with_merged(store, first) == [first, second, third]
        assert contacts.with_merged(store, second) == [second]
        assert [contacts.surviving(store, ident) for ident in (first, second, third, 99)] == [first, first, first, None]
        assert contacts.is_blocked(store, first)
        assert addresses.of(store, first) == ["public:a", "public:b", "public:c"]
        third_wins = added(store, world, "d")
        contacts.merge(store, third_wins, first, world.now)
        assert contacts.with_merged(store, third_wins) == [third_wins, first, second, third]


def test_an_erased_contact_keeps_its_row_alone(world: World) -> None:
    with world.ws.store.write() as store:
        ann = added(store, world, "ann", name="Ann Lee", first_name="Ann", email="ann@example.com")
        assert contacts.identifying_words(store, [ann]) == {"Ann Lee", "ann@example.com", "ann"}
        contact_values.tell(store, ann, {"first_name": NewValue("Anna", Origin.HAND)}, world.now)
        contacts.erase(store, ann, "(gone)")
        assert contact_values.of(store, ann)["first_name"] == Value()
        assert contacts.identifying_words(store, [ann]) == {"(gone)"}
        row = contacts.get(store, ann)
        assert (row.first_name, row.public_id, row.custom) == ("", None, {})


def test_a_contact_is_in_a_source_once(world: World) -> None:
    world.source(["ann-1"], "one")
    with world.ws.store.write() as store:
        ben = added(store, world, "ben")
        assert entries.add(store, 1, ben)
        assert not entries.add(store, 1, ben)
        eve = added(store, world, "eve")
        entries.copy(store, ben, eve)
        entries.copy(store, ben, eve)
        assert store.rows("SELECT source_id, contact_id FROM source_contact ORDER BY id") == [
            (1, 1),
            (1, ben),
            (1, eve),
        ]
        entries.delete(store, ben)
        assert store.rows("SELECT contact_id FROM source_contact ORDER BY id") == [(1,), (eve,)]


def test_a_profile_fills_in_what_no_file_said(world: World) -> None:
    profile = Profile("ACoAnn", "ann", "Anna", "Li", "CTO at Acme", "Paris", "Acme", "CTO")
    with world.ws.store.write() as store:
        ann = added(store, world, "ann", name="Ann Lee", first_name="Ann", company="Old")
        assert contacts.learn(store, ann, profile, world.now) == (ann, False)
        row = contacts.get(store, ann)
        assert (row.name, row.first_name, row.last_name, row.company) == ("Ann Lee", "Ann", "Li", "Old")
        assert (row.headline, row.location, row.position) == ("CTO at Acme", "Paris", "CTO")
        assert addresses.of(store, ann) == ["provider:ACoAnn", "public:ann"]
        assert contacts.identifier(store, ann) == "ACoAnn"
        bea = added(store, world, "bea")
        assert contacts.learn(store, bea, profile, world.now) == (ann, True)
        assert contacts.surviving(store, bea) == ann
        eve = added(store, world, "eve")
        contacts.learn(store, eve, profile._replace(provider_id="ACoEve", public_id="eve"), world.now)
        assert contacts.summary(store, eve) == ("Anna Li", "Anna", False)


def test_a_person_is_added_after_those_of_a_file(world: World) -> None:
    """Overture numbers the people of a file itself; a server's own counter must continue after them."""
    world.source(["ann-1", "ben-1"], "one")
    with world.ws.store.write() as store:
        assert added(store, world, "eve") == 3
        assert addresses.of(store, 3) == ["public:eve"]
