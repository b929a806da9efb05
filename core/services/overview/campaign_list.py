"""Every campaign with its health, today's progress and conversion; one campaign with its runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from datetime import date, datetime, time
from functools import partial

from core.rules.coming import Due, due_state
from core.rules.conversion import Conversion, conversion
from core.rules.health import Health, health
from core.rules.states import BookingState, RunState
from core.rules.today import Today
from core.services.engine_alive import late_after
from core.services.lookup import find
from core.services.overview.problems import problems_of, unjudged
from core.services.overview.snapshot import Facts
from core.services.overview.today_progress import run_account
from core.services.unshown import shown, skipping
from core.store import bookings, groups, outreach_counts
from core.store.database import Reading
from core.store.fields import LATEST, from_us
from core.store.views import campaign_numbers as sql
from core.store.views import campaign_runs
from core.store.views.campaign_numbers import CampaignLine
from core.store.views.campaign_runs import RunLine
from core.views.campaign_detail_view import CampaignDetail, CampaignName, Run, RunSums
from core.views.campaign_list_view import CampaignSummary, MessagesToday
from core.workspace import Workspace

_STATES = frozenset(state.value for state in RunState)
_RESULTS = frozenset(state.value for state in BookingState)
_KINDS = ("invitation", "message")


def campaigns(workspace: Workspace, *, archived: bool = False) -> list[CampaignSummary]:
    """Return all campaigns that are not archived, or all archived ones."""
    with workspace.store.read() as store:
        return summaries(Facts(workspace, store, workspace.now()), archived=archived)


def summaries(facts: Facts, *, archived: bool) -> list[CampaignSummary]:
    """Return, from one reading of the store, all campaigns that are not archived, or all archived ones."""
    return [shown_line(facts, line) for line in facts.lines(archived=archived)]


def campaign(workspace: Workspace, ref: str) -> CampaignDetail:
    """Return one campaign with its runs. Raises NotFoundError."""
    with workspace.store.read() as store:
        ident = find(store, "campaign", ref)
        line = sql.line(store, ident)
        odd: list[int] = []
        return CampaignDetail(
            summary=shown_line(Facts(workspace, store, workspace.now(), of_members={line.member_id}), line),
            description=line.description,
            runs=tuple(runs_until(store, line, odd=odd)),
            names=tuple(CampaignName(title.name, title.program) for title in groups.names_of(store, ident)),
            unreadable_runs=tuple(odd),
        )


def shown_line(facts: Facts, line: CampaignLine) -> CampaignSummary:
    """Return the row of one campaign; if its numbers cannot be computed, its health says why."""
    return shown(partial(_summary, facts, line), partial(_unshown, line))


def _unshown(line: CampaignLine, error: Exception) -> CampaignSummary:
    """Return the row of a campaign whose numbers cannot be computed, because a stored value is invalid."""
    problem = unjudged(line, error)
    return CampaignSummary(
        id=line.id,
        name=str(line.name),
        program=str(line.program),
        sender=str(line.member),
        steps=0,
        source=str(line.source),
        active=line.active,
        archived=line.archived,
        time_zone=str(line.time_zone),
        health=Health("errors", (problem,), None, problem.text),
        next_state=None,
        today=Today(0, 0, 0, None),
        messages_today=MessagesToday(0, 0),
        conversion=Conversion(0, 0, None, None),
        statuses={},
    )


def _summary(facts: Facts, line: CampaignLine) -> CampaignSummary:
    facts.refuse_odd(line)
    state = _health(facts, line)
    return CampaignSummary(
        id=line.id,
        name=line.name,
        program=line.program,
        sender=line.member,
        steps=facts.steps.get(line.id, 0),
        source=line.source,
        active=line.active,
        archived=line.archived,
        time_zone=line.time_zone,
        health=state,
        next_state=None if state.next is None else _due(facts, state.next),
        today=facts.today(line),
        messages_today=facts.messages_today(line),
        conversion=conversion(facts.sent(line), facts.accepted(line)),
        statuses=facts.statuses(line),
    )


def _due(facts: Facts, coming: datetime) -> Due:
    """Return the state of an opening: to come, under way, or overdue."""
    return due_state(coming, facts.now, works=facts.life.works, late=late_after(facts.workspace))


def _health(facts: Facts, line: CampaignLine) -> Health:
    return health(
        archived=line.archived,
        active=line.active,
        created_today=facts.created_today(line),
        problems=problems_of(facts, line),
        open_until=facts.open_until(line),
        next_opening=facts.next_opening(line),
        zone=line.time_zone,
        viewer_zone=facts.workspace.stamp.time_zone,
        now=facts.now,
    )


def runs_until(
    store: Reading, campaign: CampaignLine, until: datetime = LATEST, limit: int = 60, odd: list[int] | None = None
) -> list[Run]:
    """Return the runs of a campaign that opened until a moment, newest first.

    Each adds up: planned = sent + in doubt + waiting + not sent. An unreadable one is left out, and `odd` gets its
    number.
    """
    left_out: list[int] = [] if odd is None else odd
    ident = campaign.id
    drawn = outreach_counts.batches(store, ident)
    sums, uncounted = _sums(store, ident)
    first = campaign_runs.first_day(store, ident)
    runs: list[Run] = []
    for line in campaign_runs.lines(store, ident, until, limit):
        with skipping(partial(_leave_out, left_out, line.id)):
            _refuse_odd(line, uncounted)
            invitations = sums.get((line.id, "invitation"), RunSums())
            messages = sums.get((line.id, "message"), RunSums())
            size = campaign.cohort_size if _asked_before(campaign, first, line) else 0
            cohort, short = run_account(line.cohort, line.short, invitations.planned, size)
            due, messages_short = run_account(line.messages_due, line.messages_short, messages.planned, 0)
            runs.append(
                Run(
                    day=date.fromisoformat(line.local_date),
                    slot=time.fromisoformat(line.start),
                    opens=from_us(line.opens_at),
                    closes=from_us(line.closes_at),
                    state=line.state,
                    cause=line.cause or None,
                    drawn=drawn.get(f"{line.slot_id}:{line.local_date}", 0),
                    invitations=invitations,
                    messages=messages,
                    cohort=cohort,
                    short=short,
                    messages_due=due,
                    messages_short=messages_short,
                    id=line.id,
                )
            )
    return runs


def _leave_out(odd: list[int], run: int, _error: Exception) -> None:
    odd.append(run)


def _refuse_odd(run: RunLine, uncounted: Container[int]) -> None:
    """Raise ValueError for a run whose state, number or send time is none that Overture writes."""
    if run.id in uncounted:
        raise ValueError("no state of a send time")
    numbers = (run.opens_at, run.closes_at, run.opened_at, run.cohort, run.messages_due)
    if not all(number is None or (isinstance(number, int) and number >= 0) for number in numbers):
        raise ValueError("no number of a run")
    if run.state not in _STATES:
        raise ValueError("no state of a run")


def _asked_before(campaign: CampaignLine, first: str | None, run: RunLine) -> bool:
    """Return whether anybody could be approved before a run; if not, a run without a recorded cohort had cohort 0."""
    return campaign.approval == "off" or (first is not None and first < run.local_date)


def _sums(store: Reading, ident: int) -> tuple[dict[tuple[int, str], RunSums], set[int]]:
    """Return the results of the send times of each run, by run and kind, and the runs with one of unknown state."""
    grouped: dict[tuple[int, str], list[bookings.Result]] = {}
    uncounted: set[int] = set()
    for result in bookings.results(store, ident):
        grouped.setdefault((result.run_id, result.kind), []).append(result)
        if result.kind not in _KINDS or result.state not in _RESULTS:
            uncounted.add(result.run_id)
    return {key: _summed(found) for key, found in grouped.items()}, uncounted


def _summed(found: list[bookings.Result]) -> RunSums:
    """Add up the send times of one run and kind."""
    states: Counter[str] = Counter()
    not_sent: dict[str, int] = {}
    for result in found:
        states[result.state] += result.bookings
        if result.state == "not_sent":
            not_sent[result.reason] = not_sent.get(result.reason, 0) + result.bookings
    waiting = states.total() - states["sent"] - states["in_doubt"] - states["not_sent"]
    return RunSums(states.total(), states["sent"], states["in_doubt"], waiting, not_sent)
