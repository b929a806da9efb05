"""How many approved invitations the next opening of a campaign could take as things are now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from core.engine.planning import planner
from core.store.database import Store
from core.store.fields import to_us
from core.store.slots import SlotRow
from core.store.views import eligible

_CAMPAIGN, _DAY_START, _MOMENT = (f"json_extract(coming.value, '$[{place}]')" for place in range(3))
_READY = f"""
SELECT {_CAMPAIGN}, (SELECT count(*) FROM outreach
 WHERE outreach.campaign_id = {_CAMPAIGN} AND {eligible.invitations(_DAY_START, _MOMENT)})
FROM json_each(?) coming
"""


def approved_for(store: Store, coming: Mapping[int, SlotRow], now: datetime) -> dict[int, int]:
    """Count them by campaign, each with the slot that opens next; one statement, inside a door."""
    asked = []
    for campaign, slot in coming.items():
        assert slot.next_open_at is not None  # noqa: S101 - it opens next
        opens = slot.next_open_at
        asked.append([campaign, to_us(planner.day_of(slot, opens)), to_us(max(opens, now))])
    return {int(campaign): int(count) for campaign, count in store.rows(_READY, json.dumps(asked))} if asked else {}
