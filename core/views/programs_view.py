"""Campaigns summed by program and name, and the steps that their people reached."""

from __future__ import annotations

from dataclasses import dataclass

from core.rules.conversion import Conversion
from core.views.campaign_detail_view import DayCount


@dataclass(frozen=True, slots=True)
class CampaignTotals:
    """Sums over some campaigns, archived ones included."""

    members: int
    """Members who send for them."""
    campaigns: int
    ended: int
    """Campaigns that are archived."""
    active: int
    sent: int
    """Invitations sent."""
    accepted: int
    waiting: int
    """People whose invitation or message was not sent yet."""
    replied: int
    """People who replied."""
    conversion: Conversion


@dataclass(frozen=True, slots=True)
class NameSummary:
    """The campaigns of one name in a program."""

    name: str
    totals: CampaignTotals


@dataclass(frozen=True, slots=True)
class ProgramSummary:
    """A program with the names in it."""

    program: str
    names: tuple[NameSummary, ...]
    totals: CampaignTotals


@dataclass(frozen=True, slots=True)
class FunnelSteps:
    """The number of people who reached each step."""

    drawn: int
    invited: int
    accepted: int
    messaged: int
    replied: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """The number of people of a program, or of one name in it, who reached each step."""

    program: str
    name: str | None
    """None for the whole program."""
    steps: FunnelSteps
    days: tuple[DayCount, ...]
    """Invitations sent and accepted on the last fourteen dates of the workspace's zone, oldest first."""
