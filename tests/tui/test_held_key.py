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


def acted(*moments: float, key: str = "y") -> list[float]:
    """Return the moments of the presses that act, if each is judged once all of them have come."""
    pressed, found = HeldKey(), []
    for place, at in enumerate(moments):
        how = pressed.press(key, at)
        if how == "first" or (how == "unsure" and not pressed.judge(moments[place + 1 :])):
            found.append(at)
    return found


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell held keys by the usual times."""
    monkeypatch.setattr("tui.held_key.REPEAT_S", 0.1)
    monkeypatch.setattr("tui.held_key.LET_GO_S", 0.15)


async def send(shown: Driven, key: str, *moments: float) -> None:
    """Send presses of one key, made at these moments in seconds, all of them long ago."""
    for at in moments:
        event = Key(key, key)
        event.time = at
        shown.app.post_message(event)
    await settled(shown.pilot)


@pytest.mark.parametrize(
    "moments",
    [
        (0.0, 1.2, 2.4),
        (0.0, 0.15, 0.30),
        (0.0, 0.2, 0.28, 0.48, 0.68, 0.88, 1.08),
        (0.0, 0.12, 0.21, 0.33, 0.42, 0.6),
        (0.0, 0.0),
        (0.0, 0.5, 0.501, 0.9, 0.901, 1.3),
    ],
    ids=["fifty a minute", "as fast as can be", "one close pair", "unsteady", "two in one packet", "pairs in packets"],
)
@pytest.mark.usefixtures("watched")
def test_each_press_by_hand_acts(moments: tuple[float, ...]) -> None:
    assert acted(*moments) == list(moments)


@pytest.mark.parametrize(
    "moments",
    [
        (0.0, 0.5, 0.533, 0.566, 0.6),
        (0.0, 0.25, 0.31, 0.37, 0.43),
        (0.0, 0.5, 0.592, 0.684, 0.776),
        (0.0, 0.5, 0.53, 0.56, 0.68, 0.681, 0.682),
        (0.0, 0.001, 0.002, 0.003),
    ],
    ids=["usual", "a short delay", "slow repeats", "a line that falters", "one packet"],
)
@pytest.mark.usefixtures("watched")
def test_a_held_key_acts_once(moments: tuple[float, ...]) -> None:
    assert acted(*moments) == [0.0]


@pytest.mark.usefixtures("watched")
def test_what_follows_another_key_is_no_hold() -> None:
    pressed = HeldKey()
    assert pressed.press("y", 0.0) == "first"
    assert pressed.press("y", 0.03) == "unsure"
    assert pressed.judge((float("inf"),)) is False
    assert pressed.press("j", 0.04) == "first"
    assert pressed.press("y", 0.05) == "first"


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
        assert len(shown.said) == 1
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
