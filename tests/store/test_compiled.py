"""A query's text is made once; its values come by name, and its rows have the types that they are annotated with."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import peewee as pw
import pytest

from core.errors import UnreadableError
from core.rules.states import Status
from core.store.compiled import Change, Select, Statement, given
from core.store.database import Row
from core.store.fields import from_us
from core.store.tables.people import Finder, Source
from tests.support.world import World

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


class Typed(NamedTuple):
    moment: datetime
    ends: datetime | None
    day: date
    status: Status
    is_on: bool
    name: str
    data: dict[str, Any]


def literal(*values: object) -> pw.Select:
    return pw.Select(columns=[pw.Value(value, converter=False) for value in values])


def test_values_become_what_their_fields_are_annotated_with(world: World) -> None:
    query = Select(literal(1_767_614_400_000_000, None, "2026-01-05", "queued", 1, "Ada", '{"a": 1}'), Typed)
    with world.ws.store.read() as store:
        assert query.one(store) == Typed(NOON, None, date(2026, 1, 5), Status.QUEUED, True, "Ada", {"a": 1})


@pytest.mark.parametrize(
    ("place", "value"),
    [(2, ""), (2, 5), (2, "2026-13-01"), (6, "{"), (6, "[1]"), (6, 7), (6, b"\x00")],
)
def test_a_value_that_cannot_be_converted_is_told_with_its_place(world: World, place: int, value: object) -> None:
    values: list[object] = [1_767_614_400_000_000, None, "2026-01-05", "queued", 1, "Ada", "{}"]
    columns: list[Any] = [pw.Value(value, converter=False) for value in values]
    columns[place] = Source.name
    query = Select(Source.select(*columns, Source.id), _Numbered)
    world.source(1, "one")
    world.source(1, "two")
    with world.ws.store.write() as store:
        store.change("UPDATE source SET name = ?", values[place])
        assert len(query.all(store)) == 2
        store.change("UPDATE source SET name = ? WHERE id = 2", value)
        for read in (query.all, query.first, query.one):
            with pytest.raises(UnreadableError, match=r"source\.name, row 2"):
                read(store)
        odd: list[Row] = []
        assert len(query.readable(store, lambda row, _error: odd.append(row))) == 1
        assert [row[-1] for row in odd] == [2]


class _Numbered(NamedTuple):
    moment: datetime
    ends: datetime | None
    day: date
    status: Status
    is_on: bool
    name: str
    data: dict[str, Any]
    id: int


def test_what_is_computed_or_has_no_number_is_told_as_far_as_it_can_be(world: World) -> None:
    world.source(1, "one")
    largest = Select(Source.select(pw.fn.MAX(Source.name)), from_us)
    union = Select(Source.select(Source.name).union_all(Finder.select(Finder.cursor)), int)
    plain = Select(Source.select(Source.name), int)
    with world.ws.store.read() as store:
        for query, place in ((largest, "a value of the table source"), (union, "source.name"), (plain, "source.name")):
            with pytest.raises(UnreadableError) as raised:
                query.all(store)
            assert raised.value.place == place
        with pytest.raises(UnreadableError):
            list(plain.each(store))


class Name(NamedTuple):
    name: str


_BY_NAME = Select(Source.select(Source.name).where(Source.name == given("name")), Name)
_AFTER = Select(Source.select(Source.name).where(Source.created_at > given("at")), Name)
_RENAME = Change(Source.update({Source.name: given("new")}).where(Source.name == given("old")))


def test_a_query_takes_other_values_at_each_call(world: World) -> None:
    world.source(1, "one")
    world.source(1, "two")
    with world.ws.store.read() as store:
        assert [_BY_NAME.first(store, name=name) for name in ("two", "one", "none")] == [Name("two"), Name("one"), None]
        assert _AFTER.all(store, at=world.now) == []
        assert len(_AFTER.all(store, at=datetime(2020, 1, 1, tzinfo=UTC))) == 2
        with pytest.raises(LookupError, match="0 rows"):
            _BY_NAME.one(store, name="none")


def test_a_change_tells_how_many_rows_it_changed(world: World) -> None:
    world.source(1, "one")
    with world.ws.store.write() as store:
        assert _RENAME.run(store, old="one", new="first") == 1
        assert _RENAME.run(store, old="one", new="first") == 0


def test_a_value_that_is_not_given_is_an_error(world: World) -> None:
    with world.ws.store.read() as store, pytest.raises(KeyError):
        _BY_NAME.all(store)


def test_a_moment_without_a_zone_is_no_value(world: World) -> None:
    with world.ws.store.read() as store, pytest.raises(ValueError, match="time zone"):
        _AFTER.all(store, at=NOON.replace(tzinfo=None))


def test_constants_stand_in_the_text_as_they_are(world: World) -> None:
    world.source(1, "one")
    places = pw.SQL("? || ?", ["O'Hara", "'s"])
    query = Source.select(Source.id).where((Source.name == "O'Hara's") & (Source.name == places))
    statement = Statement(query)
    with world.ws.store.write() as store:
        assert _RENAME.run(store, old="one", new="O'Hara's") == 1
        assert Select(query, int).all(store) == [1]
        text, values = statement.filled(store, {})  # shows which values are parameters
    assert "'O''Hara''s'" in text
    assert values == ["O'Hara", "'s"]


def test_a_row_of_one_column_may_be_a_plain_value(world: World) -> None:
    world.source(1, "one")
    with world.ws.store.read() as store:
        assert Select(Source.select(Source.name), str).one(store) == "one"
        assert Select(Source.select(Source.created_at), from_us).one(store) == world.now
