"""`verify` must be able to fail: it finds every number that is falsified directly in the store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.services.maintenance.verify import verify
from tests.support.counts import recount
from tests.support.rows import lift_checks
from tests.support.story import world_after
from tests.support.world import World, Worlds


def six_sent(world: World) -> None:
    """Make six invitations, an acceptance and a message, so that all that `verify` checks exists and is right."""
    world.member()
    people = world.source(30)
    world.accepts(people[0], after=timedelta(hours=2))
    world.campaign(cohort=3)
    world.approve_drawn("2026-01-06")
    world.approve_drawn("2026-01-07")
    world.approve_drawn("2026-01-08")
    assert world.days() == {"2026-01-07": 3, "2026-01-08": 3}
    assert world.days("message") == {"2026-01-08": 1}
    found = world.check()
    # 6 invitations and 1 message have a send time each; 3 + 3 + 3 people are drawn; runs of the 6th, 7th, 8th.
    assert {key: found.checked[key] for key in ("run", "booking", "outreach", "delivery")} == {
        "run": 3,
        "booking": 7,
        "outreach": 9,
        "delivery": 7,
    }


@pytest.fixture
def told(worlds: Worlds) -> World:
    return world_after(six_sent, worlds)


WITHDRAWAL = (
    "INSERT INTO delivery (key, outreach_id, campaign_id, member_id, contact_id, person, step, kind, attempt, epoch, "
    "intent_at, state, live, error, words, absent_reads) SELECT 'back', outreach_id, campaign_id, member_id, "
    "contact_id, person, 0, 'withdrawal', 2, 1, intent_at + 864000000000, 'sent', 0, '', '', 0 FROM delivery "
    "WHERE id = 1"
)
TAMPERED = [
    ("a send time says sent without a delivery", "UPDATE delivery SET state = 'not_sent', live = 0 WHERE id = 1"),
    ("a send time is open in a closed run", "UPDATE booking SET state = 'planned' WHERE id = 1"),
    ("a send time was not used and does not say why", "UPDATE booking SET state = 'not_sent' WHERE id = 1"),
    ("a status that no journal tells of", "UPDATE outreach SET status = 'replied' WHERE id = 1"),
    ("a missing row of the journal", "DELETE FROM journal WHERE kind = 'pending' AND outreach_id = 1"),
    (
        "a change that the table does not allow",
        "UPDATE journal SET data = replace(data, 'approved', 'finished') WHERE kind = 'approved' AND outreach_id = 2",
    ),
    ("an invitation that nobody sent", "UPDATE outreach SET invited_at = 1 WHERE status = 'approved'"),
    ("another text than the approved one", "UPDATE delivery SET text = 'Buy now' WHERE id = 1"),
    ("no approval at all", "DELETE FROM journal WHERE kind = 'approved' AND outreach_id = 2"),
    ("an approval that came later", "UPDATE journal SET at = at + 864000000000 WHERE kind = 'approved'"),
    ("a send before its slot", "UPDATE delivery SET intent_at = intent_at - 36000000000 WHERE id = 1"),
    ("a send after its slot", "UPDATE delivery SET intent_at = intent_at + 7200000000 WHERE id = 1"),
    ("a send on the creation day", "UPDATE campaign SET created_at = created_at + 172800000000"),
    (
        "two sends within two minutes",
        "UPDATE delivery SET intent_at = (SELECT intent_at + 60000000 FROM delivery WHERE id = 1) WHERE id = 2",
    ),
    ("an acceptance without its fact", "DELETE FROM journal WHERE kind = 'accepted'"),
    ("a withdrawal that freed nobody", WITHDRAWAL),
    ("somebody who may be invited again", "UPDATE delivery SET live = 0 WHERE id = 2"),
    ("a message that would leave again", "UPDATE outreach SET step = 0 WHERE step = 1"),
    ("a send without its run", "UPDATE delivery SET run_id = NULL WHERE id = 2"),
    ("a send time of another run", "UPDATE booking SET run_id = (SELECT max(id) FROM run) WHERE id = 1"),
    ("a run that lasts longer than its slot", "UPDATE run SET closes_at = closes_at + 36000000000 WHERE id = 2"),
    ("an invitation of another moment", "UPDATE outreach SET invited_at = invited_at + 1 WHERE id = 2"),
    ("a word that is no status", "UPDATE journal SET data = replace(data, 'invited', 'x') WHERE kind = 'sent'"),
    ("a journal that cannot be read", "UPDATE journal SET data = '{\"to\": ' WHERE kind = 'sent'"),
    ("an acceptance that is not counted", "UPDATE outreach SET accepted_at = NULL"),
    ("a count that is too high", "UPDATE campaign_count SET number = number + 1 WHERE what = 'invitations'"),
    ("a count that is missing", "DELETE FROM campaign_count WHERE what = 'acceptances'"),
]


@pytest.mark.parametrize(("what", "change"), TAMPERED, ids=[what.replace(" ", "-") for what, _change in TAMPERED])
def test_what_is_falsified_is_found(told: World, what: str, change: str) -> None:
    with told.ws.store.write() as store:
        for table in ("booking", "outreach"):
            lift_checks(store, table)
        assert store.change(change) >= 1
        if "campaign_count" not in change:
            recount(store)  # otherwise the stored counts alone would reveal the change
    found = verify(told.ws)
    assert found.differences, what
    assert all(finding.check and finding.text for finding in found.differences)


def test_a_status_without_what_must_stand_beside_it_is_found(told: World) -> None:
    # Consistent with the journal, but the engine would never take up these people again.
    with told.ws.store.write() as store:
        store.change("UPDATE outreach SET status = 'scheduled' WHERE status = 'approved'")
        store.change(
            "INSERT INTO journal (at, actor, kind, outreach_id, step, code, data) SELECT 1, 'x', 'scheduled', id, 0, "
            '\'\', \'{"from":"approved","to":"scheduled"}\' FROM outreach WHERE status = \'scheduled\''
        )
        recount(store)
    assert {finding.check for finding in verify(told.ws).differences} == {"sends"}


def test_a_doubt_at_which_nobody_looks_is_found(told: World) -> None:
    with told.ws.store.write() as store:
        store.change("UPDATE delivery SET state = 'in_doubt' WHERE id = 2")
        store.change("UPDATE booking SET state = 'in_doubt' WHERE id = 2")
        store.change("UPDATE outreach SET invited_at = NULL WHERE id = 2")
    assert "sends" in {finding.check for finding in verify(told.ws).differences}


def test_a_send_time_that_is_gone_with_its_send_is_found(told: World) -> None:
    with told.ws.store.write() as store:
        store.change("DELETE FROM delivery WHERE id = 2")
        store.change("DELETE FROM booking WHERE id = 2")
        store.change("DELETE FROM journal WHERE outreach_id = 2 AND kind IN ('scheduled', 'sending', 'sent')")
        store.change("UPDATE outreach SET status = 'approved', invited_at = NULL WHERE id = 2")
        recount(store)
    assert {finding.check for finding in verify(told.ws).differences} == {"runs"}


def test_a_person_invited_twice_is_found_though_the_first_is_not_marked_as_standing(told: World) -> None:
    with told.ws.store.write() as store:
        store.change("UPDATE delivery SET live = 0 WHERE id = 2")
        store.change("UPDATE delivery SET person = (SELECT person FROM delivery WHERE id = 1) WHERE id = 2")
    assert [finding.check for finding in verify(told.ws).duplicates] == ["twice"]


def test_more_than_a_hundred_in_a_week_is_found(told: World) -> None:
    with told.ws.store.write() as store:
        for number in range(95):
            store.change(
                "INSERT INTO delivery (key, outreach_id, campaign_id, member_id, contact_id, person, step, kind, "
                "attempt, epoch, intent_at, state, live, error, words, absent_reads) SELECT ?, outreach_id, "
                "campaign_id, member_id, contact_id, person || ?, 0, kind, ?, 1, intent_at - ? * 180000000, 'sent', 1, "
                "'', '', 0 FROM delivery WHERE id = 1",
                f"k{number}",
                str(number),
                number + 2,
                number + 1,
            )
    # 6 + 95 = 101 within 168 hours.
    assert "week" in {finding.check for finding in verify(told.ws).differences}


@pytest.mark.parametrize(("kind", "most"), [("invitation", 40), ("message", 50)])
def test_more_than_a_day_may_hold_is_found(told: World, kind: str, most: int) -> None:
    with told.ws.store.write() as store:
        (before,) = (
            store.row("SELECT count(*) FROM delivery WHERE kind = ? AND intent_at > 1767830400000000", kind) or ()
        )
        for number in range(most + 1 - before):
            store.change(
                "INSERT INTO delivery (key, outreach_id, campaign_id, member_id, contact_id, person, step, kind, "
                "attempt, epoch, intent_at, state, live, ended_at, error, words, absent_reads) SELECT ?, outreach_id, "
                "campaign_id, member_id, contact_id, person, 0, kind, ?, 1, intent_at + ?, 'sent', 0, 1, '', '', 0 "
                "FROM delivery WHERE id = (SELECT max(id) FROM delivery WHERE kind = ? AND text IS NOT NULL)",
                f"k{number}",
                number + 2,
                (number + 1) * 180_000_000,
                kind,
            )
    assert "day" in {finding.check for finding in verify(told.ws).differences}


def test_a_hundred_that_were_known_to_be_outside_are_counted_too(told: World) -> None:
    with told.ws.store.write() as store:
        for number in range(95):
            store.change(
                "INSERT INTO foreign_invitation (member_id, invitation_id, person, at, seen_at, noted) "
                "SELECT 1, ?, ?, min(intent_at) - 3600000000, min(intent_at) - 1, 0 FROM delivery",
                f"i{number}",
                f"p{number}",
            )
    # The campaign sends 6 invitations. Before the first, a list shows 95 that the member sent without Overture.
    assert {finding.check for finding in verify(told.ws).differences} == {"week"}


def test_the_same_step_twice_is_found(told: World) -> None:
    with told.ws.store.write() as store:
        store.change(
            "INSERT INTO delivery (key, outreach_id, campaign_id, member_id, contact_id, person, step, kind, attempt, "
            "text, epoch, intent_at, state, live, error, words, absent_reads, run_id, booking_id) "
            "SELECT 'again', outreach_id, campaign_id, member_id, contact_id, person, step, kind, 2, text, epoch, "
            "intent_at + 150000000, 'sent', 1, '', '', 0, run_id, booking_id FROM delivery WHERE kind = 'message'"
        )
    assert [finding.check for finding in verify(told.ws).duplicates] == ["twice"]


def test_two_contacts_that_were_one_person_are_listed(told: World) -> None:
    # Known only after both were invited: both rows stay and are listed as `merged`, which is no error.
    with told.ws.store.write() as store:
        store.change("UPDATE contact SET merged_into_id = 1 WHERE id = 2")
    found = verify(told.ws)
    assert (found.differences, found.duplicates, len(found.merged)) == ((), (), 1)


def test_what_is_in_doubt_is_counted(world: World) -> None:
    world.member()
    world.source(5)
    world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    world.sandbox.fault("timeout_after", kind="invite", remaining=1)
    world.until("2026-01-07 09:00")
    first = min(str(row.send_at) for row in world.queue(status="scheduled"))
    world.until(type(world.now).fromisoformat(first) + timedelta(minutes=1))
    assert world.check().in_doubt == 1
    world.until("2026-01-07 22:00")
    assert world.check().in_doubt == 0
