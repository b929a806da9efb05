"""Withdrawals by a campaign's rule: its oldest invitations, during its slots (docs/design.md#limits)."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.engine.planning import planner
from core.rules.limits import WITHDRAWALS_PER_DAY
from core.rules.schedule import local_date, start_of_day
from core.store import campaign_days, outreach_counts, outreach_plans, runs
from core.store.campaigns import CampaignRow
from core.store.database import Reading, Writing
from core.store.members import MemberRow
from core.store.outreaches import OutreachRow
from core.store.views import limit_usage


def plan(store: Writing, campaign: CampaignRow, member: MemberRow, closes: datetime, now: datetime) -> int:
    """Plan withdrawals as a run opens: the oldest invitations get times of the slot that no send uses."""
    if not campaign.withdraw_after_days:
        return 0
    today = start_of_day(local_date(now, member.time_zone), member.time_zone)
    left = WITHDRAWALS_PER_DAY - limit_usage.withdrawals_since(store, member.id, today)
    invited_by = now - timedelta(days=campaign.withdraw_after_days)
    found = outreach_counts.to_withdraw(store, campaign.id, invited_by, max(0, left))
    times = planner.times_left(store, campaign.id, member, len(found), closes, now, seed=f"{campaign.name}:withdrawal")
    for ident, at in zip(found, times, strict=False):
        outreach_plans.plan_withdrawal_by_rule(store, ident, at)
    return len(times)


def run_now(store: Reading, campaign: CampaignRow, row: OutreachRow, now: datetime) -> int | None:
    """Return the open run in which the rule still withdraws this invitation; None without a run, and on a day off."""
    old = row.invited_at is not None and row.invited_at <= now - timedelta(days=campaign.withdraw_after_days)
    if not (campaign.withdraw_after_days and old and campaign.active and not campaign.archived):
        return None
    if local_date(now, campaign.time_zone) in campaign_days.of_campaign(store, campaign.id).days:
        return None
    return next((run.id for run in runs.open_runs(store, campaign.id, now) if run.opens_at <= now), None)
