"""The history of lines typed after `:`, and the part of it that is stored for the next start."""

from __future__ import annotations

from tui import line_history
from tui.line_history import LineHistory


def test_lines_that_may_name_somebody_go_with_the_session_and_with_an_erasure() -> None:
    history = LineHistory(["status", 3])
    history.add("contact show zoe")
    history.add("campaign list")
    history.add("status")
    assert history.lines(0) == ["contact show zoe", "campaign list", "status"]
    assert history.kept() == ["campaign list", "status"]
    assert history.lines(1) == ["campaign list", "status"]
    assert LineHistory("odd").lines(0) == []


def test_the_history_is_bounded() -> None:
    history = LineHistory()
    for number in range(line_history.MOST + 1):
        history.add(f"campaign show {number} {'x' * 200}")
    assert len(history.lines(0)) == line_history.MOST
    assert sum(len(line) for line in history.kept()) <= line_history.KEPT
