"""Several accounts whose people accept, decline, answer, and are written to outside Overture.

Two things are forbidden, as LinkedIn forbids them: to invite somebody whose invitation ended less than 21 days ago, and
to invite for the first time somebody who is connected already (a second time is taken, so that it is seen). Like
`provider.py` it outlives every engine, so what it carried out was carried out: its `writes` are the oracle.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from core.network.gateway import (
    Account,
    Chat,
    Found,
    Gate,
    Invited,
    Message,
    MessageSent,
    OwnProfile,
    Page,
    Profile,
    Relation,
    Search,
    SentInvitation,
)
from core.network.provider_errors import ErrorClass, ProviderError
from tests.torture.provider import Provider

STATE = (
    "faults",
    "invited",
    "written",
    "order",
    "messages_of",
    "connected",
    "waiting",
    "connected_at",
    "outside",
    "ended",
    "sent_at",
    "ends",
    "gone",
    "calls",
)
"""Fields of a side that a network takes over when it continues from another one."""
AFTER_END = timedelta(days=21)
PAGE = 60
"""Entries on one page of the sent list: the accounts of these tortures have more."""


@dataclass(frozen=True)
class Write:
    """One write of Overture that was carried out; `turn` and `asked` (by its clock) say when the call was made."""

    turn: int
    asked: datetime
    account: str
    person: str
    kind: str
    text: str


def person_of(identifier: str) -> str:
    """Return the provider's id of the person of an address; everybody has a second address that ends in `-alias`."""
    return "id-" + identifier.removeprefix("id-").replace("-alias", "-person")


