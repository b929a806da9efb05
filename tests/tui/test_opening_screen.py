"""A page or dialog fits the terminal from its first picture on, and again after the terminal's size changed."""

from __future__ import annotations

from unittest.mock import patch

from textual.screen import Screen

from core.workspace import Workspace
from tests.tui.support.driving import NARROW, WIDE, driven, settled
from tui.screens.approvals import ApprovalsScreen

SIZES = {NARROW: {"-narrow", "-low"}, WIDE: {"-wide", "-high"}}
ALL = {"-narrow", "-normal", "-wide", "-low", "-high"}


async def test_a_screen_is_drawn_for_the_size_of_the_terminal(workspace: Workspace) -> None:
    async with driven(workspace, size=NARROW) as shown:
        await shown.press("question_mark")
        page, dialog = shown.app.screen_stack[-2:]
        for size, classes in ((NARROW, SIZES[NARROW]), (WIDE, SIZES[WIDE]), (NARROW, SIZES[NARROW])):
            await shown.pilot.resize_terminal(*size)
            await settled(shown.pilot)
            for screen in (page, dialog):
                assert screen.outer_size == size
            assert dialog.classes & ALL == classes
        await shown.pilot.resize_terminal(*WIDE)
        await shown.press("escape")
        assert shown.app.screen is page
        assert page.classes & ALL == SIZES[WIDE]


async def test_a_dialog_is_styled_once_when_it_opens(workspace: Workspace) -> None:
    styled: list[str] = []
    update = Screen.update_node_styles

    def noted(screen: Screen[None], animate: bool = True) -> None:
        if screen.children:
            styled.append(type(screen).__name__)
        update(screen, animate)

    async with driven(workspace) as shown:
        with patch.object(Screen, "update_node_styles", noted):
            await shown.press("question_mark")
            await shown.press("escape", "2")
            assert isinstance(shown.app.screen, ApprovalsScreen)
        assert not {"HelpDialog", "ApprovalsScreen"} & set(styled)
