"""The result of the demo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.views.campaign_list_view import CampaignSummary
from core.views.verification_view import Verification


@dataclass(frozen=True, slots=True)
class DemoCampaign:
    """A campaign at the end of the demo."""

    summary: CampaignSummary
    not_sent: Mapping[str, int]
    """Number of send times that were not used, by the code of the reason."""
    health_seen: tuple[str, ...]
    """Every state of health in which it was seen, in alphabetical order."""

    @property
    def replied(self) -> int:
        """People who answered."""
        return self.summary.statuses.get("replied", 0)

    @property
    def waiting(self) -> int:
        """Texts that wait for approval."""
        return self.summary.statuses.get("pending", 0)


@dataclass(frozen=True, slots=True)
class LedgerTotals:
    """The totals of what was really sent from the sandbox's accounts."""

    invites: int
    messages: int
    people_twice: int
    """People invited more than once by one account."""


@dataclass(frozen=True, slots=True)
class RunTotals:
    """All runs together: planned = sent + in doubt + not sent + waiting."""

    runs: int
    missed: int
    planned: int
    sent: int
    in_doubt: int
    not_sent: int
    waiting: int


@dataclass(frozen=True, slots=True)
class DemoResult:
    """Some days on the sandbox, summed up."""

    days: int
    seed: int
    campaigns: tuple[DemoCampaign, ...]
    ledger: LedgerTotals
    runs: RunTotals
    verification: Verification
