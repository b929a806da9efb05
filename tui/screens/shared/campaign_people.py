"""From a campaign's page to the people behind one of its numbers."""

from __future__ import annotations

from core.views.campaign_list_view import CampaignSummary
from tui.app_base import Overture
from tui.dialogs.campaign import EVERYBODY, People
from tui.screens.queue import QueueScreen


def open_people(app: Overture, view: CampaignSummary, people: People) -> None:
    """Open the queue on the people of a campaign who are in a status, fit a filter, or on all of them."""
    page = app.show_page("queue")
    assert isinstance(page, QueueScreen)  # noqa: S101 - registered so
    status = None if people.status in ("", EVERYBODY) else people.status
    page.narrow(campaign=str(view.id), title=view.name, status=status)
    if people.where:
        page.show_only(people.where)
