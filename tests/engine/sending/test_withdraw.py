"""Withdrawals, by a campaign's rule or on request: once each, and never of an accepted invitation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from core.errors import NotFoundError, RefusedError
from core.network.gateway import Page, Profile, SentInvitation
from core.rules.limits import WITHDRAWALS_PER_DAY
from core.services.audience import forget
from core.services.campaigns import lifecycle
from core.services.maintenance.verify import verify
from core.services.members import members
from core.services.overview import status
from core.services.queue import queue_edit, withdrawals
from core.services.queue.queue_page import page
from core.views.queue_view import QueueQuery
from tests.support.draft import draft, slot
from tests.support.oracle import Entry
from tests.support.stub import Stub
from tests.support.world import World, Worlds, at

IN_DOUBT = "SELECT 1 FROM delivery WHERE state = 'in_doubt'"
OPENS, CLOSES = "09:00", "10:30"


def invited(world: World, count: int = 3, days: int = 7) -> tuple[list[str], str]:
    """Invite people on Tuesday the 6th by a campaign that withdraws after `days`; return them and the campaign."""
    world.member()
    people = world.source(count)
    campaign = world.campaign(replace(draft(cohort=count, approval="off"), withdraw_after_days=days))
    world.until("2026-01-06 12:00")
    assert world.invited() == people
    return people, campaign


def ids(world: World, people: list[str]) -> list[int]:
    return [int(world.row(person).id) for person in people]


def taken_back(world: World) -> list[Entry]:
    return world.ledger("withdraw")


def spaced(entries: list[Entry]) -> bool:
    return all(later.at - earlier.at >= timedelta(minutes=2) for earlier, later in pairwise(entries))


# -- by the campaign's rule


def test_the_rule_withdraws_old_invitations_inside_a_slot(world: World) -> None:
    people, campaign = invited(world)
    world.until("2026-01-13 08:59")
    assert taken_back(world) == []  # the run of Tuesday the 13th is the first in which they are seven days old
    world.until("2026-01-14 22:00")
    entries = taken_back(world)
    assert sorted(entry.person for entry in entries) == sorted(people)
    allowed = {("2026-01-13", True), ("2026-01-14", True)}
    for entry in entries:
        day = entry.at.date().isoformat()
        assert (day, at(f"{day} {OPENS}") <= entry.at < at(f"{day} {CLOSES}")) in allowed
    assert spaced(entries)
    assert world.statuses() == {"withdrawn": 3}
    assert {world.row(person).reason for person in people} == {"withdrawn"}
    assert world.view(campaign).summary.conversion.sent == 3
    assert all(run.invitations.planned == 0 for run in world.runs(campaign) if run.day >= date(2026, 1, 13))
    world.check()


def test_without_a_rule_nothing_is_withdrawn(world: World) -> None:
    invited(world, days=0)
    world.until("2026-02-20 22:00")
    assert taken_back(world) == []


def test_an_invitation_accepted_before_its_withdrawal_stays_accepted(worlds: Worlds) -> None:
    world = worlds(relation_lag=timedelta(hours=8))
    world.member()
    (person,) = world.source(1)
    world.accepts(person, after=timedelta(days=6, hours=22, minutes=30))
    world.campaign(replace(draft(cohort=1, approval="off"), withdraw_after_days=7))
    world.until("2026-01-14 22:00")
    assert taken_back(world) == []
    assert world.row(person).status in ("accepted", "messaged", "scheduled")
    world.check()


def test_a_slot_that_no_engine_met_is_not_made_up_for_elsewhere(world: World) -> None:
    people, _campaign = invited(world)
    world.until("2026-01-14 09:01")  # planned
    world.skip_to("2026-01-14 15:00")
    world.until("2026-01-14 23:00")
    left = len(people) - len(taken_back(world))
    assert all(entry.at < at("2026-01-14 10:30") for entry in taken_back(world))
    world.until("2026-01-15 23:00")
    assert left > 0
    assert world.statuses() == {"withdrawn": 3}
    world.check()


def test_a_stopped_campaign_withdraws_nothing(world: World) -> None:
    _people, campaign = invited(world)
    world.until("2026-01-13 09:00")
    lifecycle.stop(world.ws, campaign)
    world.until("2026-01-20 22:00")
    assert taken_back(world) == []


def test_a_day_has_a_limit(world: World) -> None:
    world.member(day_cap=40)
    world.source(WITHDRAWALS_PER_DAY + 4)
    campaign = world.campaign(cohort=WITHDRAWALS_PER_DAY + 4, approval="off", slots=(slot(minutes=300),))
    world.until("2026-01-06 22:00")
    world.edit(campaign, withdraw_after_days=7)
    world.until("2026-01-14 22:00")
    assert world.days("withdraw") == {"2026-01-14": WITHDRAWALS_PER_DAY}
    world.until("2026-01-15 22:00")
    assert world.days("withdraw") == {"2026-01-14": WITHDRAWALS_PER_DAY, "2026-01-15": 4}
    world.check()


# -- on request


def test_withdrawals_by_hand_start_at_once_and_are_spaced(world: World) -> None:
    people, campaign = invited(world, days=0)
    world.until("2026-01-07 15:00")
    rows = withdrawals.withdraw(world.ws, ids(world, people[:2]))
    assert {(row.status, row.reason) for row in rows} == {("invited", "withdrawal.asked")}
    world.until("2026-01-07 15:10")
    entries = taken_back(world)
    assert [entry.person for entry in entries] == people[:2]
    assert entries[0].at == at("2026-01-07 15:00")
    assert spaced(entries)
    assert world.statuses() == {"withdrawn": 2, "invited": 1}
    actors = {actor for (actor,) in world.sql("SELECT actor FROM journal WHERE kind = 'withdrawn'")}
    assert actors == {"tester"}
    assert world.view(campaign).summary.today.sent == 0
    world.check()


def test_a_withdrawal_requested_twice_is_made_once(world: World) -> None:
    people, _campaign = invited(world, days=0)
    for _again in range(2):
        withdrawals.withdraw(world.ws, ids(world, people[:1]))
    world.until("2026-01-07 22:00")
    assert len(taken_back(world)) == 1
    assert world.sql("SELECT count(*) FROM journal WHERE kind = 'withdrawal.asked'") == [(1,)]


def test_a_request_withdraws_all_given_people_or_nobody(world: World) -> None:
    people, _campaign = invited(world, days=0)
    world.accepts(people[0], after=timedelta(hours=30))
    withdrawals.withdraw(world.ws, ids(world, people[:1]))
    world.until("2026-01-07 22:00")
    first, second, _third = ids(world, people)
    with pytest.raises(RefusedError, match=f"{first} is withdrawn: only an unanswered invitation"):
        withdrawals.withdraw(world.ws, [second, first])
    with pytest.raises(NotFoundError, match="999"):
        withdrawals.withdraw(world.ws, [second, 999])
    world.until("2026-01-08 22:00")
    assert len(taken_back(world)) == 1


def test_a_pause_delays_a_withdrawal_until_resume(world: World) -> None:
    people, _campaign = invited(world, days=0)
    members.pause(world.ws, "acc-ada", on=True)
    withdrawals.withdraw(world.ws, ids(world, people[:1]))
    world.until("2026-01-07 22:00")
    assert taken_back(world) == []
    members.pause(world.ws, "acc-ada", on=False)
    world.until("2026-01-07 22:05")
    assert len(taken_back(world)) == 1


def test_a_withdrawn_person_is_not_invited_for_three_weeks(world: World) -> None:
    (person,), campaign = invited(world, 1, days=0)
    withdrawals.withdraw(world.ws, ids(world, [person]))
    world.until("2026-01-26 22:00")
    queue_edit.requeue(world.ws, ids(world, [person]))
    world.until("2026-01-26 23:00")
    assert (world.row(person).status, world.row(person).reason) == ("cancelled", "withdrawn.recently")
    world.until("2026-01-28 22:00")
    queue_edit.requeue(world.ws, ids(world, [person]))
    world.until("2026-01-30 22:00")
    assert world.row(person, campaign).status == "invited"
    assert [entry.kind for entry in world.ledger()] == ["invite", "withdraw", "invite"]
    world.check()


def test_an_id_that_was_lost_is_learnt_from_the_sent_list(world: World) -> None:
    world.sandbox.fault("no_id", kind="invite")
    (person,), _campaign = invited(world, 1, days=0)
    assert world.sql("SELECT invitation_id FROM outreach") == [(None,)]
    withdrawals.withdraw(world.ws, ids(world, [person]))
    world.until("2026-01-06 13:00")
    assert [entry.person for entry in taken_back(world)] == [person]
    world.check()


def test_an_invitation_withdrawn_outside_counts_as_withdrawn(world: World) -> None:
    (person,), _campaign = invited(world, 1, days=0)
    world.withdraw_outside()
    withdrawals.withdraw(world.ws, ids(world, [person]))
    world.until("2026-01-06 13:00")
    assert (world.row(person).status, world.row(person).reason) == ("withdrawn", "invitation.gone")
    assert len(taken_back(world)) == 1
    assert world.sql("SELECT count(*) FROM delivery WHERE kind = 'withdrawal'") == [(0,)]  # nothing was asked for
    world.check()


# -- faults


FAULTS = (
    "timeout_after",
    "timeout_before",
    "provider_error",
    "no_client_session",
    "too_many_requests",
    "html",
    "disconnected_account",
    "missing_credentials",
    "request_timeout",
    "not_found",
)


@pytest.mark.parametrize("fault", FAULTS)
def test_an_invitation_is_withdrawn_once_for_any_answer_of_the_network(world: World, fault: str) -> None:
    people, _campaign = invited(world, 2, days=0)
    world.sandbox.fault(fault, kind="withdraw", remaining=1)
    withdrawals.withdraw(world.ws, ids(world, people[:1]))
    world.until("2026-01-07 08:00")
    assert [entry.person for entry in taken_back(world)] == people[:1]
    assert world.statuses() == {"withdrawn": 1, "invited": 1}
    world.check()


def hidden(world: World, doubts: int, *, listed: bool) -> None:
    """Let LinkedIn withhold profiles while `doubts` withdrawals are in doubt; its list is whole only if `listed`."""
    real = world.gateway

    def profile(account: str, identifier: str) -> Profile:
        found = real.profile(account, identifier)
        bare = replace(found, distance=None, connected=False, pending_invitation=False)
        return bare if len(world.sql(IN_DOUBT)) == doubts else found

    def sent_list(account: str, cursor: str | None, limit: int) -> Page[SentInvitation]:
        if listed or len(world.sql(IN_DOUBT)) < doubts:
            return real.sent_invitations(account, cursor, limit)
        return Page((), "more")

    world.gateway = Stub(real, profile=profile, sent_list=sent_list)


def test_an_invitation_absent_from_the_whole_list_for_a_day_counts_as_withdrawn(world: World) -> None:
    (person,), _campaign = invited(world, 1, days=0)
    hidden(world, 1, listed=True)
    world.sandbox.fault("timeout_after", kind="withdraw", remaining=1)
    withdrawals.withdraw(world.ws, ids(world, [person]))
    world.until("2026-01-07 11:55")
    assert (world.statuses(), status.status(world.ws).withdrawals_in_doubt) == ({"invited": 1}, 1)
    world.until("2026-01-07 12:30")
    assert (world.statuses(), status.status(world.ws).withdrawals_in_doubt) == ({"withdrawn": 1}, 0)
    assert [entry.person for entry in taken_back(world)] == [person]
    world.check()


def test_unsettled_withdrawals_delay_the_others_for_only_a_day(world: World) -> None:
    people, _campaign = invited(world, 3, days=0)
    hidden(world, 3, listed=False)
    world.sandbox.fault("timeout_after", kind="withdraw", remaining=3)
    withdrawals.withdraw(world.ws, ids(world, people))
    others = world.source(3, "others")
    world.campaign(replace(draft(cohort=3, approval="off"), source="others"))
    world.until("2026-01-07 11:00")
    assert world.invited() == people
    world.until("2026-01-09 22:00")
    assert world.invited() == people + others
    found = world.check()
    assert (found.in_doubt, found.withdrawals_in_doubt) == (0, 3)


def counted(world: World) -> list[tuple[int, int]]:
    """Return the people and withdrawals in doubt as `status`, `verify` and the Queue count them."""
    glance, recount, queue = status.status(world.ws), verify(world.ws), page(world.ws, QueueQuery())
    people = sum(queue.statuses.get(name, 0) for name in ("in_doubt", "unresolved"))
    return [
        (glance.in_doubt, glance.withdrawals_in_doubt),
        (recount.in_doubt, recount.withdrawals_in_doubt),
        (people, queue.withdrawals_in_doubt),
    ]


def test_while_it_is_in_doubt_the_status_counts_it_and_its_person_is_kept(world: World) -> None:
    (person,), _campaign = invited(world, 1, days=0)
    world.sandbox.fault("timeout_after", kind="withdraw", remaining=1)
    withdrawals.withdraw(world.ws, ids(world, [person]))
    world.until("2026-01-06 12:02")
    assert world.statuses() == {"invited": 1}
    assert counted(world) == [(0, 1)] * 3
    with pytest.raises(RefusedError, match="wait until the engine has settled it, then forget"):
        forget.forget(world.ws, person)
    world.until("2026-01-07 08:00")
    assert counted(world) == [(0, 0)] * 3
    assert forget.forget(world.ws, person).people == 1


def test_a_refused_withdrawal_ends_its_request_and_is_reported(world: World) -> None:
    (person,), _campaign = invited(world, 1, days=0)
    world.sandbox.fault("invalid_parameters", kind="withdraw")
    withdrawals.withdraw(world.ws, ids(world, [person]))
    world.until("2026-01-09 22:00")
    row = world.row(person)
    assert (row.status, row.reason) == ("invited", None)
    assert world.sql("SELECT count(*) FROM journal WHERE kind = 'withdrawal.refused'") == [(1,)]
    world.check()


def test_the_rule_leaves_out_forgotten_people(world: World) -> None:
    people, _campaign = invited(world, 2)
    forget.forget(world.ws, f"https://www.linkedin.com/in/{people[0]}")
    (row,) = [row for row in world.queue() if row.contact.name == forget.NAME]
    with pytest.raises(RefusedError, match="was forgotten"):
        withdrawals.withdraw(world.ws, [int(row.id)])
    world.until("2026-01-16 22:00")
    assert [entry.person for entry in taken_back(world)] == [people[1]]
