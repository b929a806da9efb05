"""Finders (table `finder`): saved searches, their next run, and the people in their results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol

from core.rules.addresses.identity import identity_of, is_provider_id
from core.rules.schedule import SlotRule
from core.rules.value_origin import NewValue, Origin
from core.store.changes import touched
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.fields import dump_json
from core.store.people import contacts
from core.store.people.person_fields import Details, Person, fields_of
from core.store.slots import Days, rule_of, rule_values
from core.store.tables.people import Finder, Source


@dataclass(frozen=True)
class FinderRow:
    """A finder: its member, search, slot, and progress."""

    source_id: int
    member_id: int
    search: dict[str, str]
    per_slot: int
    """Most results of one search."""
    rule: SlotRule
    cursor: str | None
    """The provider's cursor of the next page; None for the first."""
    next_at: datetime | None
    closes_at: datetime | None
    """End of the slot of the next search."""
    empty: int
    """Number of consecutive answers without results."""
    refused: str
    """The network's words if it refused the search; else empty."""
    stopped: bool
    archived: bool


def _row(
    source_id: int,
    member_id: int,
    search: dict[str, str],
    per_slot: int,
    days: Days,
    start: time,
    minutes: int,
    time_zone: str,
    cursor: str | None,
    next_at: datetime | None,
    closes_at: datetime | None,
    empty: int,
    refused: str,
    stopped: bool,
    archived: bool,
) -> FinderRow:
    rule = rule_of(days, start, minutes, time_zone)
    return FinderRow(
        source_id,
        member_id,
        search,
        per_slot,
        rule,
        cursor,
        next_at,
        closes_at,
        empty,
        refused,
        stopped,
        archived,
    )


_BY_SOURCE = Finder.source == given("source")
_ONE = Select(
    Finder.select(
        Finder.source,
        Finder.member,
        Finder.search,
        Finder.per_slot,
        Finder.days,
        Finder.start,
        Finder.minutes,
        Finder.time_zone,
        Finder.cursor,
        Finder.next_at,
        Finder.closes_at,
        Finder.empty,
        Finder.refused,
        Finder.stopped_at.is_null(False),
        Source.archived_at.is_null(False),
    )
    .join(Source)
    .where(_BY_SOURCE),
    _row,
)
_SEARCH = {
    Finder.member: given("member"),
    Finder.search: given("search"),
    Finder.per_slot: given("per_slot"),
    Finder.days: given("days"),
    Finder.start: given("start"),
    Finder.minutes: given("minutes"),
    Finder.time_zone: given("time_zone"),
}
_ADD = Change(Finder.insert({Finder.source: given("source"), **_SEARCH}))
_EDIT = Change(Finder.update(_SEARCH).where(_BY_SOURCE))
_SET_NEXT = Change(
    Finder.update({Finder.next_at: given("next_at"), Finder.closes_at: given("closes_at")}).where(_BY_SOURCE),
    about=touched.source(),
)
_SET_CURSOR = Change(Finder.update({Finder.cursor: given("cursor")}).where(_BY_SOURCE), about=touched.source())
_REFUSE = Change(Finder.update({Finder.refused: given("words")}).where(_BY_SOURCE), about=touched.source())
_SEARCHED = Change(
    Finder.update({Finder.cursor: given("cursor"), Finder.empty: given("empty"), Finder.refused: ""}).where(_BY_SOURCE),
    about=touched.source(),
)
_SET_STOPPED = Change(Finder.update({Finder.stopped_at: given("stopped_at")}).where(_BY_SOURCE), about=touched.source())


def get(store: Reading, source: int) -> FinderRow:
    """Return a finder by its source. Raises LookupError for a source that is not a finder."""
    return _ONE.one(store, source=source)


def add(store: Writing, source: int, member: int, search: dict[str, str], per_slot: int, rule: SlotRule) -> None:
    """Make a source a finder that has not searched yet."""
    _ADD.run(store, source=source, member=member, search=dump_json(search), per_slot=per_slot, **rule_values(rule))


def edit(store: Writing, finder: FinderRow) -> None:
    """Change a finder's member, search, size and slot; the search continues at the same page."""
    _EDIT.run(
        store,
        source=finder.source_id,
        member=finder.member_id,
        search=dump_json(finder.search),
        per_slot=finder.per_slot,
        **rule_values(finder.rule),
    )


def set_next(store: Writing, source: int, at: datetime | None, closes: datetime | None) -> None:
    """Set the time of a finder's next search, and the end of that slot; None for never."""
    _SET_NEXT.run(store, source=source, next_at=at, closes_at=closes)


def set_cursor(store: Writing, source: int, cursor: str | None) -> None:
    """Set the cursor of the next page, None for the first."""
    _SET_CURSOR.run(store, source=source, cursor=cursor)


def refuse(store: Writing, source: int, words: str) -> None:
    """Store the words with which the network refused a search."""
    _REFUSE.run(store, source=source, words=words)


def searched(store: Writing, source: int, cursor: str | None, empty: int) -> None:
    """Record that the network accepted a search: the next page's cursor, and the count of empty answers in a row."""
    _SEARCHED.run(store, source=source, cursor=cursor, empty=empty)


def restart(store: Writing, source: int) -> None:
    """Let a changed search begin at its first result, as if it had never run."""
    searched(store, source, None, 0)


def stop(store: Writing, source: int, now: datetime) -> None:
    """Stop a finder until it is started again."""
    _SET_STOPPED.run(store, source=source, stopped_at=now)
    set_next(store, source, None, None)


def start(store: Writing, source: int) -> None:
    """Start a stopped finder; it searches at the time of `set_next`."""
    _SET_STOPPED.run(store, source=source, stopped_at=None)


class Result(Person, Protocol):
    """A person in the results of a search."""

    @property
    def id(self) -> str: ...
    @property
    def public_id(self) -> str | None: ...


def keys_of(person: Result) -> list[str]:
    """Return the addresses of a result, the public one first; none if LinkedIn hides the person."""
    public = identity_of(person.public_id or "", bare=True)
    keys = [public.key] if public is not None and public.kind == "public" else []
    return keys + ([f"provider:{person.id}"] if is_provider_id(person.id) else [])


def add_contact(store: Writing, person: Result, keys: list[str], now: datetime, *, blocked: bool) -> int:
    """Add a contact from a result and return its id.

    A person can be invited only by a classic id (`ACo…`). Another id is left out if there is a public id, since the
    profile gives the classic id later.
    """
    named = {key.split(":", 1)[0]: key.split(":", 1)[1] for key in keys}
    provider = named.get("provider", "")
    usable = provider.startswith("ACo") or "public" not in named
    words = fields_of(person)
    details = Details(custom={}, **words)
    provider_id = provider if provider and usable else None
    public_id = named.get("public")
    return contacts.add(
        store,
        details,
        keys,
        now,
        public_id=public_id,
        provider_id=provider_id,
        blocked=blocked,
        told={name: NewValue(text, Origin.PROFILE) for name, text in words.items()},
    )
