"""All that goes wrong between Overture and the network, and how each case ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.network.gateway import Gate, Invited, Profile
from core.network.provider_errors import ErrorClass, GateClosed, ProviderError
from core.network.sandbox.people import provider_id
from core.services.campaigns import lifecycle
from core.services.queue import queue_edit
from tests.support.draft import INVITATION, WELCOME, slot
from tests.support.story import lived_once
from tests.support.stub import Stub
from tests.support.world import World, at


@lived_once
def ready(world: World, count: int = 6) -> tuple[list[str], str]:
    """Return `count` people approved for Wednesday's run at 09:00, and the campaign; it is Tuesday 22:00."""
    world.member()
    people = world.source(40)
    campaign = world.campaign(cohort=count)
    assert world.approve_drawn("2026-01-06") == count
    return people, campaign


def send_times(world: World) -> list[datetime]:
    return sorted(datetime.fromisoformat(str(row.send_at)) for row in world.queue(status="scheduled"))


def test_disconnected_in_the_middle_of_a_run(world: World) -> None:
    people, campaign = ready(world)
    world.until("2026-01-07 09:00")
    third = send_times(world)[2]
    world.sandbox.fault("disconnected", start=third - timedelta(seconds=1), until=at("2026-01-07 18:00"))
    world.until("2026-01-07 12:00")
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (
        6,
        2,
        {"sender.disconnected": 4},
    )
    health = world.view(campaign).summary.health
    assert health.state == "stopped"
    assert health.problems[0].code == "sender.disconnected"
    assert health.problems[0].words
    # The account is connected again at 18:00: sending resumes by itself.
    world.until("2026-01-07 22:00")
    assert world.view(campaign).summary.health.state != "stopped"
    world.approve()
    world.until("2026-01-08 22:00")
    assert world.days() == {"2026-01-07": 2, "2026-01-08": 6}
    assert sorted(world.invited()) == sorted(people[:8])
    world.check()


def test_a_restricted_account_says_so(world: World) -> None:
    _people, campaign = ready(world)
    world.sandbox.fault("account_restricted", kind="invite", remaining=1)
    world.until("2026-01-07 09:00")
    first = send_times(world)[0]
    world.until(first + timedelta(seconds=1))
    assert world.run(campaign, "2026-01-07").invitations.not_sent == {"sender.restricted": 6}
    assert world.view(campaign).summary.health.problems[0].code == "sender.restricted"
    world.check()


def test_a_run_that_opens_while_the_account_is_off(world: World) -> None:
    _people, campaign = ready(world)
    world.sandbox.configure_account("acc-ada", status="credentials")
    world.until("2026-01-07 22:00")
    run = world.run(campaign, "2026-01-07")
    assert (run.state, run.cause) == ("missed", "sender.disconnected")
    world.sandbox.configure_account("acc-ada", status="ok")
    world.until("2026-01-08 22:00")
    assert world.days() == {"2026-01-08": 6}
    world.check()


def test_the_key_is_refused_and_works_again(world: World) -> None:
    _people, campaign = ready(world)
    world.until("2026-01-07 09:00")
    third = send_times(world)[2]
    start, until = third - timedelta(seconds=1), at("2026-01-07 12:00")
    world.sandbox.fault("missing_credentials", start=start, until=until)
    world.until("2026-01-07 11:00")
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (6, 2, {"key.refused": 4})
    assert world.view(campaign).summary.health.state == "stopped"
    assert world.codes(campaign) >= {"key.refused"}
    world.until("2026-01-08 22:00")
    assert world.days() == {"2026-01-07": 2, "2026-01-08": 4}
    assert "key.refused" not in world.codes(campaign)
    world.check()


def test_the_provider_is_down_and_comes_back(world: World) -> None:
    people, campaign = ready(world)
    world.until("2026-01-07 09:00")
    moments = send_times(world)
    # From the second send on nothing gets an answer and nothing arrives, for two hours.
    start = moments[1] - timedelta(seconds=1)
    world.sandbox.fault("timeout_before", start=start, until=start + timedelta(hours=2))
    world.until("2026-01-07 10:29")
    assert "provider.down" in world.codes(campaign)
    assert world.view(campaign).summary.health.state == "errors"
    world.until("2026-01-07 10:40")
    run = world.run(campaign, "2026-01-07")
    # At most three calls went out before it counted as down, so at most three people are in doubt.
    assert (run.invitations.planned, run.invitations.sent) == (6, 1)
    assert 1 <= run.invitations.in_doubt <= 3
    assert run.invitations.not_sent == {"provider.down": 5 - run.invitations.in_doubt}
    world.until("2026-01-07 22:00")
    # Read twice, half an hour apart: they were not invited, and go back to approved.
    assert "provider.down" not in world.codes(campaign)
    assert world.statuses()["approved"] == 5
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.sent, run.invitations.in_doubt, run.invitations.not_sent) == (1, 0, {"provider.down": 5})
    world.until("2026-01-08 22:00")
    assert sorted(world.invited()) == sorted(people[:6])
    world.check()


