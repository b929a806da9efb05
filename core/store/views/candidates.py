"""Who may be taken from a source next: one statement, in import order (DESIGN 3, "Who is never invited")."""

from __future__ import annotations

from core.rules.states import NOT_YET_OUT, RELEASED
from core.store.campaigns import CampaignRow
from core.store.database import Store
from core.store.fields import sql_list
from core.store.groups import sharing
from core.store.owners import same_owner
from core.store.people.segments import over

HOLDS = "(o.status NOT IN ('cancelled', 'withdrawn') OR o.status = 'cancelled' AND o.invited_at IS NOT NULL)"
"""Whoever is in any other status is held, or was rejected by the sender: never again in that group.

So is whoever was invited and whose message was cancelled: the invitation is out.
"""

_REMOVED = "o.reason = 'removed'"
LIVE = f"o.status NOT IN {sql_list(RELEASED)}"
"""A live outreach holds its person from the draw on, for its member and, with `dedupe = "all"`, for everybody."""
_NOT_YET_OUT = f"o.status IN {sql_list(NOT_YET_OUT)}"

EVERYBODY = 2**31
"""A limit that no source reaches."""

FREE = f"""
FROM {{entries}} e JOIN contact p ON p.id = e.contact_id
WHERE p.blocked_at IS NULL AND p.merged_into_id IS NULL
AND NOT EXISTS (
    SELECT 1 FROM outreach o WHERE o.contact_id = e.contact_id
    AND (o.campaign_id = :campaign OR o.member_id IN {same_owner(":member")} AND {LIVE}
         OR o.campaign_id IN {sharing(":campaign")}
            AND ({HOLDS} OR {_REMOVED} OR o.status = 'withdrawn' AND o.changed_at > :withdrawn_after)
         OR :all AND {HOLDS} AND o.status <> 'rejected')
)
AND NOT EXISTS (
    SELECT 1 FROM delivery d WHERE d.contact_id = e.contact_id AND d.member_id IN {same_owner(":member")}
    AND d.kind = 'invitation' AND (d.live = 1 OR d.ended_at > :withdrawn_after)
)
"""
"""The people of a source whom a campaign may take."""

_HELD = f"""
SELECT 1 FROM outreach o WHERE o.id <> ?1
AND o.contact_id IN (SELECT ?2 UNION ALL SELECT id FROM contact WHERE merged_into_id = ?2)
AND (o.campaign_id IN {sharing("?3")} AND ({HOLDS} OR {_REMOVED}) OR o.member_id IN {same_owner("?4")} AND {LIVE}
     OR ?5 AND {HOLDS} AND o.status <> 'rejected')
AND NOT (?6 AND {_NOT_YET_OUT} AND o.id > ?1) LIMIT 1"""


def held_by_another(
    store: Store, outreach: int, contact: int, campaign: int, member: int, *, dedupe: str, first: bool = False
) -> bool:
    """Return True if another outreach of the group, of the member, or with `all` any other, holds an outreach's person.

    With `first` one that was drawn later and has not left yet does not count: of two the first keeps the person.
    """
    values = (outreach, contact, campaign, member, int(dedupe == "all"), int(first))
    return store.scalar(_HELD, *values) is not None


def candidates(
    store: Store, campaign: CampaignRow, *, dedupe: str, withdrawn_after: int, limit: int
) -> list[tuple[int, str]]:
    """Up to `limit` (contact id, language) that this campaign may take now, in import order.

    `withdrawn_after` is the moment (microseconds) before which a withdrawal is long enough ago.
    """
    found = over(
        store,
        campaign.source_id,
        f"SELECT e.contact_id, p.language {FREE} ORDER BY e.id LIMIT :limit",
        campaign=campaign.id,
        member=campaign.member_id,
        all=int(dedupe == "all"),
        withdrawn_after=withdrawn_after,
        limit=limit,
    )
    return [(int(contact), str(language)) for contact, language in found]


def count_left(
    store: Store, source: int, campaign: int, member: int, *, dedupe: str, withdrawn_after: int, most: int
) -> int:
    """Count the people whom a campaign may take from its source now, up to `most`."""
    found = over(
        store,
        source,
        f"SELECT count(*) FROM (SELECT 1 {FREE} LIMIT :most)",
        campaign=campaign,
        member=member,
        all=int(dedupe == "all"),
        withdrawn_after=withdrawn_after,
        most=most,
    )
    return int(found[0][0])
