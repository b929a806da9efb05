"""The recount of `overture verify`: contradictions within the store, or with the provider's lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.views.held_view import HeldItem


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction in stored data."""

    check: str
    """Name of the check that found it."""
    text: str
    about: Mapping[str, int | str] = field(default_factory=dict)
    """The rows concerned: id or person by kind of row, such as `outreach` or `run`."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The store counted again; `differences` and `duplicates` are empty if its counters are right."""

    checked: Mapping[str, int]
    """Number of rows by table."""
    differences: tuple[Finding, ...]
    duplicates: tuple[Finding, ...]
    """Steps, invitations or runs that took place twice."""
    merged: tuple[Finding, ...]
    """Contacts found to be one person after both were invited."""
    held: tuple[HeldItem, ...]
    """The items held after unexpected errors."""
    in_doubt: int
    """Outreaches in doubt or unresolved."""
    withdrawals_in_doubt: int


@dataclass(frozen=True, slots=True)
class ProviderFinding:
    """An invitation on which the journal and LinkedIn's list differ."""

    check: str
    member: str
    outreach: int
    text: str


@dataclass(frozen=True, slots=True)
class MemberComparison:
    """A member's unanswered invitations: in the journal, and in LinkedIn's list of the account."""

    member: str
    ours: int
    listed: int = 0
    both: int = 0
    explained: int = 0
    """Invitations in the journal that the list lacks, because the person has accepted."""
    unread: str = ""
    """The reason why the comparison is incomplete; empty if all was read."""
    differences: tuple[ProviderFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class ProviderComparison:
    """The comparison of every member's list with the journal."""

    members: tuple[MemberComparison, ...]
    note: str
    """`nothing sent yet` if there is nothing to compare; else empty."""

    @property
    def differences(self) -> tuple[ProviderFinding, ...]:
        """Return the differences, member by member."""
        return tuple(entry for one in self.members for entry in one.differences)

    @property
    def unread(self) -> tuple[str, ...]:
        """Return the members whose lists could not be read, and why."""
        return tuple(f"{one.member}: {one.unread}" for one in self.members if one.unread)
