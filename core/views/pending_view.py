"""Texts that wait for the sender's approval. Moments are aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PendingText:
    """One waiting text, and its person."""

    id: int
    """Id of the row in the queue."""
    revision: int
    step: int
    kind: str
    """invitation, welcome or follow-up."""
    number: int
    """Ordinal of the follow-up (1, 2, …); 0 for other steps."""
    text: str | None
    """None for an invitation without a note."""
    limit: int
    """Characters that may be sent."""
    note_dropped: bool
    """True if the month's notes of a basic account are used up, so that the invitation is sent without its note."""
    since: datetime
    contact_id: int
    others: int
    """Other campaigns, not archived, in which this person is active now."""
    name: str
    position: str
    company: str
    location: str
    headline: str
    profile: str | None
    """Address on LinkedIn; None if only the provider's id is known."""
    campaign_id: int
    campaign: str
    program: str
    source: str
    sender: str
    zone: str
    """Time zone of the campaign."""
    leaves: datetime | None
    """Opening of the first run that may take it if it is approved now; None if none is foreseen."""
    held: str
    """A sentence about the obstacle to that run; empty if there is none."""


@dataclass(frozen=True, slots=True)
class PendingPage:
    """The texts that wait now: their number, the oldest of them, and when the next ones are due."""

    now: datetime
    total: int
    entries: tuple[PendingText, ...]
    coming: datetime | None
    """Time at which the next text may wait for approval; None if none is to come."""
