"""Ending the app, as a real process under a real terminal, while an invitation is in flight."""

from __future__ import annotations

import contextlib
import os
import signal
import termios
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import apsw
import pytest

from core.demo.throwaway import throwaway
from core.engine.ownership.lock import is_held
from core.home import Home
from core.workspace import Workspace, home_of
from tests.support.patience import DEADLINE_S
from tests.tui.support.pty import Terminal, terminal
from tui.app import LEAVING, OvertureApp
from tui.process.run import run_app

ENTERED, LEFT = b"\x1b[?1049h", b"\x1b[?1049l"


def rows(path: Path, statement: str) -> list[tuple[Any, ...]]:
    """Return the rows of a statement, read directly from the store's file."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        connection.set_busy_timeout(5000)
        return list(connection.execute(statement))
    finally:
        connection.close()


@dataclass
class Sending:
    """An app with its first invitation in flight until `release`."""

    shown: Terminal
    home: Home
    go: int

    def release(self) -> None:
        """Let the network answer this call and all later ones."""
        os.close(self.go)

    def in_flight(self) -> list[tuple[Any, ...]]:
        """Return the intents without an outcome."""
        return rows(self.home.store, "SELECT person FROM delivery WHERE state = 'sending'")

    def check_all_is_well(self, person: str) -> None:
        """Check that the outcome is committed, nothing is left half done, and the lock is free."""
        for table, column in (("delivery", "state"), ("booking", "state"), ("outreach", "status")):
            assert rows(self.home.store, f"SELECT count(*) FROM {table} WHERE {column} = 'sending'") == [(0,)]
        told = rows(self.home.store, f"SELECT state, attempt, error FROM delivery WHERE person = '{person}'")
        assert told == [("sent", 1, "")]
        assert rows(self.home.store, "SELECT count(*) FROM delivery WHERE state = 'in_doubt'") == [(0,)]
        assert not is_held(self.home.engine_lock)


@contextlib.contextmanager
def sending(folder: Path, *options: str) -> Iterator[Sending]:
    """Yield an app on the demo, on its screen, with an invitation in flight."""
    started, tell = os.pipe()
    hold, go = os.pipe()
    arguments = (str(folder), "--slow", str(tell), str(hold), *options)
    with terminal(*arguments, pass_fds=(tell, hold)) as shown:
        os.close(tell)
        os.close(hold)
        shown.wait_for_byte(started)
        shown.wait_for_words("engine here")
        try:
            yield Sending(shown, home_of(folder), go)
        finally:
            os.close(started)


def ctrl_q(app: Sending) -> None:
    app.shown.send(b"\x11")
    app.shown.wait_for_words(LEAVING)


def by(number: signal.Signals) -> Callable[[Sending], None]:
    return lambda app: app.shown.signal(number)


def hang_up(app: Sending) -> None:
    app.shown.hang_up()


@pytest.mark.parametrize(
    ("leave", "options"),
    [
        pytest.param(ctrl_q, (), id="ctrl+q"),
        pytest.param(by(signal.SIGTERM), (), id="SIGTERM"),
        pytest.param(by(signal.SIGHUP), (), id="SIGHUP"),
        pytest.param(by(signal.SIGINT), (), id="SIGINT"),
        pytest.param(hang_up, (), id="terminal gone"),
        pytest.param(hang_up, ("--no-hangup",), id="terminal gone, SIGHUP ignored"),
    ],
)
def test_the_call_in_flight_ends_first(
    demo_home: Path, leave: Callable[[Sending], None], options: tuple[str, ...]
) -> None:
    with sending(demo_home, *options) as app:
        ((person,),) = app.in_flight()
        leave(app)
        assert app.shown.ended(0.3) is None, "it did not wait for the call in flight"
        app.release()
        assert app.shown.ended(DEADLINE_S) == 0
        app.check_all_is_well(person)
        if app.shown.master >= 0:
            check_terminal_is_restored(app.shown)


def check_terminal_is_restored(shown: Terminal) -> None:
    """Check that the terminal shows its normal screen, and has the settings from before the app."""
    assert shown.stream.count(ENTERED) == 1
    assert shown.stream.rfind(LEFT) > shown.stream.find(ENTERED)
    assert shown.stream.rfind(b"\x1b[?25h") > shown.stream.rfind(b"\x1b[?25l")
    assert shown.attributes == shown.before
    assert shown.attributes[3] & termios.ECHO
    assert shown.attributes[3] & termios.ICANON


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_second_signal_ends_it_at_once(demo_home: Path, number: signal.Signals) -> None:
    with sending(demo_home) as app:
        app.shown.signal(signal.SIGTERM)
        app.shown.wait_for_words(LEAVING)  # two equal signals that wait for a busy process count as one
        app.shown.signal(number)
        assert app.shown.ended(DEADLINE_S) == 128 + number
        assert len(app.in_flight()) == 1, "what became of it is for the next engine to find out"
        assert not is_held(app.home.engine_lock)
        check_terminal_is_restored(app.shown)
        app.release()


def test_q_asks_before_the_app_ends(demo_home: Path) -> None:
    with terminal(str(demo_home), "--no-engine") as shown:
        shown.wait_for_words("no engine")
        shown.send(b"q")
        shown.wait_for_words("Quit Overture?")
        shown.send(b"\r")
        shown.wait_until_quiet()
        shown.send(b"3")
        shown.wait_for_words("Remove")
        shown.send(b"?")
        shown.wait_for_words("esc closes")
        assert shown.process.poll() is None
        shown.send(b"\x11")  # leaves from within a dialog, too
        assert shown.ended(DEADLINE_S) == 0
        check_terminal_is_restored(shown)


def test_a_frozen_terminal_does_not_delay_the_end(demo_home: Path) -> None:
    with sending(demo_home) as app:
        ((person,),) = app.in_flight()
        app.shown.send(b"\x1b[B\x1b[A" * 40)  # far more pictures than a terminal that nobody reads takes
        app.release()
        app.shown.signal(signal.SIGTERM)
        assert app.shown.process.wait(DEADLINE_S) == 0
        app.check_all_is_well(person)
        assert os.get_blocking(app.shown.slave)


def test_the_demo_leaves_nothing_behind_when_its_terminal_goes_away(tmp_path: Path) -> None:
    with terminal(str(tmp_path), "--demo") as shown:
        shown.wait_for_words("engine here")
        assert list(tmp_path.glob("overture-demo-*"))
        shown.hang_up()
        assert shown.ended(DEADLINE_S) == 0
    assert not list(tmp_path.rglob("*"))  # nor in the user's own folders, which `conftest` puts here


def test_the_demo_remembers_nothing_when_it_is_left(tmp_path: Path) -> None:
    with terminal(str(tmp_path), "--demo") as shown:
        shown.wait_for_words("engine here")
        shown.send(b"\x11")
        assert shown.ended(DEADLINE_S) == 0
    assert not list(tmp_path.rglob("*"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_demo_leaves_nothing_behind_when_it_is_ended_before_the_app_opens(number: signal.Signals) -> None:
    before = signal.signal(number, signal.SIG_DFL)  # under nohup the tests' own process ignores SIGHUP
    try:
        with pytest.raises(SystemExit) as ended, throwaway() as folder:
            os.kill(os.getpid(), number)
        assert (ended.value.code, folder.exists()) == (128 + number, False)
        assert signal.getsignal(number) is signal.SIG_DFL
    finally:
        signal.signal(number, before)


def test_a_crash_of_the_app_is_no_success(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    class Crashed(OvertureApp):
        def run(self, *_arguments: object, **_options: object) -> None:
            self._return_code = 1

    monkeypatch.setattr("tui.process.run.OvertureApp", Crashed)
    monkeypatch.setattr("tui.process.run.ShutdownWatch", Mock())
    monkeypatch.setattr("tui.process.run.may_run_engine", lambda _workspace: False)
    with pytest.raises(SystemExit) as left:
        run_app(workspace)
    assert left.value.code == 1