@pytest.mark.parametrize("back", ["09:15", "09:20"])
def test_a_restart_while_the_provider_is_down(world: World, back: str) -> None:
    # The fault lasts beyond the restart or ends before it: the new engine must find out by itself.
    _people, campaign = ready(world)
    world.sandbox.fault("timeout_before", start=at("2026-01-07 08:00"), until=at(f"2026-01-07 {back}"))
    world.until("2026-01-07 09:15")
    assert "provider.down" in world.codes(campaign)
    world.reopen()
    world.until("2026-01-07 22:00")
    assert "provider.down" not in world.codes(campaign)
    world.until("2026-01-09 22:00")  # those in doubt are found absent on the 8th, and invited by the next run
    assert len(world.ledger()) == 6
    world.check()


def test_a_short_outage_is_over_within_the_run(world: World) -> None:
    # No connection can be made (proof that nothing left) for ten minutes: the run goes on afterwards.
    _people, campaign = ready(world)
    world.until("2026-01-07 09:00")
    start = send_times(world)[0]

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        if world.now < start + timedelta(minutes=10):
            raise ProviderError(ErrorClass.not_sent, detail="no route")
        return real.invite(account, person, text, gate)

    real = world.gateway
    world.gateway = Stub(real, invite=invite)
    world.until("2026-01-07 22:00")
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (6, 6, {})
    assert world.check().in_doubt == 0


def test_doubts_do_not_pile_up(world: World) -> None:
    """Every answer is lost, while every read works: three are in doubt, and no fourth call is made."""
    world.member()
    people = world.source(40)
    campaign = world.campaign(cohort=10, slots=(slot("09:00", 30),))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:00")
    world.sandbox.fault("timeout_after", kind="invite")
    most = 0
    for minute in range(1, 31):
        world.until(at("2026-01-07 09:00") + timedelta(minutes=minute))
        most = max(most, world.statuses().get("in_doubt", 0))
    assert most == 3
    run = world.run(campaign, "2026-01-07")
    assert (
        run.invitations.planned
        == 10
        == run.invitations.sent + run.invitations.in_doubt + sum(run.invitations.not_sent.values())
    )
    assert set(run.invitations.not_sent) <= {"doubts.open", "doubts.many", "provider.down", "slot.full"}
    world.sandbox.clear_faults()
    world.until("2026-01-09 22:00")
    assert sorted(world.invited()) == sorted(people[:10])
    assert world.check().in_doubt == 0


def test_an_answer_lost_after_the_write_is_found(world: World) -> None:
    people, campaign = ready(world)
    world.sandbox.fault("timeout_after", kind="invite", remaining=1)
    world.until("2026-01-07 09:00")
    first = send_times(world)[0]
    world.until(first + timedelta(minutes=14))
    run = world.run(campaign, "2026-01-07")
    assert run.invitations.in_doubt == 1
    (doubt,) = world.queue(status="in_doubt")
    assert "in_doubt" in world.codes(campaign)
    # 15 minutes after the attempt the list is read and holds it: sent, and the count moves.
    world.until(first + timedelta(minutes=16))
    assert world.queue(status="in_doubt") == []
    world.until("2026-01-07 22:00")
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.in_doubt) == (6, 6, 0)
    assert world.invited().count(str(doubt.contact.profile).rsplit("/", 1)[1]) == 1
    assert sorted(world.invited()) == sorted(people[:6])
    world.check()


def test_a_request_lost_before_the_write_goes_again_once(world: World) -> None:
    people, campaign = ready(world)
    world.until("2026-01-07 09:00")
    first, *_rest = send_times(world)
    world.sandbox.fault("timeout_before", kind="invite", remaining=1)
    world.until(first + timedelta(minutes=16))
    # Absent once is not enough.
    assert world.run(campaign, "2026-01-07").invitations.in_doubt == 1
    world.until(first + timedelta(minutes=46))
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.in_doubt, run.invitations.not_sent) == (0, {"provider.down": 1})
    assert world.statuses()["approved"] >= 1
    world.until("2026-01-08 22:00")
    assert sorted(world.invited()) == sorted(people[:6])
    attempts = world.sql("SELECT state, count(*) FROM delivery GROUP BY state")
    assert dict(attempts) == {"sent": 6, "not_sent": 1}
    world.check()


