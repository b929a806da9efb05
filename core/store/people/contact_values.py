"""The values of a contact field by field, and the origin of each (table `contact`).

Only origins other than a file are stored (`contact.origins`), so that a million imported people cost no extra space.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from core.rules.value_origin import NewValue, Origin, Settled, Value, first_of, settle
from core.store import journal
from core.store.changes import touched
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.fields import dump_json, from_us, to_us
from core.store.people.person_fields import FIELDS
from core.store.spelled import one_of
from core.store.tables.people import Contact

CUSTOM = "custom."
CHANGED = "contact.changed"
"""Kind of the journal row about changed values."""


class StoredValues(NamedTuple):
    """The values of a contact as stored."""

    contact: int
    first_name: str
    last_name: str
    name: str
    company: str
    position: str
    location: str
    headline: str
    email: str
    language: str
    connected_on: str
    degree: str
    custom: dict[str, str]
    origins: dict[str, Any] | None


_COLUMNS = [getattr(Contact, name) for name in FIELDS]
_BY_ID = Contact.id == given("contact")
_ROW = Contact.select(Contact.id, *_COLUMNS, Contact.custom, Contact.origins)
_ONE = Select(_ROW.where(_BY_ID), StoredValues)
_SOME = Select(_ROW.where(one_of(Contact.id, "contacts")), StoredValues)
_ADDED = Select(Contact.select(Contact.created_at).where(_BY_ID), from_us)
_SAVE = Change(
    Contact.update(
        {
            **{column: given(column.name) for column in _COLUMNS},
            Contact.custom: given("custom"),
            Contact.origins: given("origins"),
        }
    ).where(_BY_ID),
    about=touched.contact(),
)


def of(store: Reading, contact: int) -> dict[str, Value]:
    """Return every value of a contact, empty ones of the fixed fields too. Raises LookupError for an unknown id."""
    return _values_of(_ONE.one(store, contact=contact))


def _values_of(row: StoredValues) -> dict[str, Value]:
    texts = {name: getattr(row, name) for name in FIELDS}
    texts |= {CUSTOM + name: text for name, text in row.custom.items()}
    noted = row.origins if isinstance(row.origins, dict) else {}  # a restored store may hold anything
    names = [*texts, *(name for name in noted if name not in texts)]
    return {name: _value(texts.get(name, ""), noted.get(name)) for name in names}


def added_at(store: Reading, contact: int) -> datetime:
    """Return when a contact was added, which is when its first values were set."""
    return _ADDED.one(store, contact=contact)


def _value(text: str, noted: object) -> Value:
    if not isinstance(noted, dict):
        return Value(text)
    at, origin = noted.get("at"), noted.get("origin")
    return Value(
        text,
        Origin(origin) if origin in list(Origin) else Origin.FILE,
        from_us(at) if isinstance(at, int) else None,
        str(noted.get("was", "")),
        str(noted.get("file", "")),
    )


def stored_of(store: Reading, contacts: Iterable[int]) -> dict[int, StoredValues]:
    """Return the values of contacts as stored, for `merge_stored`."""
    return {row.contact: row for row in _SOME.all(store, contacts=list(contacts))}


def tell(store: Writing, contact: int, told: Mapping[str, NewValue], now: datetime, *, update: bool = False) -> Settled:
    """Merge values into a contact by the rules of precedence, and return the result for each."""
    return _tell(store, contact, of(store, contact), told, now, update=update)


def merge_stored(
    store: Writing, kept: StoredValues, told: Mapping[str, NewValue], now: datetime, *, update: bool = False
) -> Settled:
    """Merge values as `tell` does, for a contact whose values were read earlier in the same transaction.

    Most people of a file that is imported again have unchanged values: they are not compared field by field.
    """
    if is_unchanged(kept, told):
        return Settled({})
    return _tell(store, kept.contact, _values_of(kept), told, now, update=update)


def is_unchanged(kept: StoredValues, told: Mapping[str, NewValue]) -> bool:
    """Return True only if a contact has exactly these values from the same origin: then `tell` changes nothing."""
    for name, one in told.items():
        text = kept.custom.get(name[len(CUSTOM) :]) if name.startswith(CUSTOM) else getattr(kept, name)
        if text != one.text:
            return False
    if kept.origins is None:
        return all(one.origin in (Origin.FILE, Origin.FULL_NAME) for one in told.values())
    noted = first_origins(told)
    return noted is not None and json.loads(noted) == kept.origins


def _tell(
    store: Writing,
    contact: int,
    known: Mapping[str, Value],
    told: Mapping[str, NewValue],
    now: datetime,
    *,
    update: bool,
) -> Settled:
    done = settle(known, told, now, update=update)
    if done.values:
        merged = {**known, **done.values}
        custom = {name.removeprefix(CUSTOM): value.text for name, value in merged.items() if name.startswith(CUSTOM)}
        _SAVE.run(
            store,
            contact=contact,
            **{name: merged[name].text for name in FIELDS},
            custom=dump_json({name: text for name, text in custom.items() if text}),
            origins=origins_of(merged),
        )
    return done


def origins_of(values: Mapping[str, Value]) -> str | None:
    """Return the origins of values as stored; None if all are a file's own."""
    found = {name: noted for name, value in values.items() if (noted := _noted(value))}
    return dump_json(found) if found else None


def _noted(value: Value) -> dict[str, object]:
    found: dict[str, object] = {}
    if value.origin is not Origin.FILE:
        found["origin"] = value.origin.value
    if value.at is not None:
        found["at"] = to_us(value.at)
    return found | {name: text for name, text in (("was", value.was), ("file", value.file)) if text}


def first_origins(told: Mapping[str, NewValue]) -> str | None:
    """Return the origins of a new contact's values as stored; None if all are a file's own."""
    return origins_of({name: first_of(one) for name, one in told.items() if one.text})


def journal_change(
    store: Writing, contact: int, changed: Mapping[str, tuple[str, str]], now: datetime, actor: str, *, by: Origin
) -> None:
    """Journal the changed values, each with the one before and after; nothing if none changed."""
    if changed:
        data = {"by": by.value, "changes": {name: list(pair) for name, pair in changed.items()}}
        journal.write(store, now, actor, CHANGED, contact=contact, data=data)
