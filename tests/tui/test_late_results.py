"""Results that arrive after their page or dialog was closed are dropped and break nothing."""

from __future__ import annotations

import pytest
from textual.events import ScreenResume

from core.workspace import Workspace
from tests.tui.support.driving import Driven, driven, settled, until
from tui.actions import of_scope
from tui.app import OvertureApp
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.editor.dialog import EditorDialog
from tui.dialogs.editor.validation import CheckedDialog
from tui.screens import pages


async def editor_of(shown: Driven) -> EditorDialog:
    """Return the settled editor of the highlighted campaign."""
    await shown.press("e")
    dialog = shown.app.screen
    assert isinstance(dialog, EditorDialog)
    await until(shown.pilot, lambda: dialog.settled)
    return dialog


async def test_a_check_that_ends_after_the_editor_was_closed_is_dropped(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        dialog = await editor_of(shown)
        assert dialog.seen is not None
        seen = dialog.seen
        await shown.press("escape")
        await dialog._show(CheckedDialog.CheckDone(seen))
        dialog.look_now()
        assert shown.at_home


async def test_a_save_that_ends_under_a_question_closes_both(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        dialog = await editor_of(shown)
        await shown.press("x", "escape")
        assert isinstance(shown.app.screen, ConfirmDialog)
        dialog.post_message(CheckedDialog.Ended(1, None))
        await until(shown.pilot, lambda: shown.at_home)
        await settled(shown.pilot)
        assert shown.at_home


@pytest.mark.parametrize("page", list(pages.PAGES))
async def test_a_read_that_ends_while_the_app_ends_is_dropped(
    demo_workspace: Workspace, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.live_app.POLL_S", 3600.0)  # the page is broken from here on
    async with driven(demo_workspace) as shown:
        app, screen = shown.app, shown.app.show_page(page)
        await settled(shown.pilot)
        around, data = app.around, screen.load(demo_workspace, screen.asks())
        assert around is not None
        with monkeypatch.context() as leaving:
            leaving.setattr(app, "_running", False)
            await screen.query("#body").remove()
            app._show(OvertureApp.Loaded(screen, data, around))
            screen.forget()
            screen.on_screen_resume(ScreenResume())
            app._read_when_quiet()


@pytest.mark.parametrize("page", [name for name in pages.PAGES if name != "invites"])
async def test_a_page_that_was_never_shown_is_asked_nothing(demo_workspace: Workspace, page: str) -> None:
    async with driven(demo_workspace) as shown:
        screen = shown.app.page(page)
        screen.forget()
        for action in of_scope(page):
            assert screen.check_action(action.name, ()) is None
