"""A page is loaded when it is first shown; from then on it keeps its filter and its cursor."""

from __future__ import annotations

import subprocess
import sys

from core.workspace import Workspace
from tests.tui.support.driving import driven
from tui.screens.page import PageScreen
from tui.screens.pages import PAGES, page_class

LOADED = "import sys, tui.process.run; print([name for name in sys.modules if name.startswith('tui.screens.')])"


def test_every_page_has_its_class() -> None:
    for name in PAGES:
        assert issubclass(page_class(name), PageScreen)
        assert page_class(name).page == name


def test_the_app_is_loaded_without_the_pages() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    loaded = done.stdout
    assert "tui.screens.page'" in loaded
    assert not [where for where in PAGES.values() if where.partition(":")[0] in loaded]


async def test_a_page_is_made_when_it_is_shown_and_kept(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        assert list(shown.app._pages) == ["invites"]
        await shown.press("5")
        assert list(shown.app._pages) == ["invites", "contacts"]
        contacts = shown.app.screen
        await shown.press("1", "5")
        assert shown.app.screen is contacts
