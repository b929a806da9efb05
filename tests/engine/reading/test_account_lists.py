"""The person whom an entry of an account's lists concerns, and invitations sent from the account by hand."""

from __future__ import annotations

import pytest

from core.engine.reading import account_lists
from core.engine.reading.paging import Listing
from core.network.gateway import SentInvitation, Unreadable
from core.network.sandbox import people
from core.store import members
from tests.support.world import World, at

SENT = at("2026-01-04 12:00")


def entry(ident: str = "inv-9", provider: str | None = None, public: str | None = None) -> SentInvitation:
    return SentInvitation(ident, provider, public, None, SENT, None)


@pytest.mark.parametrize(
    ("item", "person", "public", "invitation", "found"),
    [
        pytest.param(entry(provider="ACoA1"), "ACoA1", None, None, True, id="their own id"),
        pytest.param(entry(provider="ACoA2", public="ada"), "ACoA1", "ada", None, False, id="another person's id"),
        pytest.param(entry(public="Ada"), "ACoA1", "ada", None, True, id="the public identifier, in any case"),
        pytest.param(entry(public=None), "ACoA1", None, None, False, id="nothing in common"),
        pytest.param(entry("inv-1", provider="ACoA2"), "ACoA1", None, "inv-1", True, id="our invitation's id"),
    ],
)
def test_an_entry_is_about_a_person(
    item: SentInvitation, person: str, public: str | None, invitation: str | None, found: bool
) -> None:
    assert account_lists.names(item, person, public, invitation) is found


@pytest.mark.parametrize(
    ("record", "may"),
    [
        pytest.param(Unreadable("null"), True, id="no name at all"),
        pytest.param(Unreadable("x", provider_id="ACoA1"), True, id="their own id"),
        pytest.param(Unreadable("x", provider_id="ACoA2"), False, id="another person's id"),
        pytest.param(Unreadable("x", public_id="ADA"), True, id="their public identifier"),
        pytest.param(Unreadable("x", public_id="ben"), False, id="another public identifier"),
        pytest.param(Unreadable("x", id="inv-2"), False, id="another invitation"),
    ],
)
def test_a_skipped_record_may_hide_a_person(record: Unreadable, may: bool) -> None:
    assert account_lists.may_hide([record], "ACoA1", "ada", "inv-1") is may


def note(world: World, *items: SentInvitation, skipped: tuple[Unreadable, ...] = ()) -> int:
    """Note what a read of the sent list found, as the engine does."""
    listing = Listing[SentInvitation]()
    listing.items, listing.unreadable = list(items), list(skipped)
    with world.engine() as context, context.store.write() as store:
        return account_lists.note_foreign(context, store, members.get(store, 1), listing, world.now)


def foreign(world: World) -> list[tuple[str, int]]:
    return [(person, at_) for person, at_ in world.sql("SELECT person, at FROM foreign_invitation ORDER BY id")]


def test_an_invitation_sent_outside_is_noted_once(world: World) -> None:
    world.member()
    item = entry(provider="ACoA7")
    assert (note(world, item), note(world, item)) == (1, 0)
    assert [person for person, _at in foreign(world)] == ["ACoA7"]


def test_a_moment_ahead_of_us_counts_as_now(world: World) -> None:
    world.member()
    later = SentInvitation("inv-9", "ACoA7", None, None, at("2027-01-01 00:00"), None)
    note(world, later)
    assert [moment for _person, moment in foreign(world)] == [int(world.now.timestamp() * 1_000_000)]


def test_our_own_invitation_is_not_foreign(world: World) -> None:
    world.member()
    (person,) = world.source(1)
    world.campaign(cohort=1, approval="off")
    world.until("2026-01-07 22:00")
    before = foreign(world)
    assert note(world, entry(provider=people.provider_id(person))) == 0
    assert foreign(world) == before


def test_a_skipped_record_counts_until_a_whole_list_names_it(world: World) -> None:
    world.member()
    assert note(world, skipped=(Unreadable("null"),)) == 1
    assert note(world, skipped=(Unreadable("null"),)) == 0
    assert note(world, entry(provider="ACoA7")) == 1
    assert [person for person, _at in foreign(world)] == ["ACoA7"]
