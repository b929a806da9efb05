"""The forecast of the active campaigns: invitations, acceptances and messages by date, and their limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from core.engine.planning.budget import send_dates
from core.engine.planning.gates import REFUSALS
from core.errors import UsageError
from core.rules.filters.natural_order import natural
from core.rules.groups import group_key
from core.rules.limits import WEEK
from core.rules.schedule import local_date, start_of_day
from core.rules.shortage import FINISHED, SOURCE, Short, together
from core.services.explain.campaign_explained import gates_of
from core.services.explain.next_moment import needs_person
from core.services.forecast.acceptance import PRIOR, Rate, accepted_by_day, band, rate_of
from core.services.forecast.coming_days import Approvals, ComingRun, Running, Sender, runs
from core.services.lookup import find
from core.services.overview.snapshot import Facts
from core.store import bookings, campaign_steps, members
from core.store.campaign_steps import StepRow
from core.store.slots import SlotRow
from core.store.views import campaign_numbers, eligible, limit_usage
from core.store.views.campaign_numbers import CampaignLine
from core.store.views.explaining import forecast_facts
from core.store.views.source_left import undrawn_code
from core.views.explain_view import GateView
from core.views.forecast_view import Assumes, DrySource, Forecast, ForecastDay, HeldCampaign
from core.workspace import Workspace

DAYS = 30
LONGEST = 365
HISTORY = timedelta(days=28)
LEAST_DECISIONS = 30
"""Fewest decisions on which the pace of approvals is based; with fewer, all texts are approved on the next day."""
OLD = timedelta(days=30)
"""Least age of an invitation that counts for the rate of acceptance."""
UNANSWERED = timedelta(days=60)
"""Greatest age of an invitation that may still be accepted."""
_LIMITS = frozenset({"spacing", "week", "day", "messages", "notes"})
"""Gates that hold no campaign in the forecast: the simulation applies them, or they open by themselves within a day."""


@dataclass(frozen=True)
class _Held:
    """A campaign that is held until a person acts."""

    code: str
    """Code of the reason why no invitations are sent; empty if they are."""
    messages: bool
    """No messages are sent."""


def forecast(
    workspace: Workspace,
    *,
    days: int = DAYS,
    campaign: str | None = None,
    member: str | None = None,
    approve: str | None = None,
) -> Forecast:
    """Return the coming days, today first: of all active campaigns, of one campaign, or of one member's campaigns.

    `approve` replaces the assumed pace of approvals: `all` texts are approved on the day they are rendered, or `none`.
    All campaigns are simulated in any case, since they share limits and people. Raises NotFoundError, UsageError.
    """
    if not 1 <= days <= LONGEST:
        raise UsageError(f"--days must be from 1 to {LONGEST}, not {days}.", field="--days")
    now = workspace.now()
    with workspace.store.read() as store:
        facts = Facts(workspace, store, now)
        only = None if campaign is None else find(store, "campaign", campaign)
        of_member = None if member is None else find(store, "member", member)
        lines = [line for line in campaign_numbers.lines(store, archived=False) if line.active]
        approvals, decisions = _approvals(facts, approve)
        rate = rate_of(*forecast_facts.accepted_before(store, now - OLD))
        held = dict(_held(facts, lines))
        coming = _coming_runs(facts, lines, held, days, approvals)
        chosen = [line for line in lines if only in (None, line.id) and of_member in (None, line.member_id)]
        found = _Days(facts, {line.id: line.time_zone for line in lines}, coming, held, rate, days)
        rows = [row for line in chosen for row in found.of(line)]
    start = local_date(now, workspace.stamp.time_zone)
    return Forecast(
        start=start,
        end=start + timedelta(days=days - 1),
        time_zone=workspace.stamp.time_zone,
        assumes=Assumes(approvals.approved, approvals.delay_days, decisions, rate.n, rate.mean, PRIOR),
        days=tuple(sorted(rows, key=lambda row: (row.date, natural(row.campaign), row.campaign_id))),
        dry=_dry(chosen, coming),
        held=tuple(
            HeldCampaign(
                line.id, line.name, held[line.id].code, sum(row.cohort for row in rows if row.campaign_id == line.id)
            )
            for line in chosen
            if line.id in held and held[line.id].code
        ),
    )


def _approvals(facts: Facts, approve: str | None) -> tuple[Approvals, int]:
    """Return the assumed pace of approvals, and the number of decisions on which it is based."""
    if approve == "all":
        return Approvals(1.0, 0), 0
    if approve == "none":
        return Approvals(0.0, 0), 0
    since = facts.now - HISTORY
    approved = forecast_facts.approved_since(facts.store, since)
    decisions = len(approved) + forecast_facts.rejected_since(facts.store, since)
    if decisions < LEAST_DECISIONS:
        return Approvals(1.0, 1), 0
    delays = sorted(
        (local_date(one.approved_at, one.zone) - local_date(one.drawn_at, one.zone)).days for one in approved
    )
    return Approvals(len(approved) / decisions, delays[len(delays) // 2] if delays else 1), decisions


def _held(facts: Facts, lines: Iterable[CampaignLine]) -> Iterator[tuple[int, _Held]]:
    """Yield the campaigns that send no invitations, no messages, or neither, until a person acts."""
    for line in lines:
        found = [gate for gate in gates_of(facts, line) if _holds(facts, line, gate)]
        if found:
            invitations = next((gate.code for gate in found if gate.only != "message"), "")
            yield line.id, _Held(invitations, messages=any(gate.only != "invitation" for gate in found))


def _holds(facts: Facts, line: CampaignLine, gate: GateView) -> bool:
    """Return whether a gate holds a campaign until a person acts.

    A gate of LinkedIn's refusals does: it names the time of a trial with one person, which is not its end.
    """
    if gate.gate == REFUSALS.name:
        return gate.state == "blocks"
    return gate.gate not in _LIMITS and needs_person(facts, line, gate)


def _coming_runs(
    facts: Facts, lines: Sequence[CampaignLine], held: Mapping[int, _Held], days: int, approvals: Approvals
) -> list[ComingRun]:
    store, now = facts.store, facts.now
    senders = {row.id: _sender(facts, row.id) for row in members.unarchived(store)}
    by_id = {line.id: line for line in lines}
    running = [
        _running(facts, line, senders[line.member_id], days, approvals, by_id)
        for line in lines
        if not (line.id in held and held[line.id].code) and line.member_id in senders
    ]
    return list(runs(running, now, now + timedelta(days=days + 1), approvals))


def _sender(facts: Facts, ident: int) -> Sender:
    store, now = facts.store, facts.now
    row = members.get(store, ident)
    booked = [one.send_at for one in bookings.planned(store, member=ident, kind="invitation")]
    sent = limit_usage.invitation_moments(store, ident, now - WEEK)
    dates = send_dates(store, ident, row.time_zone, now)
    sender = Sender(
        row.id, row.account_id, row.time_zone, row.day_cap, row.ramp, timedelta(seconds=row.spacing_s), dates, sent
    )
    sender.rests_until = row.cooldown_until
    sender.send(sorted(booked))
    return sender


def _running(
    facts: Facts,
    line: CampaignLine,
    sender: Sender,
    days: int,
    approvals: Approvals,
    lines: Mapping[int, CampaignLine],
) -> Running:
    store, now = facts.store, facts.now
    slots: list[SlotRow] = facts.slots_of(line)
    today = facts.local_today(line)
    tomorrow = today + timedelta(days=1)
    ready = eligible.count_invitations(store, line.id, start_of_day(today, line.time_zone), now)
    later = start_of_day(tomorrow, line.time_zone)
    approved = eligible.count_invitations(store, line.id, later, later)
    unready = eligible.unready(store, line.id, later, later)
    off = line.approval == "off"
    found = Running(
        id=line.id,
        name=line.name,
        sender=sender,
        source=line.source_id,
        zone=line.time_zone,
        cohort=line.cohort_size,
        approval_off=off,
        created=local_date(line.created_at, line.time_zone),
        slots=slots,
        left=facts.left(line, (days + 2) * max(1, len(slots)) * line.cohort_size),
        shares_people=partial(_shares_people, facts.workspace.stamp.dedupe, lines, line),
        asked_before=off or facts.asked_before(line),
        served=limit_usage.last_served(store, [line.id]).get(line.id),
        ready=[*[today] * ready, *[tomorrow] * (approved - ready + unready.waiting)],
        barred=_barred(facts, line),
        undrawn=undrawn_code(store, line.id, line.member_id),
        off=facts.days_off(line),
    )
    found.left += unready.unapproved + unready.unread  # they are drawn already: the call below counts them as new
    waiting = unready.unapproved + (unready.unread if found.draws else 0)
    found.draw(waiting, today if off else tomorrow + timedelta(days=approvals.delay_days), None if off else approvals)
    return found


def _barred(facts: Facts, line: CampaignLine) -> str:
    return "source.importing" if line.source_id in facts.file_imports else ""


def _shares_people(dedupe: str, lines: Mapping[int, CampaignLine], line: CampaignLine, other: Running) -> bool:
    """Return whether `other`, a campaign on the same source, can no longer draw a person whom `line` has drawn."""
    beside = lines[other.id]
    if dedupe == "all" or beside.member_id == line.member_id:
        return True
    return group_key(beside.name, beside.program) == group_key(line.name, line.program)


@dataclass
class _Messages:
    """Expected messages of one campaign on one date."""

    all: float = 0.0
    follow_ups: float = 0.0
    pairs: float = 0.0
    """Pairs of one of these messages and an earlier message of the forecast to the same person."""

    def add(self, number: float, earlier: int, *, follow_up: bool) -> None:
        """Add one message to each of a number of people who got `earlier` messages on earlier dates."""
        self.all += number
        self.follow_ups += number if follow_up else 0.0
        self.pairs += number * earlier


_NO_MESSAGES = _Messages()


class _Days:
    """Makes the rows of the forecast, campaign by campaign, from the simulated runs."""

    def __init__(
        self,
        facts: Facts,
        zones: Mapping[int, str],
        coming: Sequence[ComingRun],
        held: Mapping[int, _Held],
        rate: Rate,
        days: int,
    ) -> None:
        self._facts = facts
        self._held = held
        self._rate = rate
        self._days = days
        self._runs: defaultdict[int, list[ComingRun]] = defaultdict(list)
        for run in coming:
            self._runs[run.campaign].append(run)
        self._sent: defaultdict[int, defaultdict[date, float]] = defaultdict(lambda: defaultdict(float))
        for one in forecast_facts.unanswered_since(facts.store, facts.now - UNANSWERED):
            if one.campaign in zones:
                self._sent[one.campaign][local_date(one.invited_at, zones[one.campaign])] += 1
        self._due: defaultdict[int, list[forecast_facts.DueMessages]] = defaultdict(list)
        for due in forecast_facts.messages_due(facts.store):
            self._due[due.campaign].append(due)

    def of(self, line: CampaignLine) -> Iterator[ForecastDay]:
        """Yield the rows of a campaign, one for each date on which it could send or is expected to send something."""
        first = self._facts.local_today(line)
        today = self._facts.today(line)
        plans = {first: (today.expected, today.planned, dict(today.short))}
        for run in self._runs[line.id]:
            if run.day > first:
                cohort, planned, short = plans.get(run.day, (0, 0, {}))
                plans[run.day] = cohort + run.cohort, planned + run.invitations, together(short, run.short)
        held = self._held.get(line.id)
        if held is not None and held.code:
            plans |= self._nothing(line, first, held.code)
        sent = self._sent[line.id]
        for day, (_cohort, planned, _short) in plans.items():
            sent[day] += planned - (today.sent if day == first else 0)
        accepted = accepted_by_day(sent, first, self._days, self._rate)
        coming = self._messages(line, accepted, first, sorted({*plans, first}))
        for ahead in range(self._days):
            day = first + timedelta(days=ahead)
            cohort, planned, short = plans.get(day, (0, 0, {}))
            messages = coming.get(day, _NO_MESSAGES)
            row = ForecastDay(
                day,
                line.id,
                line.name,
                line.member,
                cohort,
                planned,
                short,
                band(accepted[day], self._rate),
                band(messages.all, self._rate, messages.pairs),
                round(messages.follow_ups),
            )
            if row.cohort or row.invitations or row.accepted.high or row.messages.high:
                yield row

    def _nothing(self, line: CampaignLine, first: date, reason: str) -> dict[date, tuple[int, int, Short]]:
        """Return the days of a held campaign: the number that its slots could send, none sent, for the one reason."""
        found: dict[date, tuple[int, int, Short]] = {}
        off = self._facts.days_off(line)
        for day in (first + timedelta(days=ahead) for ahead in range(1, self._days)):
            if day in off:
                continue
            number = line.cohort_size * len(
                [slot for slot in self._facts.slots_of(line) if day.weekday() in slot.rule.days and _lasts(slot, day)]
            )
            if number:
                found[day] = number, 0, {reason: number}
        return found

    def _messages(
        self, line: CampaignLine, accepted: Mapping[date, float], first: date, run_days: Sequence[date]
    ) -> dict[date, _Messages]:
        """Return the expected messages by date of a run, assuming that nobody replies."""
        found: defaultdict[date, _Messages] = defaultdict(_Messages)
        held = self._held.get(line.id)
        nothing = held is not None and held.messages
        steps = [] if nothing else campaign_steps.of_campaign(self._facts.store, line.id)[1:]
        for place, due, number in self._sequences(line, steps, accepted, first):
            at: date | None = due
            for earlier, step in enumerate(steps[place:]):
                at = None if at is None else _on_a_run(run_days, at)
                if at is None:
                    break
                found[at].add(number, earlier, follow_up=step.kind != "welcome")
                following = steps[place + earlier + 1 :]
                at += timedelta(days=following[0].after_days if following else 0)
        return found

    def _sequences(
        self, line: CampaignLine, steps: Sequence[StepRow], accepted: Mapping[date, float], first: date
    ) -> Iterator[tuple[int, date, float]]:
        """Yield groups of people: the index of their next message, its due date, and their number."""
        places = {step.position: place for place, step in enumerate(steps)}
        for due in self._due[line.id]:
            if due.step in places:
                yield places[due.step], max(due.due, first), float(due.people)
        for day, number in accepted.items():
            if steps and number:
                yield 0, day + timedelta(days=max(1, steps[0].after_days)), number


def _lasts(slot: SlotRow, day: date) -> bool:
    rule = slot.rule
    return (rule.first_date is None or rule.first_date <= day) and (rule.last_date is None or day <= rule.last_date)


def _on_a_run(run_days: Sequence[date], day: date) -> date | None:
    """Return the first date with a run at or after a date; None beyond the forecast."""
    return next((one for one in run_days if one >= day), None)


def _dry(lines: Sequence[CampaignLine], coming: Sequence[ComingRun]) -> tuple[DrySource, ...]:
    """Return the sources from which a campaign has nobody left, each with the first date."""
    sources = {line.id: line.source for line in lines}
    found: dict[str, date] = {}
    for run in coming:
        source = sources.get(run.campaign)
        if source is not None and (FINISHED in run.short or SOURCE in run.short):
            found.setdefault(source, run.day)
    return tuple(DrySource(source, day) for source, day in sorted(found.items(), key=lambda item: (item[1], item[0])))
