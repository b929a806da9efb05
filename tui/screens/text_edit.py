"""Changing one person's text that waits for approval, from any page that shows it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from core.services.queue import approvals
from core.services.queue.pending_page import waiting
from core.views.pending_view import PendingPage, PendingText
from tui.screens.page import PageScreen
from tui.undo import Undo


def edit_text(page: PageScreen[Any], entry: PendingText, saved: Callable[[], object]) -> None:
    """Open a text for editing; once it is saved, it waits under a new revision, and `saved` is called."""
    from tui.dialogs.edit_text import EditTextDialog

    def save(text: str) -> object:
        return approvals.edit_text(page.workspace, entry.id, text, revision=entry.revision)

    def done(yes: bool | None) -> None:
        if yes:
            saved()
            page.overture.remember(Undo(final="u does not undo the edit of a text; e changes it again."))
            page.overture.refresh_page()

    dialog = EditTextDialog(entry.name, entry.text or "", entry.limit, save, needed=entry.step > 0)
    page.app.push_screen(dialog, done)


def edit_text_of(page: PageScreen[Any], ident: int) -> None:
    """Read the waiting text of a row of the queue, then open it."""
    page.ask_after(partial(waiting, page.workspace, where=f"id={ident}"), partial(_open, page))


def _open(page: PageScreen[Any], found: PendingPage) -> None:
    if found.entries:
        edit_text(page, found.entries[0], lambda: None)
    else:
        page.overture.say("This text no longer waits for approval.")
