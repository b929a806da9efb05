"""Limits belong to the LinkedIn owner, under any account id and member row."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.engine import runner as engines
from core.engine import side_journal
from core.engine.planning import budget
from core.engine.runner import Lanes
from core.errors import RefusedError
from core.network.gateway import Account
from core.network.sandbox import people
from core.services.campaigns import lifecycle
from core.services.members import members
from core.services.members.member_view import list_members
from core.store import members as member_rows
from core.store.views import journal_queries, limit_usage
from core.views.members_view import Member
from tests.support.draft import FOLLOW_UP, INVITATION, WELCOME, draft, slot
from tests.support.stub import Stub
from tests.support.world import World, slugs

NEW = "acc-ada-2"
EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def reconnected(world: World, old: str = "acc-ada", new: str = NEW) -> None:
    """Remove the account at the provider, and connect it again under another id."""
    world.sandbox.configure_account(old, status="removed")
    world.sandbox.configure_account(new, same_owner_as=old)


def one(world: World, ref: str) -> Member:
    (view,) = [view for view in list_members(world.ws, "all") if str(view.id) == ref]
    return view


def code_of(world: World, ref: str) -> str:
    """Return the code of the problem that keeps a member from sending."""
    problem = one(world, ref).problem
    return "" if problem is None else problem.code


def busy(world: World, **options: Any) -> str:
    """Start a campaign of invitations that sends each day without asking."""
    name = options.setdefault("name", "busy")
    world.source(options.pop("people", 160), name)
    wanted: dict[str, Any] = {"cohort": 25, "approval": "off", "slots": (slot("09:00", 300, EVERY_DAY),)}
    return world.campaign(source=name, steps=(INVITATION,), **{**wanted, **options})


def test_a_second_row_of_one_owner_is_joined_and_sends_nothing(world: World) -> None:
    ada = world.member()
    world.until("2026-01-05 10:00")
    reconnected(world)
    twin = str(members.add(world.ws, "Ada again", NEW, plan="premium", ramp=False).id)
    campaign = busy(world, sender=NEW)
    world.until("2026-01-07 22:00")
    assert (one(world, ada).account, one(world, ada).state) == (NEW, "ok")
    assert one(world, twin).state == "archived"
    assert world.ledger() == []
    assert world.sql("SELECT count(*) FROM journal WHERE kind = 'member.joined' AND member_id = ?", twin) == [(1,)]
    view = world.view(campaign).summary.health
    assert view.state == "stopped"
    assert [(p.code, p.action) for p in view.problems] == [
        ("sender.archived", "Clone the campaign for Ada Wong, who is the same person on LinkedIn.")
    ]


def test_the_week_goes_on_where_the_row_before_it_was_archived(world: World) -> None:
    ada = world.member(day_cap=40)
    busy(world)
    world.until("2026-01-08 22:00")
    sent = len(world.ledger("invite"))
    assert sent > 60
    members.archive(world.ws, ada)
    reconnected(world)
    twin = str(members.add(world.ws, "Ada again", NEW, plan="premium", ramp=False, day_cap=40).id)
    busy(world, name="more", sender=NEW)
    world.until("2026-01-11 22:00")
    assert len(world.ledger("invite")) == 100
    assert one(world, twin).week.sent == one(world, ada).week.sent == 100


def test_the_account_of_somebody_else_sends_nothing(world: World) -> None:
    ada = world.member()
    campaign = busy(world)
    world.until("2026-01-06 22:00")
    sent = len(world.ledger())
    assert sent
    world.sandbox.configure_account("acc-max", name="Max Power", premium=True)
    members.edit(world.ws, ada, account="acc-max")
    world.until("2026-01-08 22:00")
    assert len(world.ledger()) == sent
    (problem,) = [p for p in world.view(campaign).summary.health.problems if p.severity == "fatal"]
    assert problem.code == "account.other"
    assert f"overture member edit {ada} --account ID" in problem.action
    assert code_of(world, ada) == "account.other"
    assert world.view(campaign).summary.health.state == "stopped"
    # Nothing of the other person's lists is taken for the member's.
    assert world.sql("SELECT count(*) FROM journal WHERE kind = 'lists.read' AND at > ?", 0)
    members.edit(world.ws, ada, account="acc-ada")
    world.until("2026-01-09 22:00")
    assert len(world.ledger()) > sent
    assert one(world, ada).problem is None


def test_the_same_account_id_with_another_owner_is_another_account(world: World) -> None:
    world.member()
    campaign = busy(world)
    world.until("2026-01-06 08:00")
    world.sandbox.configure_account("acc-ada", name="Max Power")
    world.until("2026-01-06 22:00")
    before = len(world.ledger())
    world.until("2026-01-08 22:00")
    assert len(world.ledger()) == before
    assert "account.other" in world.codes(campaign)


def test_the_younger_of_two_rows_that_both_sent_is_stopped(world: World) -> None:
    """An older version left two rows of one owner, each with sends of its own: the younger row may not send."""
    ada = world.member(day_cap=20)
    first = busy(world)
    world.until("2026-01-06 22:00")
    sent = len(world.ledger())
    members.archive(world.ws, ada)
    reconnected(world)
    twin = str(members.add(world.ws, "Ada again", NEW, plan="premium", ramp=False).id)
    second = busy(world, name="more", sender=NEW)
    world.until("2026-01-07 22:00")
    both = len(world.ledger())
    assert both > sent
    with world.ws.store.write() as store:
        store.change("UPDATE member SET archived_at = NULL WHERE id = ?", int(ada))
    world.until("2026-01-09 22:00")
    assert len(world.ledger()) == both
    assert code_of(world, twin) == "sender.duplicate"
    assert world.view(second).summary.health.state == "stopped"
    # The remedy: the older row takes the account over, and its campaign goes on.
    members.edit(world.ws, ada, account=NEW)
    assert (one(world, twin).state, one(world, ada).account) == ("archived", NEW)
    lifecycle.stop(world.ws, first)
    lifecycle.start(world.ws, first)
    world.until("2026-01-11 22:00")
    assert len(world.ledger()) > both
    assert "sender.archived" in world.codes(second)


def test_the_younger_row_says_which_command_joins_it(world: World) -> None:
    ada = world.member()
    world.until("2026-01-05 10:00")
    reconnected(world)
    twin = str(members.add(world.ws, "Ada again", NEW, plan="premium", ramp=False).id)
    owner = world.sql("SELECT provider_id FROM member WHERE id = ?", ada)[0][0]
    with world.ws.store.write() as store:  # as an older version left it, which did not compare owners
        store.change("UPDATE member SET provider_id = ?1, account_owner = ?1 WHERE id = ?2", owner, int(twin))
    campaign = busy(world, sender=NEW)
    world.until("2026-01-06 22:00")
    assert world.ledger() == []
    (problem,) = [p for p in world.view(campaign).summary.health.problems if p.severity == "fatal"]
    assert problem.code == "sender.duplicate"
    assert f"overture member edit {ada} --account {NEW}" in problem.action
    members.edit(world.ws, ada, account=NEW)
    assert one(world, twin).state == "archived"
    assert one(world, ada).account == NEW


def test_an_account_of_another_person_is_not_given_away(world: World) -> None:
    ada = world.member()
    world.member("Ben Ito", "acc-ben")
    world.until("2026-01-05 10:00")
    with pytest.raises(RefusedError, match="belongs to the member Ben Ito"):
        members.edit(world.ws, ada, account="acc-ben")


def test_a_sequence_goes_on_under_the_new_account(world: World) -> None:
    ada = world.member()
    people_ = world.source(4)
    world.accepts(*people_[:3], after=timedelta(hours=20))
    steps = (INVITATION, WELCOME, FOLLOW_UP)
    campaign = world.campaign(approval="off", steps=steps, cohort=4, slots=(slot("09:00", 300, EVERY_DAY),))
    world.until("2026-01-06 22:00")
    assert len(world.ledger("invite")) == 4
    world.until("2026-01-08 22:00")
    first = {entry.person for entry in world.ledger("message")}
    assert first == set(people_[:3])
    reconnected(world)
    members.edit(world.ws, ada, account=NEW)
    world.until("2026-01-14 22:00")
    later = [entry for entry in world.ledger("message") if entry.account == NEW]
    assert {entry.person for entry in later} == set(people_[:3])
    assert {world.row(slug, campaign).status for slug in people_[:3]} == {"finished"}
    assert world.row(people_[3], campaign).status == "invited"
    assert world.sql("SELECT count(*) FROM reply") == [(0,)]
    world.check()


def test_replies_acceptances_and_withdrawals_are_found_under_the_new_account(world: World) -> None:
    ada = world.member()
    people_ = world.source(4)
    world.accepts(people_[0], after=timedelta(hours=1), replies=timedelta(days=1))
    world.accepts(people_[1], after=timedelta(days=3))
    plan = draft(approval="off", cohort=4, slots=(slot("09:00", 300, EVERY_DAY),))
    campaign = world.campaign(replace(plan, withdraw_after_days=5))
    world.until("2026-01-07 15:00")
    assert [entry.person for entry in world.ledger("message")] == [people_[0]]
    reconnected(world)
    members.edit(world.ws, ada, account=NEW)
    world.until("2026-01-13 22:00")
    assert world.row(people_[0], campaign).status == "replied"
    assert [(e.person, e.account) for e in world.ledger("message")[1:]] == [(people_[1], NEW)]
    assert {entry.person for entry in world.ledger("withdraw")} == set(people_[2:])
    assert {entry.account for entry in world.ledger("withdraw")} == {NEW}
    world.check()


def test_a_reply_is_told_once_though_its_id_changes(world: World) -> None:
    ada = world.member()
    (slug, *_others) = world.source(1)
    world.accepts(slug, after=timedelta(hours=1), replies=timedelta(hours=3))
    world.campaign(approval="off", steps=(INVITATION, WELCOME), cohort=1, slots=(slot("09:00", 300, EVERY_DAY),))
    world.until("2026-01-09 22:00")
    assert world.sql("SELECT count(*) FROM reply") == [(1,)]
    reconnected(world)
    members.edit(world.ws, ada, account=NEW)
    world.gateway.start_chat(NEW, people.provider_id(slug), "By hand.", lambda: None)
    world.foreign.append(world.ledger()[-1])
    world.until("2026-01-11 22:00")
    assert world.sql("SELECT count(*), sum(ours) FROM reply") == [(2, 1)]


def test_what_was_sent_outside_counts_once_though_its_id_changes(world: World) -> None:
    ada = world.member()
    world.invite_outside(*slugs("hand", 60))
    world.until("2026-01-05 22:00")
    reconnected(world)
    members.edit(world.ws, ada, account=NEW)
    world.until("2026-01-06 12:00")
    assert one(world, ada).week.sent == 60


def test_the_side_journal_is_looked_up_under_every_account(world: World) -> None:
    ada = world.member()
    key = world.ws.stamp.hash_key
    world.source(2)
    world.campaign(approval="off", steps=(INVITATION,), cohort=2, slots=(slot("09:00", 300, EVERY_DAY),))
    world.until("2026-01-05 22:00")
    reconnected(world)
    members.edit(world.ws, ada, account=NEW)
    # A call that only the side journal knows, made through the earlier account.
    person = people.provider_id(slugs("people", 1)[0])
    line = side_journal.line_of(
        key, account="acc-ada", person=person, step=0, attempt=1, delivery="lost", kind="invitation", at=world.now
    )
    side_journal.append(world.home.intents, line, durable=False)
    world.reopen()
    world.until("2026-01-06 22:00")
    assert world.row(slugs("people", 1)[0]).status in ("in_doubt", "unresolved")
    assert len(world.ledger("invite")) == 1


def test_every_count_is_the_owners(world: World) -> None:
    ada = world.member(plan="basic")
    busy(world, people=30, cohort=5)
    world.until("2026-01-07 22:00")
    members.archive(world.ws, ada)
    reconnected(world)
    twin = members.add(world.ws, "Ada again", NEW, plan="basic", ramp=False)
    world.until("2026-01-07 23:00")
    begin = world.now - timedelta(days=3)
    with world.ws.store.read() as store:
        old, new = int(ada), int(twin.id)
        assert limit_usage.invitations_after(store, old, begin) > 0
        for count in (
            limit_usage.invitations_after,
            limit_usage.messages_after,
            limit_usage.notes_since,
            journal_queries.reads_since,
            journal_queries.pages_since,
            limit_usage.withdrawals_since,
            limit_usage.invitation_moments,
            limit_usage.writes,
            journal_queries.doubts_after,
            limit_usage.sent_around,
        ):
            assert count(store, old, begin) == count(store, new, begin), count
        assert limit_usage.last_write(store, old) == limit_usage.last_write(store, new) is not None
        member = member_rows.get(store, new)
    with world.engine(), world.ws.store.read() as store:
        assert budget.day_cap_now(store, member, world.now).ramped > 0


def test_a_rest_that_the_network_asked_for_is_the_owners(world: World) -> None:
    ada = world.member()
    busy(world)
    world.sandbox.fault("limit_exceeded", kind="invite", remaining=1)
    world.until("2026-01-06 10:30")
    until = one(world, ada).cooldown_until
    assert until is not None
    members.archive(world.ws, ada)
    reconnected(world)
    twin = str(members.add(world.ws, "Ada again", NEW, plan="premium", ramp=False).id)
    world.until("2026-01-06 11:00")
    assert one(world, twin).cooldown_until == until


def test_nobody_is_invited_again_by_a_second_row(world: World) -> None:
    ada = world.member()
    chosen = world.source(6)
    world.campaign(approval="off", steps=(INVITATION,), cohort=6, slots=(slot("09:00", 300, EVERY_DAY),))
    world.until("2026-01-06 22:00")
    assert sorted(world.invited()) == sorted(chosen)
    members.archive(world.ws, ada)
    reconnected(world)
    members.add(world.ws, "Ada again", NEW, plan="premium", ramp=False)
    other = world.campaign(
        name="another",
        sender=NEW,
        approval="off",
        steps=(INVITATION,),
        cohort=6,
        slots=(slot("09:00", 300, EVERY_DAY),),
    )
    world.until("2026-01-08 22:00")
    assert world.queue(other) == []
    assert len(world.ledger("invite")) == 6
    lifecycle.stop(world.ws, other)


def test_two_rows_of_one_owner_have_one_call_at_a_time(world: World) -> None:
    ada = world.member()
    world.member("Ben Ito", "acc-ben")
    world.until("2026-01-05 22:00")
    with world.ws.store.write() as store:
        store.change("UPDATE member SET sync_at = 0")
    assert in_flight(world) == 2
    with world.ws.store.write() as store:
        store.change("UPDATE member SET sync_at = 0, provider_id = (SELECT provider_id FROM member WHERE id = ?)", ada)
    assert in_flight(world) == 1


def in_flight(world: World) -> int:
    """Return the largest number of calls that were in flight at once."""
    go = threading.Event()

    class Slow(Stub):
        def account(self, account_id: str) -> Account:
            go.wait(60)
            return super().account(account_id)

    with engines.engine(world.ws, Slow(world.gateway), "test") as context:
        lanes = Lanes(context)
        try:
            lanes.tick(world.now)
            return len(lanes._busy)
        finally:
            go.set()
            lanes.close()
