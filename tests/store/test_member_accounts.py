"""A member's accounts are remembered; ids that an earlier account gave are dropped."""

from __future__ import annotations

from datetime import timedelta

from core.store import member_accounts, members
from tests.support.world import World

HOUR = timedelta(hours=1)


def test_accounts_follow_each_other_and_belong_to_the_owner(world: World) -> None:
    for name, account in (("Ada", "acc-ada"), ("Ada again", "acc-new"), ("Ben", "acc-ben")):
        world.member(name, account)
    with world.ws.store.write() as store:
        for member, owner in ((1, "o"), (2, "o"), (3, "p")):
            members.set_owner(store, member, owner)
        assert member_accounts.changed_at(store, 1) is None
        member_accounts.change(store, 1, "acc-third", world.now + HOUR)
        member_accounts.add(store, 3, "acc-new", world.now + HOUR)
        assert member_accounts.changed_at(store, 1) == world.now + HOUR
        assert member_accounts.changed_at(store, 2) is None
        assert member_accounts.of_owner(store, 2) == ["acc-ada", "acc-new", "acc-third"]
        assert member_accounts.members_by_account(store) == {"acc-ada": 1, "acc-new": 3, "acc-ben": 3, "acc-third": 1}
        assert members.get(store, 1).account_id == "acc-third"
        member_accounts.add(store, 1, "acc-fourth", world.now + 2 * HOUR)
    assert world.sql("SELECT account_id, (until - since) / 3600000000 FROM member_account WHERE member_id = 1") == [
        ("acc-ada", 1),
        ("acc-third", 1),
        ("acc-fourth", None),
    ]


def test_ids_of_the_account_before_are_dropped(world: World) -> None:
    world.member()
    world.source(2)
    world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    ids = "SELECT count(chat_id) + count(invitation_id), (SELECT count(provider_ref) FROM delivery) FROM outreach"
    assert world.sql(ids) != [(0, 0)]
    with world.ws.store.write() as store:
        member_accounts.change(store, 1, "acc-new", world.now)
    assert world.sql(ids) == [(0, 0)]
