"""Conclusions from reading an account: only proven facts are recorded (docs/provider.md#acceptance)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from core.engine.reading import account_sync
from core.network.gateway import Gate, Invited, Page, Profile, SentInvitation
from core.network.provider_errors import ErrorClass, ProviderError
from core.network.sandbox.people import provider_id
from core.services.members.member_view import list_members
from tests.engine.sending.test_send_errors import ready
from tests.support.story import approved
from tests.support.stub import Stub
from tests.support.world import World, at, slugs


def without_person(world: World, *, public: bool) -> None:
    """Leave the person's provider id out of the sent list, as LinkedIn may; the public id too, unless `public`."""
    real = world.gateway.sent_invitations

    def sent_list(account: str, cursor: str | None, limit: int) -> Page[SentInvitation]:
        page = real(account, cursor, limit)
        items = [replace(item, provider_id=None, public_id=item.public_id if public else None) for item in page.items]
        return Page(tuple(items), page.cursor)

    world.gateway = Stub(world.gateway, sent_list=sent_list)


def profiles_read(world: World) -> int:
    return int(world.sql("SELECT count(*) FROM journal WHERE kind = 'profile.read'")[0][0])


@pytest.mark.parametrize("public", [True, False])
def test_a_list_without_the_persons_own_id(world: World, public: bool) -> None:
    people, campaign = ready(world, 6)
    without_person(world, public=public)
    world.until("2026-01-07 12:00")
    before = profiles_read(world)
    world.until("2026-01-09 08:00")
    # They are in the list by the invitation's id or the public one: none of them has vanished.
    drawn = len(world.queue(campaign)) - 12
    assert profiles_read(world) - before <= 6 + max(0, drawn)
    assert world.statuses(campaign)["invited"] == 6
    # What we sent is not counted as sent outside Overture, too.
    assert list_members(world.ws)[0].week.sent == 6
    assert sorted(world.invited()) == sorted(people[:6])
    world.check()


def test_a_lost_answer_is_found_by_the_public_id(world: World) -> None:
    people, campaign = ready(world, 2)
    world.sandbox.fault("timeout_after", kind="invite", remaining=1)
    without_person(world, public=True)
    world.until("2026-01-07 12:00")
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.in_doubt) == (2, 2, 0)
    assert sorted(world.invited()) == sorted(people[:2])
    world.check()


def withheld(world: World, people: list[str], until: datetime) -> None:
    """Let LinkedIn withhold its data about these people for a while: no distance, no invitation, not in the list."""
    hidden = {provider_id(slug) for slug in people}
    profile, sent = world.gateway.profile, world.gateway.sent_invitations

    def bare(account: str, identifier: str) -> Profile:
        found = profile(account, identifier)
        if world.now >= until or found.provider_id not in hidden:
            return found
        return replace(found, distance=None, connected=False, pending_invitation=False)

    def sent_list(account: str, cursor: str | None, limit: int) -> Page[SentInvitation]:
        page = sent(account, cursor, limit)
        items = [item for item in page.items if world.now >= until or item.provider_id not in hidden]
        return Page(tuple(items), page.cursor)

    world.gateway = Stub(world.gateway, profile=bare, sent_list=sent_list)


def test_a_profile_without_data_ends_no_outreach(world: World) -> None:
    people, campaign = ready(world, 3)
    world.accepts(people[0], after=timedelta(days=2))
    world.until("2026-01-07 12:00")
    # The sent list is empty and the profiles are withheld: neither accepted nor withdrawn, for all we know.
    withheld(world, people, world.now + timedelta(days=1))
    world.until("2026-01-08 11:00")
    assert world.view(campaign).summary.conversion.accepted == 0
    assert {world.row(slug).status for slug in people[:3]} == {"invited"}
    world.until("2026-01-12 22:00")
    assert world.view(campaign).summary.conversion.accepted == 1


