"""Ctrl+Z under a real shell: the call in flight ends, the engine's lock is released, and `fg` takes it again."""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import TextArea

from core.engine.ownership.lock import is_held
from core.workspace import Workspace, home_of
from tests.support.patience import DEADLINE_S
from tests.tui.process.test_shutdown import ENTERED, Sending, rows
from tests.tui.support.driving import driven
from tests.tui.support.modes import left_behind
from tests.tui.support.pty import APP, SHELL, Terminal, terminal
from tui.dialogs.edit_text import EditTextDialog
from tui.suspension import Suspension

CTRL_Z, CTRL_Q = b"\x1a", b"\x11"
PROMPT = "what next, shell? "


@contextlib.contextmanager
def under_a_shell(folder: Path) -> Iterator[Sending]:
    """Yield an app as the job of a shell, with an invitation in flight."""
    started, tell = os.pipe()
    hold, go = os.pipe()
    command = shlex.join([*APP, str(folder), "--slow", str(tell), str(hold)])
    with terminal(command=SHELL, pass_fds=(tell, hold), other={"PS1": PROMPT}) as shown:
        os.close(tell)
        os.close(hold)
        shown.send(f"{command}\n".encode())
        shown.wait_for_byte(started)
        shown.wait_for_words("engine here")
        try:
            yield Sending(shown, home_of(folder), go)
        finally:
            os.close(started)


def leave(shown: Terminal) -> None:
    """End the app, then the shell."""
    shown.forget()
    shown.send(CTRL_Q)
    shown.wait_for_words(PROMPT)  # before that the app may still throw typed keys away
    assert left_behind(shown.stream) == []
    shown.send(b"exit\n")
    assert shown.ended(DEADLINE_S) is not None


def test_the_call_in_flight_ends_and_fg_takes_the_place_again(demo_home: Path) -> None:
    with under_a_shell(demo_home) as app:
        ((person,),) = app.in_flight()
        app.shown.send(CTRL_Z)
        app.shown.wait_for_words("Suspending after the current request")
        assert is_held(app.home.engine_lock)
        app.release()
        app.shown.wait_for_words("the engine is stopped")
        app.shown.wait_for_words("Stopped")
        assert left_behind(app.shown.stream) == []
        app.check_all_is_well(person)
        app.shown.forget()
        app.shown.send(b"fg\n")
        app.shown.wait_for_words("engine here")
        assert app.shown.stream.count(ENTERED) == 2
        app.shown.wait_for(lambda: is_held(app.home.engine_lock), "the engine has its place again")
        leave(app.shown)
        assert not is_held(app.home.engine_lock)


def test_in_the_background_it_stays_stopped(demo_home: Path) -> None:
    with terminal(command=SHELL, other={"PS1": PROMPT}) as shown:
        shown.send(f"{shlex.join([*APP, str(demo_home), '--no-engine'])}\n".encode())
        shown.wait_for_words("no engine")
        shown.send(CTRL_Z)
        shown.wait_for_words("no engine runs")
        shown.wait_for_words("Stopped")
        shown.forget()
        shown.send(b"bg; jobs\n")
        shown.wait_for_words("support.app")
        shown.send(b"fg\n")
        shown.wait_for_words("no engine")
        leave(shown)


def test_without_a_shell_it_goes_on_and_says_why(demo_home: Path) -> None:
    with terminal(str(demo_home), "--no-engine") as shown:
        shown.wait_for_words("no engine")
        shown.send(b"?")
        shown.wait_for_words("esc closes")
        shown.send(CTRL_Z)  # works in a dialog, too
        shown.wait_for_words("No shell could bring")
        shown.send(CTRL_Q)
        assert shown.ended(DEADLINE_S) == 0
        assert rows(home_of(demo_home).store, "SELECT count(*) FROM delivery WHERE state = 'sending'") == [(0,)]


async def test_in_a_text_area_it_takes_back_what_was_typed(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(Suspension, "begin", lambda _: asked.append(True))
    async with driven(demo_workspace) as shown:
        await shown.press("2", "e")
        assert isinstance(shown.app.screen, EditTextDialog)
        area = shown.app.screen.query_one(TextArea)
        before = area.text
        await shown.write("more")
        assert area.text == before + "more"
        await shown.press("ctrl+z")
        assert area.text == before
        assert asked == []
        await shown.press("escape", "ctrl+z")
        assert asked == [True]
