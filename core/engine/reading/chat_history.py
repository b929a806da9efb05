"""Reading of a chat since the invitation; each message is by the person, Overture, or the member outside Overture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.planning import sequence
from core.engine.reading import account_hashes, unread_lists
from core.engine.reading.paging import Listing, follow
from core.network.gateway import Chat, Message, Page
from core.network.provider_errors import ErrorClass, ProviderError
from core.rules import authorship
from core.rules.authorship import Author, Line
from core.rules.states import Status
from core.store import deliveries, member_accounts, members, outreach_plans, outreaches
from core.store.database import Reading, Writing
from core.store.members import MemberRow
from core.store.outreaches import OutreachRow
from core.store.people import quarantine, replies
from core.text import clean_block

T = TypeVar("T")
LONGEST = 8000
PAGES = 20
NOT_FOUND = 404
CLOSED = "resource_access_restricted"
NEAR = timedelta(minutes=2)
"""Largest difference between the network's time of a message and the time of Overture's call."""
CHATS = 5
"""Most chats with one person that are read before a message to them."""
ENDED = frozenset({Status.REPLIED, Status.REJECTED, Status.CANCELLED, Status.WITHDRAWN, Status.FAILED})
IN_FLIGHT = frozenset({Status.SENDING, Status.IN_DOUBT, Status.UNRESOLVED})


def chat_of(context: Context, member: MemberRow, row: OutreachRow) -> str | None:
    """Return the chat with a person, read from the provider if unknown; None if there is none."""
    if row.chat_id is not None:
        return row.chat_id
    if row.person is None:
        return None
    found = _chats_with(context, member, row, row.person)
    return found[0].id if found else None


def chats_of(context: Context, member: MemberRow, row: OutreachRow) -> list[str]:
    """Return the two-person chats with a person, at most `CHATS`, the known one first: a reply may be in another."""
    known = [] if row.chat_id is None else [row.chat_id]
    if row.person is None:
        return known
    found = _chats_with(context, member, row, row.person)
    return [*known, *(chat.id for chat in found if not chat.group and chat.id not in known)][:CHATS]


def _chats_with(context: Context, member: MemberRow, row: OutreachRow, person: str) -> list[Chat]:
    """Return the chats with one person. Raises ProviderError if one cannot be read: it may hold a reply."""
    part = str(row.id)
    if unread_lists.may_read(context, member, "chats", 1, part) == 0:
        raise unread_lists.waiting(context, member, "chats", part)
    listing = follow(lambda _: context.gateway.chats_with(member.account_id, person), lambda chat: chat.id, 1)
    known = row.chat_id is not None and all(chat.id != row.chat_id for chat in listing.items)
    if not (known and len(listing.unreadable) == 1):  # a single one is the known chat, read by id
        _must_be_whole(listing)
    unread_lists.note(context, member, "chats", listing, part, row.id)
    if listing.fault:
        raise ProviderError(ErrorClass.unreadable, detail=listing.fault)
    return listing.items


def _must_be_whole(listing: Listing[T]) -> None:
    """Turn a skipped record into a fault of the reading: it may be a reply."""
    if listing.unreadable and not listing.fault:
        listing.fault = f"{len(listing.unreadable)} records could not be read: {listing.unreadable[0].why}"


def deleted(error: ProviderError) -> bool:
    """Return whether a chat could not be read because the provider no longer has it."""
    return error.status == NOT_FOUND and error.klass is ErrorClass.unknown


class Dated(NamedTuple):
    """A message and its time: the provider's, or the latest possible one if the provider gives none."""

    message: Message
    at: datetime


def read_chat(
    context: Context, row: OutreachRow, chat_id: str, after: datetime | None, latest: datetime | None = None
) -> tuple[list[Dated], Listing[Message]]:
    """Read every message of a chat later than `after`, newest first; return also the listing with its faults.

    `latest` is the time of the chat's newest message, if known: it bounds messages without a time. Raises
    ProviderError, also for a chat that failed lately and must not be read before its retry time.
    """
    with context.store.read() as store:
        member = members.get(store, row.member_id)
    most = unread_lists.may_read(context, member, "messages", PAGES, chat_id)
    if most == 0:
        raise unread_lists.waiting(context, member, "messages", chat_id)

    def ask(cursor: str | None) -> Page[Message]:
        try:
            return context.gateway.messages(chat_id, after=after, cursor=cursor)
        except ProviderError as error:
            # One closed or deleted chat is no reason to stop the account.
            if error.type == CLOSED or deleted(error):
                raise OneChatError(error) from None
            raise

    try:
        listing = follow(ask, lambda message: message.id, most)
    except OneChatError as closed:
        if deleted(closed.error):
            unread_lists.recovered(context, member, "messages", chat_id)  # nothing is left to read
        raise replace(closed.error, klass=ErrorClass.unknown) from None
    _must_be_whole(listing)
    unread_lists.note(context, member, "messages", listing, chat_id, row.id)
    return list(_dated(listing.items, latest or context.workspace.now())), listing


