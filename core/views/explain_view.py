"""The explanation of a campaign at a moment: its gates, the next possible send, runs, people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.views.campaign_detail_view import Run

GateState = Literal["open", "blocks", "unknown"]


@dataclass(frozen=True, slots=True)
class GateView:
    """One gate of the send path; moments are in UTC."""

    gate: str
    state: GateState
    code: str = ""
    """Code of the reason why it is closed; empty if it is open."""
    since: datetime | None = None
    until: datetime | None = None
    """Time at which it opens by itself; None if that is not known."""
    words: str = ""
    action: str = ""
    only: Literal["", "invitation", "message"] = ""
    """The only kind of send that a closed gate holds back; empty if it holds back both."""


@dataclass(frozen=True, slots=True)
class NextMoment:
    """The next moment at which something can be sent, and the conditions for it."""

    at: datetime | None
    """None if it cannot be predicted: then it depends on `needs`."""
    what: str
    needs: tuple[str, ...] = ()
    """Gates that stay closed until a person acts, and `approval`."""
    awaits: tuple[str, ...] = ()
    """Gates that open by themselves, at a time that is not known."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The explanation of one campaign at a moment, for `explain` and the app."""

    id: int
    name: str
    sender: str
    member_id: int
    source_id: int
    time_zone: str
    at: datetime
    now: datetime
    recorded: bool
    """False if no run had recorded its gates by then."""
    gates: tuple[GateView, ...]
    """The gates, in the order of the send path."""
    next: NextMoment | None
    """None for a past moment."""
    run: Run | None
    """The run that opened last, as it ended."""
    runs: tuple[Run, ...]
    """All runs of that local date until the moment, the latest first."""
    history: tuple[Run, ...]
    """The last runs until the moment, the latest first."""
    people: Mapping[str, int]
    """Number of the source's people by the code of the reason for no contact, or by `contacted`."""
    left: int
    """People whom the next runs may draw."""
    followed: datetime | None = None
    """Opening of the first run after the moment; None if no later run has opened yet."""
    unreadable: tuple[str, ...] = ()
    """Sentences about stored values that cannot be read, and about what is left out for them."""

    @property
    def first(self) -> GateView | None:
        """Return the first closed gate."""
        return next((gate for gate in self.gates if gate.state == "blocks"), None)


@dataclass(frozen=True, slots=True)
class PersonExplanation:
    """One person of a campaign at a moment, with the one reason why they are not contacted."""

    contact_id: int
    name: str
    campaign_id: int
    campaign: str
    time_zone: str
    at: datetime
    status: str | None
    """Status of their outreach; None if they were not drawn by then."""
    reason: str
    """Code of the reason."""
    words: str
    action: str
    since: datetime | None
    next: datetime | None
    """Send time, or the next moment at which the campaign can send; None if nothing is to come."""


@dataclass(frozen=True, slots=True)
class CampaignRuns:
    """Runs of one campaign, the latest first."""

    id: int
    name: str
    runs: tuple[Run, ...]
    unreadable_runs: tuple[int, ...] = ()
    """Numbers of its runs that are left out, of any date, because their stored data cannot be read."""


@dataclass(frozen=True, slots=True)
class MemberDay:
    """The runs of a member's campaigns on one local date until a moment, without campaigns that had no run."""

    id: int
    name: str
    time_zone: str
    at: datetime
    campaigns: tuple[CampaignRuns, ...]

    @property
    def unreadable_runs(self) -> tuple[int, ...]:
        """Return the numbers of the runs that are left out, because their stored data cannot be read."""
        return tuple(run for one in self.campaigns for run in one.unreadable_runs)

    @property
    def _runs(self) -> list[Run]:
        return [run for one in self.campaigns for run in one.runs]

    @property
    def sent(self) -> int:
        """Return the number of invitations sent in these runs."""
        return sum(run.invitations.sent for run in self._runs)

    @property
    def planned(self) -> int:
        """Return the number of invitations that these runs planned."""
        return sum(run.invitations.planned for run in self._runs)

    @property
    def cohort(self) -> int:
        """Return the number of invitations that these runs could have sent."""
        return sum(run.cohort for run in self._runs)