def test_lost_twice_a_person_decides(world: World) -> None:
    people, campaign = ready(world)
    world.sandbox.fault("timeout_before", kind="invite", person=people[0])
    world.until("2026-01-09 22:00")
    row = world.row(people[0])
    assert row.status == "unresolved"
    assert "unresolved" in world.codes(campaign)
    assert people[0] not in world.invited()
    assert world.check().in_doubt == 1


@pytest.mark.parametrize("what", ["gone", "withheld"])
def test_doubts_that_no_reading_can_settle_are_left_to_a_person_after_a_day(world: World, what: str) -> None:
    """Three sends in doubt hold the member back; when profiles show nothing for a day, a person must decide them."""
    people, _campaign = ready(world, 4)
    world.sandbox.fault("timeout_before", kind="invite", remaining=3)
    world.until("2026-01-07 10:30")
    doubtful = {str(row.contact.profile).rsplit("/", 1)[1] for row in world.queue(status="in_doubt")}
    assert len(doubtful) == 3
    if what == "gone":
        for person in doubtful:
            world.sandbox.fault("not_found", kind="profile", person=person)
    else:
        hidden = {provider_id(person) for person in doubtful}
        real = world.gateway.profile

        def profile(account: str, identifier: str) -> Profile:
            found = real(account, identifier)
            return replace(found, distance=None) if found.provider_id in hidden else found

        world.gateway = Stub(world.gateway, profile=profile)
    world.until("2026-01-08 09:00")
    assert {world.row(person).status for person in doubtful} == {"in_doubt"}
    world.until("2026-01-09 22:00")
    assert {world.row(person).status for person in doubtful} == {"unresolved"}
    assert world.invited() == [person for person in people[:4] if person not in doubtful]
    assert world.check().in_doubt == 3


def test_without_a_control_it_takes_a_day_and_a_person(world: World) -> None:
    # Without a known invitation of the account, an empty list proves nothing.
    people, _campaign = ready(world, 1)
    world.sandbox.fault("timeout_before", kind="invite", remaining=1)
    world.until("2026-01-08 08:00")
    assert world.row(people[0]).status == "in_doubt"
    world.until("2026-01-08 22:00")
    assert world.row(people[0]).status == "unresolved"
    assert world.ledger() == []
    assert world.check().in_doubt == 1


def test_a_stale_account_is_no_evidence(world: World) -> None:
    people, _campaign = ready(world, 1)
    world.sandbox.fault("timeout_after", kind="invite", remaining=1)
    world.until("2026-01-07 09:00")
    (first,) = send_times(world)
    # The session is lost right after the write, so the account's lists are from before it.
    world.sandbox.fault(
        "disconnected", start=first - timedelta(minutes=1) + timedelta(minutes=2), until=at("2026-01-09 12:00")
    )
    world.until("2026-01-09 11:00")
    assert world.row(people[0]).status == "in_doubt"
    world.until("2026-01-09 22:00")
    assert world.row(people[0]).status == "invited"
    assert world.invited() == people[:1]
    world.check()


def test_a_success_without_an_id_is_sent(world: World) -> None:
    people, _campaign = ready(world, 2)
    real = world.gateway

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        real.invite(account, person, text, gate)
        return Invited(None, None)

    world.gateway = Stub(real, invite=invite)
    world.until("2026-01-07 22:00")
    assert sorted(world.invited()) == sorted(people[:2])
    # The id that a withdrawal needs is learnt from the sent list.
    assert world.sql("SELECT count(*) FROM outreach WHERE status = 'invited' AND invitation_id IS NULL") == [(0,)]
    world.check()


def test_a_success_that_cannot_be_read_is_in_doubt(world: World) -> None:
    people, campaign = ready(world, 2)
    world.sandbox.fault("html", kind="invite", remaining=1)
    world.until("2026-01-07 09:00")
    first = send_times(world)[0]
    world.until(first + timedelta(minutes=1))
    assert world.run(campaign, "2026-01-07").invitations.in_doubt == 1
    world.until("2026-01-09 22:00")
    assert sorted(world.invited()) == sorted(people[:2])
    world.check()


def test_an_unknown_error_is_neither_sent_nor_failed(world: World) -> None:
    _people, campaign = ready(world, 2)
    real = world.gateway
    hits: list[str] = []

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        if not hits:
            hits.append(person)
            raise ProviderError(ErrorClass.unknown, 418, "teapot", "I am a teapot")
        return real.invite(account, person, text, gate)

    world.gateway = Stub(real, invite=invite)
    world.until("2026-01-07 10:31")
    run = world.run(campaign, "2026-01-07")
    assert run.invitations.in_doubt + run.invitations.sent + sum(run.invitations.not_sent.values()) == 2
    assert world.sql("SELECT words FROM delivery WHERE person = ?", hits[0])[0] == ("I am a teapot",)
    world.check()


