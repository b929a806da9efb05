"""Who may be taken from a source next: one statement, in import order (DESIGN 3, "Who is never invited")."""

from __future__ import annotations

from core.store.database import Store
from core.store.owners import same_owner
from core.store.rows import CampaignRow
from core.store.segments import over

HOLDS = "(o.status NOT IN ('cancelled', 'withdrawn') OR o.status = 'cancelled' AND o.invited_at IS NOT NULL)"
"""Whoever is in any other status is held, or was rejected by the sender: never again in that group.

So is whoever was invited and whose message was cancelled: the invitation is out.
"""

_REMOVED = "o.reason = 'removed'"

_GROUP = f"""
AND NOT EXISTS (
    SELECT 1 FROM outreach o JOIN campaign k ON k.id = o.campaign_id
    WHERE o.contact_id = e.contact_id AND k.name = :name AND k.program = :program AND ({HOLDS} OR {_REMOVED})
)"""

_ALL = f"""
AND NOT EXISTS (
    SELECT 1 FROM outreach o WHERE o.contact_id = e.contact_id
    AND (({HOLDS} AND o.status <> 'rejected')
         OR EXISTS (SELECT 1 FROM campaign k WHERE k.id = o.campaign_id AND k.name = :name
                    AND k.program = :program AND ({HOLDS} OR {_REMOVED})))
)"""

_CANDIDATES = f"""
FROM {{entries}} e JOIN contact p ON p.id = e.contact_id
WHERE p.blocked_at IS NULL AND p.merged_into_id IS NULL
AND NOT EXISTS (SELECT 1 FROM outreach o WHERE o.contact_id = e.contact_id AND o.campaign_id = :campaign)
AND NOT EXISTS (
    SELECT 1 FROM delivery d WHERE d.contact_id = e.contact_id AND d.member_id IN {same_owner(":member")}
    AND d.kind = 'invitation' AND (d.live = 1 OR d.ended_at > :withdrawn_after)
)
"""

_HELD = f"""
SELECT 1 FROM outreach o JOIN contact p ON p.id = o.contact_id JOIN campaign k ON k.id = o.campaign_id
JOIN campaign mine ON mine.id = ?3
WHERE o.id <> ?1 AND (o.contact_id = ?2 OR p.merged_into_id = ?2)
AND (k.name = mine.name AND k.program = mine.program AND ({HOLDS} OR {_REMOVED})
     OR ?4 AND {HOLDS} AND o.status <> 'rejected') LIMIT 1"""


def held_by_another(store: Store, outreach: int, contact: int, campaign: int, *, dedupe: str) -> bool:
    """Whether another campaign of the group, or with `all` any other, holds the person of an outreach."""
    return store.scalar(_HELD, outreach, contact, campaign, int(dedupe == "all")) is not None


def candidates(
    store: Store, campaign: CampaignRow, *, dedupe: str, withdrawn_after: int, limit: int
) -> list[tuple[int, str]]:
    """Up to `limit` (contact id, language) that this campaign may take now, in import order.

    `withdrawn_after` is the moment (microseconds) before which a withdrawal is long enough ago.
    """
    rule = _ALL if dedupe == "all" else _GROUP
    sql = f"SELECT e.contact_id, p.language {_CANDIDATES} {rule} ORDER BY e.id LIMIT :limit"
    found = over(
        store,
        campaign.source_id,
        sql,
        campaign=campaign.id,
        member=campaign.member_id,
        name=campaign.name,
        program=campaign.program,
        withdrawn_after=withdrawn_after,
        limit=limit,
    )
    return [(int(contact), str(language)) for contact, language in found]
