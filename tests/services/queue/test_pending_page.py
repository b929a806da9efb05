"""Texts that wait for approval, with all data for the decision; and undoing decisions."""

from __future__ import annotations

from collections import Counter
from datetime import date, time, timedelta
from typing import Any

import pytest

from core.errors import RefusedError
from core.rules.schedule import SlotRule
from core.services.audience import block_contacts
from core.services.campaigns import lifecycle
from core.services.queue import approvals, queue_rows
from core.services.queue.pending_page import opening_from, revisions, waiting
from tests.support import statements
from tests.support.draft import INVITATION, WELCOME, slot
from tests.support.story import lived_once
from tests.support.world import World, Worlds, at


@lived_once
def drawn(world: World, /, **options: Any) -> str:
    """Return a campaign whose first texts wait for approval; it is the evening of the day on which they were drawn."""
    world.member()
    world.source(30)
    ident = world.campaign(**options)
    world.until("2026-01-06 22:00")
    return ident


def test_everything_that_is_needed_to_decide(world: World) -> None:
    campaign = drawn(world)
    found = waiting(world.ws)
    assert (found.total, len(found.entries)) == (5, 5)
    first = found.entries[0]
    assert (first.text, first.limit, first.step, first.kind) == ("Hi People", 300, 0, "invitation")
    assert (first.name, first.campaign, first.program) == ("People Person", "founders", "growth")
    assert (first.source, first.sender, first.campaign_id) == ("people", "Ada Wong", int(campaign))
    assert first.profile == world.queue()[0].contact.profile
    assert (first.note_dropped, first.held) == (False, "")
    assert revisions(world.ws, int(campaign)) == [(entry.id, 1) for entry in found.entries]


def test_an_invitation_leaves_on_a_later_date(world: World) -> None:
    drawn(world, slots=(slot("09:00", 60), slot("23:00", 30)))
    # It is 22:00: the slot at 23:00 is of today, so what is approved now leaves tomorrow at 09:00.
    assert waiting(world.ws).entries[0].leaves == at("2026-01-07 09:00")
    world.approve()
    world.until("2026-01-07 08:59")
    assert world.ledger() == []
    world.until("2026-01-07 10:00")
    assert world.ledger()[0].at >= at("2026-01-07 09:00")


def test_a_message_leaves_in_the_first_run_from_its_date_on(world: World) -> None:
    world.member()
    people = world.source(20)
    world.accepts(people[0])
    world.campaign(cohort=1, steps=(INVITATION, WELCOME), slots=(slot("09:00", 60), slot("18:00", 60)))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 17:30")
    (welcome,) = [entry for entry in waiting(world.ws).entries if entry.step == 1]
    assert (welcome.kind, welcome.limit) == ("welcome", approvals.LONGEST_MESSAGE)
    assert welcome.leaves == at("2026-01-08 09:00")
    world.until("2026-01-08 12:00")
    (welcome,) = [entry for entry in waiting(world.ws).entries if entry.step == 1]
    # Due already, and not approved before the morning's run: the run of the same evening may take it.
    assert welcome.leaves == at("2026-01-08 18:00")
    approvals.approve(world.ws, [welcome.id])
    world.until("2026-01-08 19:00")
    assert [entry.person for entry in world.ledger("message")] == [people[0]]
    world.check()


def test_an_opening_is_looked_for_by_its_own_date() -> None:
    rule = SlotRule(frozenset(range(7)), time(9), 60, "Europe/Paris")
    now = at("2026-01-06 08:00")
    tomorrow, today = opening_from(rule, now, None), opening_from(rule, now, date(2026, 1, 2))
    later, closed = opening_from(rule, now, date(2026, 1, 20)), opening_from(rule, at("2026-01-06 09:00"), date.min)
    found = [opening.opens for opening in (tomorrow, today, later, closed) if opening is not None]
    assert found == [at("2026-01-07 09:00"), at("2026-01-06 09:00"), at("2026-01-20 09:00"), at("2026-01-07 09:00")]
    ended = SlotRule(frozenset(range(7)), time(9), 60, "Europe/Paris", last_date=date(2026, 1, 6))
    assert opening_from(ended, now, None) is None


def test_what_keeps_it_from_leaving_is_said(world: World) -> None:
    campaign = drawn(world)
    lifecycle.stop(world.ws, campaign)
    assert waiting(world.ws).entries[0].held == "The campaign was stopped."
    with world.ws.store.write() as store:
        store.change("UPDATE member SET state = 'disconnected'")
    assert "disconnected" in waiting(world.ws).entries[0].held


