"""The rows of all members of one owner are found from any one of them."""

from __future__ import annotations

from core.store.compiled import Select, given
from core.store.owners import of_owner
from core.store.tables.workspace import Member
from tests.support.world import World

_ROWS = Select(Member.select(Member.id).where(of_owner(Member.id, given("member"))).order_by(Member.id), int)


def test_rows_of_one_owner_are_found_by_each_of_them(world: World) -> None:
    for name, account in (("Ada", "acc-ada"), ("Ben", "acc-ben"), ("Cleo", "acc-cleo")):
        world.member(name, account)
    with world.ws.store.write() as store:
        store.change("UPDATE member SET provider_id = 'one' WHERE id <> 2")
        for member, rows in ((1, [1, 3]), (2, [2]), (3, [1, 3])):
            assert _ROWS.all(store, member=member) == rows
