"""Campaigns summed by program and name; one of them as a funnel with its fourteen days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from core.rules.conversion import conversion
from core.rules.schedule import local_date, start_of_day
from core.rules.states import NOT_YET_OUT
from core.store.database import Store
from core.store.fields import from_us, sql_list, to_us
from core.views.campaign_detail_view import DayCount
from core.views.programs_view import CampaignTotals, Funnel, FunnelSteps, NameSummary, ProgramSummary
from core.workspace import Workspace

DAYS = 14

_SUMS = f"""
SELECT c.program, c.name, count(*), sum(c.archived_at IS NOT NULL), sum(c.active AND c.archived_at IS NULL),
sum(coalesce(d.sent, 0)), sum(coalesce(o.accepted, 0)), sum(coalesce(o.waiting, 0)), sum(coalesce(r.replied, 0))
FROM campaign c
LEFT JOIN (SELECT campaign_id, count(*) AS sent FROM delivery WHERE kind = 'invitation' AND state = 'sent'
           GROUP BY campaign_id) d ON d.campaign_id = c.id
LEFT JOIN (SELECT campaign_id, sum(accepted_at IS NOT NULL) AS accepted,
           sum(status IN {sql_list(NOT_YET_OUT)}) AS waiting
           FROM outreach GROUP BY campaign_id) o ON o.campaign_id = c.id
LEFT JOIN (SELECT u.campaign_id, count(DISTINCT u.id) AS replied FROM reply y JOIN outreach u ON u.id = y.outreach_id
           WHERE y.ours = 0 GROUP BY u.campaign_id) r ON r.campaign_id = c.id
GROUP BY c.program, c.name ORDER BY c.program COLLATE NOCASE, c.program, c.name COLLATE NOCASE, c.name
"""
_MEMBERS = "SELECT DISTINCT program, name, member_id FROM campaign"

_FUNNEL = """
WITH chosen AS (SELECT id FROM campaign WHERE program = ?1 AND (?2 IS NULL OR name = ?2))
SELECT
(SELECT count(*) FROM outreach WHERE campaign_id IN chosen),
(SELECT count(DISTINCT outreach_id) FROM delivery WHERE campaign_id IN chosen AND kind = 'invitation'
 AND state = 'sent'),
(SELECT count(*) FROM outreach WHERE campaign_id IN chosen AND accepted_at IS NOT NULL),
(SELECT count(DISTINCT outreach_id) FROM delivery WHERE campaign_id IN chosen AND kind = 'message' AND state = 'sent'),
(SELECT count(DISTINCT y.outreach_id) FROM reply y JOIN outreach u ON u.id = y.outreach_id
 WHERE u.campaign_id IN chosen AND y.ours = 0)
"""
_SENT_SINCE = """
SELECT intent_at FROM delivery WHERE kind = 'invitation' AND state = 'sent' AND intent_at >= ?3
AND campaign_id IN (SELECT id FROM campaign WHERE program = ?1 AND (?2 IS NULL OR name = ?2))
"""
_ACCEPTED_SINCE = """
SELECT accepted_at FROM outreach WHERE accepted_at >= ?3
AND campaign_id IN (SELECT id FROM campaign WHERE program = ?1 AND (?2 IS NULL OR name = ?2))
"""


class _Sums(NamedTuple):
    """A row of `_SUMS` without program and name."""

    campaigns: int
    ended: int
    active: int
    sent: int
    accepted: int
    waiting: int
    replied: int


@dataclass(frozen=True)
class Chosen:
    """A program, or the campaigns of one name in it."""

    program: str
    name: str | None = None


def programs(workspace: Workspace) -> list[ProgramSummary]:
    """Return every program with the names in it, archived campaigns included; all in two statements."""
    with workspace.store.read() as store:
        members = _members(store)
        sums: dict[str, list[tuple[str, _Sums]]] = {}
        for program, name, *counts in store.rows(_SUMS):
            sums.setdefault(program, []).append((name, _Sums(*counts)))
    return [
        ProgramSummary(
            program=program,
            names=tuple(NameSummary(name, _totals(one, len(members[program, name]))) for name, one in names),
            totals=_totals(
                _Sums(*(sum(column) for column in zip(*(one for _name, one in names), strict=True))),
                len(members[program, None]),
            ),
        )
        for program, names in sums.items()
    ]


def _members(store: Store) -> dict[tuple[str, str | None], set[int]]:
    """Return the members of each name in a program, and, under the name None, of each program."""
    found: dict[tuple[str, str | None], set[int]] = {}
    for program, name, member in store.rows(_MEMBERS):
        found.setdefault((program, name), set()).add(member)
        found.setdefault((program, None), set()).add(member)
    return found


def _totals(sums: _Sums, members: int) -> CampaignTotals:
    return CampaignTotals(members=members, conversion=conversion(sums.sent, sums.accepted), **sums._asdict())


def funnel(workspace: Workspace, chosen: Chosen) -> Funnel:
    """Return how many people got how far, and the invitations and acceptances of fourteen days."""
    zone = workspace.stamp.time_zone
    first = local_date(workspace.now(), zone) - timedelta(days=DAYS - 1)
    since = to_us(start_of_day(first, zone))
    with workspace.store.read() as store:
        counts = store.rows(_FUNNEL, chosen.program, chosen.name)[0]
        sent = _by_day(store, _SENT_SINCE, chosen, since, zone)
        accepted = _by_day(store, _ACCEPTED_SINCE, chosen, since, zone)
    days = (first + timedelta(days=offset) for offset in range(DAYS))
    return Funnel(
        program=chosen.program,
        name=chosen.name,
        steps=FunnelSteps(*counts),
        days=tuple(DayCount(day, sent.get(day, 0), accepted.get(day, 0)) for day in days),
    )


def _by_day(store: Store, sql: str, chosen: Chosen, since: int, zone: str) -> dict[date, int]:
    found: dict[date, int] = {}
    for (moment,) in store.rows(sql, chosen.program, chosen.name, since):
        day = local_date(from_us(moment), zone)
        found[day] = found.get(day, 0) + 1
    return found
