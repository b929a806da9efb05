"""Changes of campaigns as they happen, for `overture watch`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from core.services import list_filters
from core.services.overview import campaign_list
from core.services.overview.change_check import News, news
from core.views.campaign_list_view import CampaignSummary
from core.workspace import Workspace


def changes(workspace: Workspace, where: str, wait: Callable[[], bool]) -> Iterator[list[CampaignSummary]]:
    """Yield all campaigns that match a filter, then, after each change, those that changed.

    `wait` waits between two reads and returns False to end it. A campaign that was archived is yielded one last time.
    Raises UsageError for a filter that cannot be read.
    """
    before: dict[int, CampaignSummary] = {}
    seen: News | None = None
    while True:
        now = news(workspace)
        if now != seen:
            seen = now
            workspace.refuse_newer()
            found = _fitting(workspace, where, before)
            yield [view for view in found.values() if _lasting_part(view) != _lasting_part(before.get(view.id))]
            before = {ident: view for ident, view in found.items() if not view.archived}
        if not wait():
            return


def _fitting(workspace: Workspace, where: str, before: dict[int, CampaignSummary]) -> dict[int, CampaignSummary]:
    every = campaign_list.campaigns(workspace)
    found = {view.id: view for view in list_filters.campaigns(workspace, where, every)}
    gone = before.keys() - {view.id for view in every}
    if gone:
        found |= {view.id: view for view in campaign_list.campaigns(workspace, archived=True) if view.id in gone}
    return found


def _lasting_part(view: CampaignSummary | None) -> CampaignSummary | None:
    """Return a campaign without the words that change with time alone, such as "in 3 h"."""
    return None if view is None else replace(view, health=replace(view.health, detail=""))
