"""A person's own actions: each runs its command on the highlighted row, or on each marked one, beside the app."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from textual.app import SystemCommand
from textual.screen import Screen
from textual.worker import get_current_worker

from core.config import OwnAction
from core.errors import OvertureError
from core.plural import plural
from core.services import own_actions
from core.text import clean
from tui.app_base import Overture, around
from tui.screens.marked_page import MarkedPage
from tui.screens.page import UNREAD, PageScreen
from tui.style.format import listed

TELL_S = 10.0
"""Seconds between two messages about how many of the marked rows are done."""
Values = Mapping[str, str]
"""The values of one row: its `address`, and the `row` itself."""


def offered(screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Yield the person's own actions over a page; over a dialog there is no row."""
    if isinstance(screen, PageScreen):
        for action in screen.workspace.config.actions:
            shown = clean(" ".join(action.command), 200)
            yield SystemCommand(f"own: {clean(action.name, 60)}", shown, partial(start, screen, action))


def start(page: PageScreen[Any], action: OwnAction) -> None:
    """Run a command in a thread on the row that is highlighted now; on each marked row after a question."""
    app = around(page)
    if app.workspace.store.readonly:
        app.say_error("Overture runs with --readonly here: nothing is changed.")
    elif page.unread:
        app.say(UNREAD)
    elif isinstance(page, MarkedPage) and page.marked:
        _ask(page, action)
    else:
        _begin(app, action, [_values(page)])


def _values(page: PageScreen[Any]) -> Values:
    return {"address": clean(page.profile() or "", 500), "row": clean(page.copied() or "", 500)}


def _ask(page: MarkedPage[Any], action: OwnAction) -> None:
    """Ask with the count of the marked rows, then run; rows that the page has not loaded are left out, and counted."""
    from tui.dialogs.confirm import ConfirmDialog

    found: list[Values] = []
    shown = frozenset(page.marked_table.shown_keys)
    for key in page.marked:
        if key in shown:
            with page.marked_table.read_as_at(key):
                found.append(_values(page))
    app, lacking = around(page), len(page.marked) - len(found)
    name, many = clean(action.name, 60), f"{len(found):,} {plural(len(found), 'row')}"
    if not found:
        app.say("None of the marked rows is in the part of the list that is loaded.")
        return
    command = clean(" ".join(action.command), 200)
    rows = [values["row"] for values in found if values["row"]]  # a page that copies nothing has no words for its rows
    words = f"{listed(rows, 8)}.\n" if rows else ""
    words += f"Runs once for each: {command}"
    if lacking:
        words += f"\nNot for {lacking:,} marked {plural(lacking, 'row')} that the list has not loaded."

    def decided(yes: bool | None) -> None:
        if yes:
            page.drop_marks()
            _begin(app, action, found)

    app.push_screen(ConfirmDialog(f"Run {name} for {many}?", words, yes="Run"), decided)


def _begin(app: Overture, action: OwnAction, rows: Sequence[Values]) -> None:
    app.say(f"{clean(action.name, 60)} is running.")
    app.run_worker(partial(_run, app, action, rows), thread=True, group="own", exit_on_error=False)


def _run(app: Overture, action: OwnAction, rows: Sequence[Values]) -> None:
    """Run the command for each row, one after the other. A failure does not stop the others; quitting the app does."""
    told, faults, worker = "", list[str](), get_current_worker()
    name, said_at = clean(action.name, 60), time.monotonic()
    for number, values in enumerate(rows):
        if number and time.monotonic() - said_at >= TELL_S:
            said_at = time.monotonic()
            app.call_from_thread(app.say, f"{name}: {number:,} of {len(rows):,}.")
        try:
            told = own_actions.run(app.workspace.home, action, values, lambda: worker.is_cancelled)
        except OvertureError as error:
            faults.append(error.text)
        if worker.is_cancelled:
            return  # the app ends: nobody is there to be told
    done = len(rows) - len(faults)
    if faults:
        counted = "" if len(rows) == 1 else f"{done:,} of {len(rows):,} ran. "
        app.call_from_thread(app.say_error, f"{counted}{faults[0]}")
    else:
        app.call_from_thread(app.say, clean(told, 200) if done == 1 else f"{name}: {done:,} ran.")
