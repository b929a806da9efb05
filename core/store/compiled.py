"""Peewee queries whose text is made once: building a query takes ten times as long as running it.

A query is written with `given("name")` in place of a value. Its text is made at its first use with a kind of database,
and cached; each call passes the values by name. Results are rows of a dataclass or a
NamedTuple, each value converted by the annotation of its field.

    _ONE = Select(Block.select(Block.at).where(Block.person_hash == given("hash")), BlockRow)
    _ONE.first(store, hash="…")
"""

from __future__ import annotations

import enum
import json
import types
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from itertools import starmap
from typing import Annotated, Any, Generic, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import peewee as pw

from core.errors import UnreadableError
from core.store.changes.touched import NOTHING, About, Touch
from core.store.database import ALL, Reading, Row, Writing
from core.store.fields import from_us, to_us
from core.store.unreadable import UNREADABLE, place_of

R = TypeVar("R")
Converter = Callable[[Any], Any]


@dataclass(frozen=True)
class Given:
    """A placeholder for a value that each call passes."""

    name: str


def given(name: str) -> Any:
    """Return a placeholder for a named value in a query."""
    return pw.Value(Given(name), converter=False)


class _Text(pw.Context):
    """A context that writes the constants of a query into its text.

    If they were bound as parameters, SQLite could not tell whether a partial index serves the query.
    """

    _values: list[object]

    def value(self, value: Any, converter: Any = None, add_param: bool = True) -> Any:
        literal = add_param and not isinstance(value, Given)
        counted = {"param": f"${len(self._values) + 1}"} if self.state.param == "$" else {}
        with self(value_literals=literal, **counted):
            return super().value(value, converter, add_param)


class Statement:
    """A query as text, with the places of its values; one text for each kind of database."""

    def __init__(self, query: pw.Node) -> None:
        self.query = query
        self._texts: dict[type[pw.Database], tuple[str, tuple[object, ...]]] = {}
        self._names: dict[str, list[str]] = {}
        """The names of a text's values, in order; only for texts without constants."""

    def text_and_places(self, store: Reading) -> tuple[str, tuple[object, ...]]:
        """Return the query's text for the store's database, and a constant or the name of a value per placeholder."""
        return self._texts.get(store.kind) or self._make(store)

    def filled(self, store: Reading, values: Mapping[str, object]) -> tuple[str, Sequence[object]]:
        """Return the query's text for the store's database, and its values. Raises KeyError if a value is missing."""
        text, places = self._texts.get(store.kind) or self._make(store)
        if not places:
            return text, places
        if (names := self._names.get(text)) is not None:
            return text, [
                value if type(value := values[name]) in _KEPT_AS_THEY_ARE else _stored(value) for name in names
            ]
        return text, [_stored(values[place.name]) if isinstance(place, Given) else place for place in places]

    def _make(self, store: Reading) -> tuple[str, tuple[object, ...]]:
        context: Any = _Text(**store.context_options())
        text, places = context.sql(self.query).query()
        if all(isinstance(place, Given) for place in places):
            self._names[text] = [place.name for place in places]
        self._texts[store.kind] = text, tuple(places)
        return self._texts[store.kind]


def _ignored(_row: Row, _error: UnreadableError) -> None:
    """Skip an unreadable row without a report: the code that reads this row alone reports it."""


class Select(Generic[R]):
    """A query that reads rows of one type; a row of one column may also be a plain value (`int`, `str`, `from_us`)."""

    def __init__(self, query: pw.Node, row: Callable[..., R]) -> None:
        self._statement = Statement(query)
        self._row = row
        self._converters: Sequence[tuple[int, Converter]] | None = None
        self._new: Callable[[Iterable[object]], R] | None = None
        """The function that makes a NamedTuple from a list; None for other types, and before the first row is read."""

    def all(self, store: Reading, **values: object) -> list[R]:
        """Return all rows. Raises UnreadableError if a value cannot be converted to the type of its field."""
        text, filled = self._statement.filled(store, values)
        found: list[Row] = []
        try:
            found = store.rows(text, *filled)
            if not found:
                return []
            if self._converters is None:
                self._prepare(len(found[0]))
            rows = self._all_converted(found) if self._converters else found
            return list(map(self._new, rows)) if self._new is not None else list(starmap(self._row, rows))
        except UNREADABLE as error:
            raise self._unreadable(found) from error

    def _prepare(self, width: int) -> None:
        """Choose, once, the functions that convert values and make rows. `width` is the number of columns."""
        self._converters = [(place, made) for place, made in enumerate(converters(self._row)) if made]
        if isinstance(self._row, type) and len(getattr(self._row, "_fields", ())) == width:
            self._new = cast("Callable[[Iterable[object]], R]", partial(tuple.__new__, self._row))  # like `_make`

    def _all_converted(self, found: list[Row]) -> list[list[object]]:
        rows = []
        for row in found:  # without a function call for each row, for speed
            made = list(row)
            for place, convert in self._converters or ():
                if (value := made[place]) is not None:
                    made[place] = convert(value)
            rows.append(made)
        return rows

    def readable(
        self, store: Reading, odd: Callable[[Row, UnreadableError], None] = _ignored, **values: object
    ) -> list[R]:
        """Return the readable rows, so that an invalid one hides no other.

        `odd` is called with each unreadable row, as stored, and its error.
        """
        try:
            return self.all(store, **values)
        except UnreadableError:
            text, filled = self._statement.filled(store, values)
            found = store.rows(text, *filled)
        rows: list[R] = []
        for row in found:
            try:
                rows.append(self._converted(row))
            except UnreadableError as error:
                odd(row, error)
        return rows

    def _converted(self, row: Row) -> R:
        made = list(row)
        for place, convert in self._converters or ():
            try:
                made[place] = made[place] if made[place] is None else convert(made[place])
            except UNREADABLE as error:
                raise UnreadableError(place_of(self._statement.query, row, place)) from error
        try:
            return self._row(*made)
        except UNREADABLE as error:
            raise UnreadableError(place_of(self._statement.query, row)) from error

    def _unreadable(self, found: list[Row]) -> UnreadableError:
        """Return the error that names the first value that cannot be converted; found by a second pass."""
        for row in found:
            try:
                self._converted(row)
            except UnreadableError as error:
                return error
        return UnreadableError(place_of(self._statement.query))

    def each(self, store: Reading, **values: object) -> Iterator[R]:
        """Yield the rows one by one, for results too large for the memory; only for types that need no conversion.

        Raises UnreadableError at the row concerned.
        """
        text, filled = self._statement.filled(store, values)
        return self._each(store.each_row(text, *filled))  # the query starts here, not with the first row that is read

    def _each(self, found: Iterator[Row]) -> Iterator[R]:
        try:
            yield from starmap(self._row, found)
        except UNREADABLE as error:
            raise UnreadableError(place_of(self._statement.query)) from error

    def first(self, store: Reading, **values: object) -> R | None:
        """Return the first row, or None. Raises UnreadableError as `all` does."""
        found = self.all(store, **values)
        return found[0] if found else None

    def one(self, store: Reading, **values: object) -> R:
        """Return the only row. Raises LookupError unless there is exactly one, and UnreadableError as `all` does."""
        found = self.all(store, **values)
        if len(found) != 1:
            raise LookupError(f"{len(found)} rows where one was expected")
        return found[0]


