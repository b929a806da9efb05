"""The cause of an unexpected error is searched for in the thread that failed, never on the event loop."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Static

from core.store.upkeep import invalid_values
from core.workspace import Workspace
from tests.tui.support.driving import driven, settled, until
from tui.dialogs.editor.dialog import EditorDialog


def broken(*_arguments: object, **_options: object) -> None:
    """Fail as code does when it meets an invalid value that another program wrote into the store."""
    raise ValueError("garbage")


async def test_the_store_is_searched_beside_the_event_loop(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[int] = []

    def found(path: Path) -> str:
        assert path == demo_workspace.home.store
        searched.append(threading.get_ident())
        return "campaign.days, row 7"

    monkeypatch.setattr(invalid_values, "first", found)
    monkeypatch.setattr("tui.live_app.POLL_S", 3600.0)
    async with driven(demo_workspace) as shown:
        await shown.press("e")
        editor = shown.app.screen
        assert isinstance(editor, EditorDialog)
        await until(shown.pilot, lambda: editor.settled)
        with monkeypatch.context() as wrong:
            wrong.setattr("tui.dialogs.editor.validation.check_content", broken)
            editor.look_now()
            await settled(shown.pilot)
        assert "campaign.days, row 7" in str(editor.query_one("#why", Static).content)
        await shown.press("escape")
        for wrong_place in ("tui.live_app.heading", "tui.screens.invites.detail"):
            with monkeypatch.context() as wrong:
                wrong.setattr(wrong_place, broken)
                shown.said.clear()
                shown.app._fault = ""
                await shown.refresh()
            assert ["campaign.days, row 7" in words for words in shown.said] == [True], wrong_place
        shown.app.act(partial(broken))
        shown.invites.ask_after(broken, broken)
        await settled(shown.pilot)
        assert len(searched) == 5
        assert threading.get_ident() not in searched
