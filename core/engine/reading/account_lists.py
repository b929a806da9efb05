"""An account's lists: its sent invitations, relations and chats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from core.engine import bulkhead, side_journal
from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.reading import account_hashes, unread_lists
from core.engine.reading.paging import Listing, follow
from core.network.gateway import Chat, Gateway, Page, Relation, SentInvitation, Unreadable
from core.rules.limits import LIST_PAGES_PER_DAY
from core.rules.schedule import local_date, start_of_day
from core.seeds import digest
from core.store import deliveries, journal, members, named_values
from core.store.database import Reading, Writing
from core.store.fields import from_us, to_us
from core.store.held_items import Item
from core.store.journal import ENGINE
from core.store.members import MemberRow
from core.store.people import foreign_invitations, quarantine
from core.store.views import journal_queries, sends

ONE_INVITATION = timedelta(days=21)
"""LinkedIn accepts no second invitation to a person until this time after the first was withdrawn.

See docs/provider.md#linkedins-rules.
"""
PAGES = 50
"""Most pages of a list that are read; a longer list counts as not read to its end."""
COUNTS_FROM = "lists.from"
"""Named value: the moment of `reads_count_from`, in microseconds."""
UNNAMED = "unreadable "
"""Prefix of the id that Overture gives to an unreadable invitation of the sent list."""


def pages_left(store: Reading, member: MemberRow, now: datetime) -> bool:
    """Return whether the account's lists may still be read today."""
    start = start_of_day(local_date(now, member.time_zone), member.time_zone)
    return journal_queries.pages_since(store, member.id, start) < LIST_PAGES_PER_DAY


def _count(context: Context, member: MemberRow, pages: int) -> None:
    """Journal the pages read, for the day's budget."""
    if pages == 0:
        return
    with context.store.write() as store:
        assert_epoch(context, store)
        journal.write(store, context.workspace.now(), ENGINE, "lists.read", member=member.id, data={"pages": pages})


def sent_list(context: Context, member: MemberRow) -> Listing[SentInvitation]:
    """Read the pending invitations of a member; a list whose read failed is not read again before its retry time."""
    most = unread_lists.may_read(context, member, "sent", PAGES)
    if most == 0:
        return Listing(fault=unread_lists.waiting(context, member, "sent").words or "its next read is not due yet")
    listing = Listing[SentInvitation]()
    try:
        read_sent_list(context.gateway, member.account_id, most, listing)
    finally:
        _count(context, member, listing.pages)
    unread_lists.note(context, member, "sent", listing)
    return listing


def read_sent_list(
    gateway: Gateway, account: str, most: int = PAGES, listing: Listing[SentInvitation] | None = None
) -> Listing[SentInvitation]:
    """Read the pending invitations of an account, at most `most` pages; a longer list is a fault."""
    found = follow(lambda cursor: gateway.sent_invitations(account, cursor=cursor), _id, most, listing)
    if found.cut:
        found.fault = f"the list is longer than {most} pages"
    return found


def _id(item: SentInvitation | Chat) -> str:
    return item.id


def new_relations(context: Context, member: MemberRow, since: datetime | None) -> Listing[Relation]:
    """Read the relations made since a moment; they come newest first, so older pages are not read."""
    with context.store.read():  # one transaction for both
        since = unread_lists.since(context, member, "relations", since)
        most = unread_lists.may_read(context, member, "relations", PAGES)
    if most == 0:
        return Listing(fault=unread_lists.waiting(context, member, "relations").words or "its next read is not due yet")
    listing = Listing[Relation]()

    def enough(page: Page[Relation]) -> bool:
        return since is None or any(item.connected_at < since for item in page.items)

    try:
        follow(
            lambda cursor: context.gateway.relations(member.account_id, cursor=cursor),
            lambda item: item.provider_id,
            most,
            listing,
            stop=enough,
        )
    finally:
        _count(context, member, listing.pages)
    unread_lists.note(context, member, "relations", listing, since=since)
    if since is not None:
        listing.items = [item for item in listing.items if item.connected_at >= since]
    return listing


def chats(context: Context, member: MemberRow, since: datetime | None) -> Listing[Chat]:
    """Read a member's chats with messages since a moment."""
    with context.store.read():  # one transaction for both
        since = unread_lists.since(context, member, "chats", since)
        most = unread_lists.may_read(context, member, "chats", PAGES)
    if most == 0:
        return Listing(fault=unread_lists.waiting(context, member, "chats").words or "its next read is not due yet")
    listing = Listing[Chat]()
    follow(lambda cursor: context.gateway.chats(member.account_id, after=since, cursor=cursor), _id, most, listing)
    unread_lists.note(context, member, "chats", listing, since=since)
    return listing


