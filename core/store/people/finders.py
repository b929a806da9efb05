"""Finders in the store: their next run, and the people whom they found."""

from __future__ import annotations

import json
from datetime import datetime, time
from typing import NamedTuple, Protocol

from core.rules.identity import identity_of, is_provider_id
from core.rules.schedule import SlotRule
from core.store.database import Store
from core.store.fields import maybe_moment, maybe_us
from core.store.people import contacts
from core.store.people.person_fields import Person, fields_of


class FinderRow(NamedTuple):
    """What the engine needs to know about a finder."""

    source_id: int
    member_id: int
    search: dict[str, str]
    per_slot: int
    rule: SlotRule
    cursor: str | None
    next_at: datetime | None
    closes_at: datetime | None
    empty: int
    refused: str
    stopped: bool
    archived: bool


_FINDER = """
SELECT f.source_id, f.member_id, f.search, f.per_slot, f.days, f.start, f.minutes, f.time_zone, f.cursor, f.next_at,
f.closes_at, f.empty, f.refused, f.stopped_at IS NOT NULL, s.archived_at IS NOT NULL
FROM finder f JOIN source s ON s.id = f.source_id
"""


def finder(store: Store, source: int) -> FinderRow:
    """One finder by its source."""
    row = store.row(f"{_FINDER} WHERE f.source_id = ?", source)
    assert row is not None  # noqa: S101 - finders are never deleted
    return _finder(*row)


def _finder(
    source: int,
    member: int,
    search: str,
    per_slot: int,
    days: str,
    start: str,
    minutes: int,
    zone: str,
    cursor: str | None,
    next_at: int | None,
    closes_at: int | None,
    empty: int,
    refused: str,
    stopped: int,
    archived: int,
) -> FinderRow:
    rule = SlotRule(frozenset(int(day) for day in days), time.fromisoformat(start), minutes, zone)
    return FinderRow(
        source,
        member,
        json.loads(search),
        per_slot,
        rule,
        cursor,
        maybe_moment(next_at),
        maybe_moment(closes_at),
        empty,
        refused,
        bool(stopped),
        bool(archived),
    )


def set_next(store: Store, source: int, at: datetime | None, closes: datetime | None) -> None:
    """When a finder searches next."""
    store.change(
        "UPDATE finder SET next_at = ?, closes_at = ? WHERE source_id = ?", maybe_us(at), maybe_us(closes), source
    )


class Result(Person, Protocol):
    """Somebody in the results of a search."""

    @property
    def id(self) -> str: ...
    @property
    def public_id(self) -> str | None: ...


def keys_of(person: Result) -> list[str]:
    """The addresses of a result, the public one first; none where LinkedIn hides who it is."""
    public = identity_of(person.public_id or "", bare=True)
    keys = [public.key] if public is not None and public.kind == "public" else []
    return keys + ([f"provider:{person.id}"] if is_provider_id(person.id) else [])


def add_contact(store: Store, person: Result, keys: list[str], now: datetime, *, blocked: bool) -> int:
    """A new contact from a result. Only a classic id can be invited: another is left for the profile to give."""
    named = {key.split(":", 1)[0]: key.split(":", 1)[1] for key in keys}
    provider = named.get("provider", "")
    usable = provider.startswith("ACo") or "public" not in named
    details = contacts.Details(custom={}, **fields_of(person))
    provider_id = provider if provider and usable else None
    public_id = named.get("public")
    return contacts.add(store, details, keys, now, public_id=public_id, provider_id=provider_id, blocked=blocked)
