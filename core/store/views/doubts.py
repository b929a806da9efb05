"""How many doubts are open: one count, the same wherever it is told."""

from __future__ import annotations

from core.rules.states import DOUBTFUL
from core.store.database import Store
from core.store.fields import sql_list

_PEOPLE = f"""
SELECT count(*) FROM outreach WHERE status IN {sql_list(DOUBTFUL)} AND (?1 IS NULL OR campaign_id = ?1)
"""
_WITHDRAWALS = """
SELECT count(*) FROM delivery WHERE state IN ('in_doubt', 'unresolved') AND kind = 'withdrawal'
AND (?1 IS NULL OR campaign_id = ?1)
"""


def people_in_doubt(store: Store, campaign: int | None = None) -> int:
    """Count outreaches in doubt or unresolved: an invitation or a message may or may not have arrived."""
    return int(store.scalar(_PEOPLE, campaign))


def withdrawals_in_doubt(store: Store, campaign: int | None = None) -> int:
    """Count withdrawals of which nobody knows yet whether they took place; their people are *invited*."""
    return int(store.scalar(_WITHDRAWALS, campaign))
