"""A member is found by its account and its owner; of two rows of one owner the older sends."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.store import members, owners
from core.store.database import Writing
from core.store.fields import maybe_moment
from tests.support.world import World

HOUR = timedelta(hours=1)


def add(store: Writing, world: World, name: str, *, owner: str | None = None) -> int:
    ident = members.add(store, name, f"acc-{name}", plan="basic", time_zone="UTC", day_cap=20, ramp=True, now=world.now)
    if owner is not None:
        members.set_owner(store, ident, owner)
    return ident


def twins(store: Writing, world: World) -> list[int]:
    """Add two rows of one owner and one of another."""
    return [add(store, world, name, owner=owner) for name, owner in (("a", "o"), ("b", "o"), ("c", "p"))]


def sync_at(world: World) -> list[datetime | None]:
    return [maybe_moment(at) for (at,) in world.sql("SELECT sync_at FROM member ORDER BY id")]


def test_a_new_member_has_what_was_given_and_is_read_at_once(world: World) -> None:
    with world.ws.store.write() as store:
        ident = add(store, world, "ada")
        row = members.get(store, ident)
        assert (row.name, row.account_id, row.state, row.spacing_s, row.ramp) == ("ada", "acc-ada", "ok", 120, True)
        assert (row.archived, row.paused, row.barred, row.account_known) == (False, False, "", False)
        assert members.details(store, ident).created_at == world.now
        members.edit(store, ident, name="Ada", plan="premium", time_zone="Europe/Rome", day_cap=9, ramp=False)
        row = members.get(store, ident)
        assert (row.name, row.plan, row.time_zone, row.day_cap, row.ramp) == ("Ada", "premium", "Europe/Rome", 9, False)
        with pytest.raises(LookupError):
            members.get(store, ident + 1)
    assert sync_at(world) == [world.now]


def test_an_account_is_an_archived_members_only_where_nobody_else_has_it(world: World) -> None:
    with world.ws.store.write() as store:
        old, new = add(store, world, "ada"), add(store, world, "ben")
        members.archive(store, old, world.now)
        found = members.by_account(store, "acc-ada")
        assert found is not None
        assert (found.id, found.archived) == (old, True)
        members.change_account(store, new, "acc-ada", world.now)
        found = members.by_account(store, "acc-ada")
        assert found is not None
        assert found.id == new
        assert members.by_account(store, "acc-ben") is None
        assert [row.id for row in members.unarchived(store)] == [new]
        assert [row.archived for row in members.every_details(store, {})] == [True, False]
        assert members.count(store) == 1


def test_the_older_of_two_rows_sends(world: World) -> None:
    with world.ws.store.write() as store:
        old, new, other = twins(store, world)
        assert [row.barred for row in members.every(store)] == ["", "sender.duplicate", ""]
        assert (owners.elder(store, new), owners.elder(store, old)) == ((old, "a"), None)
        assert (owners.lane(store, new), owners.lanes(store)) == (old, {old: old, new: old, other: other})
        assert members.by_owner(store, "o") == old
        members.archive(store, old, world.now)
        assert members.get(store, new).barred == ""
        assert owners.elder(store, new) is None
        assert (owners.heir(store, old), owners.heir(store, other)) == ((new, "b"), None)
        assert members.by_owner(store, "o") == new
        members.set_owner(store, new, "p")
        assert (members.get(store, new).provider_id, members.get(store, new).barred) == ("o", "account.other")
        assert members.by_owner(store, "q") is None


def test_a_rest_is_the_owners(world: World) -> None:
    with world.ws.store.write() as store:
        old, new, other = twins(store, world)
        owners.cool_down(store, new, world.now + HOUR, 3600)
        assert [row.cooldown_s for row in members.every(store)] == [3600, 3600, 0]
        owners.end_cooldown(store, old)
        assert [(row.cooldown_until, row.cooldown_s) for row in members.every(store)] == [(None, 0)] * 3
        members.set_next_read(store, old, world.now)
        members.set_next_read(store, new, world.now + HOUR)
        members.put_off_next_read(store, new, HOUR // timedelta(microseconds=1))
        members.put_off_next_read(store, other, 1)
        owners.share_rest(store, old)
        assert [row.next_read_at for row in members.every(store)] == [world.now + 2 * HOUR] * 2 + [None]


def test_an_account_is_read_at_the_sooner_moment(world: World) -> None:
    with world.ws.store.write() as store:
        for name in "abc":
            add(store, world, name)
        members.archive(store, 1, world.now)
        members.plan_sync(store, 2, world.now + 4 * HOUR)
        members.sync_one_soon(store, world.now + 2 * HOUR)
        members.sync_one_soon(store, world.now + 3 * HOUR)
    assert sync_at(world) == [None, world.now + 2 * HOUR, world.now]
    with world.ws.store.write() as store:
        members.sync_soon(store, 1, world.now + HOUR)
        members.sync_soon(store, 2, world.now + 3 * HOUR)
        members.sync_soon(store, 3, world.now - HOUR)
    assert sync_at(world) == [world.now + HOUR, world.now + 2 * HOUR, world.now - HOUR]


def test_failures_count_until_a_read_ends(world: World) -> None:
    with world.ws.store.write() as store:
        ident, gone = add(store, world, "ada"), add(store, world, "ben")
        members.count_failure(store, ident)
        members.count_failure(store, ident)
        assert members.get(store, ident).failures == 2
        members.finish_sync(store, ident, world.now + HOUR, world.now)
        assert (members.get(store, ident).failures, members.get(store, ident).synced_at) == (0, world.now)
        members.archive(store, gone, world.now)
        for one in (ident, gone):
            members.sent_list_was_read(store, one, world.now)
        members.read_sent_lists_again(store, world.now)
        assert [row.sent_list_read_at for row in members.every(store)] == [None, world.now]


def test_words_of_the_provider_stand_beside_a_state_that_is_not_ok(world: World) -> None:
    with world.ws.store.write() as store:
        ident = add(store, world, "ada")
        members.set_state_words(store, ident, "OK")
        assert members.details(store, ident).state_words == ""
        members.set_state(store, ident, "disconnected", "CREDENTIALS", world.now)
        members.set_state_words(store, ident, "STOPPED")
        told = members.details(store, ident)
        assert (told.state, told.state_words, told.state_since) == ("disconnected", "STOPPED", world.now)
        members.pause(store, ident, world.now)
        assert members.get(store, ident).paused
        members.pause(store, ident, None)
        assert not members.details(store, ident).paused


def test_who_invited_outside_is_told_with_the_others_of_the_owner(world: World) -> None:
    with world.ws.store.write() as store:
        old, new, _other = (
            add(store, world, name, owner=owner) for name, owner in (("a", "o"), ("b", "o"), ("c", "p"))
        )
        store.change(
            "INSERT INTO foreign_invitation (member_id, person, invitation_id, at, seen_at, noted) "
            "VALUES (?, 'x', 'i', 1, 1, 0)",
            new,
        )
        assert [row.id for row in members.invited_outside(store)] == [old, new]
        assert members.spacings(store) == {1: 120, 2: 120, 3: 120}
