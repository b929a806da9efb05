"""A provider that only counts writes: unlike LinkedIn it accepts a second invitation of the same person.

It outlives every engine that is killed beside it, so it is the oracle: what it carried out was carried out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

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

FAULTS = (
    "none",
    "refused",
    "lost before",
    "lost after",
    "late",
    "limit",
    "session",
    "key",
    "person",
    "unknown before",
    "unknown after",
    "uneasy",
)
"""Faults of one write. `late`: its answer is lost, and it is carried out ten minutes later."""
LATE = timedelta(minutes=10)
OFF_FOR = timedelta(hours=2)
SEEN = "seen-before"
"""A person invited outside Overture long ago: the list of sent invitations is never empty, so it can prove absence."""


@dataclass
class Provider:
    """One account's network."""

    now: Callable[[], datetime]
    point: Callable[[str], None] = lambda _name: None
    """Function that is called where a process may be killed."""
    faults: list[str] = field(default_factory=list)
    """Faults of the next writes, one each; all is well after that."""
    late: timedelta = LATE
    invited: Counter[str] = field(default_factory=Counter)
    written: Counter[tuple[str, str]] = field(default_factory=Counter)
    order: list[tuple[str, datetime]] = field(default_factory=list)
    messages_of: dict[str, list[Message]] = field(default_factory=dict)
    connected: set[str] = field(default_factory=set)
    waiting: list[tuple[datetime, str, str, str | None]] = field(default_factory=list)
    off_until: datetime | None = None
    key_off_until: datetime | None = None
    refuses_until: datetime | None = None
    """Time until which every write is refused in the same words."""

    # -- what is carried out

    def _do(self, kind: str, person: str, text: str | None) -> None:
        if kind == "invite":
            self.invited[person] += 1
            self.order.append((person, self.now()))
            return
        self.written[person, text or ""] += 1
        chat = self.messages_of.setdefault(person, [])
        chat.append(
            Message(f"m{len(chat)}-{person}", f"chat-{person}", text or "", self.now(), ours=True, type="MESSAGE")
        )

    def _catch_up(self) -> None:
        """Carry out the writes that were late."""
        due = [entry for entry in self.waiting if entry[0] <= self.now()]
        self.waiting = [entry for entry in self.waiting if entry not in due]
        for _at, kind, person, text in due:
            self._do(kind, person, text)

    def _read(self, name: str) -> None:
        self.point(f"{name} asked")
        self._catch_up()
        if self.key_off_until is not None and self.now() < self.key_off_until:
            raise ProviderError(ErrorClass.key_stop, 401, "missing_credentials", "Missing credentials")

    def _write(self, kind: str, person: str, text: str | None, gate: Gate) -> None:
        fault = self.faults.pop(0) if self.faults else "none"
        self._catch_up()
        self.point("call begins")
        if fault == "refused":
            raise ProviderError(ErrorClass.not_sent, title="Connection refused")
        gate()
        self.point("first byte left")
        if self.refuses_until is not None and self.now() < self.refuses_until:
            fault = "person"
        self._answer_before(fault)
        if fault == "late":
            self.waiting.append((self.now() + self.late, kind, person, text))
        else:
            self._do(kind, person, text)
        self.point("carried out")
        if fault in ("lost after", "late"):
            raise ProviderError(ErrorClass.uncertain, title="The answer was lost")
        if fault == "unknown after":
            raise ProviderError(ErrorClass.unknown, 418, "teapot", "I am a teapot")
        self.point("answered")

    def _answer_before(self, fault: str) -> None:
        """Raise or return an answer of the network that carries nothing out."""
        errors = {
            "lost before": ProviderError(ErrorClass.uncertain, title="The request was lost"),
            "limit": ProviderError(ErrorClass.account_wait, 422, "cannot_resend_yet", "Limit reached"),
            "session": ProviderError(ErrorClass.account_stop, 401, "disconnected_account", "Disconnected"),
            "key": ProviderError(ErrorClass.key_stop, 401, "missing_credentials", "Missing credentials"),
            "person": ProviderError(ErrorClass.person_fail, 422, "invalid_recipient", "Cannot be reached"),
            "unknown before": ProviderError(ErrorClass.unknown, 418, "teapot", "I am a teapot"),
            "uneasy": ProviderError(ErrorClass.person_wait, 422, "already_invited_recently", "Invited recently"),
        }
        if fault == "session":
            self.off_until = self.now() + OFF_FOR
        if fault == "key":
            self.key_off_until = self.now() + OFF_FOR
        if fault in errors:
            raise errors[fault]

    # -- the Gateway

    def accounts(self, cursor: str | None = None) -> Page[Account]:
        return Page((self.account("acc-ada"),), None)

    def account(self, account_id: str) -> Account:
        self._read("account")
        off = self.off_until is not None and self.now() < self.off_until
        return Account(
            account_id, "Ada", "credentials" if off else "ok", "CREDENTIALS" if off else "OK", "ada", "ada", True
        )

    def own_profile(self, account_id: str) -> OwnProfile:
        return OwnProfile("ada", "ada", "Ada", "Wong", premium=True, sales_navigator=False)

    def profile(self, account_id: str, identifier: str) -> Profile:
        self._read("profile")
        person = identifier.removeprefix("id-")
        ident = f"id-{person}"
        known = ident in self.connected
        return Profile(
            ident,
            person,
            person.split("-")[0].title(),
            "Person",
            "",
            "",
            "",
            "",
            "first" if known else "second",
            known,
            self.invited[ident] > 0 and not known,
        )

    def sent_invitations(self, account_id: str, cursor: str | None = None, limit: int = 100) -> Page[SentInvitation]:
        self._read("sent list")
        pending = [SEEN, *(person for person in self.invited if person not in self.connected)]
        items = [
            SentInvitation(f"inv-{person}", person, None, None, self.now() - timedelta(hours=1), None)
            for person in pending
        ]
        return Page(tuple(items), None)

    def relations(self, account_id: str, cursor: str | None = None, limit: int = 100) -> Page[Relation]:
        self._read("relations")
        found = [person for person in sorted(self.connected) if person in self.invited]
        at = dict(self.order)
        return Page(
            tuple(Relation(p, p.removeprefix("id-"), "A", "B", at[p] + timedelta(minutes=30)) for p in found), None
        )

    def chats(self, account_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Chat]:
        self._read("chats")
        found = [Chat(f"chat-{person}", person, None) for person in sorted(self.messages_of)]
        return Page(tuple(found), None)

    def chats_with(self, account_id: str, provider_id: str) -> Page[Chat]:
        self._read("chats with")
        known = provider_id in self.connected
        return Page((Chat(f"chat-{provider_id}", provider_id, None),) if known else (), None)

    def messages(self, chat_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Message]:
        self._read("messages")
        found = self.messages_of.get(chat_id.removeprefix("chat-"), [])
        return Page(tuple(m for m in reversed(found) if after is None or m.at is None or m.at > after), None)

    def invite(self, account_id: str, provider_id: str, text: str | None, gate: Gate) -> Invited:
        self._write("invite", provider_id, text, gate)
        return Invited(f"inv-{provider_id}", None)

    def send_message(self, account_id: str, chat_id: str, text: str, gate: Gate) -> MessageSent:
        self._write("message", chat_id.removeprefix("chat-"), text, gate)
        return MessageSent(chat_id, None)

    def start_chat(self, account_id: str, provider_id: str, text: str, gate: Gate) -> MessageSent:
        self._write("message", provider_id, text, gate)
        return MessageSent(f"chat-{provider_id}", None)

    def withdraw(self, account_id: str, invitation_id: str, gate: Gate) -> None:
        raise AssertionError("nothing is withdrawn here")

    def sign_in_link(self, name: str, expires: datetime, reconnect: str | None = None) -> str:
        raise AssertionError("nobody signs in here")

    def search(self, account_id: str, search: Search, cursor: str | None = None, limit: int = 10) -> Page[Found]:
        raise AssertionError("nobody searches here")

    def close(self) -> None:
        """Do nothing: there is nothing to give back."""
