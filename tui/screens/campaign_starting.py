"""Starting a campaign, with messages about its share of the week and about its people; runs in a thread."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.services.campaigns import lifecycle, rivals, value_counts
from core.services.members import week_share
from core.workspace import Workspace
from tui.screens.page import PageScreen


def start(page: PageScreen[Any], ident: str) -> None:
    """Start a campaign, then show its share of the sender's week, and the messages of `tell_of_people`."""
    share = week_share.if_started(page.workspace, ident)
    lifecycle.start(page.workspace, ident)
    if share:
        _say(page, [" ".join(share)])
    tell_of_people(page, ident)


def tell_of_people(page: PageScreen[Any], ident: str) -> None:
    """Show which campaigns of the same sender draw from the same people, and how many people the texts leave out."""
    told = [rival.sentence for rival in rivals.rivals(page.workspace, ident)]
    _say(page, [*told, *_left_out(page.workspace, ident)])


def tell_left_out(page: PageScreen[Any], ident: str) -> None:
    """Show how many people the campaign's texts leave out because a value is missing."""
    _say(page, _left_out(page.workspace, ident))


def _left_out(workspace: Workspace, ident: str) -> list[str]:
    return value_counts.sentences(value_counts.of_campaign(workspace, int(ident)))


def _say(page: PageScreen[Any], sentences: Iterable[str]) -> None:
    for words in sentences:
        page.app.call_from_thread(page.overture.say, words)
