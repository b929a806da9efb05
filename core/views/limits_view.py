"""A member's limits: used, left, the time of release, and the campaigns' shares. Moments are in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

LimitName = Literal["week", "day", "ramp", "messages", "notes", "reads", "network", "spacing"]


@dataclass(frozen=True, slots=True)
class Freed:
    """The number of sends that become free at a moment."""

    at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class LimitUse:
    """One limit of a member."""

    limit: LimitName
    used: int
    """Number sent, being sent, in doubt, and with a send time."""
    of: int
    left: int
    frees: tuple[Freed, ...] = ()
    until: datetime | None = None
    """Time at which the limit is reset or ends by itself; None if it has none."""


@dataclass(frozen=True, slots=True)
class CampaignUse:
    """The share of its sender's limits that an active campaign takes."""

    id: int
    name: str
    sent: int
    """Invitations of the last 168 hours."""
    holding: int
    """Invitations with a send time."""
    wants_per_day: float
    """The sends that its slots could make per day, averaged over a week; 0 once nobody is left to invite."""
    gets_per_day: float
    """Its share of what the sender may send, per day, averaged over a week."""
    would_get: float | None = None
    """Its share if another campaign started; None if that was not requested."""


@dataclass(frozen=True, slots=True)
class MemberLimits:
    """The limits of one member and the campaigns under them."""

    id: int
    name: str
    owner: str | None
    """The provider's id of the person whose account it is; None until it was read."""
    limits: tuple[LimitUse, ...]
    campaigns: tuple[CampaignUse, ...]
    wants_per_day: float
    """Invitations that the active campaigns want together, averaged over a week."""
    fits_per_day: float
    """Invitations that the day caps and the week allow, without a ramp, averaged over a week."""
    overbooked: bool
    """True if the campaigns want more than fits."""
    unreadable: tuple[str, ...] = ()
    """Sentences about campaigns that are left out because their stored data cannot be read."""
