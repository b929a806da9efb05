"""Calls that only the side journal knows are kept by hash, and count for people who become known later."""

from __future__ import annotations

from datetime import timedelta

from core.store.database import Writing
from core.store.people import quarantine
from tests.support.world import World


def keep(
    store: Writing, world: World, key: str, *, person: str = "p", kind: str = "invitation", minutes: int = 0
) -> None:
    at = world.now + timedelta(minutes=minutes)
    quarantine.add(store, key, person=person, member=None, account="a", step=0, kind=kind, at=at)


def test_the_last_call_of_a_person_counts(world: World) -> None:
    with world.ws.store.write() as store:
        assert quarantine.is_empty(store)
        keep(store, world, "first")
        keep(store, world, "last", minutes=5)
        keep(store, world, "other", person="q", minutes=9)
        assert (quarantine.keys(store), quarantine.people(store)) == ({"first", "last", "other"}, {"p", "q"})
        found = quarantine.last_call(store, ["x", "p"], 0)
        assert found is not None
        assert (found.key, found.kind, found.at) == ("last", "invitation", world.now + timedelta(minutes=5))
        assert quarantine.last_call(store, ["p"], 1) is None
        quarantine.delete(store, found)
        again = quarantine.last_call(store, ["p"], 0)
        assert again is not None
        assert again.key == "first"


def test_a_message_is_found_by_its_time(world: World) -> None:
    with world.ws.store.write() as store:
        keep(store, world, "invitation")
        keep(store, world, "message", kind="message", minutes=10)
        begin = world.now
        assert not quarantine.has_message(store, ["p"], begin, begin + timedelta(minutes=9))
        assert quarantine.has_message(store, ["p"], begin, begin + timedelta(minutes=10))
        assert not quarantine.has_message(store, ["q"], begin, begin + timedelta(minutes=10))


def test_sends_are_counted_for_a_member_once_their_account_is_known(world: World) -> None:
    world.member()
    with world.ws.store.write() as store:
        keep(store, world, "first")
        quarantine.claim(store, 1, ["b"])
        assert store.rows("SELECT member_id FROM quarantine") == [(None,)]
        quarantine.claim(store, 1, ["a", "b"])
        assert store.rows("SELECT member_id FROM quarantine") == [(1,)]
