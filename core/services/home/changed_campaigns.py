"""Campaigns that a list must read again, by the change stamps (`core/store/changes/change_stamps.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.store import groups, owners
from core.store.changes.change_stamps import MEMBER, SOURCE
from core.store.changes.touched import EVERYTHING, Touch
from core.store.database import Reading
from core.store.people import sources
from core.store.views.campaign_numbers import CampaignLine

Stamps = Mapping[Touch, int]


def changed(store: Reading, dedupe: str, before: Stamps, now: Stamps, lines: Iterable[CampaignLine]) -> set[int] | None:
    """Return the campaigns among `lines` that may have changed since the stamps were `before`; None for all.

    `lines` also has the campaigns as they were then, because one that was archived since has released people. A change
    of a member concerns all campaigns of the LinkedIn owner, who has one budget. Drawing or releasing a person concerns
    all campaigns of the same name and program. Any change may concern a segment.
    """
    touched = {touch for touch, number in now.items() if before.get(touch) != number}
    if not touched:
        return set()
    if EVERYTHING in touched or before.keys() - now.keys() or dedupe == "all":
        return None
    members = _same_owners(store, {ident for kind, ident in touched if kind == MEMBER})
    lists = {ident for kind, ident in touched if kind == SOURCE} | set(sources.segments(store))
    found = {line.id for line in lines if line.member_id in members or line.source_id in lists}
    return found | _same_names(store, found)


def _same_owners(store: Reading, members: set[int]) -> set[int]:
    lanes = owners.lanes(store)
    wanted = {lanes.get(member, member) for member in members}
    return members | {member for member, lane in lanes.items() if lane in wanted}


def _same_names(store: Reading, campaigns: set[int]) -> set[int]:
    named = groups.keys(store)
    wanted = {row.key for row in named if row.campaign in campaigns}
    return {row.campaign for row in named if row.key in wanted}
