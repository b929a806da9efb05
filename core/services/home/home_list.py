"""The campaigns and the needs, cached: after a change, only the campaigns that it concerns are read again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from core.services.home.changed_campaigns import Stamps, changed
from core.services.overview.campaign_list import shown_line
from core.services.overview.change_check import News, news
from core.services.overview.needs import Waiting, gathered, waiting_in
from core.services.overview.overbooked import Overbooked, overbooked
from core.services.overview.snapshot import Facts
from core.store.changes import change_stamps
from core.store.views.campaign_numbers import CampaignLine
from core.views.campaign_list_view import CampaignSummary
from core.views.needs_view import Needs
from core.workspace import Workspace


class HomeList(NamedTuple):
    """The unarchived campaigns (or the archived ones), and the things that need a person."""

    campaigns: list[CampaignSummary]
    needs: Needs


class _Row(NamedTuple):
    """One campaign as last read."""

    line: CampaignLine
    summary: CampaignSummary
    waiting: Waiting | None
    """None for an archived campaign."""


class _Cache(NamedTuple):
    """Everything that was last read, with the state and the stamps for which it is valid."""

    state: tuple[object, ...]
    stamps: Stamps
    rows: dict[int, _Row]
    full: list[Overbooked]


class CachedList:
    """A cache of the campaigns as last read, from which the next read takes the unchanged ones.

    All are read again in each new minute of the workspace's clock, because some values change with time alone; and
    whenever something that they show changes outside the store: the engine's state, damage, or settings. It may be read
    in any thread.
    """

    def __init__(self) -> None:
        self._kept: _Cache | None = None

    def read(self, workspace: Workspace, *, archived: bool = False) -> HomeList:
        """Return the campaigns as of now. Raises the errors of `Store.read`."""
        state = _state(news(workspace), workspace)
        with workspace.store.read() as store:
            stamps = change_stamps.every(store)
            kept = self._kept if self._kept is not None and self._kept.state == state else None
            facts = Facts(workspace, store, workspace.now())
            live = facts.lines()
            shown = facts.lines(archived=True) if archived else live
            lines = [*live, *shown] if archived else live
            again = None
            if kept is not None:
                both = [*lines, *(row.line for row in kept.rows.values())]
                again = changed(store, workspace.stamp.dedupe, kept.stamps, stamps, both)
            rows = _taken_over(kept, again, lines)
            fresh = [line for line in lines if line.id not in rows]
            facts.of_members = {line.member_id for line in fresh}
            for line in fresh:
                rows[line.id] = _Row(line, shown_line(facts, line), None if line.archived else waiting_in(facts, line))
            full = _overbooked(facts, kept, live)
            waiting = [found for line in live if (found := rows[line.id].waiting) is not None]
            needs = gathered(facts, waiting, full)
        self._kept = _Cache(state, stamps, rows, full)
        return HomeList([rows[line.id].summary for line in shown], needs)


def _state(found: News, workspace: Workspace) -> tuple[object, ...]:
    """Return the values that campaigns show and that no change stamp covers."""
    stamp = workspace.stamp
    values = stamp.time_zone, stamp.dedupe, stamp.days_off, stamp.notes_a_month
    return found.minute, found.damaged, found.engine, values, workspace.config


def _taken_over(kept: _Cache | None, again: set[int] | None, lines: Iterable[CampaignLine]) -> dict[int, _Row]:
    if kept is None or again is None:
        return {}
    return {
        line.id: row
        for line in lines
        if line.id not in again and (row := kept.rows.get(line.id)) is not None and row.line == line
    }


def _overbooked(facts: Facts, kept: _Cache | None, live: list[CampaignLine]) -> list[Overbooked]:
    """Return the overbooked members: computed again for members whose campaigns were read again, else as before."""
    anew = facts.of_members or ()
    as_before = {line.member_id for line in live}.difference(anew)
    before = [one for one in kept.full if one.member in as_before] if kept is not None else []
    now = overbooked(facts, [line for line in live if line.member_id in anew])
    return sorted([*before, *now], key=lambda one: one.member)


def home_list(workspace: Workspace, *, archived: bool) -> HomeList:
    """Return all campaigns and all needs, without a cache."""
    return CachedList().read(workspace, archived=archived)
