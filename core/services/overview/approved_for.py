"""The number of approved invitations that the next opening of a campaign could take in the present state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.engine.planning import planner
from core.store.database import Reading
from core.store.slots import SlotRow
from core.store.views import eligible


def approved_for(store: Reading, coming: Mapping[int, SlotRow], now: datetime) -> dict[int, int]:
    """Count the approved invitations that each campaign's next slot (in `coming`) could take; one statement."""
    asked = []
    for campaign, slot in coming.items():
        assert slot.next_open_at is not None  # noqa: S101 - `coming` holds slots with a next opening
        asked.append((slot.id, campaign, *planner.run_moments(slot, slot.next_open_at, now)))
    counts = eligible.count_by_slot(store, asked)
    return {campaign: counts[slot.id] for campaign, slot in coming.items()}
