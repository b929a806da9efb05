"""The chats of an account at each check: replies of contacted people, and messages that the member wrote itself."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from core.engine import bulkhead
from core.engine.context import Context
from core.engine.reading import account_lists, chat_history
from core.network.gateway import Chat
from core.network.provider_errors import ErrorClass, ProviderError
from core.store import held_items, outreach_counts, outreaches, readings
from core.store.database import Reading
from core.store.held_items import Item
from core.store.members import MemberRow

log = logging.getLogger("overture.engine")

ABOUT_ALL = frozenset({ErrorClass.account_stop, ErrorClass.key_stop})
LONGEST_ID = 200
"""Most characters of a chat's id that are stored."""
SILENT = 3
"""Consecutive chats without a usable answer after which reading stops: the fault is not in single chats."""


@dataclass(frozen=True)
class SentOutreaches:
    """A member's outreaches with a sent invitation, by person and, if known, by chat."""

    people: Mapping[str, int]
    chats: Mapping[str, int]
    unread: Mapping[str, int]
    """Outreaches by chat, for chats whose messages could not be read before or led to an error."""


def check_chats(context: Context, member: MemberRow, since: datetime | None, now: datetime) -> None:
    """Read every chat with a contacted person that changed since a moment; an unreadable one stops no other."""
    with context.store.read() as store:
        ours = _ours(store, member)
    if not ours.people:
        return
    silent = 0
    for chat in _chats(context, member, since):
        try:
            with bulkhead.isolated(context, partial(_item, ours, chat, member), now, through=(ProviderError,)):
                _check_chat(context, ours, chat, since, now)
            silent = 0
        except ProviderError as error:
            silent += error.klass is ErrorClass.transient
            if error.klass in ABOUT_ALL or silent == SILENT:
                raise
            log.warning("A chat of %s cannot be read: %s", member.name, error.words or error.klass.value)


def _item(ours: SentOutreaches, chat: Chat, member: MemberRow, _store: Reading) -> Item:
    """Return the item to hold if a chat fails: the chat alone, with its person if known."""
    known = ours.chats.get(chat.id) or ours.unread.get(chat.id) or ours.people.get(chat.provider_id or "")
    return Item("chat", member.id, chat.id[:LONGEST_ID], None, known, member.id)


def _check_chat(context: Context, ours: SentOutreaches, chat: Chat, since: datetime | None, now: datetime) -> None:
    ident = _whose(context, ours, chat, since)
    if ident is not None:
        with context.store.read() as store:
            row = outreaches.get(store, ident)
        chat_history.check_chat(context, row, chat.id, now, latest=chat.at)


def _ours(store: Reading, member: MemberRow) -> SentOutreaches:
    found = outreach_counts.last_invited(store, member.id)
    unread = {row.part: row.outreach for row in readings.chats_to_read(store, member.id) if row.outreach}
    unread |= {part: person for part, person, _since in held_items.parts(store, "chat", member.id) if person}
    chats = {row.chat_id: row.id for row in found if row.chat_id is not None}
    return SentOutreaches({row.person: row.id for row in found}, chats, unread)


def _whose(context: Context, ours: SentOutreaches, chat: Chat, since: datetime | None) -> int | None:
    """Return the outreach of a chat; if the chat names no person, by its id or by the senders of its messages."""
    if chat.group:
        return None
    if chat.provider_id is not None:
        return ours.people.get(chat.provider_id)
    if chat.id in ours.chats or chat.id in ours.unread:
        return ours.chats.get(chat.id) or ours.unread[chat.id]
    for message in context.gateway.messages(chat.id, after=since).items:
        if message.sender is not None and message.sender in ours.people:
            return ours.people[message.sender]
    return None


def _chats(context: Context, member: MemberRow, since: datetime | None) -> list[Chat]:
    """Return the chats with news, and those whose messages could not be read before."""
    found = account_lists.chats(context, member, since).items
    with context.store.read() as store:
        again = readings.chats_to_read(store, member.id)
        failed = held_items.parts(store, "chat", member.id) if context.held else []
    more = dict.fromkeys([*(row.part for row in again), *(part for part, _person, _since in failed)])
    listed = {chat.id for chat in found}
    return found + [Chat(part, None, None) for part in more if part not in listed]