def test_a_dropped_note_is_told(world: World) -> None:
    world.member(plan="basic")
    world.source(30)
    world.campaign(cohort=8)
    world.until("2026-01-06 22:00")
    found = waiting(world.ws)
    assert Counter(entry.note_dropped for entry in found.entries) == {False: 5, True: 3}
    assert {entry.limit for entry in found.entries} == {200}
    dropped = next(entry for entry in found.entries if entry.note_dropped)
    approvals.approve(world.ws, [dropped.id])
    approvals.undo(world.ws, [dropped.id])
    assert next(entry for entry in waiting(world.ws).entries if entry.id == dropped.id).note_dropped


def test_one_campaign_and_a_limit(world: World) -> None:
    first = drawn(world)
    second = world.campaign(name="others", source="people")
    world.until("2026-01-08 22:00")
    assert {entry.campaign_id for entry in waiting(world.ws, second).entries} == {int(second)}
    found = waiting(world.ws, first, limit=2)
    assert len(found.entries) == 2
    assert found.total == len(waiting(world.ws, first).entries) > 2


def test_nothing_waits_and_when_the_next_texts_come_up(world: World) -> None:
    assert waiting(world.ws).coming is None
    world.member()
    world.source(30)
    world.campaign()
    found = waiting(world.ws)
    assert (found.total, found.entries, found.coming) == (0, (), at("2026-01-06 09:00"))


def test_no_look_up_for_each_row(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn(world, cohort=20)
    asked = statements.reads(monkeypatch)
    needed = []
    for limit in (1, 20):
        asked.clear()
        assert len(waiting(world.ws, limit=limit).entries) == limit
        needed.append(len(asked))
    assert needed == [5, 5]


# -- taking decisions back


def test_a_no_is_taken_back_with_its_text(world: World) -> None:
    drawn(world)
    (first, *_rest) = revisions(world.ws, 1)
    before = queue_rows.entry(world.ws, first[0])
    (since,) = [one.since for one in waiting(world.ws, limit=99).entries if one.id == first[0]]
    world.until(world.now + timedelta(hours=1))
    approvals.reject(world.ws, [first[0]], revision=first[1])
    after = approvals.undo(world.ws, [first[0]])[0]
    assert after == before
    # it has waited all the time
    assert [one.since for one in waiting(world.ws, limit=99).entries if one.id == first[0]] == [since]
    approvals.approve(world.ws, [first[0]], revision=first[1])
    world.until("2026-01-07 22:00")
    assert world.ledger()[0].text == "Hi People"
    world.check()


def test_a_no_to_another_text_is_refused(world: World) -> None:
    drawn(world)
    ident = int(world.queue()[0].id)
    approvals.edit_text(world.ws, ident, "Another", revision=1)
    for act in (approvals.reject, approvals.approve):
        with pytest.raises(RefusedError) as refused:
            act(world.ws, [ident], revision=1)
        assert refused.value.code == "revision"
    with pytest.raises(RefusedError):
        approvals.edit_text(world.ws, ident, "A third", revision=1)
    assert world.queue()[0].text == "Another"


def test_a_no_stays_where_the_person_may_not_be_asked_any_more(world: World) -> None:
    campaign = drawn(world)
    first, second = (int(row.id) for row in world.queue()[:2])
    approvals.reject(world.ws, [first, second])
    block_contacts.block(world.ws, str(world.queue()[0].contact.id))
    with pytest.raises(RefusedError, match="do not contact"):
        approvals.undo(world.ws, [first])
    lifecycle.archive(world.ws, campaign)
    with pytest.raises(RefusedError, match="archived"):
        approvals.undo(world.ws, [second])
    assert [row.status for row in world.queue()[:2]] == ["rejected", "rejected"]
    world.check()


def test_a_no_stays_where_another_campaign_took_the_person(worlds: Worlds) -> None:
    world = worlds(dedupe="all")
    world.member()
    people = world.source(5)
    world.campaign()
    world.until("2026-01-06 22:00")
    ident = int(world.queue()[0].id)
    approvals.reject(world.ws, [ident])
    world.campaign(name="others")
    world.until("2026-01-07 22:00")
    assert world.row(people[0], "others").status == "pending"
    with pytest.raises(RefusedError, match="Another campaign has taken"):
        approvals.undo(world.ws, [ident])
    world.check()
