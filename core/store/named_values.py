"""Named values (table `setting`): settings fixed when the store was made, and notes of the engine."""

from __future__ import annotations

from typing import NamedTuple

from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.tables.workspace import Setting


class _Named(NamedTuple):
    key: str
    value: str


_ROW = Setting.select(Setting.key, Setting.value)
_EVERY = Select(_ROW, _Named)
_ONE = Select(_ROW.where(Setting.key == given("key")), _Named)
_NEW = {Setting.key: given("key"), Setting.value: given("value")}
_ADD = Change(Setting.insert(_NEW))
_PUT = Change(Setting.insert(_NEW).on_conflict(conflict_target=(Setting.key,), update={Setting.value: given("value")}))
_CHANGE = Change(Setting.update({Setting.value: given("value")}).where(Setting.key == given("key")))
_DELETE = Change(Setting.delete().where(Setting.key == given("key")))
_DELETE_AS = Change(Setting.delete().where((Setting.key == given("key")) & (Setting.value == given("value"))))


def every(store: Reading) -> dict[str, str]:
    """Return all values by name."""
    return {row.key: row.value for row in _EVERY.all(store)}


def get(store: Reading, key: str) -> str | None:
    """Return one value, or None."""
    found = _ONE.first(store, key=key)
    return None if found is None else found.value


def add(store: Writing, key: str, value: str) -> None:
    """Add a value under a new name."""
    _ADD.run(store, key=key, value=value)


def put(store: Writing, key: str, value: str) -> None:
    """Write a value, new or existing."""
    _PUT.run(store, key=key, value=value)


def change(store: Writing, key: str, value: str) -> None:
    """Change a value only if its name exists."""
    _CHANGE.run(store, key=key, value=value)


def delete(store: Writing, key: str) -> bool:
    """Remove a value and return whether it was there."""
    return bool(_DELETE.run(store, key=key))


def delete_as(store: Writing, key: str, value: str) -> bool:
    """Remove a value unless it was changed meanwhile, and return whether it was removed."""
    return bool(_DELETE_AS.run(store, key=key, value=value))
