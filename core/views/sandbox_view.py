"""The sandbox network: the writes that it carried out, and its planned faults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A write that the sandbox carried out; `at` in UTC."""

    at: datetime
    account: str
    person: str
    """Public identifier."""
    kind: str
    """invite, message or withdraw."""
    text: str | None


@dataclass(frozen=True, slots=True)
class FaultRule:
    """A rule that makes calls to the sandbox fail; moments in UTC."""

    id: int
    account: str
    """`*` for every account."""
    kind: str
    """Kind of the calls."""
    what: str
    """Name of the fault."""
    person: str | None
    start: datetime
    until: datetime | None
    remaining: int | None
    """Calls to which it will still apply; None for any number."""
    rate: float | None
    """Share of the calls to which it applies, 0 to 1; None for all."""
    hits: int
    """Calls to which it has applied."""
    seconds: float
    """Seconds by which an answer is slow, late or out of date."""


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """The settings of an account of the sandbox; None leaves a setting unchanged."""

    account: str
    name: str | None = None
    plan: str | None = None
    status: str | None = None
    same_owner_as: str | None = None
    weekly_limit: int | None = None
