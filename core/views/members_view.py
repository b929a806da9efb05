"""Members: the people whose accounts send. Moments are aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.views.obstacle_view import Obstacle


@dataclass(frozen=True, slots=True)
class WeekUse:
    """Invitations of the last 168 hours, including those sent outside Overture."""

    sent: int
    limit: int
    frees: datetime | None
    """Time at which a full week has space again, or at which the oldest invitation leaves any other week; else None."""


@dataclass(frozen=True, slots=True)
class DayUse:
    """Invitations on the present date in the member's zone."""

    sent: int
    cap: int
    """Today's cap: 85 to 100 % of the day cap, depending on the date, and less while the account is warming up."""
    ramped: bool
    """True if the warm-up lowers the cap."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member: account, state, and the use of its limits."""

    id: int
    name: str
    account: str
    """The provider's id of the account."""
    owner: str | None
    """The provider's id of the person whose account it is; None until it was read."""
    plan: str
    """basic, premium or sales-navigator."""
    time_zone: str
    day_cap: int
    ramp: bool
    """True if a new or idle account starts slowly."""
    days_off: str
    """Dates and periods on which nothing is sent for this member; empty for none."""
    state: str
    """ok, connecting, disconnected, restricted or archived."""
    provider_words: str
    """The provider's answer about the state; may be empty."""
    since: datetime | None
    """Start of the state."""
    paused: bool
    cooldown_until: datetime | None
    """Moment before which no invitation is sent, since LinkedIn reported a limit; None if no such limit holds."""
    checked: bool
    """True once the list of sent invitations was read to its end; nothing is sent before."""
    week: WeekUse
    today: DayUse
    campaigns: tuple[str, ...]
    """Names of the active campaigns."""
    added: datetime
    problem: Obstacle | None
    """The obstacle to all sending of the member; None if there is none."""
