"""The footer under the mouse: a click presses a key, hovering explains it, and the wheel shows keys without room."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.events import MouseScrollDown

from core.workspace import Workspace
from tests.tui.support.driving import WIDE, Driven, driven, plain, settled
from tui.actions import of_scope
from tui.dialogs.help import HelpDialog
from tui.widgets.page_footer import PageFooter


def foot(shown: Driven) -> PageFooter:
    return shown.app.screen.query_one(PageFooter)


async def over(shown: Driven, words: str, does: Callable[..., Awaitable[bool]]) -> None:
    """Move the mouse over this text of the footer, then call `does`."""
    await does(PageFooter, offset=(plain(foot(shown)).index(words), 0))
    await settled(shown.pilot)


async def test_the_mouse_explains_a_key_and_presses_it_unless_it_is_disabled(workspace: Workspace) -> None:
    told = {action.label: action.help for action in of_scope("app", "invites")}
    async with driven(workspace, size=WIDE) as shown:
        for words in ("Archive", "Quit"):
            await over(shown, words, shown.pilot.hover)
            assert foot(shown).tooltip == told[words]
        await over(shown, "  ", shown.pilot.hover)
        assert foot(shown).tooltip is None
        assert {key.words for key in foot(shown).shown if not key.enabled} >= {"Archive"}
        await over(shown, "Archive", shown.pilot.click)
        assert (shown.at_home, shown.said) == (True, [])
        await over(shown, "Help", shown.pilot.click)
        assert isinstance(shown.app.screen, HelpDialog)


async def test_the_wheel_shows_what_has_no_room(workspace: Workspace) -> None:
    async with driven(workspace, size=(40, 20)) as shown:
        whole = " ".join(f"{key.name} {key.words}" for key in foot(shown).shown)
        assert plain(foot(shown)) == whole[:40].rstrip()
        for _ in range(12):
            foot(shown).post_message(MouseScrollDown(foot(shown), 0, 0, 0, 1, 0, False, False, False))
        await settled(shown.pilot)
        assert plain(foot(shown)) == whole[-39:].strip()
        await shown.pilot.resize_terminal(*WIDE)
        await settled(shown.pilot)
        assert plain(foot(shown)).startswith(whole[:20])


async def test_a_wide_screen_shows_more_keys_of_the_page_and_none_of_them_cut(workspace: Workspace) -> None:
    async with driven(workspace, size=(80, 24)) as shown:
        usual = {key.words for key in foot(shown).shown}
        assert {"New", "Filter", "Help"} <= usual
        assert "Sort" not in usual
        await shown.pilot.resize_terminal(200, 50)
        await settled(shown.pilot)
        wide = [key.words for key in foot(shown).shown]
        assert usual | {"Sort", "Group", "Duplicate"} <= set(wide)
        assert wide.index("Sort") < wide.index("Help")
        assert all(f"{key.name} {key.words}" in plain(foot(shown)) for key in foot(shown).shown)
