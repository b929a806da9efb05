"""What the list of campaigns shows, in a handful of statements over all of them."""

from __future__ import annotations

from typing import Any, NamedTuple

from core.rules.states import WRITTEN
from core.store.database import Store
from core.store.fields import sql_list
from core.store.journal import journal_field
from core.store.owners import barred, same_owner
from core.store.people.segments import over
from core.store.views.candidates import LIVE, count_left


class CampaignLine(NamedTuple):
    """A campaign with its sender and source; moments are microseconds."""

    id: int
    name: str
    program: str
    description: str
    member_id: int
    member: str
    member_zone: str
    source_id: int
    source: str
    time_zone: str
    approval: str
    cohort_size: int
    active: int
    created_at: int
    archived_at: int | None
    member_state: str
    member_words: str
    member_since: int | None
    member_archived: int | None
    member_paused: int | None
    cooldown_until: int | None
    sent_list_read_at: int | None
    source_archived: int | None
    member_barred: str
    """The code of the problem for which the sender may not send, empty where there is none."""


_LINES = f"""
SELECT c.id, c.name, c.program, c.description, c.member_id, m.name, m.time_zone, c.source_id, s.name, c.time_zone,
c.approval, c.cohort_size, c.active, c.created_at, c.archived_at, m.state, m.state_words, m.state_since, m.archived_at,
m.paused_at, m.cooldown_until, m.sent_list_read_at, s.archived_at, {barred("m")}
FROM campaign c JOIN member m ON m.id = c.member_id JOIN source s ON s.id = c.source_id
"""


def lines(store: Store, *, archived: bool) -> list[CampaignLine]:
    """All campaigns that are archived, or all that are not."""
    where = "c.archived_at IS NOT NULL" if archived else "c.archived_at IS NULL"
    return [CampaignLine(*row) for row in store.rows(f"{_LINES} WHERE {where} ORDER BY c.id")]


def line(store: Store, ident: int) -> CampaignLine:
    """One campaign."""
    return CampaignLine(*store.rows(f"{_LINES} WHERE c.id = ?", ident)[0])


def counted(store: Store, sql: str, *values: object) -> dict[int, int]:
    """A statement that answers (campaign, count), as a dictionary."""
    return {int(key): int(count) for key, count in store.rows(sql, *values)}


STEPS = "SELECT campaign_id, count(*) FROM step GROUP BY campaign_id"
SENT = """
SELECT c.id, count(*) FROM campaign c CROSS JOIN delivery d ON d.campaign_id = c.id AND d.kind = 'invitation'
AND d.state = 'sent' GROUP BY c.id
"""
ACCEPTED = "SELECT campaign_id, count(*) FROM outreach WHERE accepted_at IS NOT NULL GROUP BY campaign_id"

STATUSES = "SELECT campaign_id, status, count(*) FROM outreach GROUP BY campaign_id, status"

WAITING_SINCE = """
SELECT campaign_id, min(changed_at), count(*), sum(step = 0), min(CASE WHEN step > 0 THEN coalesce(due_date, '') END)
FROM outreach WHERE status = 'pending' GROUP BY campaign_id
"""
"""What waits for approval by campaign: since when, how many, how many invitations, the first date of a message."""

RUNS_SINCE = """
SELECT r.campaign_id, r.id, r.slot_id, r.local_date, r.opens_at, r.closes_at, r.state,
sum(b.kind = 'invitation'), sum(b.kind = 'invitation' AND b.state = 'sent'),
sum(b.kind = 'message'), sum(b.kind = 'message' AND b.state = 'sent')
FROM run r LEFT JOIN booking b ON b.run_id = r.id WHERE r.opens_at > ? GROUP BY r.id ORDER BY r.opens_at, r.id
"""

_BATCH = "(SELECT l.batch FROM outreach l WHERE l.campaign_id = c.id ORDER BY l.id DESC LIMIT 1)"
"""The batch that campaign `c` drew last. It is counted campaign by campaign, each by index."""

