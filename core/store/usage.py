"""What a member has used of its limits, counted from the journal of deliveries at every question."""

from __future__ import annotations

from datetime import datetime

from core.store.database import Store
from core.store.fields import from_us, to_us

COUNTED = "('sending', 'sent', 'in_doubt', 'unresolved')"
"""A delivery in one of these may have arrived, so it counts."""

_INVITATIONS = f"""
SELECT (SELECT count(*) FROM delivery WHERE member_id = ?1 AND kind = 'invitation' AND intent_at > ?2
        AND state IN {COUNTED})
     + (SELECT count(*) FROM foreign_invitation WHERE member_id = ?1 AND at > ?2)
     + (SELECT count(*) FROM quarantine WHERE member_id = ?1 AND kind = 'invitation' AND at > ?2)
"""

_MESSAGES = f"""
SELECT (SELECT count(*) FROM delivery WHERE member_id = ?1 AND kind = 'message' AND intent_at > ?2
        AND state IN {COUNTED})
     + (SELECT count(*) FROM quarantine WHERE member_id = ?1 AND kind = 'message' AND at > ?2)
"""

_NOTES = f"""
SELECT (SELECT count(*) FROM delivery WHERE member_id = ?1 AND kind = 'invitation' AND intent_at >= ?2
        AND text IS NOT NULL AND state IN {COUNTED})
     + (SELECT count(*) FROM foreign_invitation WHERE member_id = ?1 AND at >= ?2 AND noted = 1)
"""

_NOTES_COMING = """
SELECT count(*) FROM outreach WHERE member_id = ? AND step = 0 AND text IS NOT NULL
AND status IN ('pending', 'approved', 'scheduled')
"""

_MOMENTS = f"""
SELECT intent_at FROM delivery WHERE member_id = ?1 AND kind = 'invitation' AND intent_at > ?2
AND state IN {COUNTED}
UNION ALL SELECT at FROM foreign_invitation WHERE member_id = ?1 AND at > ?2
UNION ALL SELECT at FROM quarantine WHERE member_id = ?1 AND kind = 'invitation' AND at > ?2 ORDER BY 1
"""

_WRITES = """
SELECT intent_at FROM delivery WHERE member_id = ?1 AND intent_at > ?2 AND state <> 'not_sent'
UNION ALL SELECT send_at FROM booking WHERE member_id = ?1 AND state = 'planned'
UNION ALL SELECT withdraw_at FROM outreach WHERE member_id = ?1 AND status = 'invited' AND withdraw_at > ?2
UNION ALL SELECT at FROM quarantine WHERE member_id = ?1 AND at > ?2 ORDER BY 1
"""

_LAST_WRITE = """
SELECT max(at) FROM (SELECT * FROM (SELECT intent_at AS at FROM delivery WHERE member_id = ?1 AND state <> 'not_sent'
ORDER BY intent_at DESC LIMIT 1) UNION ALL SELECT max(at) FROM quarantine WHERE member_id = ?1)
"""

_WITHDRAWALS = f"""
SELECT (SELECT count(*) FROM delivery WHERE member_id = ?1 AND kind = 'withdrawal' AND intent_at >= ?2
        AND state IN {COUNTED})
     + (SELECT count(*) FROM outreach WHERE member_id = ?1 AND status = 'invited' AND withdraw_at >= ?2)
"""


def invitations_after(store: Store, member: int, moment: datetime) -> int:
    """Invitations that left, or may have, later than `moment`, by us and by other means."""
    return int(store.scalar(_INVITATIONS, member, to_us(moment)))


def messages_after(store: Store, member: int, moment: datetime) -> int:
    """Messages that left, or may have, later than `moment`."""
    return int(store.scalar(_MESSAGES, member, to_us(moment)))


def notes_since(store: Store, member: int, moment: datetime) -> int:
    """Invitations with a note since `moment`, by us and by other means."""
    return int(store.scalar(_NOTES, member, to_us(moment)))


def notes_coming(store: Store, member: int) -> int:
    """Invitations with a note that are not out yet."""
    return int(store.scalar(_NOTES_COMING, member))


def held(store: Store, member: int, kind: str) -> int:
    """Send times given and not used yet, of one kind."""
    return int(
        store.scalar(
            "SELECT count(*) FROM booking WHERE member_id = ? AND state = 'planned' AND kind = ?",
            member,
            kind,
        )
    )


def invitation_moments(store: Store, member: int, after: datetime) -> list[datetime]:
    """When each invitation counted by `invitations_after` left, oldest first."""
    return [from_us(row[0]) for row in store.rows(_MOMENTS, member, to_us(after))]


def writes(store: Store, member: int, after: datetime) -> list[datetime]:
    """Every write of a member later than `after`, and every send time already given."""
    return [from_us(row[0]) for row in store.rows(_WRITES, member, to_us(after))]


def withdrawals_since(store: Store, member: int, moment: datetime) -> int:
    """Invitations that were taken back since `moment`, or may have been, or have a time for it."""
    return int(store.scalar(_WITHDRAWALS, member, to_us(moment)))


def last_write(store: Store, member: int) -> datetime | None:
    """When the member's account wrote last."""
    found = store.scalar(_LAST_WRITE, member)
    return None if found is None else from_us(found)


def last_served(store: Store, member: int) -> dict[int, datetime]:
    """When each campaign of a member sent its last invitation."""
    found = store.rows(
        "SELECT campaign_id, max(intent_at) FROM delivery WHERE member_id = ? AND kind = 'invitation' "
        "GROUP BY campaign_id",
        member,
    )
    return {campaign: from_us(at) for campaign, at in found}


def reads_since(store: Store, member: int, moment: datetime) -> int:
    """Profiles and searches read for a member since `moment`."""
    return int(
        store.scalar(
            "SELECT count(*) FROM journal WHERE kind IN ('profile.read', 'search.read') AND member_id = ? AND at >= ?",
            member,
            to_us(moment),
        )
    )


def pages_since(store: Store, member: int, moment: datetime) -> int:
    """Pages of LinkedIn's lists read for a member since `moment`."""
    return int(
        store.scalar(
            "SELECT coalesce(sum(json_extract(data, '$.pages')), 0) FROM journal "
            "WHERE kind = 'lists.read' AND member_id = ? AND at >= ?",
            member,
            to_us(moment),
        )
    )


_DOUBTS = "kind = 'in_doubt' AND member_id = ? AND at > ? AND json_extract(data, '$.words') IS NOT NULL"
"""Those that the network left us with: what a crash of ours left in doubt carries no words of its."""


def doubts_after(store: Store, member: int, moment: datetime) -> list[datetime]:
    """When sends of a member became in doubt for want of an answer, later than `moment`, oldest first."""
    return [
        from_us(row[0])
        for row in store.rows(f"SELECT at FROM journal WHERE {_DOUBTS} ORDER BY at", member, to_us(moment))
    ]


def doubts_of_last(store: Store, member: int, count: int) -> int:
    """How many of a member's last calls ended in doubt, whatever became of them since."""
    recent = "SELECT intent_at FROM delivery WHERE member_id = ? AND state <> 'not_sent' ORDER BY id DESC LIMIT ?"
    since = store.scalar(f"SELECT min(intent_at) FROM ({recent})", member, count)
    return 0 if since is None else int(store.scalar(f"SELECT count(*) FROM journal WHERE {_DOUBTS}", member, since - 1))
