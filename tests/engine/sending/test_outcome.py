"""An answer about one account affects only that account, and cancels nobody in its queue."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.engine.runner import advance
from core.network.gateway import Gate, Invited, Page, Profile, SentInvitation
from core.network.provider_errors import ErrorClass, ProviderError
from tests.engine.sending.test_send_errors import ready, send_times
from tests.support.draft import INVITATION, WELCOME
from tests.support.stub import Stub
from tests.support.world import World, at


def test_done_already_is_looked_up(world: World) -> None:
    # "Action already performed", and the invitation is pending: it was sent, and is not sent again.
    people, campaign = ready(world, 3)
    real = world.gateway

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        real.invite(account, person, text, gate)
        raise ProviderError(ErrorClass.done_already, 422, "action_already_performed", "Action already performed")

    world.gateway = Stub(real, invite=invite)
    world.until("2026-01-07 22:00")
    assert sorted(world.invited()) == sorted(people[:3])
    assert world.statuses()["invited"] == 3
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.in_doubt) == (3, 3, 0)
    world.check()


def test_the_engines_host_sees_a_call_until_its_outcome_is_stored(world: World) -> None:
    """The app's host ends no engine while it sees a call, even if the server is silent (`tui/engine_host.py`)."""
    ready(world, 3)
    world.until("2026-01-07 08:59")
    real, seen, unsettled = world.gateway, list[bool](), list[tuple[bool, bool]]()

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        seen.append(bool(context.calling))
        return real.invite(account, person, text, gate)

    def written(_seconds: float) -> None:
        unsettled.append((bool(world.sql("SELECT 1 FROM delivery WHERE state = 'sending'")), bool(context.calling)))

    world.gateway = Stub(real, invite=invite)
    with world.engine() as context:
        world.ws.store.written = written
        advance(context, at("2026-01-07 12:00"))
        assert not context.calling
    assert seen == [True] * 3
    assert (True, False) not in unsettled
    assert (False, False) in unsettled


def test_an_engine_told_to_stop_undoes_the_intent_that_it_is_about_to_commit(world: World) -> None:
    people, _campaign = ready(world, 3)
    world.until("2026-01-07 08:59")
    with world.engine() as context:
        context.keep_mark = lambda _store: context.stopping.set()  # runs in the intent's transaction
        advance(context, at("2026-01-07 12:00"))
        assert context.stopping.is_set()
        assert not context.calling
    assert world.sql("SELECT count(*) FROM delivery") == [(0,)]
    assert world.invited() == []
    world.until("2026-01-08 22:00")
    assert sorted(world.invited()) == sorted(people[:3])


def test_a_refusal_by_the_accounts_plan_fails_nobody(world: World) -> None:
    people, campaign = ready(world, 3)
    world.sandbox.fault("feature_not_subscribed", kind="invite", until=at("2026-01-07 20:00"))
    world.until("2026-01-07 22:00")
    assert world.statuses()["approved"] == 3
    assert world.run(campaign, "2026-01-07").invitations.not_sent == {"limit.network": 3}
    world.until("2026-01-08 22:00")
    assert sorted(world.invited()) == sorted(people[:3])
    world.check()


@pytest.mark.parametrize("what", ["too_many_requests", "subscription_required"])
def test_a_message_refused_for_the_account_ends_its_run_and_cancels_nobody(world: World, what: str) -> None:
    """The engine does not try each person in turn, and the account's rest does not double with each."""
    world.member()
    people = world.source(4)
    world.accepts(*people)
    campaign = world.campaign(cohort=4, approval="off", steps=(INVITATION, WELCOME))
    world.sandbox.fault(what, kind="message", until=at("2026-01-07 20:00"))
    world.until("2026-01-07 22:00")
    assert world.sql("SELECT count(*) FROM delivery WHERE kind = 'message'") == [(1,)]
    assert world.run(campaign, "2026-01-07").messages.not_sent == {"limit.network": 4}
    assert world.sql("SELECT cooldown_s FROM member") == [(6 * 3600,)]
    world.until("2026-01-08 22:00")
    assert sorted(entry.person for entry in world.ledger("message")) == sorted(people)
    world.check()


@pytest.mark.parametrize(("asked", "hours"), [(None, 6), (3600.0, 6), (10 * 3600.0, 10), (1e9, 72)])
def test_a_limit_rests_as_long_as_the_network_asks(world: World, asked: float | None, hours: int) -> None:
    _people, _campaign = ready(world, 2)

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        raise ProviderError(ErrorClass.account_wait, 429, "too_many_requests", retry_after=asked)

    world.gateway = Stub(world.gateway, invite=invite)
    world.until("2026-01-07 09:00")
    first = send_times(world)[0]
    world.until("2026-01-07 12:00")
    (until,) = world.sql("SELECT cooldown_until FROM member")[0]
    assert abs(until - int((first + timedelta(hours=hours)).timestamp() * 1_000_000)) < 60 * 1_000_000


def test_a_throttled_account_rests_and_the_others_go_on(world: World) -> None:
    # 429 on reads is about one account: its reads stop for a while, and no provider is down.
    world.member()
    world.member("Ben Ito", "acc-ben")
    world.source(30)
    world.source(30, "others")
    mine = world.campaign(cohort=6)
    other = world.campaign(name="others", sender="acc-ben", source="others", cohort=6)
    world.sandbox.fault(
        "too_many_requests",
        kind="profile",
        account="acc-ada",
        start=at("2026-01-06 08:00"),
        until=at("2026-01-06 09:20"),
    )
    asked: list[datetime] = []
    real = world.gateway.profile

    def profile(account: str, identifier: str) -> Profile:
        if account == "acc-ada":
            asked.append(world.now)
        return real(account, identifier)

    world.gateway = Stub(world.gateway, profile=profile)
    world.until("2026-01-06 09:20")
    assert 1 <= len(asked) <= 6  # at most one read for each of the six people
    assert world.statuses(other) == {"pending": 6}
    assert "provider.down" not in world.codes(mine) | world.codes(other)
    world.until("2026-01-06 22:00")
    assert world.statuses(mine) == {"pending": 6}
    world.check()


def test_the_pages_of_a_day_are_counted(world: World) -> None:
    # A list whose end is never reached is not read again and again.
    world.member()
    pages: list[datetime] = []

    def endless(account: str, cursor: str | None, limit: int) -> Page[SentInvitation]:
        pages.append(world.now)
        return Page((), "more")

    world.gateway = Stub(world.gateway, sent_list=endless)
    world.until("2026-01-08 23:00")
    for day in (6, 7, 8):
        start = at(f"2026-01-{day:02d} 00:00")
        assert 1 <= sum(start <= moment < start + timedelta(days=1) for moment in pages) <= 20
