"""Rows are added about anything or about one outreach, and found by their content."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.store import journal
from core.store.database import Reading
from core.store.fields import to_us
from core.store.views import activity, campaign_events, campaign_runs, journal_queries
from tests.support.world import World

HOUR = timedelta(hours=1)


@pytest.fixture
def drawn(world: World) -> World:
    """Return a world with two people of one campaign, drawn and approved."""
    world.member()
    world.source(2)
    world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    return world


def note(world: World, store: Reading, kind: str, *, hours: int = 0, **fields: object) -> None:
    journal.write(store, world.now + hours * HOUR, "ada", kind, **fields)  # type: ignore[arg-type]


def test_a_row_about_an_outreach_has_its_campaign_person_member_and_step(drawn: World) -> None:
    with drawn.ws.store.write() as store:
        journal.about(store, 2, drawn.now, "ada", "edited", code="c", data={"b": 1, "a": "ä"})
        journal.about(store, 99, drawn.now, "ada", "edited")
        note(drawn, store, "campaign.edited", campaign=1, code="d")
    assert drawn.sql(
        "SELECT outreach_id, campaign_id, member_id, step, code, data FROM journal WHERE actor = 'ada' ORDER BY id"
    )[-2:] == [(2, 1, 1, 0, "c", '{"a":"ä","b":1}'), (None, 1, None, None, "d", None)]
    assert drawn.sql(
        "SELECT j.contact_id = o.contact_id FROM journal j JOIN outreach o ON o.id = 2 WHERE j.code = 'c'"
    ) == [(1,)]


def test_what_happened_to_an_outreach(drawn: World) -> None:
    with drawn.ws.store.write() as store:
        assert not journal_queries.was_edited_by_hand(store, 1, 0)
        journal.about(store, 1, drawn.now, journal.ENGINE, "edited", code="dropped")
        assert not journal_queries.was_edited_by_hand(store, 1, 0)
        assert journal_queries.approval_request(store, 1).code == "dropped"
        journal.about(store, 1, drawn.now, "ada", "edited")
        assert journal_queries.was_edited_by_hand(store, 1, 0)
        assert not journal_queries.was_edited_by_hand(store, 1, 1)
        assert not journal_queries.was_edited_by_hand(store, 2, 0)
        assert journal_queries.approval_request(store, 1).code == ""
        journal.about(store, 1, drawn.now, journal.ENGINE, "profile.read")
        assert journal_queries.profile_was_read(store, 1, drawn.now - HOUR)
        assert not journal_queries.profile_was_read(store, 1, drawn.now)
        assert [row.outreach for row in journal_queries.approvals(store)] == [1, 2]
        note(drawn, store, "campaign.edited", data={"to": "another name"})
        assert {row.outreach for row in journal_queries.status_changes(store)} == {1, 2}


def test_reads_of_a_member_are_counted_from_a_moment_on(drawn: World) -> None:
    with drawn.ws.store.write() as store:
        store.change("DELETE FROM journal")
        for hours in (0, 1, 2):
            note(drawn, store, "profile.read", member=1, hours=hours)
            note(drawn, store, "lists.read", member=1, hours=hours, data={"pages": 3})
            again = {"pages": 2, "list": "sent", "part": ""}
            note(drawn, store, "list.again", member=1, hours=hours, data=again)
            note(drawn, store, "in_doubt", member=1, hours=hours, data={"words": "timeout"} if hours else None)
        note(drawn, store, "search.read", member=1, data={"source": 7})
        store.change(
            "UPDATE journal SET data = '{broken' WHERE kind = 'lists.read' AND at = (SELECT max(at) FROM journal)"
        )
        begin = drawn.now + HOUR
        assert journal_queries.reads_since(store, 1, drawn.now) == 4
        assert journal_queries.reads_since(store, 1, begin) == 2
        assert (journal_queries.pages_since(store, 1, begin), journal_queries.pages_since(store, 2, begin)) == (3, 0)
        assert journal_queries.list_pages_since(store, 1, "sent", "", begin) == 4
        assert journal_queries.list_pages_since(store, 1, "sent", "x", begin) == 0
        assert journal_queries.doubts_after(store, 1, drawn.now - HOUR) == [begin, begin + HOUR]
        assert journal_queries.doubts_after(store, 1, begin) == [begin + HOUR]
        assert journal_queries.searched_since(store, 7, drawn.now)
        assert not journal_queries.searched_since(store, 7, begin)
        assert not journal_queries.searched_since(store, 8, drawn.now)


def test_moves_between_zones_and_starts_are_told(drawn: World) -> None:
    with drawn.ws.store.write() as store:
        begun = journal_queries.last_started(store, 1)
        note(drawn, store, "campaign.started", campaign=1, hours=9)
        assert begun != journal_queries.last_started(store, 1) == drawn.now + 9 * HOUR
        assert journal_queries.last_started(store, 2) is None
        note(drawn, store, "member.edited", member=1, data={"plan": "basic"})
        assert journal_queries.members_with_moved_zone(store) == set()
        note(drawn, store, "member.edited", member=1, data={"time_zone": "Europe/Rome"})
        assert journal_queries.members_with_moved_zone(store) == {1}


def test_erasure_replaces_what_was_said_of_a_contact(drawn: World) -> None:
    with drawn.ws.store.write() as store:
        found = journal.data_of_contact(store, 1)
        for row in found:
            journal.set_data(store, row.id, "null")
    assert drawn.sql("SELECT DISTINCT contact_id FROM journal WHERE data = 'null'") == [(1,)]
    assert drawn.sql("SELECT count(*) FROM journal WHERE contact_id = 1 AND data <> 'null'") == [(0,)]


def test_the_activity_names_what_a_row_is_about(drawn: World) -> None:
    with drawn.ws.store.write() as store:
        note(drawn, store, "profile.read", contact=1)
        note(drawn, store, "source.imported", contact=1, data={"source": 1})
        source, *others = activity.latest(store, 3)
        assert (source.kind, source.source, source.contact_id, source.campaign) == (
            "source.imported",
            "people",
            1,
            None,
        )
        assert [row.kind for row in others] == ["approved", "approved"]
        assert others[0].campaign is not None
        assert (others[0].member, others[0].step_kind, others[0].follow_up) == ("Ada Wong", "invitation", 0)
        assert [row.id for row in activity.latest(store, 2, skip=1)] == [row.id for row in others]
        assert [row.kind for row in activity.journey(store, 1)][:2] == ["source.imported", "profile.read"]
        before = len(activity.journey(store, 1))
        store.change("UPDATE contact SET merged_into_id = 1 WHERE id = 2")
        assert len(activity.journey(store, 1)) == before + len(activity.journey(store, 2))


def test_events_count_until_a_run_closes_without_them(drawn: World) -> None:
    with drawn.ws.store.write() as store:
        store.change("UPDATE run SET state = 'closed'")
        for hours in (-999, 1, 2):  # the run that closed opened in between
            note(drawn, store, "problem", campaign=1, code="low", hours=hours, data={"hours": hours})
        note(drawn, store, "held", campaign=1, code="held", hours=3)
        (event,) = campaign_events.problems(store)
        assert (event.campaign, event.code, event.events, event.data) == (1, "low", 2, '{"hours":2}')
        assert (event.first_us, event.last_us) == (to_us(drawn.now + HOUR), to_us(drawn.now + 2 * HOUR))
        store.change("UPDATE journal SET run_id = (SELECT max(id) FROM run) WHERE kind = 'problem'")
        assert [event.events for event in campaign_events.problems(store)] == [3]
        assert [event.code for event in campaign_events.held(store)] == ["held"]


def test_runs_opened_with_as_many_send_times_as_they_have(drawn: World) -> None:
    drawn.until("2026-01-07 22:00")
    with drawn.ws.store.write() as store:
        assert campaign_runs.of_other_count(store) == []
        (run,) = {row[0] for row in store.rows("SELECT run_id FROM booking")}
        store.change("UPDATE journal SET data = '{\"planned\": 9}' WHERE kind = 'run.opened' AND run_id = ?", run)
        assert campaign_runs.of_other_count(store) == [campaign_runs.OtherCount(run, 9, 2)]
