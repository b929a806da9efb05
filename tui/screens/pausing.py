"""The question before a member, or everything, is paused or resumed, with the sends of the next hour."""

from __future__ import annotations

from functools import partial
from typing import Any

from core.services.members.members import pause
from core.services.overview.next_hour import NextHour, next_hour
from tui.dialogs.confirm import ConfirmDialog
from tui.screens.page import PageScreen
from tui.style.cells import cut
from tui.undo import Undo


def ask_to_pause(page: PageScreen[Any], member: str | None, name: str, *, on: bool) -> None:
    """Ask, then pause (`on`) or resume one member (its id) or everything (None); `name` is its name in words."""
    name = cut(name, 40)
    act = partial(pause, page.workspace, member, on=on)
    done = f"{_begun(name)} {'is paused: nothing is sent' if on else 'is resumed'}."

    def ask(found: NextHour) -> None:
        title = f"Pause {name}?" if on else f"Resume {name}?"
        dialog = ConfirmDialog(title, words(found, on=on), yes="Pause" if on else "Resume")
        back = partial(
            page.overture.act, partial(pause, page.workspace, member, on=False), f"{_begun(name)} is resumed."
        )

        final = f"u does not pause {name} again, since it was resumed; {'p' if member else 'P'} does."

        def told(_done: object) -> str:
            page.overture.remember(Undo(back) if on else Undo(final=final))
            return done

        page.app.push_screen(dialog, lambda yes: page.overture.act(act, told) if yes else None)

    page.ask_after(partial(next_hour, page.workspace, member), ask)


def words(found: NextHour, *, on: bool) -> str:
    """Return the words of the question: the sends of the next hour, and the effect of a pause or resumption on them."""
    if found.disconnected and not on:
        return "Nothing is sent before the account is connected again: it is not connected now."
    if on:
        coming = f"In the next hour this would be sent: {found.words}."
        if found.disconnected:
            coming = "The account is not connected: nothing can be sent from it now."
        return (
            f"{coming}\n"
            "Nothing is sent while it is paused; a request under way is finished. People who are not reached before "
            "the run closes stay approved for a later run."
        )
    return f"In the next hour this is sent: {found.words}."


def _begun(name: str) -> str:
    return name[:1].upper() + name[1:]
