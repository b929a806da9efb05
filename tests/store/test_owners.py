"""A member's owner is found by text and by expression alike."""

from __future__ import annotations

from typing import NamedTuple

from core.store.compiled import Select, given
from core.store.owners import of_owner, same_owner
from core.store.tables.workspace import Member
from tests.support.world import World


class _Id(NamedTuple):
    id: int


_ROWS = Select(Member.select(Member.id).where(of_owner(Member.id, given("member"))).order_by(Member.id), _Id)


def test_rows_of_one_owner_are_found_by_each_of_them(world: World) -> None:
    for name, account in (("Ada", "acc-ada"), ("Ben", "acc-ben"), ("Cleo", "acc-cleo")):
        world.member(name, account)
    with world.ws.store.write() as store:
        store.change("UPDATE member SET provider_id = 'one' WHERE id <> 2")
        for member, rows in ((1, [1, 3]), (2, [2]), (3, [1, 3])):
            assert [row.id for row in _ROWS.all(store, member=member)] == rows
            same = f"SELECT id FROM member WHERE id IN {same_owner('?1')} ORDER BY id"
            assert [row[0] for row in store.rows(same, member)] == rows
