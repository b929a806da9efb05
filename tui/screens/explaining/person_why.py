"""The dialog that says why a person in a campaign is not contacted yet, or how their outreach ended."""

from __future__ import annotations

from functools import partial
from typing import Any

from rich.text import Text

from core.rules.schedule import in_zone
from core.services.explain.person_explained import explain_person
from core.text import clean
from core.views.explain_view import PersonExplanation
from tui.dialogs.text_dialog import TextDialog
from tui.screens.page import PageScreen
from tui.style.cells import cut, glyph
from tui.style.moment_text import date_time

LONGEST = 600
"""Most characters of a sentence."""


def show_person_why(page: PageScreen[Any], campaign: int, contact: int) -> None:
    """Show why a person in a campaign is not contacted yet, as of now."""
    page.ask_after(partial(explain_person, page.workspace, str(campaign), str(contact)), partial(_show, page))


def _show(page: PageScreen[Any], found: PersonExplanation) -> None:
    page.app.push_screen(TextDialog(f"Why: {cut(found.name or 'no name', 40)}", _words(page, found)))


def _words(page: PageScreen[Any], found: PersonExplanation) -> Text:
    dim, zone = page.colours.dim, found.time_zone
    text = Text(clean(found.words, LONGEST), style=page.colours.text)
    if found.action:
        text.append(f"\n{glyph('arrow')} {clean(found.action, LONGEST)}")
    if found.next is not None:
        text.append(f"\nNext: {date_time(in_zone(found.next, zone))}")
    if found.since is not None:
        text.append(f"\nSince {date_time(in_zone(found.since, zone))}", style=dim)
    status = "not drawn yet" if found.status is None else found.status.replace("_", " ")
    text.append(f"\n\n{clean(found.campaign, 100)} {glyph('dot')} {status} {glyph('dot')} {found.reason}", style=dim)
    own = zone != page.workspace.stamp.time_zone
    return text.append(f"\nTimes are in {clean(zone, 40)}.", style=dim) if own else text
