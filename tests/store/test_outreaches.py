"""An outreach is drawn, changes its status only from the expected one, and is found and counted by its data."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.rules.states import Status
from core.store import campaign_counts, outreach_counts, outreach_plans, outreaches
from core.store.database import Reading, Writing
from core.store.outreaches import StaleError
from core.store.views import eligible
from tests.support.rows import add_row
from tests.support.world import World


def arrange(world: World, people: int = 3) -> int:
    """Add a campaign whose people nobody has drawn yet; return its id."""
    world.member()
    world.source(people)
    return int(world.campaign(start=False))


def drawn(world: World, store: Writing, contact: int = 1, batch: str = "1:2026-01-06") -> int:
    return outreach_plans.draw(
        store,
        key=f"key-{contact}",
        campaign=1,
        contact=contact,
        member=1,
        language="en",
        batch=batch,
        read_at=world.now + timedelta(minutes=contact),
        now=world.now,
    )


def move(world: World, store: Reading, ident: int, before: Status, after: Status, **columns: object) -> None:
    outreaches.change(store, ident, before, after, now=world.now, actor="ada", kind="moved", **columns)  # type: ignore[arg-type]


def test_a_status_changes_only_from_what_it_is(world: World) -> None:
    arrange(world)
    with world.ws.store.write() as store:
        ident = drawn(world, store)
        move(world, store, ident, Status.QUEUED, Status.APPROVED, reason="why", approved_at=world.now)
        row = outreaches.get(store, ident)
        assert (row.status, row.batch, row.revision) == (Status.APPROVED, "1:2026-01-06", 0)
        with pytest.raises(StaleError):
            move(world, store, ident, Status.QUEUED, Status.APPROVED)
        with pytest.raises(StaleError):
            move(world, store, ident, Status.APPROVED, Status.PENDING, at_revision=1)
        with pytest.raises(ValueError, match="never followed"):
            move(world, store, ident, Status.APPROVED, Status.FINISHED)
        move(world, store, ident, Status.APPROVED, Status.PENDING, at_revision=0)
        with pytest.raises(LookupError):
            outreaches.get(store, 999)
    assert world.sql("SELECT reason, approved_at IS NULL FROM outreach") == [("", 0)]
    told = world.sql("SELECT code, data FROM journal WHERE kind = 'moved' ORDER BY id")
    assert told == [("why", '{"from":"queued","to":"approved"}'), ("", '{"from":"approved","to":"pending"}')]


def test_texts_are_replaced_as_new_revisions(world: World) -> None:
    arrange(world)
    with world.ws.store.write() as store:
        first, second = drawn(world, store), drawn(world, store, 2)
        outreach_plans.set_text(store, first, "Hello", "edited")
        assert outreach_counts.texts_not_out(store) == []
        move(world, store, first, Status.QUEUED, Status.PENDING)
        assert outreach_counts.texts_not_out(store) == [(first, "Hello")]
        assert outreach_counts.pending(store) == outreach_counts.pending(store, 1) == [(first, 1)]
        assert outreach_counts.pending(store, 2) == []
        assert (outreach_counts.count_pending(store), outreach_counts.count_pending(store, 2)) == (1, 0)
        assert [row.id for row in outreaches.pending_of(store, 1)] == [first]
        assert campaign_counts.by_status(store) == campaign_counts.by_status(store, 1) == {"pending": 1, "queued": 1}
        assert outreach_counts.count_in(store, (Status.QUEUED, Status.SENDING)) == 1
        assert outreach_counts.exists(store, second)
        assert not outreach_counts.exists(store, 99)


def test_the_drawn_are_counted_by_run(world: World) -> None:
    arrange(world)
    with world.ws.store.write() as store:
        assert not outreach_counts.any_drawn(store, 1)
        first = drawn(world, store)
        drawn(world, store, 2, "1:2026-01-07")
        assert outreach_counts.any_drawn(store, 1)
        assert outreach_counts.any_queued(store, 1)
        assert outreach_counts.count_drawn(store, 1) == outreach_counts.count_waiting(store, 1) == 2
        assert outreach_counts.count_of_batch(store, 1, "1:2026-01-06") == 1
        assert outreach_counts.batches(store, 1) == {"1:2026-01-06": 1, "1:2026-01-07": 1}
        move(world, store, first, Status.QUEUED, Status.CANCELLED, reason="removed")
        assert outreach_counts.count_waiting(store, 1) == 1
        assert [row.contact_id for row in outreaches.not_out_of(store, 1)] == [2]
        assert outreaches.ended_by_block(store, 1) == []


def test_reads_are_planned_and_put_off(world: World) -> None:
    arrange(world)
    later = world.now + timedelta(hours=1)
    with world.ws.store.write() as store:
        first, second = drawn(world, store), drawn(world, store, 2)
        outreach_plans.plan_read(store, first, later)
        assert outreach_counts.queued_of(store, 1, None) == outreach_counts.queued_of(store, 1, 1) == [second, first]
        assert outreach_counts.queued_of(store, 1, 2) == []
        outreach_plans.shift_reads(store, 1, timedelta(hours=2), later)
        assert outreach_counts.queued_of(store, 1, None) == [first, second]
        add_row(store, "refusal", campaign_id=1, outreach_id=first, call="profile", status=4, type="t", at=0, spared=0)
        outreach_plans.put_reads_off(store, 1, 1, later, timedelta(minutes=1))
        assert outreach_counts.queued_of(store, 1, None) == [second, first]
        move(world, store, first, Status.QUEUED, Status.APPROVED, reason="held")
        outreach_plans.plan_read(store, first, world.now, queued=True)
        outreach_plans.end_hold(store, 1, 2, "held")
        assert store.row("SELECT read_at > drawn_at, reason FROM outreach WHERE id = ?", first) == (1, "held")
        outreach_plans.end_hold(store, 1, None, "held")
        assert store.scalar("SELECT reason FROM outreach WHERE id = ?", first) == ""


def test_what_the_network_told_is_kept_and_erased(world: World) -> None:
    arrange(world)
    with world.ws.store.write() as store:
        ident = drawn(world, store)
        outreach_plans.set_person(store, ident, "ACoX", 1)
        store.change("UPDATE outreach SET status = 'invited', invited_at = 1")
        outreach_plans.set_chat(store, ident, "chat")
        outreach_plans.drop_chat(store, ident, "other")
        assert outreach_counts.last_invited(store, 1) == [("ACoX", ident, "chat")]
        outreach_plans.drop_chat(store, ident, "chat")
        outreach_plans.set_invitation(store, ident, "inv")
        assert outreach_counts.unaccepted(store, 1) == {"ACoX": ident}
        assert outreach_counts.undated(store, 1) == {}
        assert outreach_counts.to_withdraw(store, 1, world.now, 9) == [ident]
        assert outreach_counts.to_withdraw(store, 1, world.now, 0) == []
        assert outreach_counts.count_invited_by(store, 1, world.now) == 1
        outreach_plans.plan_withdrawal_by_rule(store, ident, world.now)
        assert outreach_counts.to_withdraw(store, 1, world.now, 9) == []
        outreach_plans.add_acceptance(store, ident, world.now, world.now)
        assert outreach_counts.undated(store, 1) == {"ACoX": ident}
        assert outreach_counts.acceptances_since(store, 1, world.now) == [world.now]
        outreach_plans.date_acceptance(store, ident, world.now - timedelta(days=1))
        assert outreach_counts.undated(store, 1) == outreach_counts.unaccepted(store, 1) == {}
        row = outreaches.get(store, ident)
        assert (row.chat_id, row.invitation_id, row.withdraw_at) == (None, "inv", world.now)
        outreach_plans.erase(store, 1)
        row = outreaches.get(store, ident)
        assert (row.person, row.invitation_id, row.withdraw_at, row.language) == (None, None, None, "")


def test_runs_take_who_was_approved_in_time(world: World) -> None:
    arrange(world)
    midnight, opens = world.now, world.now + timedelta(hours=2)
    with world.ws.store.write() as store:
        person, mode, late = (drawn(world, store, contact) for contact in (1, 2, 3))
        move(world, store, person, Status.QUEUED, Status.APPROVED, approved_at=midnight - timedelta(seconds=1))
        move(world, store, mode, Status.QUEUED, Status.APPROVED, approved_at=opens, approved_by="mode", text="note")
        move(world, store, late, Status.QUEUED, Status.APPROVED, approved_at=midnight, approved_by="ada")
        assert eligible.count_invitations(store, 1, midnight, opens) == 2
        assert eligible.invitations(store, 1, midnight, opens) == [(person, False), (mode, True)]
        assert [row.id for row in eligible.oldest_invitations(store, 1, midnight, opens, 1)] == [person]
        assert eligible.count_by_slot(store, [(7, 1, midnight, opens), (8, 2, midnight, opens)]) == {7: 2, 8: 0}
        add_row(
            store, "refusal", campaign_id=1, outreach_id=person, call="invitation", status=4, type="t", at=0, spared=1
        )
        assert [row.id for row in eligible.invitations(store, 1, midnight, opens)] == [mode, person]
        store.change("UPDATE outreach SET step = 1, due_date = '2026-01-06' WHERE id = ?", person)
        assert eligible.messages(store, 1, date(2026, 1, 5), opens) == []
        assert [row.id for row in eligible.messages(store, 1, date(2026, 1, 6), opens)] == [person]
        assert eligible.messages(store, 1, date(2026, 1, 6), midnight - timedelta(seconds=1)) == []
