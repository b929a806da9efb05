"""Active campaigns of one sender on one source: people drawn by one are not available to the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.store.database import Reading
from core.store.views import campaign_numbers
from core.store.views.campaign_numbers import CampaignLine


@dataclass(frozen=True)
class Sharing:
    """The other active campaigns of a sender on a campaign's source."""

    first: str
    """Name of the oldest other campaign."""
    others: int
    """Number of other campaigns."""
    people: int
    """Number of people whom the other campaigns hold."""


class SharedSources:
    """The active campaigns of each sender and source, read once; the people of each such group are counted once."""

    def __init__(self, store: Reading, people_held: Callable[[int], int]) -> None:
        self._users = campaign_numbers.source_users(store)
        self._people_held = people_held
        self._totals: dict[tuple[int, int], int] = {}

    def of(self, line: CampaignLine) -> Sharing | None:
        """Return the campaigns that share a source with a campaign; None if it is not active or the only one."""
        key = line.member_id, line.source_id
        users = self._users.get(key, [])
        if not line.active or line.archived or len(users) == 1:
            return None
        other = next(user for user in users if user.campaign != line.id)
        if key not in self._totals:
            self._totals[key] = sum(self._people_held(user.campaign) for user in users)
        return Sharing(other.name, len(users) - 1, self._totals[key] - self._people_held(line.id))
