"""The question before an active campaign is stopped: the people and messages that wait, with counts."""

from __future__ import annotations

from functools import partial
from typing import Any

from core.plural import plural
from core.services.campaigns import lifecycle
from core.views.campaign_changes_view import CampaignEnds
from tui.dialogs.confirm import ConfirmDialog
from tui.screens.page import PageScreen
from tui.style.cells import cut
from tui.undo import Undo


def ask_to_stop(page: PageScreen[Any], ident: str) -> None:
    """Ask about one campaign, then stop it."""
    act = partial(lifecycle.stop, page.workspace, ident)

    def ask(ends: CampaignEnds) -> None:
        name = cut(ends.name, 40)
        dialog = ConfirmDialog(f"Stop “{name}”?", stop_words(ends), yes="Stop")
        started = partial(lifecycle.start, page.workspace, ident)
        again = partial(page.overture.act, started, f"{name} is started again.")

        def told(_done: object) -> str:
            page.overture.remember(Undo(again))
            return f"{name} is stopped."

        page.app.push_screen(dialog, lambda yes: page.overture.act(act, told) if yes else None)

    page.ask_after(partial(lifecycle.what_ends, page.workspace, ident), ask)


def freed(count: int) -> str:
    """Return the words about the send times that a stop frees."""
    return f"{count:,} {plural(count, 'send time is', 'send times are')} freed; these people stay approved."


def stop_words(ends: CampaignEnds) -> str:
    """Return in words the effects of stopping a campaign; `ends` comes from `lifecycle.what_ends`."""
    counts = ends.ends
    lines = ["Nobody is scheduled now."]
    if counts["scheduled"]:
        lines = [freed(counts["scheduled"])]
    waiting = [f"{counts[status]:,} {status}" for status in ("approved", "pending", "queued") if counts[status]]
    if waiting:
        lines.append(f"Not contacted until it is started again: {', '.join(waiting)}.")
    if ends.in_sequence:
        people = plural(ends.in_sequence, "person", "people")
        lines.append(f"{ends.in_sequence:,} {people} accepted and may get no further message until then.")
    return "\n".join([*lines, "Nobody new is drawn. A call in flight ends first. r starts it again."])
