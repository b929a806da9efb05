"""What is held after an error that nobody expected, until it is tried again; inside a door."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from core.rules.bulkheads import wait
from core.rules.states import BETWEEN_STEPS, CLEARED, WAITING
from core.store.database import Store
from core.store.fields import from_us, sql_list, to_us
from core.store.views.agenda import Kind

SHOWN = timedelta(days=2)
Key = tuple[str, int, str]
"""Kind of work, the id it is about, and which part of that."""


class Item(NamedTuple):
    """One thing that can be held by itself, and whose it is as far as that is known."""

    work: str
    """A kind of the agenda, or a part of one (`core.rules.bulkheads.DOING`)."""
    item: int
    part: str = ""
    campaign: int | None = None
    outreach: int | None = None
    member: int | None = None
    source: int | None = None

    @property
    def key(self) -> Key:
        """What tells it from every other one."""
        return self.work, self.item, self.part


class Held(NamedTuple):
    """One held thing with the names that tell a person what it is; `until` is when it is tried again."""

    work: str
    item: int
    part: str
    campaign_id: int | None
    outreach_id: int | None
    member_id: int | None
    source_id: int | None
    error: str
    place: str
    failures: int
    since: datetime
    last: datetime
    until: datetime
    campaign: str | None
    person: str | None
    member: str | None
    source: str | None


# A person who has moved on since, by hand or otherwise, is held no longer.
_CURRENT = f"""(h.outreach_id IS NULL OR CASE h.work
    WHEN 'read' THEN o.status = 'queued' WHEN 'send' THEN o.status IN {sql_list(CLEARED)}
    WHEN 'plan' THEN o.status IN {sql_list(CLEARED)} WHEN 'render' THEN o.status IN {sql_list(BETWEEN_STEPS)}
    WHEN 'settle' THEN EXISTS (SELECT 1 FROM delivery d WHERE d.id = h.item AND d.state = 'in_doubt')
    WHEN 'withdraw' THEN o.status = 'invited' AND o.withdraw_at IS NOT NULL ELSE 1 END)"""
_DUE = ", ".join(f"'{kind.work}'" for kind in Kind)
_LISTED = f"""
SELECT h.work, h.item, h.part, h.campaign_id, h.outreach_id, h.member_id, h.source_id, h.error, h.place, h.failures,
h.since, h.last_at, h.until_at, c.name, p.name, m.name, s.name FROM held_item h
LEFT JOIN campaign c ON c.id = h.campaign_id LEFT JOIN outreach o ON o.id = h.outreach_id
LEFT JOIN contact p ON p.id = o.contact_id LEFT JOIN member m ON m.id = h.member_id
LEFT JOIN source s ON s.id = h.source_id
WHERE {_CURRENT} AND c.archived_at IS NULL AND m.archived_at IS NULL AND s.archived_at IS NULL
AND (h.until_at > ? OR h.part = '' AND h.until_at > 0 AND h.work IN ({_DUE})) ORDER BY h.since, h.id
"""


def every(store: Store, now: datetime) -> list[Held]:
    """Return all that is held, the longest held first.

    What is on the agenda is held until it works; a part of something, which may never come again, for two days more.
    """
    found = store.rows(_LISTED, to_us(now - SHOWN))
    return [Held._make([*row[:10], *map(from_us, row[10:13]), *row[13:]]) for row in found]


def keys(store: Store) -> set[Key]:
    """Return what is held, by its keys."""
    return {(work, item, part) for work, item, part in store.rows("SELECT work, item, part FROM held_item")}


def add(store: Store, item: Item, error: str, place: str, version: str, now: datetime) -> datetime:
    """Hold something, longer where it failed before; returns until when. Inside a write."""
    failures = 1 + int(store.scalar(f"SELECT failures FROM held_item WHERE {_ONE}", *item.key) or 0)
    until = now + wait(failures)
    store.change(
        "INSERT INTO held_item (work, item, part, campaign_id, outreach_id, member_id, source_id, error, place, "
        "version, failures, since, last_at, until_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
        "?12, ?13) ON CONFLICT (work, item, part) DO UPDATE SET error = ?8, place = ?9, version = ?10, "
        "failures = ?11, last_at = ?12, until_at = ?13",
        *item.key,
        item.campaign,
        item.outreach,
        item.member,
        item.source,
        error,
        place,
        version,
        failures,
        to_us(now),
        to_us(until),
    )
    return until


_ONE = "work = ? AND item = ? AND part = ?"


def is_held(store: Store, key: Key, now: datetime) -> bool:
    """Return whether something is held at a moment."""
    return store.scalar(f"SELECT 1 FROM held_item WHERE {_ONE} AND until_at > ?", *key, to_us(now)) is not None


def slot_failed(store: Store, slot: int, opens: datetime) -> bool:
    """Return whether opening a slot's run failed in the run that began at `opens`."""
    found = store.scalar(
        "SELECT 1 FROM held_item WHERE work = 'open' AND item = ? AND part = '' AND last_at >= ?", slot, to_us(opens)
    )
    return found is not None


def first_of_member(store: Store, member: int) -> datetime | None:
    """Return since when a record of a member's lists is held; None where none is."""
    found = store.scalar("SELECT min(since) FROM held_item WHERE work = 'record' AND item = ?", member)
    return None if found is None else from_us(found)


def waiting_people(store: Store, campaign: int) -> int:
    """Count the people of a campaign who wait to be invited and are held."""
    found = store.scalar(
        "SELECT count(DISTINCT h.outreach_id) FROM held_item h JOIN outreach o ON o.id = h.outreach_id "
        f"WHERE h.campaign_id = ? AND o.step = 0 AND o.status IN {sql_list(WAITING)}",
        campaign,
    )
    return int(found)


def parts(store: Store, work: str, item: int) -> list[tuple[str, int | None, datetime]]:
    """Return (part, outreach, since) of what is held of one thing, whether it may be tried again or not."""
    found = store.rows(
        "SELECT part, outreach_id, since FROM held_item WHERE work = ? AND item = ? ORDER BY id", work, item
    )
    return [(part, outreach, from_us(since)) for part, outreach, since in found]


def remove(store: Store, key: Key) -> int:
    """Hold something no longer; returns how many rows that were."""
    return store.change(f"DELETE FROM held_item WHERE {_ONE}", *key)


def try_all_again(store: Store) -> int:
    """Hold nothing any more, but try all of it again; returns how many things were held."""
    return _try_again(store, "1")


def try_again(store: Store, column: str, ident: int) -> int:
    """Hold nothing more of a campaign, outreach, member or source (`campaign_id` …); returns how many."""
    return _try_again(store, f"{column} = ?", ident)


def try_other_versions_again(store: Store, version: str) -> int:
    """Hold nothing that failed in another version of the program; returns how many."""
    return _try_again(store, "version <> ?", version)


def _try_again(store: Store, where: str, *values: object) -> int:
    """What is on the agenda comes again by itself; what a list no longer shows is looked for because it is kept."""
    count = int(store.scalar(f"SELECT count(*) FROM held_item WHERE until_at > 0 AND {where}", *values))
    store.change(f"DELETE FROM held_item WHERE work NOT IN ('chat', 'record') AND {where}", *values)
    store.change(f"UPDATE held_item SET until_at = 0, failures = 0 WHERE {where}", *values)
    return count