class _Changing:
    """A query that changes rows, and what it concerns; without `about` everything (`core/store/changes/touched.py`)."""

    def __init__(self, query: pw.Node, *, about: About | None = None) -> None:
        self._statement = Statement(query)
        self._about = about

    def _touches(self, values: Mapping[str, object]) -> Collection[Touch]:
        if self._about is None:
            return ALL
        if self._about is NOTHING:
            return ()
        ident = values[self._about.value]
        return () if ident is None else (Touch(self._about.kind, cast(int, ident)),)


class Change(_Changing):
    """A query that changes rows."""

    def run(self, store: Writing, **values: object) -> int:
        """Change rows, and return how many."""
        text, filled = self._statement.filled(store, values)
        return store.change(text, *filled, touches=self._touches(values))

    def run_many(self, store: Writing, rows: Iterable[Mapping[str, object]]) -> int:
        """Run the change once for each mapping of values; return the total number of rows changed."""
        text, _places = self._statement.text_and_places(store)
        listed = list(rows)
        touches = {touch for values in listed for touch in self._touches(values)}
        return store.change_many(text, [self._statement.filled(store, values)[1] for values in listed], touches=touches)


class Insert(_Changing):
    """A query that adds one row to a table whose rows have integer ids."""

    def run(self, store: Writing, **values: object) -> int:
        """Add the row, and return its id."""
        text, filled = self._statement.filled(store, values)
        return store.insert(text, *filled, touches=self._touches(values))


def converters(row: Callable[..., Any]) -> list[Converter | None]:
    """Return, for each field of a row's type, the function that converts its stored value; None if none is needed."""
    hints = {name: hint for name, hint in get_type_hints(row, include_extras=True).items() if name != "return"}
    return [_converter(hint) for hint in hints.values()]


def _converter(hint: Any) -> Converter | None:
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is Annotated:  # the hint names its own converter
        return cast(Converter, hint.__metadata__[0])
    if hint is datetime:
        return from_us
    if hint is date:
        return date.fromisoformat
    if hint is time:
        return time.fromisoformat
    if hint is bool or isinstance(hint, enum.EnumMeta):
        return hint
    return _JSON.get(get_origin(hint))


def _object(text: str) -> dict[str, Any]:
    if text == "{}":  # most contacts have no value of their own
        return {}
    found = json.loads(text)
    if type(found) is not dict:
        raise ValueError("no JSON object")
    return found


def _list(text: str) -> list[Any]:
    found = json.loads(text)
    if type(found) is not list:
        raise ValueError("no JSON list")
    return found


_JSON: dict[Any, Converter] = {dict: _object, list: _list}


def _json(values: Sequence[object]) -> str:
    """Return a list as JSON. Lists of integers, nearly always ids, bypass the encoder, at a third of its cost."""
    if len(values) == 1 and type(values[0]) is int:
        return f"[{values[0]}]"
    return str(list(values)) if set(map(type, values)) == _NUMBERS else json.dumps(values)


_NUMBERS = {int}
_KEPT_AS_THEY_ARE = frozenset({str, int, type(None)})
_STORED: dict[type, Converter] = {datetime: to_us, date: date.isoformat, list: _json, tuple: _json, bool: int}


def _stored(value: object) -> object:
    """Return a value as the database keeps it: a moment as microseconds, a date as text, a list as JSON."""
    kind = type(value)
    if kind in _KEPT_AS_THEY_ARE:  # nearly all values: saves the second look-up
        return value
    convert = _STORED.get(kind)
    if convert is None:  # a subclass, such as an enumeration: its converter is found once
        bases = (known for base, known in tuple(_STORED.items()) if issubclass(kind, base))
        convert = _STORED[kind] = next(bases, _unchanged)
    return convert(value)


def _unchanged(value: object) -> object:
    return value
