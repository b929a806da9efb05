"""A gateway of which a test replaces single calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from core.network.gateway import (
    Account,
    Chat,
    Found,
    Gate,
    Gateway,
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

Invite = Callable[[str, str, str | None, Gate], Invited]
SentList = Callable[[str, str | None, int], Page[SentInvitation]]
Read = Callable[[str, str], Profile]
SearchFor = Callable[[str, Search, str | None, int], Page[Found]]
Write = Callable[[str, str, str, Gate], MessageSent]


class Stub:
    """A gateway that passes on every call except those that the test replaced."""

    def __init__(
        self,
        inner: Gateway,
        *,
        invite: Invite | None = None,
        message: Write | None = None,
        sent_list: SentList | None = None,
        profile: Read | None = None,
        search: SearchFor | None = None,
    ) -> None:
        self._inner = inner
        self._invite = invite or inner.invite
        self._search = search or inner.search
        self._message = message or inner.send_message
        self._profile = profile or inner.profile
        self._sent_list = sent_list or inner.sent_invitations

    def accounts(self, cursor: str | None = None) -> Page[Account]:
        return self._inner.accounts(cursor)

    def account(self, account_id: str) -> Account:
        return self._inner.account(account_id)

    def sign_in_link(self, name: str, expires: datetime, reconnect: str | None = None) -> str:
        return self._inner.sign_in_link(name, expires, reconnect)

    def own_profile(self, account_id: str) -> OwnProfile:
        return self._inner.own_profile(account_id)

    def profile(self, account_id: str, identifier: str) -> Profile:
        return self._profile(account_id, identifier)

    def sent_invitations(self, account_id: str, cursor: str | None = None, limit: int = 100) -> Page[SentInvitation]:
        return self._sent_list(account_id, cursor, limit)

    def relations(self, account_id: str, cursor: str | None = None, limit: int = 100) -> Page[Relation]:
        return self._inner.relations(account_id, cursor, limit)

    def chats(self, account_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Chat]:
        return self._inner.chats(account_id, after, cursor)

    def chats_with(self, account_id: str, provider_id: str) -> Page[Chat]:
        return self._inner.chats_with(account_id, provider_id)

    def messages(self, chat_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Message]:
        return self._inner.messages(chat_id, after, cursor)

    def search(self, account_id: str, search: Search, cursor: str | None = None, limit: int = 10) -> Page[Found]:
        return self._search(account_id, search, cursor, limit)

    def invite(self, account_id: str, provider_id: str, text: str | None, gate: Gate) -> Invited:
        return self._invite(account_id, provider_id, text, gate)

    def send_message(self, account_id: str, chat_id: str, text: str, gate: Gate) -> MessageSent:
        return self._message(account_id, chat_id, text, gate)

    def start_chat(self, account_id: str, provider_id: str, text: str, gate: Gate) -> MessageSent:
        return self._inner.start_chat(account_id, provider_id, text, gate)

    def withdraw(self, account_id: str, invitation_id: str, gate: Gate) -> None:
        self._inner.withdraw(account_id, invitation_id, gate)

    def close(self) -> None:
        self._inner.close()
