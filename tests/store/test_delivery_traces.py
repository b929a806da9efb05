"""Traces of a person in deliveries are found and replaced."""

from __future__ import annotations

from core.store.people import delivery_traces
from tests.support.world import World


def test_a_person_goes_out_of_their_deliveries_alone(world: World) -> None:
    world.member()
    world.source(8)
    world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    with world.ws.store.write() as store:
        (person,) = delivery_traces.person_ids(store, 1)
        assert delivery_traces.count_sent(store, [1, 2]) == 2
        assert (delivery_traces.count_open(store, [1, 2]), delivery_traces.doubtful_outreach(store, [1])) == (0, None)
        store.change("UPDATE delivery SET state = 'in_doubt', text = 'Hi', words = 'no' WHERE contact_id = 1")
        store.change("UPDATE outreach SET status = 'in_doubt' WHERE contact_id = 1")
        assert (delivery_traces.count_open(store, [1, 2]), delivery_traces.count_open(store, [2])) == (1, 0)
        assert delivery_traces.doubtful_outreach(store, [2, 1]) == 1
        ((delivery, text),) = delivery_traces.texts(store, 1)
        assert text == "Hi"
        delivery_traces.hide_person(store, 1, person, "hash")
        delivery_traces.hide_text(store, delivery, "hashed")
        delivery_traces.forget_answers(store, 1)
        assert store.rows("SELECT person, text, words, provider_ref FROM delivery WHERE contact_id = 1") == [
            ("hash", "hashed", "", None)
        ]
        store.change("UPDATE outreach SET person = NULL WHERE contact_id = 1")
        store.change("UPDATE contact SET provider_id = NULL WHERE id = 1")
        assert delivery_traces.person_ids(store, 1) == {"hash"}
        assert [text for _id, text in delivery_traces.texts(store, 2)] == ["Hi People"]
