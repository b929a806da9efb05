"""What a member sent on each of its local days, and into weeks that were known to hold a hundred already."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from core.rules.limits import HARD_WEEK, MESSAGES_PER_DAY, WEEK
from core.rules.schedule import local_date
from core.rules.states import MAY_HAVE_ARRIVED
from core.services.members.members import HIGHEST_DAY_CAP
from core.store import members, owners
from core.store.database import Store
from core.store.fields import MICROSECOND, from_us, sql_list
from core.store.owners import same_owner
from core.store.views import journal_queries
from core.views.verification_view import Finding

MOST = {"invitation": HIGHEST_DAY_CAP, "message": MESSAGES_PER_DAY}
_LEFT = f"d.state IN {sql_list(MAY_HAVE_ARRIVED)} AND d.error <> 'journal'"
"""Sends of this life of the store that may have arrived."""


def day_caps(store: Store) -> Iterator[Finding]:
    """No local day of a member holds more than any cap allows; one whose zone was changed has no certain days."""
    moved = journal_queries.members_with_moved_zone(store)
    lanes = owners.lanes(store)
    names = {member.id: member.name for member in members.every(store)}
    days = Counter(
        (lanes[member], names[lanes[member]], kind, local_date(from_us(at), zone))
        for member, zone, kind, at in store.rows(
            "SELECT m.id, m.time_zone, d.kind, d.intent_at FROM delivery d JOIN member m ON m.id = d.member_id "
            f"WHERE d.kind <> 'withdrawal' AND {_LEFT}"
        )
        if member not in moved
    )
    for (member, name, kind, day), count in sorted(days.items()):
        if count > MOST[kind]:
            text = f"{name} sent {count} {kind}s on {day}, at most {MOST[kind]} may leave."
            yield Finding("day", text, {"member": member})


def weeks_known(store: Store) -> Iterator[Finding]:
    """No invitation left into 168 hours that held a hundred, with those which were seen by then to be by hand."""
    for member, name in members.invited_by_hand(store):
        if owners.lane(store, member) != member:
            continue  # told of the oldest row of the owner
        ours = [
            at
            for (at,) in store.rows(
                f"SELECT intent_at FROM delivery d WHERE member_id IN {same_owner('?1')} "
                f"AND kind = 'invitation' AND {_LEFT} ORDER BY 1",
                member,
            )
        ]
        others = store.rows(f"SELECT at, seen_at FROM foreign_invitation WHERE member_id IN {same_owner('?1')}", member)
        if any(_fullest(ours, others, at) > HARD_WEEK for at in ours):
            text = (
                f"{name} sent more than {HARD_WEEK} invitations in 168 hours, with those that were known to be by hand."
            )
            yield Finding("week", text, {"member": member})


def _fullest(ours: list[int], others: list[tuple[int, int]], at: int) -> int:
    begin = at - WEEK // MICROSECOND
    own = bisect_right(ours, at) - bisect_right(ours, begin)
    return own + sum(begin < when <= at and seen < at for when, seen in others)
