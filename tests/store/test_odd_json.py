"""Invalid JSON in one row hides no other row, in a file or on a server."""

from __future__ import annotations

from core.store.compiled import Select, given
from core.store.spelled import at_path, first_number_of, first_of
from core.store.tables.people import Contact, Source
from tests.support.world import World

ODD = ("{", "", "7", '["x"]', '{"source": ["abc"]}', '{"source": ["99999999999999999999"]}')
WITH_CAT = Select(Contact.select(Contact.id).where(at_path(Contact.custom, given("path")) == "Cat"), int)
_OTHER = Source.alias("other")
OF_FIRST = Select(
    Source.select(Source.id).join(_OTHER, on=(_OTHER.id == first_number_of(Source.filter, "source"))), int
)
NAMED_ONE = Select(Source.select(Source.id).where(first_of(Source.filter, "source") == "1"), int)


def test_an_odd_row_is_passed_over(world: World) -> None:
    world.source(2, columns={"Pet": ["Cat", "Dog"]})
    world.source(1, "others")
    with world.ws.store.write() as store:
        store.change('UPDATE source SET filter = \'{"source": ["1"]}\' WHERE id = 2')
    for odd in ODD:
        with world.ws.store.write() as store:
            store.change("UPDATE contact SET custom = ? WHERE id = 2", odd)
            store.change("UPDATE source SET filter = ? WHERE id = 1", odd)
        with world.ws.store.read() as store:
            assert WITH_CAT.all(store, path='$."pet"') == [1], odd
            assert OF_FIRST.all(store) == [2], odd
            assert NAMED_ONE.all(store) == [2], odd
