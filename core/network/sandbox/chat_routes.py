"""Chats and messages (docs/provider.md#chats): one chat per account and person, created by its first message."""

from __future__ import annotations

from typing import Final

from core import seeds
from core.network.sandbox import accounts, behaviour, ledger, people, profiles
from core.network.sandbox.answers import Body, Refusal, bound, page, stamp, window
from core.network.sandbox.request_context import Ask, World
from core.network.sandbox.state import Row, micro, moment
from core.text import utf16_length

TEXT_LENGTH: Final = 8000
FOREVER: Final = 2**62


def start(world: World, ask: Ask) -> Body:
    """POST /chats."""
    if "linkedin" in ask.body:  # options go as bracketed fields (docs/provider.md#chats)
        raise Refusal("invalid_parameters")
    wanted = ask.need("attendees_ids")
    if not wanted.startswith("ACo"):
        raise Refusal("invalid_recipient")
    public = people.public_id(wanted)
    number = _write(world, ask, public)
    return {"object": "ChatStarted", "chat_id": chat_id(world, ask.account, public), "message_id": number}


def send(world: World, ask: Ask) -> Body:
    """POST /chats/{chat_id}/messages."""
    owner, public = find(world, ask.path["chat_id"], ask.now)
    if owner != ask.account:
        raise Refusal("account_mismatch")
    return {"object": "MessageSent", "message_id": _write(world, ask, public)}


def _write(world: World, ask: Ask, public: str) -> str:
    text = ask.need("text")
    if utf16_length(text) > TEXT_LENGTH:
        raise Refusal("too_many_characters")
    if not profiles.connected(world, ask.account, public, ask.now):
        raise Refusal("no_connection_with_recipient")
    number = add(world, ask.account, public, ask.now, text, "MESSAGE")
    accounts.touch(world.state, ask.via)
    ledger.note(world.state, ask.now, ask.via, public, "message", text)
    _plan_reply(world, ask, public)
    return number


def _plan_reply(world: World, ask: Ask, public: str) -> None:
    """Store the reply to the first message in advance, with the moment at which it comes."""
    chat = chat_id(world, ask.account, public)
    sql = "SELECT count(*) FROM message WHERE chat = ? AND ours = 1 AND type = 'MESSAGE'"
    if world.state.count(sql, chat) != 1:
        return
    sql = "SELECT replies_after FROM script WHERE account = ? AND person = ?"
    scripted = world.state.row(sql, ask.account, public)
    if scripted is None:
        planned = behaviour.reply(world.seed, ask.account, public, moment(ask.now))
        if planned is not None:
            add(world, ask.account, public, micro(planned[0]), planned[1], "MESSAGE", ours=False)
    elif scripted[0] is not None:
        at = ask.now + int(scripted[0])
        add(world, ask.account, public, at, behaviour.REPLIES[0], "MESSAGE", ours=False)


def chat_id(world: World, account: str, public: str) -> str:
    """Return the id of an account's chat with a person, even before the chat exists."""
    return seeds.digest(world.seed, "chat", account, public)[:22]


def add(world: World, account: str, public: str, at: int, text: str, kind: str, *, ours: bool = True) -> str:
    """Add a message at its moment, which may be in the future; return its id."""
    chat = chat_id(world, account, public)
    world.state.rows("INSERT OR IGNORE INTO chat (id, account, person) VALUES (?, ?, ?)", chat, account, public)
    ordinal = world.state.count("SELECT count(*) FROM message WHERE chat = ?", chat)
    number = seeds.digest(world.seed, "message", chat, ordinal)[:22]
    world.state.rows(
        "INSERT INTO message (id, chat, account, at, text, ours, type) VALUES (?, ?, ?, ?, ?, ?, ?)",
        number,
        chat,
        account,
        at,
        text,
        int(ours),
        kind,
    )
    return number


def forget_invitation(world: World, account: str, public: str, now: int) -> None:
    """Delete the note of a withdrawn invitation; on acceptance it would have been the first message of a chat."""
    sql = "DELETE FROM message WHERE chat = ? AND type = 'INVITATION' AND at > ?"
    world.state.rows(sql, chat_id(world, account, public), now)


def find(world: World, chat: str, asof: int) -> tuple[str, str]:
    """Return the account and the person of a chat that has a message by `asof`."""
    found = world.state.row("SELECT account, person FROM chat WHERE id = ?", chat)
    begun = world.state.row("SELECT 1 FROM message WHERE chat = ? AND at <= ? LIMIT 1", chat, asof)
    if found is None or begun is None:
        raise Refusal("resource_not_found", "Account, chat or thread not found")
    return str(found[0]), str(found[1])


