"""Asked before everything, or a member, is paused or goes on: what would leave in the next hour."""

from __future__ import annotations

from functools import partial
from typing import Any

from core.services.members.members import pause
from core.services.overview.next_hour import NextHour, next_hour
from core.text import clean
from tui.dialogs.confirm import ConfirmDialog
from tui.screens.page import PageScreen
from tui.undo import Undo


def ask_to_pause(page: PageScreen[Any], member: str | None, name: str, *, on: bool) -> None:
    """Ask, then pause (`on`) or go on with one member (its id), or with everything (None); `name` is what is said."""
    name = clean(name, 40)
    act = partial(pause, page.workspace, member, on=on)
    done = f"{_begun(name)} {'is paused: nothing leaves' if on else 'goes on'}."

    def ask(found: NextHour) -> None:
        title = f"Pause {name}?" if on else f"Go on with {name}?"
        dialog = ConfirmDialog(title, words(found, on=on), yes="Pause" if on else "Go on")
        back = partial(page.overture.act, partial(pause, page.workspace, member, on=False), f"{_begun(name)} goes on.")

        def told(_done: object) -> str:
            if on:
                page.overture.remember(Undo(back))
            return done

        page.app.push_screen(dialog, lambda yes: page.overture.act(act, told) if yes else None)

    page.ask_after(partial(next_hour, page.workspace, member), ask)


def words(found: NextHour, *, on: bool) -> str:
    """Say what would leave, and what becomes of it."""
    if on:
        return (
            f"In the next hour this would leave: {found.words}.\n"
            "Nothing leaves while it is paused, but for a call in flight. People who are not reached before the run "
            "closes stay approved for a later one."
        )
    return f"In the next hour this leaves: {found.words}."


def _begun(name: str) -> str:
    return name[:1].upper() + name[1:]
