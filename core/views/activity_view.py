"""Rows of the journal, and replies. Moments are in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A row of the journal in words, for the workspace's activity."""

    id: int
    at: datetime
    actor: str
    """Name of the person who did it, or `engine`."""
    kind: str
    code: str
    """Code of the reason; empty if there is none."""
    campaign: str | None
    contact_id: int | None
    person: str | None
    profile: str | None
    """Address of the person on LinkedIn; None if it is about no person, or only the provider's id is known."""
    member: str | None
    source: str | None
    step: int | None
    """Position of the step, 0 for the invitation."""
    text: str
    """The event as a sentence without its full stop."""
    reason: str | None
    """Sentence of the reason's code."""
    action: str | None
    """The remedy for the reason."""
    words: str | None
    """The provider's words."""
    said: str | None
    """The text that was sent, approved or received."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A message that a person sent back, or that the member wrote outside Overture (`ours`)."""

    id: int
    at: datetime
    text: str
    ours: bool
    contact_id: int
    person: str
    profile: str | None
    """Address on LinkedIn; None if only the provider's id is known."""
    campaign_id: int
    campaign: str
    program: str
    member: str
    """Name of the member whose account received it."""

    @property
    def actor(self) -> str:
        """Name of the person who wrote it."""
        return self.member if self.ours else self.person


@dataclass(frozen=True, slots=True)
class JourneyEvent:
    """A row of the journal in words, for the journey of one person."""

    at: datetime
    actor: str
    kind: str
    text: str
    reason: str | None
    """Code of the reason."""
    step: int | None
    step_name: str | None
    campaign: str | None
    member: str | None
    data: Mapping[str, object] | None
    """Details that were stored with the row."""