def test_a_message_in_doubt_that_is_absent_is_for_a_person(world: World) -> None:
    world.member()
    people = world.source(3)
    world.accepts(people[0])
    campaign = world.campaign(cohort=1, approval="off", steps=(INVITATION, WELCOME))
    world.sandbox.fault("timeout_before", kind="message", remaining=1)
    world.until("2026-01-07 22:00")
    # Two complete reads of the chat, 30 minutes apart: not there. A second message would be seen, so a person decides.
    assert world.row(people[0]).status == "unresolved"
    world.until("2026-01-12 22:00")
    assert world.ledger("message") == []
    run = world.run(campaign, "2026-01-07").messages
    assert (run.planned, run.sent, run.in_doubt) == (1, 0, 1)
    assert world.check().in_doubt == 1


def test_a_message_in_doubt_that_arrived_is_found(world: World) -> None:
    world.member()
    people = world.source(3)
    world.accepts(people[0])
    campaign = world.campaign(cohort=1, approval="off", steps=(INVITATION, WELCOME))
    world.sandbox.fault("timeout_after", kind="message", remaining=1)
    world.until("2026-01-07 22:00")
    assert world.row(people[0]).status == "finished"
    assert len(world.ledger("message")) == 1
    run = world.run(campaign, "2026-01-07").messages
    assert (run.planned, run.sent, run.in_doubt) == (1, 1, 0)
    world.check()


@pytest.mark.parametrize(
    ("what", "status", "reason"),
    [
        ("invalid_recipient", "failed", "refused"),
        ("already_connected", "cancelled", "connected"),
        ("too_many_characters", "failed", "refused"),
    ],
)
def test_one_refused_person_blocks_nobody(world: World, what: str, status: str, reason: str) -> None:
    people, campaign = ready(world, 3)
    world.sandbox.fault(what, kind="invite", person=people[0])
    world.until("2026-01-07 22:00")
    assert (world.row(people[0]).status, world.row(people[0]).reason) == (status, reason)
    assert sorted(world.invited()) == sorted(people[1:3])
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (3, 2, {reason: 1})
    if status == "failed":
        assert "person.refused" in world.codes(campaign)
        # The error's words are kept, and a person may requeue them.
        queue_edit.requeue(world.ws, [int(world.row(people[0]).id)])
        assert world.row(people[0]).status == "queued"
    world.check()


def test_invited_recently_is_looked_up_first(world: World) -> None:
    # The network answers "already invited recently", but shows no invitation anywhere: cancelled.
    people, campaign = ready(world, 3)
    world.sandbox.fault("already_invited_recently", kind="invite", person=people[0])
    world.until("2026-01-09 22:00")
    assert (world.row(people[0]).status, world.row(people[0]).reason) == ("cancelled", "withdrawn.recently")
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (
        3,
        2,
        {"withdrawn.recently": 1},
    )
    world.check()


def test_stopped_while_a_call_is_in_flight(world: World) -> None:
    # The call provably did not leave, but the campaign is stopped, so it is not repeated.
    _people, campaign = ready(world, 3)
    real = world.gateway
    done: list[str] = []

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        if not done:
            done.append(person)
            lifecycle.stop(world.ws, campaign)
            raise GateClosed("late")
        return real.invite(account, person, text, gate)

    world.gateway = Stub(real, invite=invite)
    world.until("2026-01-07 22:00")
    assert world.ledger() == []
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (3, 0, {"stopped": 3})
    assert world.statuses()["approved"] == 3
    world.check()


@pytest.mark.parametrize("error", [None, ErrorClass.account_wait])
def test_archived_while_a_call_is_in_flight(world: World, error: ErrorClass | None) -> None:
    people, campaign = ready(world, 3)

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        lifecycle.archive(world.ws, campaign)
        raise GateClosed("late") if error is None else ProviderError(error, 422, "cannot_resend_yet")

    world.gateway = Stub(world.gateway, invite=invite)
    world.until("2026-01-07 22:00")
    assert world.ledger() == []
    # A doubt of an archived campaign ends, too: cancelled, like everybody who had not been contacted.
    assert set(world.statuses()) == {"cancelled"}
    assert {world.row(slug).reason for slug in people[:3]} == {"archived"}
    world.check()
