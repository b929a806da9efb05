"""The searches of a finder, one at a random time in each slot; the people found become contacts of its source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.engine import bulkhead, side_journal
from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.planning import hold_excluded
from core.engine.reading import circuit_breaker, unread_lists
from core.engine.reading.paging import Listing
from core.network.gateway import Found, Page, Search
from core.network.provider_errors import ErrorClass, ProviderError
from core.rules.limits import READS_PER_DAY
from core.rules.schedule import local_date, next_opening, start_of_day
from core.seeds import digest, fraction
from core.store import journal, members
from core.store import readings as failing
from core.store.database import Reading, Writing
from core.store.engine import engine_state
from core.store.held_items import Item
from core.store.journal import ENGINE
from core.store.members import MemberRow
from core.store.people import addresses, blocks, entries, finders, sources
from core.store.people.finders import FinderRow
from core.store.views import journal_queries

AGAIN = timedelta(minutes=5)
"""Wait until a held-back search (pause, account off, provider down) is checked again, inside its slot."""
EMPTY_TO_BEGIN_ANEW = 3
"""Consecutive empty answers after which the search restarts at its first result: its cursor may be stale."""
REFUSALS = frozenset({ErrorClass.content_fail, ErrorClass.plan_stop, ErrorClass.person_fail, ErrorClass.unknown})


def plan(store: Writing, finder: FinderRow, after: datetime) -> datetime | None:
    """Give a finder a random time in its next slot."""
    opening = next_opening(finder.rule, after)
    if finder.archived or finder.stopped or opening is None:
        finders.set_next(store, finder.source_id, None, None)
        return None
    name = sources.get(store, finder.source_id).name  # by name, not id: another store draws the same times
    part = fraction("find", name, opening.opens.isoformat())
    at = opening.opens + (opening.closes - opening.opens) * part
    finders.set_next(store, finder.source_id, at, opening.closes)
    return at


def find_due(context: Context, source: int, now: datetime) -> None:
    """Run one search, if nothing holds it back."""
    with context.store.write() as store:
        assert_epoch(context, store)
        finder = finders.get(store, source)
        member = members.get(store, finder.member_id)
        if not _may_search(store, finder, member, now):
            return
        if unread_lists.may_read(context, member, "search", 1, str(source)) == 0:
            _ask_again(store, finder, now)
            return
        journal.write(store, now, ENGINE, "search.read", member=member.id, data={"source": source})
    try:
        page = context.gateway.search(member.account_id, Search(**finder.search), finder.cursor, finder.per_slot)
    except ProviderError as error:
        _failed(context, finder, member, error, now)
        return
    circuit_breaker.read_worked(context, now)
    listing = _listing(context, finder, page)
    unread_lists.note(context, member, "search", listing, str(source))
    with context.store.write() as store:
        assert_epoch(context, store)
        _keep(context, store, finder, page, now)
        if listing.fault:  # the same page is read again: its people are kept, but the cursor does not move on
            finders.set_cursor(store, source, finder.cursor)
            _ask_again(store, finder, now)  # in the same slot
        unread_lists.remember(store, member, "search", str(source), _fingerprint(page))


def _listing(context: Context, finder: FinderRow, page: Page[Found]) -> Listing[Found]:
    """Return a page of a search as a listing, with a fault if the cursor repeats or the page equals the last one."""
    with context.store.read() as store:
        before = failing.find(store, finder.member_id, "search", str(finder.source_id))
    listing = Listing(list(page.items), list(page.unreadable), pages=1)
    if page.cursor is not None and page.cursor == finder.cursor:
        listing.fault = "the cursor of a page repeats"
    elif page.items and finder.cursor is not None and before is not None and before.last_page == _fingerprint(page):
        listing.fault = "a page has only records of the previous page"
    return listing


def _ask_again(store: Writing, finder: FinderRow, now: datetime) -> None:
    """Plan the search for the time at which the failed reading is due again."""
    row = failing.find(store, finder.member_id, "search", str(finder.source_id))
    again = None if row is None else row.again_at
    _later(store, finder, AGAIN if again is None else max(AGAIN, again - now), now)


def _fingerprint(page: Page[Found]) -> str:
    return digest(*(f"{person.id} {person.public_id}" for person in page.items))


def _may_search(store: Writing, finder: FinderRow, member: MemberRow, now: datetime) -> bool:
    """Return whether the search may run now; if not, plan the next try."""
    if finder.next_at is None or finder.next_at > now:
        return False
    if finder.archived or finder.stopped or member.archived:
        finders.set_next(store, finder.source_id, None, None)
        return False
    if finder.closes_at is None or now >= finder.closes_at:  # missed slots are not repeated
        plan(store, finder, now)
        return False
    everybody = engine_state.conditions(store)
    if (
        member.paused
        or everybody.paused
        or member.state != "ok"
        or not member.account_known
        or everybody.provider_down
        or _reads_used(store, member, now)
    ):
        _later(store, finder, AGAIN, now)
        return False
    return True


def _reads_used(store: Reading, member: MemberRow, now: datetime) -> bool:
    start = start_of_day(local_date(now, member.time_zone), member.time_zone)
    return journal_queries.reads_since(store, member.id, start) >= READS_PER_DAY


def _later(store: Writing, finder: FinderRow, wait: timedelta, now: datetime) -> None:
    """Try again in this slot, else in the next."""
    if finder.closes_at is not None and now + wait < finder.closes_at:
        finders.set_next(store, finder.source_id, now + wait, finder.closes_at)
    else:
        plan(store, finder, now)


def _failed(context: Context, finder: FinderRow, member: MemberRow, error: ProviderError, now: datetime) -> None:
    if error.klass is ErrorClass.unreadable:
        unread_lists.failed(context, member, "search", error.words, str(finder.source_id))
    with context.store.write() as store:
        assert_epoch(context, store)
        current = finders.get(store, finder.source_id)
        if error.klass in REFUSALS and not _edited(finder, current):
            _refused(store, current, error, now)
        elif error.klass is ErrorClass.account_wait or error.klass in REFUSALS:
            plan(store, current, now)
        elif error.klass is ErrorClass.unreadable:
            _ask_again(store, current, now)
        else:
            _later(store, current, circuit_breaker.read_failed(context, store, member, error, now), now)


def _edited(asked: FinderRow, current: FinderRow) -> bool:
    """Return whether a person changed the search while the call was in flight."""
    return (asked.search, asked.member_id) != (current.search, current.member_id)


def _refused(store: Writing, finder: FinderRow, error: ProviderError, now: datetime) -> None:
    """Restart a search whose cursor may be stale; refuse a search without a cursor until a person corrects it."""
    if finder.cursor is None:
        finders.refuse(store, finder.source_id, error.words)
        data = {"source": finder.source_id, "words": error.words}
        journal.write(store, now, ENGINE, "finder.refused", member=finder.member_id, code="finder.refused", data=data)
    finders.set_cursor(store, finder.source_id, None)
    plan(store, finder, now)


def _keep(context: Context, store: Writing, asked: FinderRow, page: Page[Found], now: datetime) -> None:
    """Add the people of a page and store the cursor of the next one; an archived finder adds nobody."""
    finder = finders.get(store, asked.source_id)
    if finder.archived or _edited(asked, finder):  # results of the search before the edit
        plan(store, finder, now)
        return
    new = _keep_people(context, store, finder, page.items[: finder.per_slot], now)
    empty = 0 if page.items else finder.empty + 1
    cursor = page.cursor if page.items else (finder.cursor if empty % EMPTY_TO_BEGIN_ANEW else None)
    finders.searched(store, finder.source_id, cursor, empty)
    data = {"source": finder.source_id, "found": len(page.items), "new": new}
    journal.write(store, now, ENGINE, "finder.ran", member=finder.member_id, data=data)
    plan(store, finder, now)


def _keep_people(context: Context, store: Writing, finder: FinderRow, people: Sequence[Found], now: datetime) -> int:
    new = 0
    for person in people:
        part = digest(context.workspace.stamp.hash_key, person.id, person.public_id)[:16]
        item = Item("found", finder.source_id, part, member=finder.member_id, source=finder.source_id)
        with bulkhead.within(context, item, now):
            keys = finders.keys_of(person)
            if not keys:
                continue
            contact = addresses.contact_of(store, *keys)
            if contact is None:
                contact = finders.add_contact(store, person, keys, now, blocked=_is_blocked(context, store, keys))
                hold_excluded.hold(context.workspace, store, [contact], now, ENGINE)
                journal.write(store, now, ENGINE, "found", contact=contact, member=finder.member_id)
            new += entries.add(store, finder.source_id, contact)
    return new


def _is_blocked(context: Context, store: Reading, keys: list[str]) -> bool:
    key = context.workspace.stamp.hash_key
    return any(blocks.is_blocked(store, side_journal.person_hash(key, "", address)) for address in keys)
