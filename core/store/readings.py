"""What is wrong with the lists of an account: rows of `reading`, and the pages spent on asking them again."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from core.rules.states import OPEN
from core.store.database import Store
from core.store.fields import from_us, maybe_moment, sql_list, to_us


class Reading(NamedTuple):
    """One row; moments in UTC."""

    member: int
    list: str
    part: str
    outreach: int | None
    failed_since: datetime | None
    failures: int
    again_at: datetime | None
    missing_from: datetime | None
    words: str
    skipped: int
    skipped_since: datetime | None
    skipped_at: datetime | None
    last_page: str
    campaign: int | None
    """The campaign of its outreach, where it has one."""


_OPEN = sql_list(OPEN)
_READING = """
SELECT r.member_id, r.list, r.part, r.outreach_id, r.failed_since, r.failures, r.again_at, r.missing_from,
r.words, r.skipped, r.skipped_since, r.skipped_at, r.last_page, o.campaign_id
FROM reading r LEFT JOIN outreach o ON o.id = r.outreach_id
"""
_SAVE = """
INSERT INTO reading (member_id, list, part, outreach_id, failed_since, failures, again_at, missing_from, words,
skipped, skipped_since, skipped_at, last_page) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (member_id, list, part) DO UPDATE SET outreach_id = excluded.outreach_id,
failed_since = excluded.failed_since, failures = excluded.failures, again_at = excluded.again_at,
missing_from = excluded.missing_from, words = excluded.words, skipped = excluded.skipped,
skipped_since = excluded.skipped_since, skipped_at = excluded.skipped_at, last_page = excluded.last_page
"""


def _row(values: tuple[object, ...]) -> Reading:
    row = list(values)
    for index in (4, 6, 7, 10, 11):
        row[index] = maybe_moment(row[index])  # type: ignore[arg-type]
    return Reading._make(row)


def find(store: Store, member: int, name: str, part: str = "") -> Reading | None:
    """Return the row of one list, or None where nothing is wrong with it."""
    found = store.row(f"{_READING} WHERE r.member_id = ? AND r.list = ? AND r.part = ?", member, name, part)
    return None if found is None else _row(found)


def chats_to_read(store: Store, member: int) -> list[Reading]:
    """Return the chats of a member whose messages could not all be read, while their outreach is open."""
    found = store.rows(
        f"{_READING} WHERE r.member_id = ? AND r.list = 'messages' AND o.status IN {_OPEN} ORDER BY r.id", member
    )
    return [_row(values) for values in found]


def open_by_member(store: Store) -> dict[int, list[Reading]]:
    """Return what is wrong now, by member, without rows about people whose outreach is over."""
    found = store.rows(
        f"{_READING} WHERE (r.failed_since IS NOT NULL OR r.skipped > 0) "
        f"AND (o.id IS NULL OR o.status IN {_OPEN}) ORDER BY r.id"
    )
    result: dict[int, list[Reading]] = {}
    for reading in map(_row, found):
        result.setdefault(reading.member, []).append(reading)
    return result


def save(store: Store, row: Reading) -> None:
    """Keep a row, or delete it where it tells nothing. Inside a write."""
    if row.failed_since is None and not row.skipped and not row.last_page:
        store.change(
            "DELETE FROM reading WHERE member_id = ? AND list = ? AND part = ?", row.member, row.list, row.part
        )
        return
    store.change(
        _SAVE,
        row.member,
        row.list,
        row.part,
        row.outreach,
        _us(row.failed_since),
        row.failures,
        _us(row.again_at),
        _us(row.missing_from),
        row.words,
        row.skipped,
        _us(row.skipped_since),
        _us(row.skipped_at),
        row.last_page,
    )


def _us(moment: datetime | None) -> int | None:
    return None if moment is None else to_us(moment)


def next_again(store: Store, member: int) -> datetime | None:
    """Return when the first of a member's own lists is to be asked again."""
    found = store.scalar(
        "SELECT min(again_at) FROM reading WHERE member_id = ? AND failed_since IS NOT NULL "
        "AND part = '' AND list IN ('sent', 'relations', 'chats')",
        member,
    )
    return None if found is None else from_us(found)
