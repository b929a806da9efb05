"""The calls that the engine may make to a network, and the typed answers.

Moments are aware datetimes in UTC, ids are the provider's own opaque words, `None` means *unknown*, never *no*. Every
method may raise `core.network.provider_errors.ProviderError`. Nothing heavy is imported here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, Protocol, TypeVar

T_co = TypeVar("T_co", covariant=True)

AccountStatus = Literal["ok", "connecting", "credentials", "permissions", "error", "stopped"]
Distance = Literal["first", "second", "third", "out"]

Gate = Callable[[], None]
"""A function called just before the first byte of a write is sent.

It raises `core.network.provider_errors.GateClosed` to refuse, which proves that nothing was sent. It is called once for
a write whose connection was made, and never for one whose connection failed.
"""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record of a list that cannot be read, with the parts that can be: its id, person and moment."""

    why: str
    id: str | None = None
    provider_id: str | None = None
    public_id: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """One page of a list; `cursor` leads to the next one and is None on the last.

    An unreadable record affects no other: it is in `unreadable` instead of `items`.
    """

    items: tuple[T_co, ...]
    cursor: str | None
    unreadable: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """A LinkedIn account at the provider; `status` is the worst of its messaging sources (docs/provider.md#accounts).

    `words` has the provider's own words for that status. An unknown word counts as "error".
    """

    id: str
    name: str
    status: AccountStatus
    words: str
    owner_provider_id: str | None
    owner_public_id: str | None
    premium: bool | None


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """The account's owner; `premium` (None if not given) decides the length of notes and their number per month.

    See docs/provider.md#invitations.
    """

    provider_id: str
    public_id: str
    first_name: str
    last_name: str
    premium: bool | None
    sales_navigator: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as one account sees them; texts that LinkedIn withheld are empty.

    `position` and `company` are those of the current work experience, if the answer has one; `pending_invitation` is
    True if our invitation to the person is pending (type SENT, status PENDING).
    """

    provider_id: str
    public_id: str
    first_name: str
    last_name: str
    headline: str
    location: str
    company: str
    position: str
    distance: Distance | None
    connected: bool
    pending_invitation: bool


@dataclass(frozen=True, slots=True)
class SentInvitation:
    """A pending invitation sent by this account; the provider derives `at` from a text, so it may be a day off."""

    id: str
    provider_id: str | None
    public_id: str | None
    name: str | None
    at: datetime | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Relation:
    """A first degree contact; `connected_at` is LinkedIn's own moment of the connection."""

    provider_id: str
    public_id: str
    first_name: str
    last_name: str
    connected_at: datetime


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation; `provider_id` is the other person's, if given; `at` is the time of its latest message.

    A `group` is not a chat with one person: its messages never count as replies.
    """

    id: str
    provider_id: str | None
    at: datetime | None
    group: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `type` is the provider's (MESSAGE, INVITATION, INMAIL …), "" if it gave none.

    `sender` is the author's provider id, if given. `ours` is the provider's flag, which may be missing or wrong:
    `core.rules.authorship` decides who wrote a message. `at` is None if not given.
    """

    id: str
    chat_id: str
    text: str
    at: datetime | None
    ours: bool | None
    type: str
    sender: str | None = None


@dataclass(frozen=True, slots=True)
class Invited:
    """The provider's confirmation that the invitation was sent.

    `usage` is a percentage of the weekly limit, given only when 50, 75, 90 or 95 is crossed. Without an `invitation_id`
    the invitation can be withdrawn only after the sent list gave its id.
    """

    invitation_id: str | None
    usage: int | None


@dataclass(frozen=True, slots=True)
class MessageSent:
    """The provider's confirmation that the message was sent; it may omit both ids (docs/provider.md#chats)."""

    chat_id: str | None
    message_id: str | None


@dataclass(frozen=True, slots=True)
class Search:
    """A search for people: its address at LinkedIn, or keywords of a classic search."""

    url: str | None = None
    keywords: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A person in search results; `id` is the classic one (ACo…) or one of Sales Navigator (ACw…)."""

    id: str
    public_id: str | None
    first_name: str
    last_name: str
    headline: str
    location: str
    company: str
    position: str


class Gateway(Protocol):
    """One network, for all accounts of one key; safe to use from several threads."""

    def accounts(self, cursor: str | None = None) -> Page[Account]:
        """Return the accounts of this key."""

    def account(self, account_id: str) -> Account:
        """Return one account with its status; while it is not "ok" every other read may be stale."""

    def sign_in_link(self, name: str, expires: datetime, reconnect: str | None = None) -> str:
        """Return an address at which a person connects a LinkedIn account, or the account `reconnect` again.

        The person gives the password to the provider's pages only; they show `name`, which the caller chooses. The
        link works until `expires` at the latest.
        """

    def own_profile(self, account_id: str) -> OwnProfile:
        """Return the owner of the account."""

    def profile(self, account_id: str, identifier: str) -> Profile:
        """Return a person by public identifier (not percent-encoded) or provider id, as the account sees them."""

    def sent_invitations(self, account_id: str, cursor: str | None = None, limit: int = 100) -> Page[SentInvitation]:
        """Return pending invitations, newest first; `limit` 1 to 100."""

    def relations(self, account_id: str, cursor: str | None = None, limit: int = 100) -> Page[Relation]:
        """Return first degree contacts, newest first, up to 8 h late; `limit` 1 to 1000."""

    def chats(self, account_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Chat]:
        """Return conversations with messages newer than `after`, latest first."""

    def chats_with(self, account_id: str, provider_id: str) -> Page[Chat]:
        """Return conversations with one person; empty also if the provider has not synced that person yet."""

    def messages(self, chat_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Message]:
        """Return messages of a chat newer than `after`, newest first."""

    def search(self, account_id: str, search: Search, cursor: str | None = None, limit: int = 10) -> Page[Found]:
        """Return a page of up to `limit` results (1 to 50); a page without people is not the end.

        See docs/provider.md#searches.
        """

    def invite(self, account_id: str, provider_id: str, text: str | None, gate: Gate) -> Invited:
        """Invite a person (ACo id), with a note unless `text` is None. No idempotency: never repeat."""

    def send_message(self, account_id: str, chat_id: str, text: str, gate: Gate) -> MessageSent:
        """Write into an existing chat. No idempotency: never repeat."""

    def start_chat(self, account_id: str, provider_id: str, text: str, gate: Gate) -> MessageSent:
        """Write to a first degree contact, into the existing chat if there is one."""

    def withdraw(self, account_id: str, invitation_id: str, gate: Gate) -> None:
        """Withdraw a pending invitation; LinkedIn then refuses a new one for up to three weeks."""

    def close(self) -> None:
        """Close the connections."""
