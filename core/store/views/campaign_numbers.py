"""What the list of campaigns shows, in a handful of statements over all of them."""

from __future__ import annotations

from typing import NamedTuple

from core.store.database import Store
from core.store.journal import journal_field
from core.store.owners import barred
from core.store.views.candidates import count_left


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


SHARED_SOURCES = """
SELECT c.id, group_concat(k.name, char(10)) FROM campaign c JOIN campaign k ON k.source_id = c.source_id
AND k.member_id = c.member_id AND k.id <> c.id AND k.active = 1 AND k.archived_at IS NULL
WHERE c.active = 1 AND c.archived_at IS NULL GROUP BY c.id
"""
"""Each active campaign with the names of the sender's others that draw from its source."""