def listed(world: World, ask: Ask) -> Body:
    """GET /chats: the chat with the latest message first."""
    limit, begin = window(ask.query, 100, 250)
    after, until = _bounds(ask)
    sql = (
        "SELECT chat, max(at) AS latest FROM message WHERE account = ? AND at > ? AND at <= ?"
        " GROUP BY chat ORDER BY latest DESC, chat LIMIT ? OFFSET ?"
    )
    rows = world.state.rows(sql, ask.account, after, until, limit + 1, begin)
    return page("ChatList", [_chat(world, ask.account, row) for row in rows], limit, begin)


def with_person(world: World, ask: Ask) -> Body:
    """GET /chat_attendees/{id}/chats: a person without a chat is not synced (docs/provider.md#errors-seen)."""
    chat = chat_id(world, ask.account, people.public_id(ask.path["attendee_id"]))
    sql = "SELECT chat, max(at) FROM message WHERE chat = ? AND at <= ?"
    found = world.state.row(sql, chat, ask.asof)
    if found is None or found[0] is None:
        raise Refusal("resource_not_found", "Attendee not found")
    return page("ChatList", [_chat(world, ask.account, found)], 1, 0)


def one(world: World, ask: Ask) -> Body:
    """GET /chats/{chat_id}."""
    chat = ask.path["chat_id"]
    account, _public = find(world, chat, ask.asof)
    sql = "SELECT chat, max(at) FROM message WHERE chat = ? AND at <= ?"
    return _chat(world, account, world.state.rows(sql, chat, ask.asof)[0])


def _chat(world: World, account: str, row: Row) -> Body:
    chat, latest = str(row[0]), int(row[1] or 0)
    _, public = find(world, chat, latest)
    return {
        "object": "Chat",
        "id": chat,
        "account_id": account,
        "account_type": "LINKEDIN",
        "provider_id": f"2-{chat}",
        "attendee_provider_id": people.provider_id(public),
        "name": None,
        "type": 0,
        "timestamp": stamp(latest),
        "unread_count": 0,
        "archived": 0,
        "muted_until": None,
        "read_only": 0,
        "folder": ["INBOX", "INBOX_LINKEDIN_CLASSIC"],
        "disabledFeatures": [],
    }


def messages(world: World, ask: Ask) -> Body:
    """GET /chats/{chat_id}/messages: newest first."""
    limit, begin = window(ask.query, 100, 250)
    chat = ask.path["chat_id"]
    account, public = find(world, chat, ask.asof)
    after, until = _bounds(ask)
    sql = (
        "SELECT id, at, text, ours, type FROM message WHERE chat = ? AND at > ? AND at <= ?"
        " ORDER BY at DESC, id LIMIT ? OFFSET ?"
    )
    rows = world.state.rows(sql, chat, after, until, limit + 1, begin)
    owner = accounts.find(world, account, ask.now).owner.provider_id
    senders = (people.provider_id(public), owner)
    return page("MessageList", [_message(chat, account, senders, row) for row in rows], limit, begin)


def of_account(world: World, ask: Ask) -> Body:
    """GET /messages: the messages of all chats of an account, newest first."""
    limit, begin = window(ask.query, 100, 250)
    after, until = _bounds(ask)
    sql = (
        "SELECT id, at, text, ours, type, chat FROM message WHERE account = ? AND at > ? AND at <= ?"
        " ORDER BY at DESC, id LIMIT ? OFFSET ?"
    )
    owner = accounts.find(world, ask.account, ask.now).owner.provider_id
    items = []
    for row in world.state.rows(sql, ask.account, after, until, limit + 1, begin):
        chat = str(row[5])
        senders = (people.provider_id(find(world, chat, ask.asof)[1]), owner)
        items.append(_message(chat, ask.account, senders, row[:5]))
    return page("MessageList", items, limit, begin)


def _message(chat: str, account: str, senders: tuple[str, str], row: Row) -> Body:
    number, at, text, ours, kind = row
    return {
        "object": "Message",
        "id": number,
        "chat_id": chat,
        "chat_provider_id": f"2-{chat}",
        "provider_id": f"2-{number}",
        "account_id": account,
        "text": text,
        "timestamp": stamp(int(at or 0)),
        "is_sender": ours,
        "sender_id": senders[int(ours or 0)],
        "sender_attendee_id": seeds.digest("attendee", account, senders[int(ours or 0)])[:22],
        "attachments": [],
        "reactions": [],
        "seen": 0,
        "seen_by": {},
        "delivered": 1,
        "edited": 0,
        "hidden": 0,
        "deleted": 0,
        "is_event": 0,
        "behavior": None,
        "original": text,
        "message_type": kind,
        "attendee_type": "MEMBER",
        "attendee_distance": 1,
    }


def _bounds(ask: Ask) -> tuple[int, int]:
    """Return a request's bounds in µs since 1970: messages are later than the first, and not later than the second."""
    after, before = bound(ask.query, "after"), bound(ask.query, "before")
    until = ask.asof if before is None else min(ask.asof, micro(before) - 1)
    return -FOREVER if after is None else micro(after), until
