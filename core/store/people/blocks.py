"""People who must not be contacted, by keyed hashes of addresses; kept through imports, deletions and restores."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.spelled import one_of
from core.store.tables.people import Block

BLOCKED, FORGOTTEN = "blocked", "forgotten"
"""Reasons why somebody is not contacted: they were blocked, or erased."""


class _Hash(NamedTuple):
    person_hash: str


class _Sum(NamedTuple):
    number: int
    latest: int | None


class Total(NamedTuple):
    """The number of rows, the time of the latest (microseconds), and the number of erased ones.

    Nearly each change of the table changes one of them; the erasure of somebody who was blocked changes only the last.
    """

    number: int
    latest: int | None
    forgotten: int


class BlockRow(NamedTuple):
    """A refusal of contact for an address: its hash, `blocked` or `forgotten`, when and by whom."""

    person_hash: str
    reason: str
    at: datetime
    actor: str


_EVERY = Select(
    Block.select(Block.person_hash, Block.reason, Block.at, Block.actor).order_by(Block.at, Block.person_hash), BlockRow
)
_KNOWN = Select(Block.select(Block.person_hash).where(Block.person_hash == given("person_hash")), _Hash)
_KNOWN_OF = Select(Block.select(Block.person_hash).where(one_of(Block.person_hash, "hashes")), _Hash)
_ANY = Select(Block.select(Block.person_hash).limit(1), _Hash)
_TOTAL = Select(Block.select(pw.fn.COUNT(pw.SQL("*")), pw.fn.MAX(Block.at)), _Sum)
_ERASED = Select(Block.select(pw.fn.COUNT(pw.SQL("*"))).where(Block.reason == FORGOTTEN), int)
_ALL = Select(Block.select(Block.person_hash), _Hash)
_FORGOTTEN = Select(Block.select(Block.person_hash).where(Block.reason == FORGOTTEN), _Hash)
_ROW = {
    Block.person_hash: given("person_hash"),
    Block.reason: given("reason"),
    Block.at: given("at"),
    Block.actor: given("actor"),
}
_ADD = Change(Block.insert(_ROW).on_conflict(action="NOTHING", conflict_target=(Block.person_hash,)))
_FORGET = Change(Block.insert(_ROW).on_conflict(conflict_target=(Block.person_hash,), update={Block.reason: FORGOTTEN}))
_LIFT = Change(Block.delete().where((Block.person_hash == given("person_hash")) & (Block.reason == BLOCKED)))


def is_blocked(store: Reading, person_hash: str) -> bool:
    """Return whether an address must not be contacted; its hash is made by `side_journal.person_hash`."""
    return _KNOWN.first(store, person_hash=person_hash) is not None


def blocked_of(store: Reading, person_hashes: Iterable[str]) -> set[str]:
    """Return which of these hashes belong to addresses that must not be contacted."""
    return {row.person_hash for row in _KNOWN_OF.all(store, hashes=list(person_hashes))}


def is_empty(store: Reading) -> bool:
    """Return whether no address is blocked or erased."""
    return _ANY.first(store) is None


def hashes(store: Reading) -> set[str]:
    """Return the hashes of all addresses that must not be contacted."""
    return {row.person_hash for row in _ALL.all(store)}


def total(store: Reading) -> Total:
    """Return the number of rows, the time of the latest, and the number of erased ones."""
    return Total(*_TOTAL.one(store), _ERASED.one(store))


def every(store: Reading) -> list[BlockRow]:
    """Return every row, the oldest first."""
    return _EVERY.all(store)


def forgotten(store: Reading) -> set[str]:
    """Return the hashes of the addresses that were erased."""
    return {row.person_hash for row in _FORGOTTEN.all(store)}


def add(store: Writing, person_hash: str, at: datetime, actor: str) -> None:
    """Block an address; an existing row stays unchanged."""
    _ADD.run(store, person_hash=person_hash, reason=BLOCKED, at=at, actor=actor)


def forget(store: Writing, person_hash: str, at: datetime, actor: str) -> None:
    """Record that an address was erased, which blocks it as well."""
    _FORGET.run(store, person_hash=person_hash, reason=FORGOTTEN, at=at, actor=actor)


def lift(store: Writing, person_hash: str) -> bool:
    """Unblock an address and return whether it was blocked; an erased one stays blocked."""
    return bool(_LIFT.run(store, person_hash=person_hash))