LAST_BATCH_FAILING = f"""
SELECT c.id, count(*) FROM campaign c CROSS JOIN outreach o ON o.campaign_id = c.id AND o.batch = {_BATCH}
WHERE +o.status = 'cancelled' AND o.reason LIKE 'text.%' GROUP BY c.id
"""

LAST_BATCH = f"""
SELECT c.id, count(*) FROM campaign c CROSS JOIN outreach o ON o.campaign_id = c.id AND o.batch = {_BATCH}
GROUP BY c.id
"""

NOTES_KEPT = f"""
SELECT o.campaign_id, count(*) FROM campaign c JOIN outreach o ON o.campaign_id = c.id
WHERE c.note_rule = 'hold' AND c.active = 1 AND o.step = 0 AND o.text IS NOT NULL
AND o.status IN {sql_list(WRITTEN)} GROUP BY o.campaign_id
"""

FIRST_RUNS = """
SELECT c.id, r.local_date FROM campaign c CROSS JOIN run r ON r.id = (SELECT f.id FROM run f
WHERE f.campaign_id = c.id AND f.state <> 'missed' ORDER BY f.opens_at LIMIT 1)
"""


NEXT_SENDS = """
SELECT r.campaign_id, min(b.send_at) FROM booking b JOIN run r ON r.id = b.run_id WHERE b.state = 'planned'
GROUP BY r.campaign_id
"""

LATE_SENDS = f"""
SELECT campaign_id, at, reason FROM (
    SELECT r.campaign_id, b.reason, coalesce((SELECT {journal_field("send_at", "j.")} FROM journal j
        WHERE j.outreach_id = b.outreach_id AND j.kind = 'scheduled'
        ORDER BY j.id DESC LIMIT 1), b.send_at) AS at
    FROM booking b JOIN run r ON r.id = b.run_id
    WHERE b.state = 'planned' AND b.reason <> 'held' AND (b.send_at <= ?1 OR b.reason <> '')
) WHERE at <= ?1 ORDER BY at
"""
"""What should have left by a moment: a send that is put off again and again keeps its first time in the journal."""


def left(store: Store, campaign: CampaignLine, *, dedupe: str, withdrawn_after: int, most: int) -> int:
    """Count the people whom a campaign may still draw, by the rule of the draw, up to `most`."""
    return count_left(
        store,
        campaign.source_id,
        campaign.id,
        campaign.member_id,
        dedupe=dedupe,
        withdrawn_after=withdrawn_after,
        most=most,
    )


LEFT_AT_MOST = 300
"""People whom other campaigns hold are counted up to here: more than any day's slots can take."""
_WITH_OTHERS = f"""
SELECT count(*) FROM (SELECT 1 FROM {{entries}} e JOIN outreach o ON o.contact_id = e.contact_id
WHERE o.member_id IN {same_owner(":member")} AND o.campaign_id <> :campaign AND {LIVE} LIMIT :most)
"""


def with_others(store: Store, campaign: CampaignLine) -> int:
    """Count the people of a campaign's source whom other campaigns of its sender hold, up to `LEFT_AT_MOST`."""
    found = over(
        store, campaign.source_id, _WITH_OTHERS, member=campaign.member_id, campaign=campaign.id, most=LEFT_AT_MOST
    )
    return int(found[0][0])


SHARED_SOURCES = """
SELECT c.id, group_concat(k.name, char(10)) FROM campaign c JOIN campaign k ON k.source_id = c.source_id
AND k.member_id = c.member_id AND k.id <> c.id AND k.active = 1 AND k.archived_at IS NULL
WHERE c.active = 1 AND c.archived_at IS NULL GROUP BY c.id
"""
"""Each active campaign with the names of the sender's others that draw from its source."""


def grouped(found: list[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    """Rows by their first column."""
    result: dict[int, list[tuple[Any, ...]]] = {}
    for row in found:
        result.setdefault(int(row[0]), []).append(row)
    return result