def test_a_withheld_profile_is_no_evidence_of_absence(world: World) -> None:
    people, campaign = ready(world, 1)
    world.invite_outside(*slugs("byhand", 1))  # the positive control: the list holds what an earlier read knew
    real = world.gateway.invite

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        real(account, person, text, gate)
        raise ProviderError(ErrorClass.uncertain, 504, "request_timeout")

    world.gateway = Stub(world.gateway, invite=invite)
    withheld(world, people, at("2026-01-07 18:30"))
    world.until("2026-01-07 18:00")
    assert world.row(people[0]).status == "in_doubt"  # nobody touches that person meanwhile
    world.until("2026-01-08 22:00")
    assert world.row(people[0]).status == "invited"
    assert world.invited().count(people[0]) == 1
    assert world.run(campaign, "2026-01-07").invitations.sent == 1
    world.check()


def test_accounts_are_checked_a_few_times_a_day_at_varied_times(world: World) -> None:
    world.member()
    looks: list[datetime] = []
    real = world.gateway.sent_invitations

    def sent_list(account: str, cursor: str | None, limit: int) -> Page[SentInvitation]:
        looks.append(world.now)
        return real(account, cursor, limit)

    world.gateway = Stub(world.gateway, sent_list=sent_list)
    world.until("2026-01-12 07:00")
    gaps = [(after - before).total_seconds() / 3600 for before, after in pairwise(looks)]
    assert 7 * 4 <= len(looks) <= 7 * 8
    assert all(3 <= gap <= 6 for gap in gaps)
    assert len({round(gap, 2) for gap in gaps}) > len(gaps) * 0.9


def test_a_person_invited_outside_after_the_approval_is_not_invited_again(world: World) -> None:
    """The profile was read before the outside invitation; the account's list shows it before the run opens."""
    people, campaign = approved(world, 3, cohort=3)
    world.invite_outside(people[0])
    world.until("2026-01-07 22:00")
    assert [world.row(slug).status for slug in people] == ["cancelled", "invited", "invited"]
    assert world.row(people[0]).reason == "invited.elsewhere"
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.not_sent) == (2, {})  # known before it cost a send time
    assert world.sql("SELECT count(*) FROM delivery") == [(2,)]  # the network was not even asked
    assert world.view(campaign).summary.conversion.sent == 2
    world.check()


def test_an_invitation_that_arrives_late_is_found_in_the_list(world: World) -> None:
    """The invitation is absent from two reads and due again; it arrives three hours late, before the next run."""
    people, _campaign = approved(world, 3, cohort=3)
    world.until("2026-01-07 09:00")
    world.sandbox.fault("late", kind="invite", person=people[1], remaining=1, seconds=3 * 3600)
    world.until("2026-01-07 11:00")
    assert world.row(people[1]).status == "approved"
    world.until("2026-01-08 22:00")
    assert world.row(people[1]).reason == "invited.elsewhere"
    assert world.sql("SELECT count(*), count(DISTINCT person) FROM delivery") == [(3, 3)]
    assert sorted(world.invited()) == sorted(people)
    # And it counts against the week, like everything that the list shows.
    assert world.sql("SELECT count(*) FROM foreign_invitation") == [(1,)]


def test_a_person_connected_before_our_call_did_not_accept_it(world: World) -> None:
    """The person connected before our call, which was lost: LinkedIn's date proves that this is no acceptance."""
    people, campaign = ready(world, 3)
    world.until("2026-01-07 09:00")
    world.accepts(people[0], after=timedelta(seconds=10))
    world.gateway.invite("acc-ada", provider_id(people[0]), None, lambda: None)
    world.sandbox.fault("timeout_before", kind="invite", person=people[0])
    world.until("2026-01-07 12:00")
    assert (world.row(people[0]).status, world.row(people[0]).reason) == ("cancelled", "connected")
    assert world.view(campaign).summary.conversion.sent == 2
    assert world.run(campaign, "2026-01-07").invitations.not_sent == {"connected": 1}


def test_an_archived_member_with_a_check_planned_is_not_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.member()
    with world.ws.store.write() as store:
        store.change("UPDATE member SET archived_at = ?", 1_767_600_000_000_000)
    assert world.sql("SELECT count(*) FROM member WHERE sync_at IS NULL") == [(0,)]
    monkeypatch.setattr(account_sync, "_check_account", lambda *_: 1 // 0)  # any call fails the test
    world.until("2026-01-06 22:00")
    assert world.sql("SELECT sync_at FROM member") == [(None,)]
