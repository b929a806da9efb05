"""An invitation sent outside Overture counts once, under whatever account and id it is seen."""

from __future__ import annotations

from datetime import timedelta

from core.store import journal
from core.store.people import foreign_invitations
from core.store.people.foreign_invitations import Outside
from tests.support.world import World

DAY = timedelta(days=1)


def test_an_invitation_is_added_once_for_its_owner(world: World) -> None:
    world.member()
    world.member("Ben", "acc-ben")
    at, now = world.now - 30 * DAY, world.now

    with world.ws.store.write() as store:
        store.change("UPDATE member SET provider_id = 'one'")

        def add(member: int, ident: str, person: str, since: timedelta = 31 * DAY) -> int:
            return foreign_invitations.add(
                store, member, ident, person, at=at, same_since=now - since, noted=True, now=now
            )

        assert [add(1, "i1", "ACo1"), add(2, "i1", "ACo2"), add(2, "i2", "ACo1")] == [1, 0, 0]
        assert [add(2, "i2", "ACo1", 29 * DAY), add(1, "i3", ""), add(1, "i4", "")] == [1, 1, 1]
        assert foreign_invitations.people(store, 1) == {"ACo1", ""}
        assert foreign_invitations.of_member(store, 2) == [Outside(at, now)] * 4
        assert foreign_invitations.has_any(store, 2, ["x", "ACo1"])
        assert not foreign_invitations.has_any(store, 2, ["ACo2"])
        foreign_invitations.delete_named(store, 1, "i")
        assert foreign_invitations.of_member(store, 1) == [Outside(at, now)]
        foreign_invitations.hide_person(store, "ACo1")
        assert foreign_invitations.people(store, 2) == {""}


def test_an_invitation_counts_that_was_seen_since_the_profile_was_read(world: World) -> None:
    world.member()
    world.source(8)
    world.campaign()
    world.until("2026-01-06 22:00")
    now = world.now
    with world.ws.store.write() as store:
        add = {"at": now, "same_since": now, "now": now}
        foreign_invitations.add(store, 1, "i1", "ACo1", noted=False, **add)
        assert foreign_invitations.seen_since_profile(store, 1, 1, "ACo1")
        assert not foreign_invitations.seen_since_profile(store, 1, 1, "ACo2")
        journal.about(store, 1, now + DAY, "overture", "profile.read")
        assert not foreign_invitations.seen_since_profile(store, 1, 1, "ACo1")
        assert foreign_invitations.seen_since_profile(store, 2, 1, "ACo1")
