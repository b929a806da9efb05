"""`verify --provider`: LinkedIn's lists compared with the pending invitations in the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.network.gateway import Page, SentInvitation
from core.services.maintenance.verify_provider import compare
from core.views.verification_view import MemberComparison
from tests.support.story import lived_once
from tests.support.stub import Stub
from tests.support.world import World


def one(world: World) -> MemberComparison:
    """Return the comparison of the only member."""
    (found,) = compare(world.ws, world.gateway).members
    return found


@lived_once
def invited(world: World) -> list[str]:
    """Invite three people, who have not answered when the day ends; return their slugs."""
    world.member()
    people = world.source(3)
    world.accepts(people[0], after=timedelta(days=1))
    world.campaign(cohort=3)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    assert len(world.ledger()) == 3
    return people


def test_all_agree(world: World) -> None:
    invited(world)
    assert one(world) == MemberComparison(
        member="Ada Wong", ours=3, listed=3, both=3, explained=0, unread="", differences=()
    )


def test_an_acceptance_that_was_not_read_yet_explains_itself(world: World) -> None:
    invited(world)
    world.skip_to("2026-01-08 22:00")  # nobody reads the list meanwhile
    found = one(world)
    assert (found.ours, found.both, found.explained, found.differences) == (3, 2, 1, ())


def test_a_pending_invitation_that_linkedin_lacks_is_named(world: World) -> None:
    invited(world)
    world.withdraw_outside()
    (entry,) = one(world).differences
    assert entry.check == "provider.gone"
    assert compare(world.ws, world.gateway).differences == (entry,)


def test_an_invitation_at_linkedin_that_the_store_lacks_is_named(world: World) -> None:
    invited(world)
    with world.ws.store.write() as store:
        store.change("UPDATE delivery SET state = 'not_sent', live = 0 WHERE id = 1")
    (entry,) = one(world).differences
    assert entry.check == "provider.forgotten"
    assert "not sent" in entry.text


def test_a_list_that_leaves_the_persons_own_id_out_is_read_by_the_others(world: World) -> None:
    invited(world)
    real = world.gateway

    def unnamed(account: str, cursor: str | None, limit: int) -> Page[SentInvitation]:
        page = real.sent_invitations(account, cursor, limit)
        return Page(tuple(replace(item, provider_id=None) for item in page.items), page.cursor)

    world.gateway = Stub(real, sent_list=unnamed)
    found = one(world)
    assert (found.ours, found.both, found.differences) == (3, 3, ())


def test_an_account_that_is_off_is_compared_with_nothing(world: World) -> None:
    """While an account is disconnected its lists are outdated, so nothing is compared (docs/provider.md#accounts)."""
    invited(world)
    world.sandbox.configure_account("acc-ada", status="credentials")
    found = one(world)
    assert "the account is off" in found.unread
    assert (found.listed, found.differences) == (0, ())
