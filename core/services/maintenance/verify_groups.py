"""Nobody is invited by two campaigns that stand, or ever stood, under one name and program."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from core.store import groups
from core.store.database import Store
from core.store.fields import to_us
from core.views.verification_view import Finding

_TWICE = """
SELECT person FROM delivery WHERE kind = 'invitation' AND state = 'sent' AND error <> 'journal' AND person <> ''
GROUP BY person HAVING count(DISTINCT campaign_id) > 1 ORDER BY person
"""
_INVITATIONS = """
SELECT id, campaign_id, intent_at, ended_at FROM delivery WHERE person = ? AND kind = 'invitation'
AND state = 'sent' AND error <> 'journal' ORDER BY intent_at, id
"""


def invited_by_two(store: Store) -> Iterator[Finding]:
    """Yield each person whom two campaigns of one group invited while they shared it, and the first stood.

    Invitations before a rename that joined the groups are none of it, nor is one after the first was withdrawn.
    """
    for (person,) in store.rows(_TWICE):
        for first, second in combinations(store.rows(_INVITATIONS, person), 2):
            _one, campaign, _at, ended = first
            delivery, other, at, _ended = second
            if campaign == other or (ended is not None and ended <= at):
                continue
            since = groups.shared_since(store, campaign, other)
            if since is not None and to_us(since) <= at:
                text = f"Campaigns {campaign} and {other} share a name and program, and both invited one person."
                yield Finding("group", text, {"person": person, "delivery": delivery})
