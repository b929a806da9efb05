"""A message never stops the app, however late Textual makes the widget that shows it."""

from __future__ import annotations

from itertools import count
from time import monotonic

import pytest
from textual.notifications import Notification
from textual.widgets._toast import Toast

from core.workspace import Workspace
from tests.tui.support.driving import BUSY_S, driven, settled
from tui.notification import SafeNotification


def clock_that_jumps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a tenth of a second pass each time that a notification reads the clock."""
    began, looks = monotonic(), count()
    for place in ("textual.notifications.time", "tui.notification.monotonic"):
        monkeypatch.setattr(place, lambda: began + next(looks) / 10)


@pytest.mark.parametrize("kind", [Notification, SafeNotification])
def test_a_toast_is_never_given_a_time_in_the_past(kind: type[Notification], monkeypatch: pytest.MonkeyPatch) -> None:
    made = kind("Saved.", timeout=0.15, raised_at=monotonic())
    clock_that_jumps(monkeypatch)
    assert not made.has_expired
    assert (made.time_left > 0, made.time_left > 0) == (True, kind is SafeNotification)  # Textual's stops the app
    assert made.has_expired


async def test_a_line_whose_time_is_over_before_it_is_shown_disappears(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(workspace) as shown:
        clock_that_jumps(monkeypatch)
        for looks in range(1, 9):  # each expires at another reading of the clock
            shown.app.notify("Saved.", timeout=looks / 10)
        await settled(shown.pilot)
        while shown.app.screen.query(Toast):
            await shown.pilot.pause(BUSY_S)
        assert shown.said == ["Saved."] * 8
