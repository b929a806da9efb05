"""The simulation of the coming days in memory: openings, draws, approvals and shares, by the engine's own rules.

It assumes that no account fails, that nobody is refused, and that texts are approved as `Approvals` says.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import takewhile

from core.days_off import DaysOff
from core.engine.planning.planner import LAST_MOMENT, Coming, shares_of
from core.rules.limits import HARD_WEEK, WEEK, budget, cap_of_day
from core.rules.planning import draw_ahead_at, draw_size, send_times
from core.rules.schedule import Opening, before_day, local_date, next_opening, opening_at, opening_on, start_of_day
from core.rules.shortage import (
    BEHIND,
    Plan,
    Short,
    SourceLeft,
    Unready,
    cohort_of,
    missing,
    plan_short,
    source_short,
    together,
    unready_short,
)
from core.store.fields import LATEST
from core.store.slots import SlotRow

RESTS = "limit.network"
"""Reason for the invitations that are not sent because LinkedIn reported a limit."""
DRAW, OPEN = 0, 1
"""Kinds of events, in the order in which they happen at the same moment."""


@dataclass(frozen=True)
class Approvals:
    """The assumption about texts: the share that is approved, and the days until the approval."""

    approved: float
    delay_days: int


@dataclass
class Sender:
    """A member with the invitations that count against its limits, those of the simulated days included."""

    id: int
    account: str
    zone: str
    day_cap: int
    ramp: bool
    spacing: timedelta
    send_dates: list[date]
    """Local dates with invitations, ascending, as far back as the warm-up needs them."""
    moments: list[datetime]
    """Times of the invitations of the last 168 hours, and the send times already given."""
    rests_until: datetime | None = None
    """End of the rest after LinkedIn reported a limit; no invitation is sent before it."""

    def left(self, now: datetime) -> tuple[int, str]:
        """Return the invitations left at a moment, and the code of the limit that decides their number."""
        today = local_date(now, self.zone)
        caps = cap_of_day(self.day_cap, self.account, today, self.send_dates if self.ramp else None)
        begin = start_of_day(today, self.zone)
        used_today = sum(moment >= begin for moment in self.moments)
        used_week = sum(moment > now - WEEK for moment in self.moments)
        by_week = HARD_WEEK - used_week <= caps.ramped - used_today
        limit = "limit.week" if by_week else ("limit.ramp" if caps.ramped < caps.own else "limit.day")
        return budget(caps.ramped, used_today, used_week), limit

    def send(self, moments: Sequence[datetime]) -> None:
        """Count invitations at these moments."""
        self.moments += moments
        for day in sorted({local_date(moment, self.zone) for moment in moments}):
            if not self.send_dates or self.send_dates[-1] < day:
                self.send_dates.append(day)


@dataclass
class Running:
    """An active campaign in the simulation, with the people who are drawn."""

    id: int
    name: str
    sender: Sender
    source: int
    zone: str
    cohort: int
    approval_off: bool
    created: date
    slots: Sequence[SlotRow]
    left: int
    """Number of people whom the campaign may still draw from its source."""
    shares_people: Callable[[Running], bool]
    """Function that returns whether another campaign on the source cannot draw a person whom this one has drawn."""
    asked_before: bool
    served: datetime | None
    ready: list[date] = field(default_factory=list)
    """For each drawn person, the first local date on which a run may invite them; ascending."""
    rest: float = 0.0
    """Fraction of a person that is left over after the share of approvals was rounded down."""
    barred: str = ""
    """Code of the reason that prevents every draw; empty if none does."""
    undrawn: str = BEHIND
    """Code of the hold under which no profile is read and nobody is drawn; BEHIND if there is none."""
    off: DaysOff = field(default_factory=DaysOff)
    """Dates on which no run opens."""

    @property
    def draws(self) -> bool:
        """Return whether people can be drawn."""
        return not self.barred and self.undrawn == BEHIND

    def draw(self, number: int, first: date, approvals: Approvals | None) -> None:
        """Draw people; the share of them that is approved may be invited from the local date `first` on."""
        self.left -= number
        approved = number
        if approvals is not None:
            self.rest += number * approvals.approved
            approved = int(self.rest + 1e-9)
            self.rest -= approved
        self.ready = sorted([*self.ready, *[first] * approved])

    def ready_on(self, day: date) -> int:
        """Return how many people a run of a local date may invite."""
        return sum(first <= day for first in self.ready)


@dataclass(frozen=True)
class ComingRun:
    """One run to come: the invitations it could send (`cohort`), those expected, and the reasons for fewer."""

    day: date
    campaign: int
    opens: datetime
    cohort: int
    invitations: int
    short: Short


@dataclass(frozen=True)
class _Event:
    at: datetime
    kind: int
    slot: SlotRow
    campaign: Running
    opening: Opening

    @property
    def order(self) -> tuple[datetime, int, int]:
        return self.at, self.kind, self.slot.id


def runs(campaigns: Sequence[Running], now: datetime, until: datetime, approvals: Approvals) -> Iterator[ComingRun]:
    """Yield every run that opens before `until`, soonest first; the campaigns and their senders change meanwhile."""
    events = sorted(_events(campaigns, now, until), key=lambda event: event.order)
    rivals = _rivals(campaigns)
    by_sender: dict[int, deque[_Event]] = {}
    for event in events:
        if event.kind == OPEN:
            by_sender.setdefault(event.campaign.sender.id, deque()).append(event)
    for event in events:
        if event.kind == DRAW:
            _draw(event, rivals, None)
            continue
        own = by_sender[event.campaign.sender.id]
        tonight = before_day(
            local_date(event.at, event.campaign.sender.zone) + timedelta(days=1), event.campaign.sender.zone
        )
        today = list(takewhile(partial(_opens_by, tonight), own))
        yield _run(event, today)
        own.popleft()
        if not event.campaign.approval_off:
            _draw(event, rivals, approvals)
        event.campaign.asked_before = True


def _opens_by(moment: datetime, event: _Event) -> bool:
    return event.at <= moment


def _rivals(campaigns: Sequence[Running]) -> dict[int, list[Running]]:
    """Return, by campaign, the other campaigns on its source that can no longer draw the people it draws."""
    by_source: dict[int, list[Running]] = {}
    for campaign in campaigns:
        by_source.setdefault(campaign.source, []).append(campaign)
    return {
        one.id: [other for other in by_source[one.source] if other is not one and one.shares_people(other)]
        for one in campaigns
    }


def _events(campaigns: Sequence[Running], now: datetime, until: datetime) -> Iterator[_Event]:
    for campaign in campaigns:
        first_end = start_of_day(campaign.created + timedelta(days=1), campaign.zone)
        for slot in campaign.slots:
            opening = None if slot.next_open_at is None else opening_at(slot.rule, slot.next_open_at)
            while opening is not None and opening.opens < until:
                at = max(opening.opens, now)
                if at < opening.closes and opening.date not in campaign.off:
                    yield _Event(at, OPEN, slot, campaign, opening)
                    ahead = draw_ahead_at(opening.opens, first_end) if campaign.approval_off else None
                    if ahead is not None and ahead >= now:  # the people of an earlier draw are counted already
                        yield _Event(ahead, DRAW, slot, campaign, opening)
                opening = next_opening(slot.rule, opening.opens)


def _draw(event: _Event, rivals: Mapping[int, Sequence[Running]], approvals: Approvals | None) -> None:
    """Draw the next cohort of a campaign; the campaigns that share its people can no longer draw these."""
    campaign, day = event.campaign, event.opening.date
    if not campaign.draws:
        return
    slots = sum(opening_on(slot.rule, day) is not None for slot in campaign.slots)
    number = min(draw_size(campaign.cohort, slots, len(campaign.ready)), campaign.left)
    delay = 0 if approvals is None else approvals.delay_days + 1
    campaign.draw(number, day + timedelta(days=delay), approvals)
    for other in rivals[campaign.id]:
        other.left = max(0, other.left - number)


def _run(event: _Event, today: Sequence[_Event]) -> ComingRun:
    campaign, sender, day = event.campaign, event.campaign.sender, event.opening.date
    coming = _coming(today)
    left, limit = sender.left(event.at)
    served = {one.campaign.id: one.campaign.served for one in today if one.campaign.served is not None}
    own = next(one for one in coming if one.slot.id == event.slot.id)
    share = shares_of(coming, left, served).get(str(event.slot.id), 0)
    end = min(event.opening.closes, _next_day_off(campaign, day)) - LAST_MOMENT
    start = event.at if sender.rests_until is None else max(event.at, sender.rests_until)
    times = send_times(
        count=share,
        start=start,
        end=end,
        spacing=sender.spacing,
        taken=[moment for moment in sender.moments if moment > event.at - sender.spacing],
        seed=f"forecast:{event.slot.id}:{day.isoformat()}",
    )
    cohort = cohort_of(
        campaign.cohort, approval_off=campaign.approval_off, asked_before=campaign.asked_before, ready=own.ready
    )
    ready = min(own.ready, cohort)
    people = _people_short(campaign, cohort - ready, own.ready)
    unplanned = plan_short(Plan(ready, left, limit, share, len(times), len(times)))
    if start > event.at:
        unplanned = {RESTS: number} if (number := sum(unplanned.values())) else {}
    short = together(people, unplanned)
    sender.send(times)
    campaign.ready = campaign.ready[len(times) :]
    campaign.served = times[-1] if times else campaign.served
    return ComingRun(day, campaign.id, event.at, cohort, len(times), short)


def _next_day_off(campaign: Running, day: date) -> datetime:
    """Return the start of the next day if that is a day off, which ends a slot; else a moment after any slot."""
    tomorrow = day + timedelta(days=1)
    return start_of_day(tomorrow, campaign.zone) if tomorrow in campaign.off else LATEST


def _coming(today: Sequence[_Event]) -> list[Coming]:
    """Return the slots that open today, each with the invitations it wants, as `planner.coming_today` does."""
    taken: dict[int, int] = {}
    found = []
    for event in today:
        campaign = event.campaign
        ready = campaign.ready_on(event.opening.date)
        used = taken.get(campaign.id, 0)
        want = max(0, min(ready - used, campaign.cohort))
        taken[campaign.id] = used + want
        found.append(Coming(event.slot, want, ready))
    return found


def _people_short(campaign: Running, number: int, ready: int) -> Short:
    if number <= 0:
        return {}
    waiting = len(campaign.ready) - ready
    drawn = unready_short(number, Unready(unapproved=waiting))
    rest = missing(number, drawn)
    if not rest:
        return drawn
    nobody = not campaign.left and not campaign.ready
    left = SourceLeft(campaign.left, nobody_open=nobody, undrawn=campaign.undrawn, barred=campaign.barred)
    return together(drawn, source_short(rest, left))
