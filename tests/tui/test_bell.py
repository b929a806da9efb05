"""The terminal's bell, which `[notify] bell` in config.toml turns on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.config import NotifyConfig
from core.workspace import Workspace
from tests.tui.support.driving import change, driven
from tui.app import OvertureApp


@pytest.mark.parametrize("wanted", [True, False])
async def test_the_bell_rings_for_new_items(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch, *, wanted: bool
) -> None:
    rung: list[bool] = []
    monkeypatch.setattr(OvertureApp, "bell", lambda _app: rung.append(True))
    monkeypatch.setattr("tui.needs_board.COUNTED_FOR_S", 0.0)
    demo_workspace.config = replace(demo_workspace.config, notify=NotifyConfig(bell=wanted))
    async with driven(demo_workspace) as shown:
        await shown.refresh()
        await shown.refresh()
        assert rung == []
        change(demo_workspace, "UPDATE member SET state = 'disconnected'")
        await shown.refresh()
        await shown.refresh()
        assert rung == ([True] if wanted else [])
