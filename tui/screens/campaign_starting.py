"""Starting a campaign, and the sentences about whom it concerns; in a thread."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.services.campaigns import lifecycle, rivals, value_counts
from core.services.members import week_share
from core.workspace import Workspace
from tui.screens.page import PageScreen


def start(page: PageScreen[Any], ident: str) -> None:
    """Start a campaign, and say what it takes of the week, and what concerns its people."""
    share = week_share.if_started(page.workspace, ident)
    lifecycle.start(page.workspace, ident)
    if share:
        _say(page, [" ".join(share)])
    tell_of_people(page, ident)


def tell_of_people(page: PageScreen[Any], ident: str) -> None:
    """Say which campaigns of its sender draw from the same people, and whom its texts leave out."""
    told = [rival.sentence for rival in rivals.rivals(page.workspace, ident)]
    _say(page, [*told, *_left_out(page.workspace, ident)])


def tell_left_out(page: PageScreen[Any], ident: str) -> None:
    """Name the people whom its texts leave out because a value is missing."""
    _say(page, _left_out(page.workspace, ident))


def _left_out(workspace: Workspace, ident: str) -> list[str]:
    return value_counts.sentences(value_counts.of_campaign(workspace, int(ident)))


def _say(page: PageScreen[Any], sentences: Iterable[str]) -> None:
    for words in sentences:
        page.app.call_from_thread(page.overture.say, words)
