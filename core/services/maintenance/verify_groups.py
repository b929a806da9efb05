"""Check that nobody is invited by two campaigns that have, or ever had, the same name and program."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, groupby

from core.store import groups
from core.store.database import Reading
from core.store.views import verify_limits
from core.views.verification_view import Finding


def invited_by_two(store: Reading) -> Iterator[Finding]:
    """Yield each person whom two campaigns of one group invited.

    Second invitations are left out if they were sent before a rename brought the campaigns into one group, or after the
    first invitation was withdrawn.
    """
    for person, own in groupby(verify_limits.invited_by_several(store), lambda one: one.person):
        for first, second in combinations(own, 2):
            campaign, other = first.campaign, second.campaign
            if campaign == other or (first.ended_at is not None and first.ended_at <= second.at):
                continue
            since = groups.shared_since(store, campaign, other)
            if since is not None and since <= second.at:
                text = f"Campaigns {campaign} and {other} share a name and program, and both invited one person."
                yield Finding("group", text, {"person": person, "delivery": second.id})
