"""Acts on the marked campaigns: one question, with the counts of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from core.plural import plural
from core.services.campaigns import lifecycle
from core.views.campaign_changes_view import CampaignEnds
from core.views.campaign_list_view import CampaignSummary
from core.workspace import Workspace
from tui.dialogs.archive import were_sent
from tui.screens.marked_page import Done, MarkedPage, over
from tui.screens.stopping import freed
from tui.style.format import listed


def ask_to_switch(page: MarkedPage[Any], chosen: Sequence[CampaignSummary]) -> None:
    """Stop the marked active campaigns, after one question; if none is active, start all of them."""
    running = [view for view in chosen if view.active]
    if running:
        page.ask_after(partial(_ends, page.workspace, running), partial(_ask_to_stop, page))
        return
    idle = [view for view in chosen if not view.archived]
    if not idle:
        page.overture.say("Archived campaigns cannot run again. D duplicates one.")
        return
    words = f"{listed([view.name for view in idle], 8)}.\nThey begin to draw people at their next opening."
    start = partial(lifecycle.start, page.workspace)
    page.ask_over(
        (f"Start {_count(idle)}?", words, "Start"),
        partial(over, [str(view.id) for view in idle], start),
        lambda done: done.words("started"),
        f"u does not stop the {_count(idle)} that were started; mark them and press r.",
    )


def _ask_to_stop(page: MarkedPage[Any], ends: Sequence[CampaignEnds]) -> None:
    counts = _sums(ends)
    words = f"{listed([one.name for one in ends], 8)}.\n"
    words += freed(counts["scheduled"])
    waiting = [f"{counts[status]:,} {status}" for status in ("approved", "pending", "queued") if counts[status]]
    if waiting:
        words += f"\nNot contacted until they are started again: {', '.join(waiting)}."
    page.ask_over(
        (f"Stop {_count(ends)}?", words, "Stop"),
        partial(over, [str(one.id) for one in ends], partial(lifecycle.stop, page.workspace)),
        lambda done: done.words("stopped"),
        partial(_start_again, page),
    )


def _start_again(page: MarkedPage[Any], done: Done) -> None:
    act = partial(over, done.keys, partial(lifecycle.start, page.workspace))
    page.overture.act(partial(act), lambda found: found.words("started again"))


def ask_to_archive(page: MarkedPage[Any], chosen: Sequence[CampaignSummary]) -> None:
    """Ask once, with the counts, then archive the marked campaigns."""
    open_ones = [view for view in chosen if not view.archived]
    if open_ones:
        page.ask_after(partial(_ends, page.workspace, open_ones), partial(_ask_to_archive, page))
    else:
        page.overture.say("These campaigns are archived already.")


def _ask_to_archive(page: MarkedPage[Any], ends: Sequence[CampaignEnds]) -> None:
    cancelled, sent = sum(one.cancelled for one in ends), sum(one.sent for one in ends)
    words = (
        f"{listed([one.name for one in ends], 8)}.\n"
        f"{cancelled:,} {plural(cancelled, 'person', 'people')} will not be contacted. "
        f"{were_sent(sent)}, with their history.\n"
        "This cannot be undone: an archived campaign never runs again."
    )
    page.ask_over(
        (f"Archive {_count(ends)}?", words, "Archive"),
        partial(over, [str(one.id) for one in ends], partial(lifecycle.archive, page.workspace)),
        lambda done: done.words("archived; A shows them"),
        f"The archiving of {_count(ends)} is for good: they never run again. A shows them, D duplicates one.",
    )


def _ends(workspace: Workspace, chosen: Sequence[CampaignSummary]) -> list[CampaignEnds]:
    return [lifecycle.what_ends(workspace, str(view.id)) for view in chosen]


def _sums(ends: Sequence[CampaignEnds]) -> dict[str, int]:
    return {
        status: sum(one.ends.get(status, 0) for one in ends)
        for status in ("scheduled", "approved", "pending", "queued")
    }


def _count(some: Sequence[object]) -> str:
    return f"{len(some):,} {plural(len(some), 'campaign')}"
