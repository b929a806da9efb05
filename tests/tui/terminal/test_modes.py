"""However the app ends, the terminal is as it was before: each mode that the app turned on is turned off."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import IO, cast

import pytest

from tests.support.patience import DEADLINE_S
from tests.tui.process.test_shutdown import sending
from tests.tui.support.modes import SUPPORTS_IN_BAND_RESIZE, left_behind, turned_on
from tests.tui.support.pty import Terminal, terminal
from tui.terminal.modes import CUT, PIECE, FollowedFile, Modes

USED = {7, 25, 1000, 1003, 1004, 1006, 1015, 1016, 1049, 2004, 2048}
"""Modes that the app turns on in a terminal that supports all of them."""


def check_whole(shown: Terminal) -> None:
    """Check that all modes were turned on, and that none is left changed."""
    assert turned_on(shown.stream) >= USED
    assert left_behind(shown.stream) == []
    assert shown.attributes == shown.before


def modern(shown: Terminal) -> None:
    """Answer as a terminal with in-band resize, and wait until the app uses that mode."""
    shown.send(SUPPORTS_IN_BAND_RESIZE)
    shown.wait_for(lambda: b"\x1b[?2048h" in shown.stream and b"\x1b[?1016h" in shown.stream, "pixels")


def test_leaving_by_key(demo_home: Path) -> None:
    with terminal(str(demo_home), "--no-engine") as shown:
        shown.wait_for_words("no engine")
        modern(shown)
        shown.send(b"\x11")
        assert shown.ended(DEADLINE_S) == 0
        check_whole(shown)


def test_the_mouse_given_to_the_terminal_and_taken_back(demo_home: Path) -> None:
    with terminal(str(demo_home), "--no-engine") as shown:
        shown.wait_for_words("no engine")
        modern(shown)
        shown.send(b"M")
        shown.wait_for_words("drag selects text")
        mouse = {"?1000h", "?1003h", "?1006h", "?1015h", "?1016h"}
        assert not mouse & set(left_behind(shown.stream))
        shown.send(b"M")
        shown.wait_for_words("The mouse works in the app again")
        assert mouse <= set(left_behind(shown.stream))
        shown.send(b"\x11")
        assert shown.ended(DEADLINE_S) == 0
        check_whole(shown)


def test_a_home_without_the_mouse(demo_home: Path) -> None:
    (demo_home / "config.toml").write_text("[ui]\nmouse = false\n", encoding="utf-8")
    with terminal(str(demo_home), "--no-engine", "--config") as shown:
        shown.wait_for_words("no engine")
        shown.wait_until_quiet()
        assert not turned_on(shown.stream) & {1000, 1003, 1006, 1015}
        shown.send(b"M")
        shown.wait_for_words("The mouse works in the app again")
        shown.send(b"\x11")
        assert shown.ended(DEADLINE_S) == 0
        assert left_behind(shown.stream) == []


def test_a_crash(demo_home: Path) -> None:
    with terminal(str(demo_home), "--no-engine", "--crash") as shown:
        code = shown.ended(DEADLINE_S)
        assert code == 1
        assert "a crash that the test wanted" in shown.words()
        assert left_behind(shown.stream) == []
        assert shown.attributes == shown.before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_first_signal_and_a_second_one(demo_home: Path, number: signal.Signals) -> None:
    with sending(demo_home) as app:
        modern(app.shown)
        app.shown.signal(number)
        app.shown.wait_for_words("Quitting after the current request")
        app.shown.signal(number)
        assert app.shown.ended(DEADLINE_S) == 128 + number
        check_whole(app.shown)
        app.release()


def test_a_first_signal_alone(demo_home: Path) -> None:
    with sending(demo_home) as app:
        modern(app.shown)
        app.release()
        app.shown.signal(signal.SIGTERM)
        assert app.shown.ended(DEADLINE_S) == 0
        check_whole(app.shown)


def test_the_shells_own_keyboard_mode_is_left_alone() -> None:
    modes = Modes()
    modes.follow("\x1b[?1049h\x1b[>25u")
    assert modes.undo().count("\x1b[<u") == 1
    modes.follow("\x1b[<u\x1b[?1049l")
    assert "\x1b[<u" not in modes.undo()


def test_nothing_written_is_nothing_undone() -> None:
    modes = Modes()
    modes.follow("\x1b[31mplain\x1b[0m")
    assert modes.undo() == ""


class Slow:
    """A file that a terminal takes piece by piece; at the second piece the output that is left is dropped."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.followed: FollowedFile | None = None

    def write(self, data: str) -> int:
        self.taken.append(data)
        if len(self.taken) == 2 and self.followed is not None:
            self.followed.drop()
        return len(data)

    def flush(self) -> None:
        """Do nothing: each piece is taken at once."""


def test_a_picture_that_is_dropped_ends_soon_and_the_modes_are_still_restored() -> None:
    modes, slow = Modes(), Slow()
    slow.followed = followed = FollowedFile(cast("IO[str]", slow), modes)
    followed.write("\x1b[?2004h" + "x" * 10 * PIECE)
    followed.write("\x1b[?1004h" + "y" * PIECE)
    followed.write(CUT)
    followed.write("\x1b[?2004l")
    assert [len(piece) for piece in slow.taken[:2]] == [PIECE, PIECE]
    assert slow.taken[2:] == [CUT, "\x1b[?2004l"]
    assert "1004" not in modes.undo()
    assert followed.taken == 8 + 10 * PIECE + 8 + PIECE + len(CUT) + 8
