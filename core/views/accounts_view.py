"""LinkedIn accounts at the provider, and attempts to connect them to members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AccountMember:
    """The member to whom an account at the provider belongs."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class ProviderAccount:
    """A LinkedIn account at the provider."""

    id: str
    name: str
    public_id: str | None
    """The owner's public identifier: the end of a profile's address."""
    status: str
    """ok, connecting, credentials, permissions, error or stopped."""
    provider_words: str
    premium: bool | None
    """None if the provider does not report it."""
    member: AccountMember | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to connect an account. `member` and `account` are set if an existing member is connected again."""

    name: str
    member: int | None
    account: str | None
    public_id: str | None
    known: frozenset[str]
    """Accounts at the provider before the attempt."""
    url: str
    """Link at which the owner signs in."""
    expires: datetime
