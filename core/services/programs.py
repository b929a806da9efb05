"""Campaigns summed by program and name; one of them as a funnel with its fourteen days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.rules.conversion import conversion
from core.rules.schedule import local_date, start_of_day
from core.store.database import Store
from core.store.fields import from_us, to_us
from core.workspace import Workspace

DAYS = 14

_SUMS = """
SELECT c.program, c.name, count(*), sum(c.archived_at IS NOT NULL), sum(c.active AND c.archived_at IS NULL),
sum(coalesce(d.sent, 0)), sum(coalesce(o.accepted, 0)), sum(coalesce(o.waiting, 0)), sum(coalesce(r.replied, 0))
FROM campaign c
LEFT JOIN (SELECT campaign_id, count(*) AS sent FROM delivery WHERE kind = 'invitation' AND state = 'sent'
           GROUP BY campaign_id) d ON d.campaign_id = c.id
LEFT JOIN (SELECT campaign_id, sum(accepted_at IS NOT NULL) AS accepted,
           sum(status IN ('queued', 'pending', 'approved', 'scheduled')) AS waiting
           FROM outreach GROUP BY campaign_id) o ON o.campaign_id = c.id
LEFT JOIN (SELECT u.campaign_id, count(DISTINCT u.id) AS replied FROM reply y JOIN outreach u ON u.id = y.outreach_id
           WHERE y.ours = 0 GROUP BY u.campaign_id) r ON r.campaign_id = c.id
GROUP BY c.program, c.name ORDER BY c.program COLLATE NOCASE, c.program, c.name COLLATE NOCASE, c.name
"""
_MEMBERS = "SELECT DISTINCT program, name, member_id FROM campaign"
_SUMMED = ("campaigns", "ended", "active", "sent", "accepted", "waiting", "replied")

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


@dataclass(frozen=True)
class Chosen:
    """A program, or the campaigns of one name in it."""

    program: str
    name: str | None = None


def programs(workspace: Workspace) -> list[dict[str, Any]]:
    """Every program with the names in it, archived campaigns included; all in two statements."""
    found: dict[str, dict[str, Any]] = {}
    with workspace.store.read() as store:
        members = store.rows(_MEMBERS)
        for program, name, *counts in store.rows(_SUMS):
            view = found.setdefault(program, {"program": program, "names": []})
            view["names"].append({"name": name, **dict(zip(_SUMMED, counts, strict=True))})
    by_name: dict[tuple[str, str | None], set[int]] = {}
    for program, name, member in members:
        by_name.setdefault((program, name), set()).add(member)
        by_name.setdefault((program, None), set()).add(member)
    for program, view in found.items():
        for entry in view["names"]:
            _finish(entry, len(by_name[program, entry["name"]]))
        view.update({key: sum(entry[key] for entry in view["names"]) for key in _SUMMED})
        _finish(view, len(by_name[program, None]))
    return list(found.values())


def _finish(view: dict[str, Any], members: int) -> None:
    told = conversion(view["sent"], view["accepted"])
    view["members"] = members
    view["conversion"] = {"sent": told.sent, "accepted": told.accepted, "ratio": told.ratio, "good": told.good}


def funnel(workspace: Workspace, chosen: Chosen) -> dict[str, Any]:
    """How many people got how far, and the invitations and acceptances of fourteen days, oldest first."""
    zone = workspace.stamp.time_zone
    first = local_date(workspace.now(), zone) - timedelta(days=DAYS - 1)
    since = to_us(start_of_day(first, zone))
    with workspace.store.read() as store:
        counts = store.rows(_FUNNEL, chosen.program, chosen.name)[0]
        sent = _by_day(store, _SENT_SINCE, chosen, since, zone)
        accepted = _by_day(store, _ACCEPTED_SINCE, chosen, since, zone)
    days = [(first + timedelta(days=offset)).isoformat() for offset in range(DAYS)]
    return {
        "program": chosen.program,
        "name": chosen.name,
        "steps": dict(zip(("drawn", "invited", "accepted", "messaged", "replied"), counts, strict=True)),
        "days": [{"date": day, "sent": sent.get(day, 0), "accepted": accepted.get(day, 0)} for day in days],
    }


def _by_day(store: Store, sql: str, chosen: Chosen, since: int, zone: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for (moment,) in store.rows(sql, chosen.program, chosen.name, since):
        day = local_date(from_us(moment), zone).isoformat()
        found[day] = found.get(day, 0) + 1
    return found
