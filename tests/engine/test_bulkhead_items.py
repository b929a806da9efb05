"""Held items: how long they are held, what releases them, and failures that need a scene of their own."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.engine import runner
from core.engine.context import Context
from core.engine.planning import cancel, runs, zone_changes
from core.engine.restoring import daily_check, replay
from core.engine.runner import Lanes
from core.engine.sending import gate, outcome, withdraw
from core.engine.settling import reconcile
from core.errors import DamagedError, TryAgainError
from core.network.gateway import Page
from core.rules.bulkheads import wait
from core.rules.exclusions.rule import RuleKind
from core.services.audience import contact_edit, exclusions, forget
from core.services.campaigns import lifecycle
from core.services.maintenance.verify import verify
from core.services.members import members
from core.services.overview.status import status
from core.services.queue import approvals, withdrawals
from core.store import owners
from core.store.database import Reading
from core.store.outreaches import StaleError
from core.store.people import finders
from core.store.upkeep import integrity
from core.store.views.agenda import Kind
from tests.engine.reading.test_finder_search import finder, person, stubbed
from tests.engine.test_bulkhead import Mine, PlantedError, contact
from tests.engine.test_store_check import run_until_error
from tests.support.draft import INVITATION, draft
from tests.support.story import lived_once
from tests.support.world import World, at

NEVER = 253402300000000000
"""Microseconds of a moment after the last day of the calendar."""

pytestmark = pytest.mark.holds


@lived_once
def ready(world: World, count: int = 3) -> tuple[list[str], str]:
    """Return `count` people approved for Wednesday's run from 09:00 on, and the campaign; it is Tuesday 22:00."""
    world.member()
    people = world.source(count)
    campaign = world.campaign(cohort=count, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    return people, campaign


def broken_send(world: World, monkeypatch: pytest.MonkeyPatch, slug: str) -> Mine:
    known = contact(world, slug)
    return Mine(monkeypatch, gate, "_person", lambda *args: args[2].contact_id == known)


def test_an_item_is_held_for_an_hour_then_twice_as_long_up_to_a_day() -> None:
    assert [wait(n) // timedelta(hours=1) for n in range(1, 9)] == [1, 2, 4, 8, 16, 24, 24, 24]


def test_a_send_that_fails_waits_and_its_run_says_held(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    people, campaign = ready(world)
    mine = broken_send(world, monkeypatch, people[0])
    world.until("2026-01-07 22:00")
    assert sorted(world.invited()) == sorted(people[1:])
    assert mine.blown in (1, 2)  # once, and once more if the hour ends within the slot
    assert world.run(campaign, "2026-01-07").invitations.not_sent == {"held": 1}
    assert world.row(people[0]).status == "approved"
    mine.armed = False
    world.until("2026-01-08 22:00")
    assert people[0] in world.invited()
    assert status(world.ws).held == ()
    world.check()


def test_a_person_who_is_held_takes_no_place_in_a_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a campaign of one invitation a day, the second person is invited on the day on which the first is held."""
    world.member()
    people = world.source(4)
    world.campaign(cohort=1, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    broken_send(world, monkeypatch, people[0])
    for day in ("07", "08", "09", "12", "13"):
        world.approve_drawn(f"2026-01-{day}")
    assert sorted(world.invited()) == sorted(people[1:])
    world.check()


def test_an_error_after_the_call_leaves_it_in_doubt_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    people, campaign = ready(world, 1)
    mine = Mine(monkeypatch, outcome, "_sent", lambda *_: True)
    world.until("2026-01-07 09:00")
    while not mine.blown:
        world.until(world.now + timedelta(minutes=1))
    assert world.invited() == people
    assert world.statuses() == {"in_doubt": 1}
    assert world.sql("SELECT state, error FROM delivery") == [("in_doubt", "held")]
    assert "in_doubt" in world.codes(campaign)
    mine.armed = False
    world.until("2026-01-08 22:00")
    assert world.statuses() == {"invited": 1}
    assert world.invited() == people
    world.check()


def test_a_withdrawal_whose_outcome_cannot_be_written_is_in_doubt(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.member()
    people = world.source(2)
    world.campaign(replace(draft(cohort=2, approval="off")))
    world.until("2026-01-06 12:00")
    withdrawals.withdraw(world.ws, [int(world.row(people[0]).id)])
    mine = Mine(monkeypatch, withdraw, "taken_back", lambda *_, **__: True)
    world.until("2026-01-06 12:10")
    assert mine.blown == 1
    assert world.sql("SELECT state, error FROM delivery WHERE kind = 'withdrawal'") == [("in_doubt", "held")]
    mine.armed = False
    world.until("2026-01-07 22:00")
    assert world.row(people[0]).status == "withdrawn"
    assert world.row(people[1]).status == "invited"
    assert len(world.ledger("withdraw")) == 1
    world.check()


def test_a_doubt_that_cannot_be_settled_holds_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    people, _campaign = ready(world, 2)
    world.sandbox.fault("reset_after", kind="invite", remaining=2)
    known = contact(world, people[0])
    mine = Mine(monkeypatch, reconcile, "_evidence", lambda *args: args[1].outreach.contact_id == known)
    world.until("2026-01-08 22:00")
    assert 2 < mine.blown < 9
    assert {slug: world.row(slug).status for slug in people} == {people[0]: "in_doubt", people[1]: "invited"}
    assert [held.work for held in status(world.ws).held] == ["settle"]
    mine.armed = False
    members.pause(world.ws, None, on=False)
    world.until("2026-01-09 22:00")
    assert world.statuses() == {"invited": 2}
    world.check()


def test_a_run_closes_though_the_reason_of_an_unsent_one_is_unknown(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _people, campaign = ready(world, 2)
    world.until("2026-01-07 09:00")
    members.pause(world.ws, None, on=True)
    Mine(monkeypatch, runs, "why_left", lambda *_: True)
    world.until("2026-01-07 22:00")
    run = world.run(campaign, "2026-01-07")
    assert (run.state, run.invitations.planned) == (
        "closed",
        sum(run.invitations.not_sent.values()) + run.invitations.sent,
    )
    assert "held" in run.invitations.not_sent
    world.check()


def test_a_send_time_that_cannot_be_released_keeps_no_other_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person stops a campaign with one invalid row: all other send times are released, and that row is not sent."""
    people, campaign = ready(world)
    world.until("2026-01-07 09:00")
    row = int(world.row(people[0]).id)
    mine = Mine(monkeypatch, runs, "give_back", lambda _store, booking, *_, **__: booking.outreach_id == row)
    lifecycle.stop(world.ws, campaign)
    assert mine.blown == 1
    assert [(held.work, held.person) for held in status(world.ws).held] == [("send", "People Person")]
    sent = set(world.invited())
    assert {slug: world.row(slug).status for slug in people if slug not in sent} == {
        slug: "scheduled" if slug == people[0] else "approved" for slug in people if slug not in sent
    }
    mine.armed = False
    world.until("2026-01-07 22:00")
    assert set(world.invited()) == sent
    world.check()


def test_a_block_and_a_rule_reach_everybody_but_one_invalid_row(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three people of a company, one cannot be cancelled: the rule is kept, the others end, nobody is invited."""
    people, _campaign = ready(world)
    world.until("2026-01-07 08:00")
    row = int(world.row(people[0]).id)
    mine = Mine(monkeypatch, cancel, "free_send_time", lambda _store, odd, *_: odd.id == row)
    for contact_view in world.contacts():
        contact_edit.edit(world.ws, str(contact_view.id), {"company": "Umbra"})
    added = exclusions.add(world.ws, RuleKind.COMPANY, "Umbra")
    assert (added.rule.holds, mine.blown > 0) == (len(world.contacts()), True)
    assert {slug: world.row(slug).status for slug in people[1:]} == dict.fromkeys(people[1:], "cancelled")
    assert [held.outreach_id for held in status(world.ws).held] == [row]
    world.until("2026-01-08 22:00")
    assert world.invited() == []


def test_an_account_that_stops_releases_what_it_can(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine releases every send time of a member whose account is disconnected, except for one invalid row."""
    people, _campaign = ready(world)
    world.until("2026-01-07 09:00")
    row = int(world.row(people[2]).id)
    Mine(monkeypatch, runs, "give_back", lambda _store, booking, *_, **__: booking.outreach_id == row)
    world.sandbox.configure_account("acc-ada", status="credentials")
    world.until("2026-01-07 21:00")
    assert world.invited() == []
    assert {slug: world.row(slug).status for slug in people[:2]} == dict.fromkeys(people[:2], "approved")
    assert world.row(people[2]).status in ("scheduled", "approved")


def test_an_unknown_lane_holds_one_item_and_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lookup of an item's lane fails once, in the engine's own thread: that item is held, the thread goes on."""
    people, _campaign = ready(world)
    world.until("2026-01-07 09:00")
    original = owners.lane
    blown: list[int] = []

    def lane(store: Reading, member: int) -> int:
        if not blown:
            blown.append(member)
            raise PlantedError("the words of ada@example.org")
        return original(store, member)

    monkeypatch.setattr(owners, "lane", lane)
    with world.engine() as context:
        lanes = Lanes(context)
        run_until_error(world, lanes)
        lanes.close()
    assert (lanes.error, len(blown)) == (None, 1)
    assert world.sql("SELECT kind FROM journal WHERE kind LIKE 'held%' ORDER BY id") == [("held",), ("held.ended",)]
    assert sorted(world.invited()) == sorted(people)


@pytest.mark.sqlite_only("the engine checks the file; the pages of a server are its own")
def test_a_check_of_the_store_that_fails_holds_only_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    people, _campaign = ready(world)
    mine = Mine(monkeypatch, integrity, "fault", lambda *_: world.now > at("2026-01-07 01:00"))
    world.until("2026-01-08 20:00")
    assert 0 < mine.blown < 10
    assert sorted(world.invited()) == sorted(people)
    (held,) = [held for held in status(world.ws).held if held.error == "PlantedError"]
    assert held.work == "start"
    mine.armed = False
    world.until("2026-01-09 22:00")
    assert status(world.ws).held == ()


@pytest.mark.sqlite_only("the engine checks the file; the pages of a server are its own")
def test_a_check_that_fails_in_its_thread_is_told_by_the_engines_own(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(world)
    with world.engine() as context:
        assert context.check is not None
        world.ws.clock = world.ws.stamp.clock
        Mine(monkeypatch, integrity, "fault", lambda *_: True)
        tomorrow = world.now + timedelta(days=9)
        daily_check.run_due(context, tomorrow)
        context.check.close()
        daily_check.run_due(context, tomorrow)
        assert world.sql("SELECT work, part, error FROM held_item") == [("start", "the store's check", "PlantedError")]


def test_one_invalid_person_of_a_search_hides_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.member()
    finder(world)
    stubbed(world, Page((person(1), person(2), person(3)), None), Page((person(2),), None))
    Mine(monkeypatch, finders, "add_contact", lambda _store, found, *_, **__: found.public_id == "zoe-2a1")
    world.until("2026-01-05 22:00")
    assert {name for (name,) in world.sql("SELECT name FROM contact")} == {"Zoe N1", "Zoe N3"}
    assert [held.work for held in status(world.ws).held] == ["found"]


@pytest.mark.parametrize(
    ("module", "name"), [(zone_changes, "_follow"), (replay, "replay"), (outcome, "give_up_open_calls")]
)
def test_a_start_goes_on_past_a_step_that_fails(
    world: World, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    """Nothing is sent until the side journal was replayed; a failure of any other step holds nobody."""
    people, _campaign = ready(world)
    mine = Mine(monkeypatch, module, name, lambda *_, **__: True)
    world.until("2026-01-07 09:10")
    assert mine.blown
    if name == "replay":
        assert world.invited() == []
    mine.armed = False
    world.until("2026-01-08 22:00")
    assert sorted(world.invited()) == sorted(people)
    world.check()


def test_the_side_journal_is_taken_over_by_the_engine_that_runs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _people, _campaign = ready(world)
    mine = Mine(monkeypatch, replay, "replay", lambda *_: mine.blown < 2)
    world.until("2026-01-07 22:00")
    assert mine.blown == 2
    world.until("2026-01-08 22:00")
    assert len(world.invited()) == 3


# -- the end of a hold


def test_resume_an_edit_and_a_new_version_try_it_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    people, campaign = ready(world)
    mine = broken_send(world, monkeypatch, people[0])

    def held() -> int:
        world.until(world.now + timedelta(hours=98))
        assert mine.blown
        return len(status(world.ws).held)

    assert held() == 1
    members.pause(world.ws, None, on=False)
    assert status(world.ws).held == ()
    assert held() == 1
    world.edit(campaign, description="another")
    assert status(world.ws).held == ()
    assert held() == 1
    approvals.edit_text(world.ws, int(world.row(people[0]).id), "Hello")
    assert status(world.ws).held == ()
    world.approve()
    assert held() == 1
    monkeypatch.setattr("core.engine.bulkhead.VERSION", "9.9.9")
    with world.engine():
        assert status(world.ws).held == ()


def test_a_forgotten_person_leaves_no_hold(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    people, _campaign = ready(world)
    broken_send(world, monkeypatch, people[0])
    world.until("2026-01-07 22:00")
    assert status(world.ws).held
    forget.forget(world.ws, str(contact(world, people[0])))
    assert world.sql("SELECT count(*) FROM held_item") == [(0,)]


# -- errors that hold nothing, and no endless loop


@pytest.mark.parametrize("error", [TryAgainError("busy"), DamagedError("damaged"), KeyboardInterrupt()])
def test_an_error_about_more_than_one_item_is_raised(
    world: World, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    ready(world)
    monkeypatch.setattr(gate, "_person", lambda *_: (_ for _ in ()).throw(error))
    with pytest.raises((TryAgainError, KeyboardInterrupt)):  # damage that a check of the store does not confirm
        world.until("2026-01-07 22:00")
    assert world.sql("SELECT count(*) FROM held_item") == [(0,)]


def test_a_status_that_always_changes_first_causes_no_endless_loop(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, _campaign = ready(world)
    known = contact(world, people[0])
    calls: list[int] = []
    original = gate._person

    def faster(context: Context, store: Reading, row: Any, now: Any) -> Any:
        if row.contact_id == known:
            calls.append(1)
            raise StaleError("again")
        return original(context, store, row, now)

    monkeypatch.setattr(gate, "_person", faster)
    world.until("2026-01-07 22:00")
    assert len(calls) <= 4
    assert sorted(world.invited()) == sorted(people[1:])


def test_an_invalid_moment_is_reported_and_causes_no_endless_loop(world: World) -> None:
    people, campaign = ready(world)
    with world.ws.store.write() as store:
        store.change("UPDATE booking SET send_at = 1")
        odd = "'soon'" if world.ws.store.in_file else NEVER  # a server takes no text for a number
        store.change(f"UPDATE outreach SET read_at = {odd}, status = 'queued' WHERE id = 1")
        store.change("UPDATE member SET sync_at = ? WHERE id = 1", NEVER)
    world.until("2026-01-07 22:00")
    assert {held.work for held in status(world.ws).held} == {"read", "sync"}
    assert sorted(world.invited()) == sorted(people[1:])
    assert "internal.held" in world.codes(campaign)


def test_ten_thousand_failures_cost_one_try_each(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every item on the agenda fails: each is tried once, then an hour later, without an endless loop."""
    ready(world)
    tried: list[Kind] = []

    def fail(kind: Kind) -> Any:
        def work(*_: object) -> None:
            tried.append(kind)
            raise PlantedError

        return work

    for kind in list(runner.WORK):
        monkeypatch.setitem(runner.WORK, kind, fail(kind))
    world.until("2026-01-09 22:00")
    assert world.now == at("2026-01-09 22:00")
    assert 0 < len(tried) < 40


# -- reports


def test_the_log_has_the_traceback_and_no_value(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    people, _campaign = ready(world)
    broken_send(world, monkeypatch, people[0])
    with caplog.at_level(logging.ERROR):
        world.until("2026-01-07 22:00")
    told = "\n".join(caplog.messages)
    assert "Held: send" in told
    assert "core/engine/sending/gate.py" in told
    assert "ada@example.org" not in told
    ((data,),) = world.sql("SELECT data FROM journal WHERE kind = 'held' LIMIT 1")
    assert "ada@example.org" not in data
    assert "PlantedError" in data
    assert "core.engine.sending.gate:verdict:" in data


def test_verify_names_a_held_item_and_still_finds_all_numbers_right(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, campaign = ready(world)
    broken_send(world, monkeypatch, people[0])
    world.until("2026-01-07 22:00")
    found = verify(world.ws)
    assert found.differences == ()
    ((held),) = found.held
    assert (held.campaign, held.work, held.error) == ("founders", "send", "PlantedError")
    (problem,) = [one for one in world.view(campaign).summary.health.problems if one.code == "internal.held"]
    assert problem.severity == "error"
    assert "People Person" in problem.text
    assert world.view(campaign).summary.health.state == "errors"
