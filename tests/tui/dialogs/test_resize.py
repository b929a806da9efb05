"""Every dialog after a change of the terminal's size: it looks as if it had been opened at the new size."""

from __future__ import annotations

from core.workspace import Workspace
from tests.tui.support.dialogs import GALLERY, Gallery, services
from tests.tui.support.driving import NARROW, WIDE, Driven, driven, rested, settled
from tests.tui.support.hostile import on_screen

NAME = "Edith Øst, Head of Sales and of everything else that is written in one very long line"


async def test_every_dialog_follows_the_terminals_size(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, size=NARROW, page="settings") as shown:
        opened = [await _drawn(shown, made) for made in GALLERY]
        for made, picture in zip(GALLERY, opened, strict=True):
            await shown.pilot.resize_terminal(*WIDE)
            assert await _drawn(shown, made, NARROW) == picture, made.make


async def _drawn(shown: Driven, made: Gallery, *sizes: tuple[int, int]) -> list[str]:
    """Open a dialog, change the size of the terminal, and return the lines of the screen."""
    with services(NAME):
        await shown.app.push_screen(made.make(shown.app.workspace, NAME))
        for size in sizes:
            await settled(shown.pilot)
            await shown.pilot.resize_terminal(*size)
        await rested(shown.pilot)
        picture, columns = on_screen(shown.app), shown.app.size.width
        await shown.app.pop_screen()
        return [picture[start : start + columns] for start in range(0, len(picture), columns)]
