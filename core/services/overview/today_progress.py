"""Today's progress of one campaign: its runs of today and the slots still to come (docs/design.md#today).

expected = planned + the sum of short, both for recorded runs and for the slots to come, as the planner predicts them.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from core.engine.planning import planner
from core.rules.bulkheads import REASON as HELD
from core.rules.holds import READING
from core.rules.shortage import (
    BEHIND,
    IMPORTING,
    UNREAD,
    UNRECORDED,
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
from core.rules.states import TO_GO
from core.rules.today import Today, today
from core.store.people import file_imports
from core.store.slots import SlotRow
from core.store.views import eligible
from core.store.views.campaign_numbers import CampaignLine
from core.store.views.campaign_runs import RecentRun

if TYPE_CHECKING:
    from core.services.overview.snapshot import Facts


def today_progress(facts: Facts, line: CampaignLine) -> Today:
    """Return today's numbers: invitations expected, planned and sent, and the reasons why fewer are planned."""
    found = facts.runs_today(line)
    coming = facts.coming_today(line)
    planned = sum(run.invitations or 0 for run in found)
    planned += sum(facts.coming_shares[slot.id].count for slot in coming if slot.id in facts.coming_shares)
    sent = sum(run.invited or 0 for run in found)
    expected, short = 0, Short()
    if line.active:
        short = together(*(_short_of_run(facts, line, run) for run in found), _short_to_come(facts, line, coming))
        expected = planned + sum(short.values())
    opens = facts.slots_today(line)
    return today(expected, planned, sent, first_opening=min(opens, default=None), now=facts.now, short=short)


def cohort(facts: Facts, line: CampaignLine, ready: int = 0) -> int:
    """Return the number of invitations that a run of a campaign could send today."""
    off = line.approval == "off"
    return cohort_of(line.cohort_size, approval_off=off, asked_before=off or facts.asked_before(line), ready=ready)


def _short_of_run(facts: Facts, line: CampaignLine, run: RecentRun) -> Short:
    planned = run.invitations or 0
    return run_account(run.cohort, run.short, planned, cohort(facts, line, planned))[1]


def run_account(noted: int | None, short: str | None, planned: int, size: int) -> tuple[int, Short]:
    """Return a run's cohort, and the reasons why it planned fewer, as recorded when the run opened.

    For an older run without that record, the cohort is `size`, and the reason is UNRECORDED.
    """
    if noted is not None and short is not None:
        return noted, {str(code): int(number) for code, number in json.loads(short).items()}
    lacking = max(0, size - planned)
    return planned + lacking, {UNRECORDED: lacking} if lacking else {}


def _short_to_come(facts: Facts, line: CampaignLine, coming: list[SlotRow]) -> Short:
    """Return, by reason, the invitations that the planner would not plan in the slots still to open today."""
    cause = _why_closed(facts, line)
    if cause:
        size = cohort(facts, line) * len(coming)
        return {cause: size} if size else {}
    people, found = 0, Short()
    for slot in coming:
        share = facts.coming_shares.get(slot.id)
        if share is None:
            found = together(found, {HELD: size} if (size := cohort(facts, line)) else {})
            continue
        people += cohort(facts, line, share.want) - share.want
        found = together(
            found, plan_short(Plan(share.want, share.left, share.limit, share.count, share.count, share.count))
        )
    if not people:
        return found
    moments = planner.run_moments(coming[0], coming[0].next_open_at or facts.now, facts.now)
    return together(_people_short(facts, line, moments, people), found)


def _why_closed(facts: Facts, line: CampaignLine) -> str:
    """Return the code of the reason for which a campaign would miss a run now; empty if it would open."""
    if line.member_archived is not None:
        return "sender.archived"
    if line.member_state != "ok":
        return f"sender.{line.member_state}"
    if line.member_barred:
        return line.member_barred
    return "key.refused" if facts.interruptions.key_refused_at is not None else ""


def _people_short(facts: Facts, line: CampaignLine, moments: tuple[datetime, datetime], number: int) -> Short:
    counts = Unready(*eligible.unready(facts.store, line.id, *moments))
    hold = next(
        (
            hold.code
            for hold in facts.holds
            if hold.call in READING and hold.member_id == line.member_id and hold.campaign_id in (None, line.id)
        ),
        "",
    )
    drawn = unready_short(number, counts, hold or UNREAD)
    rest = missing(number, drawn)
    return together(drawn, source_short(rest, _source_left(facts, line, rest, hold))) if rest else drawn


def _source_left(facts: Facts, line: CampaignLine, most: int, hold: str) -> SourceLeft:
    if file_imports.into(facts.store, line.source_id, facts.file_imports) is not None:
        return SourceLeft(barred=IMPORTING)
    left = facts.left(line, most)
    lacking = facts.wanting(line) if left < most else None
    return SourceLeft(left, 0 if lacking is None else lacking.people, finished(facts, line), hold or BEHIND)


def finished(facts: Facts, line: CampaignLine) -> bool:
    """Return whether a campaign has nobody left to invite: neither drawn, nor in its source."""
    statuses = facts.statuses(line)
    to_go = any(statuses.get(status) for status in TO_GO) and line.id in facts.uninvited
    return not to_go and facts.left(line, 1) == 0 and facts.wanting(line) is None
