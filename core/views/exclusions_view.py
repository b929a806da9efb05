"""Rules that exclude people, and what became of adding and lifting them. Moments are aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Holder:
    """The rule, or the mark of the person, that keeps a person from being contacted."""

    id: str
    kind: str
    """company, domain, title or person."""
    value: str


@dataclass(frozen=True, slots=True)
class ExclusionRule:
    """A rule, or one person who is marked do not contact."""

    id: str
    """A number; `person:12` for the mark of contact 12, `address:…` for an address that nobody imported yet."""
    kind: str
    """company, domain, title or person."""
    value: str
    """The value as it was given; for a person the name, empty if nobody is known by the address."""
    file: str
    """The list that keeps it; empty for one that was added by hand."""
    reason: str
    actor: str
    at: datetime
    holds: int
    """People whom it keeps from being contacted."""

    @property
    def origin(self) -> str:
        """The name of the list that keeps it, or `hand`."""
        return Path(self.file).name if self.file else "hand"


@dataclass(frozen=True, slots=True)
class AddedRule:
    """A rule that was added, and what that cancelled."""

    rule: ExclusionRule
    new: bool
    """False if the rule existed already."""
    cancelled: int
    """Outreaches, of every step."""


@dataclass(frozen=True, slots=True)
class OfferedCampaign:
    """Outreaches of a campaign that a lifted rule had cancelled."""

    id: int
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class LiftedRule:
    """A rule that was lifted, and the people whom that frees."""

    rule: ExclusionRule
    freed: int
    """People whom nothing else holds."""
    cancelled: tuple[OfferedCampaign, ...]
    """Outreaches that it had cancelled and that can be queued again, by campaign."""
    requeued: int
    refused: tuple[str, ...]
    """The reasons why others were not requeued, one sentence each."""


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line of a list that became no rule."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class SyncedList:
    """The result of reading a list of exclusions again."""

    added: tuple[ExclusionRule, ...]
    same: int
    gone: tuple[ExclusionRule, ...]
    """Rules from this list that are no longer in it."""
    lifted: int
    """The number of `gone` rules that were lifted."""
    refused: tuple[RefusedLine, ...]
    guessed: str
    """A sentence about what was guessed of the file; empty if nothing was."""
    cancelled: int
    """Outreaches that the added rules cancelled."""
    freed: int
    """People whom nothing holds any more."""
    offered: tuple[OfferedCampaign, ...]
    """Outreaches that the lifted rules had cancelled and that can be queued again, by campaign."""
