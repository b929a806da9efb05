"""A key that is held down acts once; single presses, however fast a finger is, all act."""

from __future__ import annotations

import pytest
from textual.events import Key
from textual.widgets import Input

from core.workspace import Workspace
from tests.tui.support.driving import Driven, driven, settled, sql
from tui.held_key import HeldKey
from tui.screens.approvals import ApprovalsScreen

WAITING = "SELECT count(*) FROM outreach WHERE status = 'pending'"


def presses(*moments: float, key: str = "y") -> list[str]:
    pressed = HeldKey()
    return [pressed.press(key, at) for at in moments]


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell held keys by the usual times."""
    monkeypatch.setattr("tui.held_key.REPEAT_S", 0.1)
    monkeypatch.setattr("tui.held_key.LET_GO_S", 0.3)


async def send(shown: Driven, key: str, *moments: float) -> None:
    """Send presses of one key, made at these moments in seconds, all of them long ago."""
    for at in moments:
        event = Key(key, key)
        event.time = at
        shown.app.post_message(event)
    await settled(shown.pilot)


@pytest.mark.usefixtures("watched")
def test_repeats_are_told_from_presses_by_the_time_between_them() -> None:
    assert presses(0.0, 1.2, 2.4) == ["first"] * 3  # fifty in a minute
    assert presses(0.0, 0.15, 0.30) == ["first", "unsure", "unsure"]
    assert presses(0.0, 0.5, 0.533, 0.566) == ["first", "unsure", "repeat", "repeat"]
    assert presses(0.0, 0.5, 0.592, 0.8, 1.2) == ["first", "unsure", "repeat", "repeat", "unsure"]


@pytest.mark.usefixtures("watched")
async def test_a_held_key_decides_one_text_and_fast_presses_each_one(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        page = shown.app.screen
        assert isinstance(page, ApprovalsScreen)
        page.read_at = 0.0  # before every press
        ((before,),) = sql(demo_workspace, WAITING)
        await send(shown, "y", 10.0, 10.66, *(10.7 + 0.04 * number for number in range(20)))
        assert sql(demo_workspace, WAITING) == [(before - 1,)]
        assert shown.said == ["y was held down, so it acted once."]
        await send(shown, "y", 20.0, 20.15, 20.3)
        assert sql(demo_workspace, WAITING) == [(before - 4,)]
        await send(shown, "u", 30.0, 30.5, 30.53, 30.56)
        assert sql(demo_workspace, WAITING) == [(before - 3,)]


@pytest.mark.usefixtures("watched")
async def test_a_key_that_opens_a_form_is_not_typed_into_it_while_it_is_held(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await send(shown, "e", 10.0, 10.5, 10.53, 10.56)
        field = shown.app.screen.query_one("#name", Input)
        assert field.value == "invite-alumni"
        await send(shown, "e", 20.0, 20.03)
        assert field.value == "invite-alumniee"
