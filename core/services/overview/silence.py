"""Campaigns that plan or draw people, run after run, and send nothing: how long it lasts, and the commonest reason."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, takewhile

from core.rules.holds import READING
from core.store.database import Store
from core.store.fields import from_us

WARNING_FROM = 2
"""Closed runs in a row."""
ERROR_FROM = 4
PROFILES_UNREAD = "profiles.unread"
"""The reason of people who are drawn and not read yet: no code of the table, they are only waiting."""

# The last closed runs of each active campaign, found by the index over campaign and opening; the first date that drew
# people does not count where texts are approved by hand: nothing could leave on it. A run counts, too, that drew nobody
# because reading was held, or those drawn before it are not read yet.
_HELD = """FROM hold h WHERE h.call IN ({}) AND h.member_id = c.member_id
 AND (h.campaign_id IS NULL OR h.campaign_id = c.id)""".format(", ".join(f"'{call}'" for call in READING))
_RUNS = f"""
SELECT c.id, r.id, r.opens_at, r.closes_at,
EXISTS (SELECT 1 FROM booking b WHERE b.run_id = r.id)
 OR EXISTS (SELECT 1 FROM outreach o WHERE o.campaign_id = c.id AND o.batch = r.slot_id || ':' || r.local_date)
 OR EXISTS (SELECT 1 FROM outreach q WHERE q.campaign_id = c.id AND q.status = 'queued' AND q.changed_at < r.opens_at)
 OR EXISTS (SELECT 1 {_HELD} AND h.since < r.opens_at),
EXISTS (SELECT 1 FROM booking b WHERE b.run_id = r.id AND b.state IN ('sent', 'in_doubt'))
FROM campaign c JOIN run r ON r.id IN (SELECT l.id FROM run l WHERE l.campaign_id = c.id AND l.state = 'closed'
 ORDER BY l.opens_at DESC LIMIT {ERROR_FROM})
WHERE c.active = 1 AND c.archived_at IS NULL AND (c.approval = 'off' OR r.local_date > (
 SELECT f.local_date FROM run f WHERE f.campaign_id = c.id AND f.state <> 'missed' ORDER BY f.opens_at LIMIT 1))
ORDER BY c.id, r.opens_at DESC
"""
# What held back the people of some runs: those who lost their send time, and those who were drawn and got none.
_REASONS = f"""
SELECT r.campaign_id, b.reason, count(*) FROM json_each(?1) w JOIN run r ON r.id = w.value
JOIN booking b ON b.run_id = r.id WHERE b.state = 'not_sent' GROUP BY 1, 2
UNION ALL
SELECT r.campaign_id, CASE o.status WHEN 'pending' THEN 'approvals.wanting' ELSE o.reason END, count(*)
FROM json_each(?1) w JOIN run r ON r.id = w.value
JOIN outreach o ON o.campaign_id = r.campaign_id AND o.batch = r.slot_id || ':' || r.local_date
WHERE o.status IN ('pending', 'cancelled', 'failed', 'rejected') GROUP BY 1, 2
UNION ALL
SELECT o.campaign_id, '{PROFILES_UNREAD}', count(*) FROM outreach o WHERE o.status = 'queued'
AND o.campaign_id IN (SELECT r.campaign_id FROM json_each(?1) w JOIN run r ON r.id = w.value) GROUP BY 1
UNION ALL
SELECT c.id, (SELECT h.code {_HELD} LIMIT 1), 0 FROM campaign c
WHERE c.id IN (SELECT r.campaign_id FROM json_each(?1) w JOIN run r ON r.id = w.value) AND EXISTS (SELECT 1 {_HELD})
"""


@dataclass(frozen=True)
class Silence:
    """Closed runs in a row, the last one among them, that planned or drew people and sent nothing."""

    runs: int
    """At most `ERROR_FROM`."""
    first: datetime
    """When the earliest of them opened."""
    last: datetime
    """When the last one closed."""
    reason: str
    """The code that holds back most of their people."""
    people: int
    """Of how many people it is told."""


def silences(store: Store) -> dict[int, Silence]:
    """Return the silent campaigns, in two statements whatever their number; inside a door."""
    silent: dict[int, list[tuple[int, int, int]]] = {}
    for campaign, found in groupby(store.rows(_RUNS), key=lambda row: int(row[0])):
        runs = [(row[1], row[2], row[3]) for row in takewhile(lambda row: row[4] and not row[5], found)]
        if len(runs) >= WARNING_FROM:
            silent[campaign] = runs
    if not silent:
        return {}
    reasons = _reasons(store, (run[0] for runs in silent.values() for run in runs))
    result: dict[int, Silence] = {}
    for campaign, runs in silent.items():
        if reasons.get(campaign):  # else all of them wait for their run: nothing is wrong
            reason, people = reasons[campaign].most_common(1)[0]
            result[campaign] = Silence(len(runs), from_us(runs[-1][1]), from_us(runs[0][2]), reason, people)
    return result


def _reasons(store: Store, runs: Iterable[int]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = {}
    for campaign, reason, count in store.rows(_REASONS, json.dumps(list(runs))):
        found.setdefault(int(campaign), Counter())[reason] += count
    return found
