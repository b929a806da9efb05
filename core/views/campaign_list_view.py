"""A campaign in the list of campaigns: its health, today's progress and its conversion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.rules.coming import Due
from core.rules.conversion import Conversion
from core.rules.health import Health
from core.rules.today import Today


@dataclass(frozen=True, slots=True)
class MessagesToday:
    """Messages of today's runs, which are counted separately from the invitations."""

    planned: int
    sent: int


@dataclass(frozen=True, slots=True)
class CampaignSummary:
    """One campaign in the list; "today" is the local date in the campaign's time zone."""

    id: int
    name: str
    program: str
    sender: str
    """Name of the member who sends."""
    steps: int
    """Number of steps, the invitation among them."""
    source: str
    """Name of the source of its people."""
    active: bool
    archived: bool
    time_zone: str
    health: Health
    next_state: Due | None
    """State of the next opening: to come, now or overdue; None if none comes by itself."""
    today: Today
    messages_today: MessagesToday
    conversion: Conversion
    statuses: Mapping[str, int]
    """Number of outreaches by status."""
