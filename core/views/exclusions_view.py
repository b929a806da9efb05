"""Rules that exclude people, and the results of adding and lifting them. Moments are aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Holder:
    """The rule, or the mark of the person, that prevents contact with a person."""

    id: str
    kind: str
    """company, domain, title or person."""
    value: str


@dataclass(frozen=True, slots=True)
class ExclusionRule:
    """A rule, or one person who is marked “do not contact”."""

    id: str
    """A number; `person:12` for the mark of contact 12, `address:…` for an address that nobody imported yet."""
    kind: str
    """company, domain, title or person."""
    value: str
    """The value as given; for a person the name, empty if nobody has the address."""
    file: str
    """The list it came from; empty for one that was added by hand."""
    reason: str
    actor: str
    at: datetime
    holds: int
    """People whom it excludes."""

    @property
    def origin(self) -> str:
        """The name of the list it came from, or `hand`."""
        return Path(self.file).name if self.file else "hand"


@dataclass(frozen=True, slots=True)
class AddedRule:
    """A rule that was added, and the number of outreaches that it cancelled."""

    rule: ExclusionRule
    new: bool
    """False if the rule existed already."""
    cancelled: int
    """Outreaches that the rule cancelled, at any step."""


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
    """People whom nothing else excludes."""
    cancelled: tuple[OfferedCampaign, ...]
    """Outreaches that it had cancelled and that can be requeued, by campaign."""
    requeued: int
    refused: tuple[str, ...]
    """The reasons why others were not requeued, one sentence each."""


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line of a list that is no rule."""

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
    """A sentence about guesses at the file's form; empty if there were none."""
    cancelled: int
    """Outreaches that the added rules cancelled."""
    freed: int
    """People whom nothing excludes any more."""
    offered: tuple[OfferedCampaign, ...]
    """Outreaches that the lifted rules had cancelled and that can be requeued, by campaign."""
