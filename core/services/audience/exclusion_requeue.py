"""Outreaches that a lifted rule had cancelled: listed, and put back into the queue if a person agrees."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from core.engine.planning.excluded import EXCLUDED
from core.errors import RefusedError
from core.services.queue import queue_edit
from core.store import campaigns, outreaches
from core.store.database import Reading, Writing
from core.store.outreaches import OutreachRow
from core.views.exclusions_view import OfferedCampaign
from core.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Offer:
    """Outreaches that can be put back into the queue, and their campaigns."""

    rows: tuple[OutreachRow, ...]
    campaigns: tuple[OfferedCampaign, ...]


def offered(store: Reading, freed: list[int]) -> Offer:
    """Return the outreaches of these people that rules had cancelled, without those of archived campaigns.

    `freed` are people whom no rule excludes any more.
    """
    rows = outreaches.ended_for(store, freed, EXCLUDED)
    count = Counter(row.campaign_id for row in rows)
    named = [campaigns.get(store, ident) for ident in sorted(count)]
    open_ = {row.id: OfferedCampaign(row.id, row.name, count[row.id]) for row in named if not row.archived}
    return Offer(tuple(row for row in rows if row.campaign_id in open_), tuple(open_.values()))


def queue_again(workspace: Workspace, store: Writing, offer: Offer, now: datetime) -> tuple[int, tuple[str, ...]]:
    """Put people back at the step at which they stopped; return how many, and the reasons for the others."""
    back, refused = 0, []
    for row in offer.rows:
        try:
            with workspace.store.write():  # a savepoint of its own: a refusal may come after a change
                queue_edit.put_back(workspace, store, row, now)
            back += 1
        except RefusedError as error:
            refused.append(error.text)
    return back, tuple(refused)