@dataclass
class Side(Provider):
    """One account's network."""

    account_id: str = "acc-ada"
    premium: bool = True
    wall: Callable[[], datetime] = lambda: datetime(2026, 1, 5, tzinfo=UTC)
    """Our clock; `now` is LinkedIn's."""
    told: Callable[[Write], None] = lambda _write: None
    turn: Callable[[], int] = lambda: 0
    connected_at: dict[str, datetime] = field(default_factory=dict)
    outside: dict[str, datetime] = field(default_factory=dict)
    """Strangers whom the member invited outside Overture."""
    ended: dict[str, int] = field(default_factory=dict)
    """Turn in which a person wrote, or the member wrote to them; Overture may send no message after it."""
    sent_at: dict[str, datetime] = field(default_factory=dict)
    ends: dict[str, list[tuple[int, datetime]]] = field(default_factory=dict)
    """Turn and LinkedIn's time at which an invitation was declined or withdrawn."""
    gone: set[str] = field(default_factory=set)
    """People whose invitation is no longer pending."""
    calls: dict[tuple[str, str, str | None], tuple[int, datetime]] = field(default_factory=dict)
    """Turn and time of each call, for those that are carried out late."""

    # -- what is carried out

    def _do(self, kind: str, person: str, text: str | None) -> None:
        if kind == "invite" and self._connected_unasked(person):
            return
        if kind == "withdraw":
            self.decline(person)
        else:
            super()._do(kind, person, text)
        if kind == "invite" and (person in self.gone or person not in self.sent_at):
            self.sent_at[person] = self.now()
            self.gone.discard(person)
        turn, asked = self.calls.get((kind, person, text)) or (self.turn(), self.wall())
        self.told(Write(turn, asked, self.account_id, person, kind, text or ""))

    def _write(self, kind: str, person: str, text: str | None, gate: Gate) -> None:
        self.calls[kind, person, text] = self.turn(), self.wall()
        if kind == "invite" and person in self.gone and self.now() - self.ends[person][-1][1] < AFTER_END:
            gate()
            raise ProviderError(ErrorClass.person_wait, 422, "already_invited_recently", "Invited recently")
        if kind == "invite" and self._connected_unasked(person):
            gate()
            raise ProviderError(ErrorClass.done_already, 422, "already_connected", "Already connected")
        super()._write(kind, person, text, gate)

    def _connected_unasked(self, person: str) -> bool:
        """Return whether somebody is connected whom we never invited."""
        return person in self.connected and not self.invited[person]

    # -- what people do

    def accept(self, person: str) -> None:
        """Let a person accept, or invite the member and be accepted."""
        self.connected.add(person)
        self.connected_at.setdefault(person, self.now())

    def decline(self, person: str) -> None:
        """Let the person decline an invitation, which ends it."""
        if person not in self.gone and person not in self.connected:
            self.gone.add(person)
            self.ends.setdefault(person, []).append((self.turn(), self.now()))

    def write_in(self, person: str, *, ours: bool) -> None:
        """Let a person answer, or the member write outside Overture; a second time changes nothing."""
        if person in self.ended:
            return
        self.accept(person)
        chat = self.messages_of.setdefault(person, [])
        text = "By my own hand" if ours else "Thank you for that"
        chat.append(Message(f"m{len(chat)}-{person}", self._chat(person), text, self.now(), ours=ours, type="MESSAGE"))
        self.ended.setdefault(person, self.turn())

    def _chat(self, person: str) -> str:
        return f"{self.account_id}|{person}"

    # -- the Gateway

    def account(self, account_id: str) -> Account:
        self._read("account")
        off = self.off_until is not None and self.now() < self.off_until
        status, words = ("credentials", "CREDENTIALS") if off else ("ok", "OK")
        return Account(account_id, account_id, status, words, account_id, account_id, self.premium)  # type: ignore[arg-type]

    def own_profile(self, account_id: str) -> OwnProfile:
        return OwnProfile(account_id, account_id, "Ada", "Wong", premium=self.premium, sales_navigator=False)

    def profile(self, account_id: str, identifier: str) -> Profile:
        self._read("profile")
        person = person_of(identifier)
        known = person in self.connected
        slug = person.removeprefix("id-")
        pending = (self.invited[person] > 0 or person in self.outside) and not known and person not in self.gone
        distance = "first" if known else "second"
        return Profile(person, slug, slug.split("-")[0].title(), "Person", "", "", "", "", distance, known, pending)  # type: ignore[arg-type]

    def sent_invitations(self, account_id: str, cursor: str | None = None, limit: int = 100) -> Page[SentInvitation]:
        self._read("sent list")
        moments = {**self.outside, **self.sent_at}
        over = self.connected | self.gone
        pending = sorted((at, person) for person, at in moments.items() if person not in over)[::-1]
        start = int(cursor or 0)
        items = [SentInvitation(f"inv-{p}", p, p.removeprefix("id-"), None, at, None) for at, p in pending]
        end = start + PAGE
        return Page(tuple(items[start:end]), str(end) if end < len(items) else None)

    def relations(self, account_id: str, cursor: str | None = None, limit: int = 100) -> Page[Relation]:
        self._read("relations")
        found = sorted(((at, person) for person, at in self.connected_at.items()), reverse=True)
        return Page(tuple(Relation(p, p.removeprefix("id-"), "A", "B", at) for at, p in found), None)

    def chats(self, account_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Chat]:
        self._read("chats")
        found = [
            Chat(self._chat(person), person, messages[-1].at)
            for person, messages in sorted(self.messages_of.items())
            if after is None or messages[-1].at is None or messages[-1].at > after
        ]
        return Page(tuple(found), None)

    def chats_with(self, account_id: str, provider_id: str) -> Page[Chat]:
        self._read("chats with")
        known = provider_id in self.connected
        return Page((Chat(self._chat(provider_id), provider_id, None),) if known else (), None)

    def messages(self, chat_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Message]:
        self._read("messages")
        found = self.messages_of.get(chat_id.partition("|")[2], [])
        return Page(tuple(m for m in reversed(found) if after is None or m.at is None or m.at > after), None)

    def send_message(self, account_id: str, chat_id: str, text: str, gate: Gate) -> MessageSent:
        self._write("message", chat_id.partition("|")[2], text, gate)
        return MessageSent(chat_id, None)

    def start_chat(self, account_id: str, provider_id: str, text: str, gate: Gate) -> MessageSent:
        self._write("message", provider_id, text, gate)
        return MessageSent(self._chat(provider_id), None)

    def withdraw(self, account_id: str, invitation_id: str, gate: Gate) -> None:
        self._write("withdraw", invitation_id.removeprefix("inv-"), None, gate)