def read_again(store: Writing, now: datetime, *, counts_from: datetime | None = None) -> None:
    """Require a read of every account's sent list before anything is sent: it shows people whom this store has lost.

    Only a read at or after `counts_from` counts: an earlier one may lack a send that the network still carries out.
    """
    before = reads_count_from(store)
    at = max(now, counts_from or now, before or now)
    if counts_from is not None:
        named_values.put(store, COUNTS_FROM, str(to_us(at)))
    members.read_sent_lists_again(store, at)


def reads_count_from(store: Reading) -> datetime | None:
    """Return the moment from which a read of the sent lists counts; None if each does."""
    found = named_values.get(store, COUNTS_FROM)
    return None if found is None else from_us(int(found))


def names(item: SentInvitation, person: str | None, public_id: str | None, invitation: str | None) -> bool:
    """Return whether an entry is about a person: by invitation id, else provider id, else (if omitted) public id."""
    if invitation and item.id == invitation:
        return True
    if item.provider_id is not None:
        return item.provider_id == person
    return bool(public_id and item.public_id) and (item.public_id or "").casefold() == (public_id or "").casefold()


def holds_something_known(store: Reading, member: MemberRow, invitations: list[SentInvitation]) -> bool:
    """Return whether the list has an invitation that is known; without one, the list may be empty by mistake."""
    people = [item.provider_id for item in invitations if item.provider_id][:200]
    if not people:
        return False
    return deliveries.invited_any(store, member.id, people) or foreign_invitations.has_any(store, member.id, people)


def may_hide(
    skipped: Iterable[Unreadable], person: str | None, public_id: str | None, invitation: str | None = None
) -> bool:
    """Return whether a skipped record may be about a person: if so, their absence from the list proves nothing."""
    return any(_may_be(record, person, public_id, invitation) for record in skipped)


def _may_be(record: Unreadable, person: str | None, public_id: str | None, invitation: str | None) -> bool:
    if record.provider_id is not None:
        return record.provider_id == person
    if record.id is not None and invitation is not None:
        return record.id == invitation
    if record.public_id is not None and public_id:
        return record.public_id.casefold() == public_id.casefold()
    return True


def note_foreign(
    context: Context, store: Writing, member: MemberRow, listing: Listing[SentInvitation], now: datetime
) -> int:
    """Journal invitations that the account sent outside Overture; they count against the limits too.

    An unreadable record may be such an invitation, so it counts as one, sent at the record's time or, without one, now.
    """
    ours, key = _ours(store, member), context.workspace.stamp.hash_key
    lost = quarantine.people(store)  # our own calls, counted in quarantine
    added = 0
    if listing.whole:  # every entry has its own id now
        foreign_invitations.delete_named(store, member.id, UNNAMED)
    for item in [*listing.items, *_as_invitations(listing.unreadable, key)]:
        part = f"sent {digest(key, item.id)[:16]}"
        with bulkhead.within(context, Item("record", member.id, part, member=member.id), now):
            if not ours.isdisjoint(_marks(item, key)):
                continue
            if lost and not lost.isdisjoint(
                account_hashes.of_person(context, store, member.id, item.provider_id or "")
            ):
                continue
            added += foreign_invitations.add(
                store,
                member.id,
                item.id,
                item.provider_id or "",
                at=min(item.at or now, now),  # a date in the future would count for ever
                same_since=(item.at or now) - ONE_INVITATION,
                noted=bool(item.text),
                now=now,
            )
    return added


def _as_invitations(skipped: Iterable[Unreadable], key: str) -> Iterator[SentInvitation]:
    """Yield unreadable records as invitations.

    A record without an id is named by a hash of its person's id, so that no forgotten person's id stays; without that,
    by its position.
    """
    for number, record in enumerate(skipped, 1):
        person = record.provider_id or record.public_id
        ident = str(number) if person is None else side_journal.hidden(key, person)
        name = record.id or UNNAMED + ident
        yield SentInvitation(name, record.provider_id, record.public_id, None, record.at, None)


def _marks(item: SentInvitation, key: str) -> set[str]:
    """Return the keys of an entry for comparison: the public id only if the list omits the person's provider id.

    A forgotten person is known by a keyed hash alone.
    """
    if item.provider_id is not None:
        return {f"person:{item.provider_id}", f"person:{side_journal.hidden(key, item.provider_id)}"}
    return {f"invitation:{item.id}", f"public:{(item.public_id or '').casefold()}"}


def _ours(store: Reading, member: MemberRow) -> set[str]:
    """Return the keys, as in `_marks`, of invitations that Overture sent or may have sent for a member.

    An invitation that was found not to have arrived, or was refused, is not included: if the list has it all the same,
    somebody sent it outside Overture, or the network sent it after the longest wait.
    """
    found = sends.ours(store, member.id)
    marks = {f"person:{row.person}" for row in found if row.person}
    marks |= {f"invitation:{row.invitation}" for row in found if row.invitation}
    return marks | {f"public:{row.public_id.casefold()}" for row in found if row.public_id}