class OneChatError(Exception):
    """A refusal about one chat that is deleted or closed to the account; not a fault of the reading."""

    def __init__(self, error: ProviderError) -> None:
        super().__init__(str(error))
        self.error = error


def _dated(messages: Sequence[Message], latest: datetime) -> Iterator[Dated]:
    """Date messages that come newest first: one without a time is no later than the one before it."""
    for message in messages:
        latest = message.at or latest
        yield Dated(message, latest)


def check_chat(context: Context, row: OutreachRow, chat_id: str, now: datetime, latest: datetime | None = None) -> bool:
    """Read a chat and journal messages by others than Overture; return True if the sequence is over, now or before.

    Raises ProviderError if a part could not be read and the rest did not end the sequence: that part may hold a reply.
    """
    messages, listing = read_chat(context, row, chat_id, row.invited_at, latest)
    with context.store.write() as store:
        assert_epoch(context, store)
        current = outreaches.get(store, row.id)
        if current.chat_id is None:
            outreach_plans.set_chat(store, row.id, chat_id)
        for dated, author in _not_by_us(context, store, current, messages):
            _note(store, current, dated, author, now)
        ended = outreaches.get(store, row.id).status in ENDED
    if listing.fault and not ended:
        raise ProviderError(ErrorClass.unreadable, detail=listing.fault)
    return ended


def _not_by_us(
    context: Context, store: Reading, row: OutreachRow, messages: Sequence[Dated]
) -> Iterator[tuple[Dated, Author]]:
    """Yield the messages after the invitation that Overture did not send, oldest first, with their author."""
    chat = known_chat(store, row)
    changed = member_accounts.changed_at(store, row.member_id)
    listed = [dated.message.id for dated in messages]
    for dated in reversed(messages):
        message = dated.message
        if message.type == "INVITATION" or (row.invited_at is not None and dated.at <= row.invited_at):
            continue
        author = authorship.author(line_of(message), chat, listed)
        if author == "member" and changed is not None and dated.at < changed:
            continue  # read before through another account, under other ids
        if author == "person" or (author == "member" and not _forgotten(context, store, row, dated)):
            yield dated, author


def known_chat(store: Reading, row: OutreachRow) -> authorship.Chat:
    """Return the data that identifies the authors in the chats with a person."""
    texts = tuple(deliveries.texts(store, row.id))
    return authorship.Chat(row.person, members.get(store, row.member_id).provider_id, texts)


def line_of(message: Message) -> Line:
    """Return the data of a message that identifies its author."""
    return Line(message.id, message.text, message.at, message.ours, message.sender)


def _forgotten(context: Context, store: Reading, row: OutreachRow, dated: Dated) -> bool:
    """Return whether Overture sent a message whose record the store has lost: the side journal has only its time."""
    hashes = account_hashes.of_person(context, store, row.member_id, row.person or "")
    first, last = dated.at - NEAR, dated.at + NEAR
    if quarantine.has_message(store, hashes, first, last):
        return True
    return deliveries.has_replayed_message(store, row.id, first, last)


def _note(store: Writing, row: OutreachRow, dated: Dated, author: Author, now: datetime) -> None:
    message, from_member = dated.message, author == "member"
    at = min(dated.at, now)
    text = clean_block(message.text, LONGEST)
    added = replies.add(store, row.id, message.id, at, text, ours=from_member)
    data: dict[str, object] = {"at": at.isoformat(), "text": text}
    status = outreaches.get(store, row.id).status
    if status in ENDED or status in IN_FLIGHT:
        # A message that comes during a send ends the sequence at the next check, once that send is settled.
        if added:
            sequence.journal_reply(store, row, now, data)
        return
    reason = "taken_over" if from_member else "replied"
    sequence.end_by_reply(store, outreaches.get(store, row.id), now, reason=reason, data=data)
