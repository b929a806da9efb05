"""The pane below the list of campaigns: today's runs, the member's week, fourteen days, the next sends."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from core.rules.coming import due_state, past_words
from core.rules.limits import HARD_WEEK, WEEK, frees_at
from core.rules.schedule import in_zone, local_date, start_of_day
from core.services.engine_alive import late_after
from core.services.lookup import find
from core.services.overview.snapshot import Facts
from core.services.overview.today_progress import run_account
from core.store import outreach_counts
from core.store.database import Reading
from core.store.fields import from_us, to_us
from core.store.views import campaign_numbers as sql
from core.store.views import limit_usage, next_sends, sends
from core.store.views.campaign_numbers import CampaignLine
from core.views.campaign_detail_view import CampaignPane, DayCount, MemberWeek, NextSend, SlotToday
from core.workspace import Workspace

DAYS = 14
NEXT_SENDS = 3


def detail(workspace: Workspace, ref: str) -> CampaignPane:
    """Return the pane that the app shows for one campaign below the list. Raises NotFoundError."""
    now = workspace.now()
    with workspace.store.read() as store:
        line = sql.line(store, find(store, "campaign", ref))
        facts = Facts(workspace, store, now, of_members={line.member_id})
        return CampaignPane(
            id=line.id,
            today=_today(facts, line),
            week=_week(store, line.member_id, line.member, line.member_zone, now),
            days=_days(store, line, now),
            next=_next_sends(workspace, facts, line),
            short=facts.today(line).short,
        )


def _today(facts: Facts, line: CampaignLine) -> tuple[SlotToday, ...]:
    """Return today's slots in order: done, open, and still to come; not those that open no run, as on the first day."""
    recorded = {run.opens_at: run for run in facts.runs_today(line)}
    coming = facts.still_to_open(line)
    found = []
    for opens in facts.slots_today(line):
        run = recorded.get(to_us(opens))
        if run is None and opens not in coming:
            continue
        found.append(
            SlotToday(
                opens=in_zone(opens, line.time_zone),
                closes=None if run is None else in_zone(from_us(run.closes_at), line.time_zone),
                state="to come" if run is None else run.state,
                planned=0 if run is None else run.invitations or 0,
                sent=0 if run is None else run.invited or 0,
                short={} if run is None else run_account(run.cohort, run.short, 0, 0)[1],
            )
        )
    return tuple(found)


def _week(store: Reading, member: int, name: str, zone: str, now: datetime) -> MemberWeek:
    """Return a member's invitations of the last 168 hours, their limit, and when another one fits."""
    moments = limit_usage.invitation_moments(store, member, now - WEEK)
    frees = moments[0] + WEEK if moments else None
    full = frees_at(moments, now)
    return MemberWeek(
        member=name,
        used=len(moments),
        limit=HARD_WEEK,
        full_until=None if full is None else in_zone(full, zone),
        frees_next=None if frees is None else in_zone(frees, zone),
    )


def _days(store: Reading, line: CampaignLine, now: datetime) -> tuple[DayCount, ...]:
    """Return invitations sent and accepted on each of the last fourteen local dates, oldest first."""
    today = local_date(now, line.time_zone)
    first = today - timedelta(days=DAYS - 1)
    since = start_of_day(first, line.time_zone)
    sent = sends.moments_of_campaign(store, line.id, since)
    accepted = outreach_counts.acceptances_since(store, line.id, since)
    by_day = _count(sent, line.time_zone), _count(accepted, line.time_zone)
    return tuple(
        DayCount(day, by_day[0].get(day, 0), by_day[1].get(day, 0))
        for day in (first + timedelta(days=offset) for offset in range(DAYS))
    )


def _count(moments: list[datetime], zone: str) -> dict[date, int]:
    found: dict[date, int] = {}
    for moment in moments:
        day = local_date(moment, zone)
        found[day] = found.get(day, 0) + 1
    return found


def _next_sends(workspace: Workspace, facts: Facts, line: CampaignLine) -> tuple[NextSend, ...]:
    """Return the next sends; one whose time has passed gets words: it is under way, or overdue."""
    return tuple(
        NextSend(
            row.name,
            in_zone(row.send_at, line.time_zone),
            row.kind,
            _past(workspace, facts, line, row.send_at),
        )
        for row in next_sends.of_campaign(facts.store, line.id, NEXT_SENDS)
    )


def _past(workspace: Workspace, facts: Facts, line: CampaignLine, at: datetime) -> str:
    state = due_state(at, facts.now, works=facts.life.works, late=late_after(workspace))
    return "" if state == "to come" else past_words(at, line.time_zone, line.time_zone, facts.now, state)
