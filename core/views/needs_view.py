"""The things that need a person, one item each. Moments are aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.rules.problem_codes.code import Severity

NeedKind = Literal["approvals", "doubt", "reply", "account", "source", "exclusions", "problem"]


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits for a person."""

    key: str
    """Key that stays the same as long as the need lasts; made of ids alone, so that it contains no name."""
    kind: NeedKind
    code: str
    """Code of the problem; empty for the other kinds."""
    severity: Severity
    about: str
    """Name of the campaign, person, member or source."""
    text: str
    """A sentence that describes the situation."""
    action: str
    """A sentence about what to do."""
    count: int
    due: datetime | None
    """Opening of the next run that sends less if nobody acts; None if no run depends on this."""
    since: datetime | None
    campaign_id: int | None = None
    """The campaign, or the first of those that are concerned."""
    campaign: str = ""
    campaigns: int = 0
    """Number of campaigns that are concerned."""
    member_id: int | None = None
    source_id: int | None = None
    contact_id: int | None = None
    outreach_id: int | None = None
    profile: str | None = None
    """Address of the person on LinkedIn; None if it is about no person, or only the provider's id is known."""

    @property
    def mark(self) -> str:
        """Return a text that differs once the item has changed: its count and its beginning."""
        return f"{self.count}@{'' if self.since is None else int(self.since.timestamp())}"


@dataclass(frozen=True, slots=True)
class Needs:
    """Everything that needs a person, sorted by `due`: first what makes a run send less soonest."""

    now: datetime
    items: tuple[Need, ...]
    more: int
    """Doubts beyond those that are listed."""
