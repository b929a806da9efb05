"""One campaign: with its runs, and with the pane below the list in the app."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from core.views.campaign_list_view import CampaignSummary


@dataclass(frozen=True, slots=True)
class RunSums:
    """Send times of one run: planned = sent + in doubt + waiting + not sent."""

    planned: int = 0
    sent: int = 0
    in_doubt: int = 0
    waiting: int = 0
    not_sent: Mapping[str, int] = field(default_factory=dict)
    """Number of send times that were not used, by the code of the reason."""


@dataclass(frozen=True, slots=True)
class Run:
    """One opening of a slot; `day` and `slot` are local to the campaign, `opens` and `closes` UTC."""

    day: date
    slot: time
    """Start of the slot."""
    opens: datetime
    closes: datetime
    state: str
    """open, closed or missed."""
    cause: str | None
    """Code of the reason why the run was missed."""
    drawn: int
    """People taken from the source."""
    invitations: RunSums
    messages: RunSums
    cohort: int
    """Invitations that the run could have sent: those planned and those of `short`."""
    short: Mapping[str, int]
    """Invitations of the cohort that the run did not plan, by code of the reason."""
    messages_due: int
    messages_short: Mapping[str, int]
    id: int = 0
    """Number of the run in the store."""


@dataclass(frozen=True, slots=True)
class PeopleOfRun:
    """The people to whom a run gave a send time, of one kind and with one result."""

    kind: str
    """invitation or message."""
    result: str
    """sent, in_doubt, not_sent, or planned (still to come)."""
    reason: str
    """Code of the reason of `not_sent`; else empty."""
    outreaches: tuple[int, ...]
    """Rows of the queue."""


@dataclass(frozen=True, slots=True)
class CampaignName:
    """A name and program that a campaign has, or once had."""

    name: str
    program: str


@dataclass(frozen=True, slots=True)
class CampaignDetail:
    """One campaign with its runs, newest first."""

    summary: CampaignSummary
    description: str
    runs: tuple[Run, ...]
    names: tuple[CampaignName, ...]
    """Every name and program that it ever had, the present ones among them."""
    unreadable_runs: tuple[int, ...] = ()
    """Numbers of runs that are left out, because their stored data cannot be read."""

    @property
    def outside_runs(self) -> int:
        """Return the number of sent invitations that no run has: after a restore, only the safety log has them.

        Returns 0 if a run cannot be read, since it may have them.
        """
        if self.unreadable_runs:
            return 0
        return max(0, self.summary.conversion.sent - sum(run.invitations.sent for run in self.runs))


@dataclass(frozen=True, slots=True)
class SlotToday:
    """A slot of today; its times are in the campaign's zone, `closes` is None before its run has opened."""

    opens: datetime
    closes: datetime | None
    state: str
    """to come, open, closed or missed."""
    planned: int
    sent: int
    short: Mapping[str, int] = field(default_factory=dict)
    """Invitations that its run did not plan, by code of the reason."""


@dataclass(frozen=True, slots=True)
class MemberWeek:
    """Invitations of a member in the last 168 hours; times are in the member's zone."""

    member: str
    used: int
    limit: int
    full_until: datetime | None
    """Time at which an invitation fits into a full week again; None for any other week."""
    frees_next: datetime | None
    """Time at which the oldest invitation no longer counts for the week's limit."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """Invitations sent and accepted on one date."""

    day: date
    sent: int
    accepted: int


@dataclass(frozen=True, slots=True)
class NextSend:
    """A send with a set time, which is in the campaign's zone."""

    name: str
    at: datetime
    kind: str
    """invitation or message."""
    words: str
    """`sending now` or `overdue since …` once its time has passed; empty before."""


@dataclass(frozen=True, slots=True)
class CampaignPane:
    """The pane below the list of campaigns: today's slots, the member's week, fourteen days, the next sends."""

    id: int
    today: tuple[SlotToday, ...]
    week: MemberWeek
    days: tuple[DayCount, ...]
    """Oldest first."""
    next: tuple[NextSend, ...]
    short: Mapping[str, int]
    """Invitations of today that are expected and not planned, by code of the reason."""
