"""Erasing a person empties every text about them in the store, and keeps what is counted."""

from __future__ import annotations

from core.engine import side_journal
from core.engine.restoring.erase import NAME, erase
from core.network.sandbox import people
from core.store.people import delivery_traces
from tests.support.rows import every_row
from tests.support.story import lived_once
from tests.support.world import World

TEXT = "Hi Person, shall we connect?"


@lived_once
def invited(world: World) -> str:
    """Invite one person, who does not answer."""
    world.member()
    (person,) = world.source(1)
    world.campaign(cohort=1, approval="off")
    world.until("2026-01-07 22:00")
    assert world.invited() == [person]
    return person


def erased(world: World) -> None:
    with world.ws.store.write() as store:
        erase(store, world.ws.stamp.hash_key, 1)


def every_text(world: World) -> str:
    """Return all texts of the store, table after table."""
    with world.ws.store.read() as store:
        return repr(every_row(store))


def test_nothing_that_names_the_person_is_left(world: World) -> None:
    person = invited(world)
    words = (person, people.provider_id(person), world.sql("SELECT text FROM delivery")[0][0])
    assert all(word in every_text(world) for word in words)
    erased(world)
    assert [word for word in words if word in every_text(world)] == []
    assert world.sql("SELECT name, first_name, public_id, custom FROM contact") == [(NAME, "", None, "{}")]


def test_a_text_and_an_address_become_their_keyed_hashes(world: World) -> None:
    person = invited(world)
    text = world.sql("SELECT text FROM delivery")[0][0]
    erased(world)
    key = world.ws.stamp.hash_key
    expected = (side_journal.hidden(key, people.provider_id(person)), side_journal.hidden(key, text))
    assert world.sql("SELECT person, text FROM delivery") == [expected]


def test_statuses_moments_and_counts_stay(world: World) -> None:
    invited(world)
    counted = (
        "SELECT id, state, intent_at FROM delivery ORDER BY id",
        "SELECT id, status, invited_at FROM outreach ORDER BY id",
        "SELECT id, at, kind FROM journal ORDER BY id",
    )
    before = [world.sql(statement) for statement in counted]
    erased(world)
    assert [world.sql(statement) for statement in counted] == before
    world.check_store()


def test_a_send_in_doubt_is_open(world: World) -> None:
    invited(world)
    with world.ws.store.write() as store:
        assert not delivery_traces.count_open(store, [1])
        store.change("UPDATE delivery SET state = 'in_doubt'")
        assert delivery_traces.count_open(store, [1])
        assert not delivery_traces.count_open(store, [2])
