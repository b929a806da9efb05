"""People who must not be contacted, by keyed hashes of addresses: a "no" outlives imports, deletions and restores."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.sqlite import one_of
from core.store.tables.people import Block

BLOCKED, FORGOTTEN = "blocked", "forgotten"
"""Reasons why somebody is not contacted: they were blocked, or erased."""


class _Hash(NamedTuple):
    person_hash: str


class BlockRow(NamedTuple):
    """A "no" to an address: its hash, `blocked` or `forgotten`, when and by whom."""

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
    """Return whether an address was ever refused; its hash is made by `side_journal.person_hash`."""
    return _KNOWN.first(store, person_hash=person_hash) is not None


def blocked_of(store: Reading, person_hashes: Iterable[str]) -> set[str]:
    """Return which of these hashes are of addresses that were refused."""
    return {row.person_hash for row in _KNOWN_OF.all(store, hashes=list(person_hashes))}


def is_empty(store: Reading) -> bool:
    """Return whether nobody was ever refused."""
    return _ANY.first(store) is None


def hashes(store: Reading) -> set[str]:
    """Return the hashes of all addresses that were refused."""
    return {row.person_hash for row in _ALL.all(store)}


def every(store: Reading) -> list[BlockRow]:
    """Return every "no", the oldest first."""
    return _EVERY.all(store)


def forgotten(store: Reading) -> set[str]:
    """Return the hashes of the addresses that were erased."""
    return {row.person_hash for row in _FORGOTTEN.all(store)}


def add(store: Writing, person_hash: str, at: datetime, actor: str) -> None:
    """Remember a "no" to an address; one that is remembered already stays as it is."""
    _ADD.run(store, person_hash=person_hash, reason=BLOCKED, at=at, actor=actor)


def forget(store: Writing, person_hash: str, at: datetime, actor: str) -> None:
    """Remember that an address was erased, which is a "no" as well."""
    _FORGET.run(store, person_hash=person_hash, reason=FORGOTTEN, at=at, actor=actor)


def lift(store: Writing, person_hash: str) -> bool:
    """Delete a "no" to an address and return whether there was one; the "no" of an erasure stays."""
    return bool(_LIFT.run(store, person_hash=person_hash))
