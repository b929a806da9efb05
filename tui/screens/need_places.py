"""Going from an item that needs a person to the page on which it is dealt with."""

from __future__ import annotations

from functools import partial
from typing import Any

from core.plural import plural
from core.services import list_filters
from core.services.home.home_list import HomeList
from core.views.needs_view import Need
from tui.app_base import Overture
from tui.screens.filtered_page import FilteredPage
from tui.screens.page import PageScreen


def go_to_next(page: PageScreen[Any]) -> None:
    """Go from any page to the first item that needs a person and was not visited yet."""
    page.ask_after(page.overture.read_campaigns, partial(_go_on, page.overture))


def _go_on(app: Overture, found: HomeList) -> None:
    items = app.board.open(found.needs)
    matching = list_filters.needs(app.workspace, filter_of_needs(app), items)
    wanted = app.board.next_of(matching)
    if wanted is not None:
        go_to(app, wanted)
    elif items:
        app.say(f"The filter of Needs you hides everything that needs you: {len(items):,} {plural(len(items), 'row')}.")
    else:
        app.say("Nothing needs you.")


def filter_of_needs(app: Overture) -> str:
    """Return the filter of the page Needs you, by which the next item is chosen from any page."""
    page = app.page("needs")
    return page.filter_text if isinstance(page, FilteredPage) else ""


def go_to(app: Overture, need: Need) -> None:
    """Go to an item that needs a person: to its page, filtered or with the cursor on it, or to the person's journey."""
    if need.kind == "reply":
        from tui.dialogs.journey import JourneyDialog

        app.push_screen(JourneyDialog(app.workspace, str(need.contact_id)))
    elif need.kind == "approvals":
        whole_page(app, "approvals").show_only(of_campaign(need.campaign))
    elif need.kind == "doubt":
        whole_page(app, "queue").show_only(f"id={need.outreach_id}")
    elif need.kind == "account":
        whole_page(app, "members").show_only("", str(need.member_id))
    elif need.kind == "source":
        whole_page(app, "sources").show_only("", str(need.source_id))
    elif need.kind == "exclusions":
        whole_page(app, "contacts").show_only("blocked:yes")
    else:
        whole_page(app, "invites").show_only("", str(need.campaign_id))


def whole_page(app: Overture, name: str) -> PageScreen[object]:
    """Go to a page, and remove the restriction that another page set on it."""
    page = app.show_page(name)
    assert isinstance(page, PageScreen)  # noqa: S101 - every page is one
    page.once_restored(page.show_whole)
    return page


def of_campaign(name: str) -> str:
    """Return a filter for a campaign's name; for a name with quotation marks, the longest part between two of them."""
    if '"' not in name:
        return f'campaign="{name}"'
    return f'campaign:"{max(name.split(chr(34)), key=len)}"'
