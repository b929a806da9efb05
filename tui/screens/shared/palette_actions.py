"""A person's own actions in the palette: each runs its command on the highlighted row, beside the app."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.app import SystemCommand
from textual.screen import Screen

from core.config import OwnAction
from core.errors import OvertureError
from core.services import own_actions
from core.text import clean
from tui.app_base import Overture, around
from tui.screens.page import PageScreen


def offered(screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Yield the person's own actions over a page; over a dialog there is no row."""
    if isinstance(screen, PageScreen):
        for action in screen.workspace.config.actions:
            shown = clean(" ".join(action.command), 200)
            yield SystemCommand(f"own: {clean(action.name, 60)}", shown, partial(_start, screen, action))


def _start(page: PageScreen[Any], action: OwnAction) -> None:
    """Run a command in a thread, with the row that is highlighted now, and show what came of it."""
    app = around(page)
    if app.workspace.store.readonly:
        app.say_error("Overture runs with --readonly here: nothing is changed.")
        return
    values = {"address": clean(page.profile() or "", 500), "row": clean(page.copied() or "", 500)}
    app.say(f"{clean(action.name, 60)} runs.")
    app.run_worker(partial(_run, app, action, values), thread=True, group="own", exit_on_error=False)


def _run(app: Overture, action: OwnAction, values: dict[str, str]) -> None:
    try:
        told = own_actions.run(app.workspace.home, action, values)
    except OvertureError as error:
        app.call_from_thread(app.say_error, error.text)
    else:
        app.call_from_thread(app.say, clean(told, 200))
