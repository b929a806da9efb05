"""What was written in a chat since the invitation, and by whom: their answer, the member's hand, or us."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core.engine import account_hashes, sequence
from core.engine.context import Context
from core.engine.guard import assert_epoch
from core.network.errors import ErrorClass, ProviderError
from core.network.gateway import Message
from core.rules.states import Status
from core.store import member_accounts, rows
from core.store.fields import to_us
from core.store.rows import MemberRow, OutreachRow
from core.text import clean_block

LONGEST = 8000
PAGES = 20
NOT_FOUND = 404
CLOSED = "resource_access_restricted"
NEAR = timedelta(minutes=2)
"""So far the network's moment of a message may lie from that of our call."""
CHATS = 5
"""Chats with one person read at the most before a message to them."""
ENDED = frozenset({Status.REPLIED, Status.REJECTED, Status.CANCELLED, Status.WITHDRAWN, Status.FAILED})
IN_FLIGHT = frozenset({Status.SENDING, Status.IN_DOUBT, Status.UNRESOLVED})


def chat_of(context: Context, member: MemberRow, row: OutreachRow) -> str | None:
    """The chat with a person, asked of the provider where it is not known; None where there is none."""
    if row.chat_id is not None:
        return row.chat_id
    if row.person is None:
        return None
    page = context.gateway.chats_with(member.account_id, row.person)
    return page.items[0].id if page.items else None


def chats_of(context: Context, member: MemberRow, row: OutreachRow) -> list[str]:
    """Every chat of two with a person, the one we write in first: an answer may stand in another."""
    known = [] if row.chat_id is None else [row.chat_id]
    if row.person is None:
        return known
    page = context.gateway.chats_with(member.account_id, row.person)
    return [*known, *(chat.id for chat in page.items if not chat.group and chat.id not in known)][:CHATS]


def deleted(error: ProviderError) -> bool:
    """Whether a chat could not be read because the provider knows it no more."""
    return error.status == NOT_FOUND and error.klass is ErrorClass.unknown


def read_chat(context: Context, chat_id: str, after: datetime | None) -> list[Message]:
    """Every message of a chat later than `after`, newest first."""
    found: list[Message] = []
    cursor: str | None = None
    for _page in range(PAGES):
        try:
            page = context.gateway.messages(chat_id, after=after, cursor=cursor)
        except ProviderError as error:
            # One chat that is closed to us is no reason to stop the account.
            raise replace(error, klass=ErrorClass.unknown) if error.type == CLOSED else error from None
        found.extend(page.items)
        cursor = page.cursor
        if cursor is None:
            break
    return found


def look(context: Context, row: OutreachRow, chat_id: str, now: datetime) -> bool:
    """Read a chat and journal what is not ours; True where that ended the sequence (or it was over)."""
    messages = read_chat(context, chat_id, row.invited_at)
    store = context.store
    with store.write():
        assert_epoch(context)
        current = rows.outreach(store, row.id)
        if current.chat_id is None:
            store.change("UPDATE outreach SET chat_id = ? WHERE id = ?", chat_id, row.id)
        foreign = [message for message in reversed(messages) if _not_by_us(context, current, message)]
        for message in foreign:
            _note(context, current, message, now)
        return Status(rows.outreach(store, row.id).status) in ENDED


def _not_by_us(context: Context, row: OutreachRow, message: Message) -> bool:
    if message.type == "INVITATION" or (row.invited_at is not None and message.at <= row.invited_at):
        return False
    if not message.ours:
        return True
    changed = member_accounts.changed_at(context.store, row.member_id)
    if changed is not None and message.at < changed:
        return False  # read through an account that gave it another id: whatever the member wrote before is known
    sent = {_normal(text) for (text,) in context.store.rows(
        "SELECT text FROM delivery WHERE outreach_id = ? AND text IS NOT NULL", row.id
    )}  # fmt: skip
    return _normal(message.text) not in sent and not _forgotten(context, row, message)


def _forgotten(context: Context, row: OutreachRow, message: Message) -> bool:
    """Whether it was written in a lost life of this store: the side journal knows when, though not what."""
    store = context.store
    hashes = account_hashes.of_person(context, row.member_id, row.person or "")
    found = store.scalar(
        f"""SELECT 1 FROM (SELECT at FROM quarantine WHERE kind = 'message'
        AND person_hash IN ({account_hashes.marks(hashes)})
        UNION ALL SELECT intent_at FROM delivery WHERE outreach_id = ? AND kind = 'message' AND error = 'journal')
        WHERE at BETWEEN ? AND ? LIMIT 1""",
        *hashes,
        row.id,
        to_us(message.at - NEAR),
        to_us(message.at + NEAR),
    )
    return found is not None


def _normal(text: str) -> str:
    return " ".join(text.split())


def _note(context: Context, row: OutreachRow, message: Message, now: datetime) -> None:
    store = context.store
    text = clean_block(message.text, LONGEST)
    added = store.change(
        # Another account gives the same message another id.
        "INSERT INTO reply (outreach_id, message_id, at, text, ours) SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS "
        "(SELECT 1 FROM reply WHERE outreach_id = ?1 AND (message_id = ?2 OR at = ?3 AND text = ?4 AND ours = ?5))",
        row.id,
        message.id,
        to_us(message.at),
        text,
        int(message.ours),
    )
    data: dict[str, object] = {"at": message.at.isoformat(), "text": text}
    status = Status(rows.outreach(store, row.id).status)
    if status in ENDED or status in IN_FLIGHT:
        # What comes while a message is in flight ends the sequence at the next look, once that is settled.
        if added:
            sequence.journal_reply(store, row, now, data)
        return
    reason = "taken_over" if message.ours else "replied"
    sequence.end_by_reply(store, rows.outreach(store, row.id), now, reason=reason, data=data)
