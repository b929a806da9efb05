"""The palette's Screenshot: a file in the home that only its owner can read, or a sentence that says why not."""

from __future__ import annotations

from core.workspace import Workspace
from tests.tui.support.driving import driven, settled


async def test_a_picture_is_written_into_the_home(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        written = shown.app.deliver_screenshot()
        (picture,) = demo_workspace.home.folder.glob("screen-*.svg")
        assert written == str(picture)
        assert picture.stat().st_mode & 0o777 == 0o600
        assert picture.read_text(encoding="utf-8").startswith("<svg")
        await settled(shown.pilot)
        assert shown.said[-1] == f"The picture is in {picture}."
        picture.unlink()
        picture.mkdir()
        assert shown.app.deliver_screenshot() is None
        await settled(shown.pilot)
        assert "could not be written" in shown.said[-1]
        demo_workspace.store.readonly = True
        assert shown.app.deliver_screenshot() is None
        await settled(shown.pilot)
        assert "--readonly" in shown.said[-1]
        demo_workspace.store.readonly = False
