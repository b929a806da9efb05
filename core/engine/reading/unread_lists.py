"""Lists that cannot be read: retried after 1, 2, 4, then 6 hours, and reported; skipped records are counted.

All of this is kept in the store, so that a restart neither forgets a failure nor retries sooner.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal, TypeVar

from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.reading.paging import Listing
from core.network.gateway import Unreadable
from core.network.provider_errors import ErrorClass, ProviderError
from core.rules.rereading import PAGES_PER_DAY, wait
from core.rules.schedule import local_date, start_of_day
from core.store import journal
from core.store import readings as sql
from core.store.database import Writing
from core.store.journal import ENGINE
from core.store.members import MemberRow
from core.store.readings import FaultyReading
from core.store.views import journal_queries
from core.text import clean

T = TypeVar("T")
ListName = Literal["sent", "relations", "chats", "messages", "search", "profile", "account"]
WORDS_LENGTH: Final = 200
log = logging.getLogger("overture.engine")


def may_read(context: Context, member: MemberRow, name: ListName, most: int, part: str = "") -> int:
    """Return how many pages of a list may be read now: `most` without a fault, 0 while it must wait."""
    now = context.workspace.now()
    with context.store.read() as store:
        row = sql.find(store, member.id, name, part)
        if row is None or row.failed_since is None or row.again_at is None:
            return most
        if now < row.again_at:
            return 0
        today = start_of_day(local_date(now, member.time_zone), member.time_zone)
        left = PAGES_PER_DAY - journal_queries.list_pages_since(store, member.id, name, part, today)
    return max(0, min(most, left))


def since(context: Context, member: MemberRow, name: ListName, usual: datetime | None) -> datetime | None:
    """Return the moment from which to read a list: `usual`, or earlier if failed readings may have missed changes."""
    with context.store.read() as store:
        row = sql.find(store, member.id, name)
    if row is None or row.failed_since is None:
        return usual
    return None if usual is None or row.missing_from is None else min(usual, row.missing_from)


def waiting(context: Context, member: MemberRow, name: ListName, part: str = "") -> ProviderError:
    """Return the error for a list that must not be read yet; its `retry_after` is the seconds until then."""
    now = context.workspace.now()
    with context.store.read() as store:
        row = sql.find(store, member.id, name, part)
    until = None if row is None else row.again_at
    seconds = max(0.0, (until - now).total_seconds()) if until is not None else 0.0
    return ProviderError(ErrorClass.unreadable, detail="" if row is None else row.words, retry_after=seconds)


def note(
    context: Context,
    member: MemberRow,
    name: ListName,
    listing: Listing[T],
    part: str = "",
    outreach: int | None = None,
    since: datetime | None = None,
) -> None:
    """Store the result of a reading: a fault, skipped records, or recovery. Writes nothing if nothing was wrong.

    `since` is the moment from which the list was read: later changes are missing until the list can be read.
    """
    with context.store.read() as store:
        before = sql.find(store, member.id, name, part)
    if before is None and not listing.fault and not listing.unreadable:
        return
    now = context.workspace.now()
    with context.store.write() as store:
        assert_epoch(context, store)
        before = sql.find(store, member.id, name, part)
        if before is not None and before.failed_since is not None:
            _journal(store, before, "list.again", now, pages=listing.pages)
        row = before or _empty(member, name, part)
        row = row._replace(outreach=outreach if outreach is not None else row.outreach)
        row = _failed(row, listing.fault, now, since) if listing.fault else _read(row)
        row = _skipped(row, len(listing.unreadable), now)
        sql.save(store, row)
        _tell(store, member, before, row, listing.unreadable, now)


def failed(
    context: Context, member: MemberRow, name: ListName, words: str, part: str = "", outreach: int | None = None
) -> datetime:
    """Store that a list could not be read, and return when to read it again."""
    note(context, member, name, Listing[object](fault=words or "unreadable"), part, outreach)
    with context.store.read() as store:
        row = sql.find(store, member.id, name, part)
    assert row is not None  # noqa: S101 - just written
    assert row.again_at is not None  # noqa: S101 - a failure always has one
    return row.again_at


def recovered(context: Context, member: MemberRow, name: ListName, part: str = "") -> None:
    """Store that a list could be read; costs one query if nothing was wrong."""
    note(context, member, name, Listing[object](), part)


def remember(store: Writing, member: MemberRow, name: ListName, part: str, last_page: str) -> None:
    """Store the fingerprint of a search's last page."""
    row = sql.find(store, member.id, name, part) or _empty(member, name, part)
    sql.save(store, row._replace(last_page=last_page))


def _empty(member: MemberRow, name: ListName, part: str) -> FaultyReading:
    return FaultyReading(member.id, name, part, None, None, 0, None, None, "", 0, None, None, "", None)


def _failed(row: FaultyReading, fault: str, now: datetime, since: datetime | None) -> FaultyReading:
    failures = row.failures + 1
    if row.failed_since is None:
        row = row._replace(missing_from=since)
    return row._replace(
        failed_since=row.failed_since or now,
        failures=failures,
        again_at=now + wait(failures),
        words=clean(fault, WORDS_LENGTH),
    )


def _read(row: FaultyReading) -> FaultyReading:
    return row._replace(failed_since=None, failures=0, again_at=None, missing_from=None, words="")


def _skipped(row: FaultyReading, count: int, now: datetime) -> FaultyReading:
    if not count:
        return row._replace(skipped=0, skipped_since=None, skipped_at=None)
    return row._replace(skipped=count, skipped_since=row.skipped_since or now, skipped_at=now)


def _tell(
    store: Writing,
    member: MemberRow,
    before: FaultyReading | None,
    row: FaultyReading,
    unreadable: Sequence[Unreadable],
    now: datetime,
) -> None:
    """Journal and log a change of state; an unchanged state adds nothing."""
    if row.failed_since is not None:
        _journal(store, row, "list.unread", now, code="list.unread", words=row.words, failures=row.failures)
        log.warning("A list of %s (%s) could not be read: %s", member.name, row.list, row.words)
    elif before is not None and before.failed_since is not None:
        _journal(store, row, "list.read", now)
    if row.skipped and (before is None or before.skipped != row.skipped):
        why = clean(unreadable[0].why, WORDS_LENGTH)
        _journal(store, row, "records.unreadable", now, code="records.unreadable", count=row.skipped, words=why)
        log.warning("Records of %s (%s) could not be read: %d, %s", member.name, row.list, row.skipped, why)


def _journal(store: Writing, row: FaultyReading, kind: str, now: datetime, code: str = "", **told: object) -> None:
    """Journal an event of a list, under its person if there is one: erasing the person then erases the chat's id."""
    data = {"list": row.list, "part": row.part, **told}
    if row.outreach is None:
        journal.write(store, now, ENGINE, kind, member=row.member, code=code, data=data)
    else:
        journal.about(store, row.outreach, now, ENGINE, kind, code=code, data=data)