class Network:
    """All accounts behind one gateway."""

    def __init__(self, accounts: tuple[str, ...], now: Callable[[], datetime], wall: Callable[[], datetime]) -> None:
        self.now = now
        self.wall = wall
        self.point: Callable[[str], None] = lambda _name: None
        self.writes: list[Write] = []
        self.turns = 0
        self.sides = {account: self._side(account) for account in accounts}

    def like(self, other: Network) -> None:
        """Continue from the state of another network, which stays as it is."""
        self.writes[:] = other.writes
        self.turns = other.turns
        for account, side in self.sides.items():
            for name in STATE:
                setattr(side, name, copy.deepcopy(getattr(other.sides[account], name)))

    def _side(self, account: str) -> Side:
        return Side(
            lambda: self.now(),
            lambda name: self.point(name),
            account_id=account,
            wall=lambda: self.wall(),
            told=self.writes.append,
            turn=self._turn,
        )

    def _turn(self) -> int:
        self.turns += 1
        return self.turns

    # -- the Gateway

    def accounts(self, cursor: str | None = None) -> Page[Account]:
        return Page(tuple(side.account(account) for account, side in self.sides.items()), None)

    def account(self, account_id: str) -> Account:
        return self.sides[account_id].account(account_id)

    def own_profile(self, account_id: str) -> OwnProfile:
        return self.sides[account_id].own_profile(account_id)

    def profile(self, account_id: str, identifier: str) -> Profile:
        return self.sides[account_id].profile(account_id, identifier)

    def sent_invitations(self, account_id: str, cursor: str | None = None, limit: int = 100) -> Page[SentInvitation]:
        return self.sides[account_id].sent_invitations(account_id, cursor, limit)

    def relations(self, account_id: str, cursor: str | None = None, limit: int = 100) -> Page[Relation]:
        return self.sides[account_id].relations(account_id, cursor, limit)

    def chats(self, account_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Chat]:
        return self.sides[account_id].chats(account_id, after, cursor)

    def chats_with(self, account_id: str, provider_id: str) -> Page[Chat]:
        return self.sides[account_id].chats_with(account_id, provider_id)

    def messages(self, chat_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Message]:
        return self.sides[chat_id.partition("|")[0]].messages(chat_id, after, cursor)

    def invite(self, account_id: str, provider_id: str, text: str | None, gate: Gate) -> Invited:
        return self.sides[account_id].invite(account_id, provider_id, text, gate)

    def send_message(self, account_id: str, chat_id: str, text: str, gate: Gate) -> MessageSent:
        return self.sides[account_id].send_message(account_id, chat_id, text, gate)

    def start_chat(self, account_id: str, provider_id: str, text: str, gate: Gate) -> MessageSent:
        return self.sides[account_id].start_chat(account_id, provider_id, text, gate)

    def withdraw(self, account_id: str, invitation_id: str, gate: Gate) -> None:
        self.sides[account_id].withdraw(account_id, invitation_id, gate)

    def sign_in_link(self, name: str, expires: datetime, reconnect: str | None = None) -> str:
        raise AssertionError("nobody signs in here")

    def search(self, account_id: str, search: Search, cursor: str | None = None, limit: int = 10) -> Page[Found]:
        raise AssertionError("nobody searches here")

    def close(self) -> None:
        """Do nothing: there is nothing to give back."""


def strangers(network: Network, account: str, name: str, count: int, ago: timedelta = timedelta(0)) -> None:
    """Let the member invite people outside Overture, an hour apart, the last of them `ago`."""
    side = network.sides[account]
    for number in range(count):
        side.outside[f"id-{name}{number}-stranger"] = network.now() - ago - number * timedelta(hours=1)
