"""The Gateway over Unipile's API v1 (docs/provider.md)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TypeVar
from urllib.parse import quote

import httpx

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
from core.network.provider_errors import Call, ErrorClass, ProviderError, misshapen
from core.network.unipile import parsing
from core.network.unipile.answer_fields import LONGEST_ID, MalformedError, page
from core.network.unipile.wire import Ask, Wire

T = TypeVar("T")
Body = dict[str, object]

DEADLINE_SECONDS: Final = 75.0
PAGE: Final = 100
ELSEWHERE: Final = re.compile(r"(?:.*[/\\])?\.{1,2}(?:[/\\].*)?|", re.DOTALL)
"""Identifiers that make a path lead elsewhere: an empty one, and any with a segment `.` or `..`.

Slashes inside are sent as %2F, which a server may take for a slash.
"""
# The last three are routes of the API.
NOT_PEOPLE: Final = frozenset({"", ".", "..", "me", "relations", "invite"})


class UnipileClient:
    """The client: every call is made once; the engine decides about errors.

    `now` is given only for a sandbox: each call sets the sandbox's time to it (docs/design.md#the-sandbox).
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        transport: httpx.BaseTransport,
        *,
        now: Callable[[], datetime] | None = None,
        deadline_seconds: float = DEADLINE_SECONDS,
    ) -> None:
        self._wire = Wire(base_url, api_key, transport, deadline_seconds)
        self._now = now

    def close(self) -> None:
        self._wire.close()

    @property
    def answered_at(self) -> datetime | None:
        """The provider's own time of its last answer, to the second; None if it gave none."""
        return self._wire.answered_at

    def accounts(self, cursor: str | None = None) -> Page[Account]:
        query = _query(cursor=cursor, limit=str(PAGE))
        return self._get("/accounts", query, lambda body: page(body, parsing.linkedin_account))

    def account(self, account_id: str) -> Account:
        return self._get(f"/accounts/{_part(account_id)}", {}, parsing.account, "account")

    def sign_in_link(self, name: str, expires: datetime, reconnect: str | None = None) -> str:
        body: dict[str, object] = {
            "type": "create" if reconnect is None else "reconnect",
            "providers": ["LINKEDIN"],
            "api_url": self._wire.origin,
            "expiresOn": _stamp(expires),
            "name": name,
        }
        if reconnect is not None:
            body["reconnect_account"] = reconnect
        return self._call(Ask("link", "POST", "/hosted/accounts/link", {}, body=body), None, parsing.sign_in_link)

    def own_profile(self, account_id: str) -> OwnProfile:
        return self._get("/users/me", {"account_id": account_id}, parsing.own_profile)

    def profile(self, account_id: str, identifier: str) -> Profile:
        # An escaped slash, %2F, is a path separator to some servers.
        if identifier in NOT_PEOPLE or "/" in identifier or len(identifier) > LONGEST_ID:
            raise ProviderError(ErrorClass.person_fail, detail="Not an identifier of a person")
        path = f"/users/{_part(identifier)}"
        return self._get(path, {"account_id": account_id}, parsing.profile, "profile")

    def sent_invitations(self, account_id: str, cursor: str | None = None, limit: int = PAGE) -> Page[SentInvitation]:
        query = _query(account_id=account_id, cursor=cursor, limit=str(limit))
        return self._get("/users/invite/sent", query, lambda body: page(body, parsing.sent_invitation))

    def relations(self, account_id: str, cursor: str | None = None, limit: int = PAGE) -> Page[Relation]:
        query = _query(account_id=account_id, cursor=cursor, limit=str(limit))
        return self._get("/users/relations", query, lambda body: page(body, parsing.relation))

    def chats(self, account_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Chat]:
        query = _query(account_id=account_id, after=_stamp(after), cursor=cursor, limit=str(PAGE))
        return self._get("/chats", query, lambda body: page(body, parsing.chat))

    def chats_with(self, account_id: str, provider_id: str) -> Page[Chat]:
        path = f"/chat_attendees/{_part(provider_id)}/chats"
        try:
            return self._get(path, {"account_id": account_id}, lambda body: page(body, parsing.chat))
        except ProviderError as error:
            # "Attendee not found" means not synced, not "not connected" (docs/provider.md#pitfalls, 19).
            if error.status == 404 and "attendee" in error.words.lower():
                return Page((), None)
            raise

    def messages(self, chat_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Message]:
        query = _query(after=_stamp(after), cursor=cursor, limit=str(PAGE))
        path = f"/chats/{_part(chat_id)}/messages"
        return self._get(path, query, lambda body: page(body, parsing.message))

    def search(self, account_id: str, search: Search, cursor: str | None = None, limit: int = 10) -> Page[Found]:
        query = {"account_id": account_id, "limit": str(limit)}
        ask = Ask("read", "POST", "/linkedin/search", query, body=_search_body(search, cursor))
        return self._call(ask, None, lambda body: page(body, parsing.found))

    def invite(self, account_id: str, provider_id: str, text: str | None, gate: Gate) -> Invited:
        body = _query(account_id=account_id, provider_id=provider_id, message=text)
        return self._write(Ask("invite", "POST", "/users/invite", {}, body=body), gate, parsing.invited)

    def send_message(self, account_id: str, chat_id: str, text: str, gate: Gate) -> MessageSent:
        form = (("account_id", account_id), ("text", text))
        ask = Ask("message", "POST", f"/chats/{_part(chat_id, ErrorClass.content_fail)}/messages", {}, form=form)
        sent = self._write(ask, gate, parsing.message_sent)
        return MessageSent(chat_id, sent.message_id)

    def start_chat(self, account_id: str, provider_id: str, text: str, gate: Gate) -> MessageSent:
        form = (("account_id", account_id), ("attendees_ids", provider_id), ("text", text))
        return self._write(Ask("chat", "POST", "/chats", {}, form=form), gate, parsing.chat_started)

    def withdraw(self, account_id: str, invitation_id: str, gate: Gate) -> None:
        path = f"/users/invite/sent/{_part(invitation_id, ErrorClass.content_fail)}"
        self._write(Ask("withdraw", "DELETE", path, {"account_id": account_id}), gate, parsing.withdrawn)

    def _get(self, path: str, query: dict[str, str], read: Callable[[Body], T], call: Call = "read") -> T:
        return self._call(Ask(call, "GET", path, query), None, read)

    def _write(self, ask: Ask, gate: Gate, read: Callable[[Body], T]) -> T:
        return self._call(ask, gate, read)

    def _call(self, ask: Ask, gate: Gate | None, read: Callable[[Body], T]) -> T:
        now = {} if self._now is None else {"X-Sandbox-Now": _exact(self._now())}
        body = self._wire.json(ask, gate, now)
        try:
            return read(body)
        except MalformedError as error:
            raise misshapen(ask.call, 200, f"Unreadable answer: {error}") from error


def _query(**named: str | None) -> dict[str, str]:
    return {name: value for name, value in named.items() if value is not None}


def _search_body(search: Search, cursor: str | None) -> dict[str, str]:
    """Return one of the three forms of docs/provider.md#searches."""
    if cursor is not None:
        return {"cursor": cursor}
    if search.url is not None:
        return {"url": search.url}
    return {"api": "classic", "category": "people", "keywords": search.keywords or ""}


def _part(words: str, refused: ErrorClass = ErrorClass.unknown) -> str:
    """Return an identifier as a path segment. Raises ProviderError of class `refused` if it cannot be one."""
    if len(words) > LONGEST_ID or ELSEWHERE.fullmatch(words):
        raise ProviderError(refused, detail="Not an identifier: the call was not made")
    return quote(words, safe="", errors="replace")


def _exact(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _stamp(at: datetime | None) -> str | None:
    """Return a moment in the only form that the API accepts: milliseconds and a Z (docs/provider.md#transport)."""
    if at is None:
        return None
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
