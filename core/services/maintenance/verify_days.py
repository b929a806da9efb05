"""Recount of a member's sends on each local day, and in weeks already known to have a hundred invitations."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from core.rules.limits import HARD_WEEK, MESSAGES_PER_DAY, WEEK
from core.rules.schedule import local_date
from core.services.members.members import HIGHEST_DAY_CAP
from core.store import members, owners
from core.store.database import Reading
from core.store.people import foreign_invitations
from core.store.people.foreign_invitations import Outside
from core.store.views import journal_queries, verify_limits
from core.views.verification_view import Finding

NOW = timedelta(0)
MOST = {"invitation": HIGHEST_DAY_CAP, "message": MESSAGES_PER_DAY}


def day_caps(store: Reading) -> Iterator[Finding]:
    """Check that no local day of a member exceeds the highest cap; members whose time zone changed are left out."""
    moved = journal_queries.members_with_moved_zone(store)
    lanes = owners.lanes(store)
    names = {member.id: member.name for member in members.every(store)}
    days = Counter(
        (lanes[member], names[lanes[member]], kind, local_date(at, zone))
        for member, zone, kind, at in verify_limits.on_days(store)
        if member not in moved
    )
    for (member, name, kind, day), count in sorted(days.items()):
        if count > MOST[kind]:
            text = f"{name} sent {count} {kind}s on {day}; at most {MOST[kind]} are allowed."
            yield Finding("day", text, {"member": member})


def weeks_known(store: Reading) -> Iterator[Finding]:
    """Check that no invitation exceeded the weekly limit, counting those outside Overture that were known by then."""
    for member, name in members.invited_outside(store):
        if owners.lane(store, member) != member:
            continue  # reported once, at the owner's oldest row
        ours = verify_limits.invitations_of(store, member)
        others = foreign_invitations.of_member(store, member)
        if any(_fullest(ours, others, at) > HARD_WEEK for at in ours):
            text = (
                f"{name} sent more than {HARD_WEEK} invitations in 168 hours, including those known to be sent outside "
                "Overture."
            )
            yield Finding("week", text, {"member": member})


def _fullest(ours: list[datetime], others: list[Outside], at: datetime) -> int:
    own = bisect_right(ours, at) - bisect_right(ours, -WEEK, key=lambda moment: moment - at)
    return own + sum(NOW <= at - other.at < WEEK and other.seen_at < at for other in others)
