"""Changes of a campaign: the effects of an edit, of stopping or archiving, and warnings for its author."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.views.campaign_detail_view import CampaignName


@dataclass(frozen=True, slots=True)
class TextWarning:
    """A warning for the author of a text."""

    field: str
    """Path in the campaign's file, such as `steps[0].text.en`."""
    text: str


@dataclass(frozen=True, slots=True)
class ValueCount:
    """The number of people of a source who have a value that a text names and that only a file can provide."""

    step: int
    """Position of the step, 0 for the invitation."""
    kind: str
    language: str
    """Language in which these people are written to; empty if they are everybody in the source."""
    variable: str
    source: str
    people: int
    have: int
    left_out: int
    """People to whom the text cannot be written, since they lack the value."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """A campaign's name and program before and after an edit."""

    was: CampaignName
    now: CampaignName


@dataclass(frozen=True, slots=True)
class EditResult:
    """The result of saving a changed campaign."""

    id: int
    slots_from: date | None
    """Local date from which changed times apply; None if they did not change."""
    renamed: Renamed | None
    asks_again: int
    """Texts that were approved and now need approval again."""
    rendered_again: int | None
    """Texts that waited and were rendered again; None if no text changed."""


@dataclass(frozen=True, slots=True)
class EditEffect:
    """One effect of an edit, other than the change of the campaign itself."""

    code: str
    count: int
    """People, texts or invitations concerned; 0 if the effect concerns none."""
    text: str
    needs_yes: bool = False
    """True if the command line saves this only with `--yes`."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a campaign's file that an edit changes; a value is None if the file lacks the field."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class EditPlan:
    """All changes of saving a campaign's file."""

    id: int
    name: str
    """The campaign's name before the edit."""
    fields: tuple[FieldChange, ...]
    effects: tuple[EditEffect, ...]

    @property
    def needs_yes(self) -> bool:
        """Return whether the command line saves this only with `--yes`."""
        return any(one.needs_yes for one in self.effects)

    @property
    def shared(self) -> int:
        """Return the number of people whom the campaign shares with others after a rename."""
        return sum(one.count for one in self.effects if one.code == "shared")

    @property
    def sentences(self) -> list[str]:
        """Return each effect in words, with its number."""
        return [one.text for one in self.effects]


@dataclass(frozen=True, slots=True)
class CampaignEnds:
    """The effects of stopping or archiving a campaign."""

    id: int
    name: str
    ends: Mapping[str, int]
    """People who were not contacted, by status: queued, pending, approved, scheduled."""
    sent: int
    """Invitations sent."""
    in_sequence: int
    """People who accepted and may get a further message."""

    @property
    def cancelled(self) -> int:
        """People whom archiving cancels."""
        return sum(self.ends.values())
