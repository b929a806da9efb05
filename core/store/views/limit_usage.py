"""What a member has used of its limits, counted from the journal of deliveries at every question.

Every count is the LinkedIn owner's: over all member rows of the owner, archived ones too.
"""

from __future__ import annotations

from datetime import datetime

from core.rules.states import MAY_HAVE_ARRIVED, WRITTEN
from core.store.database import Store
from core.store.fields import from_us, sql_list, to_us
from core.store.owners import same_owner
from core.store.views import journal_queries

COUNTED = sql_list(MAY_HAVE_ARRIVED)
# `+column`: SQLite is to look by member, kind and moment, not to go through all that a member ever sent.

_OWN = f"member_id IN {same_owner('?1')}"

_INVITATIONS = f"""
SELECT (SELECT count(*) FROM delivery WHERE {_OWN} AND kind = 'invitation' AND intent_at > ?2
        AND +state IN {COUNTED})
     + (SELECT count(*) FROM foreign_invitation WHERE {_OWN} AND at > ?2)
     + (SELECT count(*) FROM quarantine WHERE {_OWN} AND kind = 'invitation' AND at > ?2)
"""

_MESSAGES = f"""
SELECT (SELECT count(*) FROM delivery WHERE {_OWN} AND kind = 'message' AND intent_at > ?2
        AND +state IN {COUNTED})
     + (SELECT count(*) FROM quarantine WHERE {_OWN} AND kind = 'message' AND at > ?2)
"""

_NOTES = f"""
SELECT (SELECT count(*) FROM delivery WHERE {_OWN} AND kind = 'invitation' AND intent_at >= ?2
        AND text IS NOT NULL AND +state IN {COUNTED})
     + (SELECT count(*) FROM foreign_invitation WHERE {_OWN} AND at >= ?2 AND noted = 1)
"""

_NOTES_COMING = f"""
SELECT count(*) FROM outreach WHERE {_OWN} AND step = 0 AND text IS NOT NULL
AND status IN {sql_list(WRITTEN)}
"""

_MOMENTS = f"""
SELECT intent_at FROM delivery WHERE {_OWN} AND kind = 'invitation' AND intent_at > ?2
AND +state IN {COUNTED}
UNION ALL SELECT at FROM foreign_invitation WHERE {_OWN} AND at > ?2
UNION ALL SELECT at FROM quarantine WHERE {_OWN} AND kind = 'invitation' AND at > ?2 ORDER BY 1
"""

_WRITES = f"""
SELECT intent_at FROM delivery WHERE {_OWN} AND intent_at > ?2 AND state <> 'not_sent'
UNION ALL SELECT +send_at FROM booking WHERE {_OWN} AND state = 'planned'
UNION ALL SELECT withdraw_at FROM outreach WHERE {_OWN} AND status = 'invited' AND withdraw_at > ?2
UNION ALL SELECT at FROM quarantine WHERE {_OWN} AND at > ?2 ORDER BY 1
"""

_LAST_WRITE = f"""
SELECT max(at) FROM (
    SELECT (SELECT intent_at FROM delivery WHERE member_id = own.id AND state <> 'not_sent'
            ORDER BY intent_at DESC LIMIT 1) AS at
    FROM (SELECT id FROM member WHERE id IN {same_owner("?1")}) own
    UNION ALL SELECT max(at) FROM quarantine WHERE {_OWN})
"""

_WITHDRAWALS = f"""
SELECT (SELECT count(*) FROM delivery WHERE {_OWN} AND kind = 'withdrawal' AND intent_at >= ?2
        AND +state IN {COUNTED})
     + (SELECT count(*) FROM outreach WHERE {_OWN} AND status = 'invited' AND withdraw_at >= ?2)
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


def invitation_moments(store: Store, member: int, after: datetime) -> list[datetime]:
    """When each invitation counted by `invitations_after` left, oldest first."""
    return [from_us(row[0]) for row in store.rows(_MOMENTS, member, to_us(after))]


def sent_after(store: Store, member: int, after: datetime) -> list[datetime]:
    """When each invitation that is known to have left by us did so, later than `after`."""
    sql = f"SELECT intent_at FROM delivery WHERE {_OWN} AND kind = 'invitation' AND intent_at > ?2 AND +state = 'sent'"
    return [from_us(row[0]) for row in store.rows(sql, member, to_us(after))]


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
        f"SELECT campaign_id, max(intent_at) FROM delivery WHERE {_OWN} AND kind = 'invitation' GROUP BY campaign_id",
        member,
    )
    return {campaign: from_us(at) for campaign, at in found}


_RECENT = """
SELECT intent_at FROM delivery WHERE member_id = ? AND state <> 'not_sent' ORDER BY id DESC LIMIT ?
"""


def open_doubts(store: Store, member: int, withdrawn_after: datetime) -> int:
    """Calls in doubt now; withdrawals only where they were made later than `withdrawn_after`."""
    return int(
        store.scalar(
            f"SELECT count(*) FROM delivery WHERE {_OWN} AND state = 'in_doubt' "
            "AND (kind <> 'withdrawal' OR intent_at > ?2)",
            member,
            to_us(withdrawn_after),
        )
    )


def doubts_of_last(store: Store, member: int, count: int) -> int:
    """How many of a member's last calls ended in doubt, whatever became of them since."""
    own = [row[0] for row in store.rows(f"SELECT id FROM member WHERE id IN {same_owner('?1')}", member)]
    recent = sorted((row[0] for ident in own for row in store.rows(_RECENT, ident, count)), reverse=True)[:count]
    if not recent:
        return 0
    return len(journal_queries.doubts_after(store, member, from_us(recent[-1] - 1)))
