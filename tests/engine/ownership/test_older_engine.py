"""A new version waits for the engine of an older one, asks for its place, and brings the store up to date."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from core.cli.main import main
from core.engine.ownership import lock
from core.home import Home
from core.store import migrate
from core.store.database import Store, open_lock
from core.workspace import Workspace, home_of, opened
from tests.support.patience import DEADLINE_S


@pytest.fixture
def older(tmp_path: Path) -> Home:
    """Return a home whose store lacks the last migration."""
    home = home_of(tmp_path / "home")
    with opened(home):
        pass
    with closing(sqlite3.connect(home.store)) as store:
        store.execute(f"DELETE FROM {migrate.HISTORY} WHERE name = ?", (migrate.known()[-1],))
        store.commit()
    return home


def run_until_asked(home: Home, ready: threading.Event, asked: list[str]) -> None:
    """Hold the engine's lock as an older version does, until another process asks for it."""
    with contextlib.ExitStack() as stack:
        handle = open_lock(home.engine_lock)
        stack.callback(os.close, handle)
        assert lock._locked(handle)
        lock._sign(handle, "daemon")
        ready.set()
        for _look in range(int(DEADLINE_S / 0.05)):
            # A new connection for each look: it must see what the other process wrote.
            with closing(sqlite3.connect(home.store)) as store:
                asked[:] = [who for (who,) in store.execute("SELECT asked_by FROM engine WHERE asked_by <> ''")]
            if asked:
                return
            threading.Event().wait(0.05)


def test_daemon_wait_takes_the_place_of_an_older_version(
    older: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[list[str]] = []

    def run(workspace: Workspace, *_given: object, **_options: object) -> None:
        ran.append(migrate.applied(workspace.store))

    monkeypatch.setattr("core.daemon.process.run_daemon", run)
    # The last migration is only noted as applied: its own work is not tested here.
    monkeypatch.setattr(migrate, "_apply", lambda store, _seen, _lack: note_applied(store))
    ready, asked = threading.Event(), list[str]()
    engine = threading.Thread(target=run_until_asked, args=(older, ready, asked))
    engine.start()
    assert ready.wait(DEADLINE_S)
    command = ["--home", str(older.folder), "daemon"]
    assert (code_of(command), ran, asked) == (3, [], [])
    assert "`overture daemon --wait`" in capsys.readouterr().err
    assert code_of([*command, "--wait"]) == 0
    engine.join(DEADLINE_S)
    assert asked[0].startswith("daemon with process id ")
    assert "Waiting for the daemon with process id" in capsys.readouterr().err
    assert ran == [migrate.known()]


def code_of(command: list[str]) -> int:
    """Run a command in this process and return its exit code."""
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def note_applied(store: Store) -> None:
    """Note the last migration as applied."""
    with store.write() as writing:
        writing.change(f"INSERT INTO {migrate.HISTORY} (name, applied) VALUES (?, 1)", migrate.known()[-1])
