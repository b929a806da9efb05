"""Opening the people behind a number on a campaign's page."""

from __future__ import annotations

from functools import partial

from core.views.campaign_list_view import CampaignSummary
from tui.app_base import Overture
from tui.dialogs.campaign import EVERYBODY, People
from tui.screens.queue import QueueScreen


def open_people(app: Overture, view: CampaignSummary, people: People) -> None:
    """Open the queue with people of a campaign: those in a status, those that match a filter, or all."""
    page = app.show_page("queue")
    assert isinstance(page, QueueScreen)  # noqa: S101 - registered so
    status = None if people.status in ("", EVERYBODY) else people.status
    page.once_restored(partial(page.narrow, campaign=str(view.id), title=view.name, status=status))
    if people.where:
        page.show_only(people.where)
