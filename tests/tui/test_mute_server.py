"""A store on a server that no longer answers: keys still work, and the app can be quit."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from core.clock import SteppedClock
from core.daemon.loop import Loop
from core.demo import scene
from core.home import Home
from core.store.postgres.store import PostgresStore
from core.workspace import Workspace, opened
from tests.support import postgres
from tests.support.cluster import cluster
from tests.support.patience import DEADLINE_S
from tests.support.proxy import Proxy
from tests.tui.support.driving import NOW, WIDE, until
from tests.tui.support.pty import ROOT
from tui.app import OvertureApp
from tui.engine_host import EngineHost
from tui.suspension import MUTE, TOO_SLOW

FOR_EVER_S = 3600.0
HANGS = """
import threading, time
from tui.process.shutdown import ShutdownWatch
watch = ShutdownWatch(lambda: None, lambda: None, str, lambda: None, lambda: {in_vain})
threading.Thread(target=time.sleep, args=(600,)).start()
watch.limit(3, {within_s})
"""
"""A program with a thread that never ends; it ends itself by `ShutdownWatch.limit`."""


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with TemporaryDirectory() as folder, cluster(Path(folder) / "server") as server:
        made = Proxy(server.port)
        yield made
        made.close()


@pytest.fixture
def served(proxy: Proxy, tmp_path: Path) -> Iterator[Workspace]:
    """Yield an empty workspace whose store is reached through the proxy."""
    postgres.accept_marks()
    url = f"postgresql://postgres@127.0.0.1:{proxy.port}/postgres"
    config = replace(scene.config(1), store_url=url)
    with opened(Home(tmp_path / "home"), config=config, clock=SteppedClock(NOW), durable=False) as it:
        yield it


async def test_keys_act_while_the_server_does_not_answer(
    served: Workspace, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.live_app.POLL_S", 0.05)
    app, ended = OvertureApp(served), list[float]()
    app.leaving = lambda _code, within_s: ended.append(within_s)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: app.around is not None and not app.reading)
        proxy.mute = True
        await until(pilot, lambda: app._under_way("news"))
        app.refresh_page()
        await until(pilot, lambda: app.reading)
        await pilot.press("2")
        await until(pilot, lambda: app.screen is not app.page("invites"))
        await pilot.press("question_mark")
        await until(pilot, lambda: not hasattr(app.screen, "load"))
        assert sum(worker.group == "news" and not worker.is_finished for worker in app.workers) <= 1
        await pilot.press("escape", "ctrl+q")
        while app.is_running:
            await asyncio.sleep(0)
        proxy.mute = False
        proxy.cut()  # so that the threads end which wait; in real life the process ends them
    assert ended == [5.0]


@pytest.fixture
def host(served: Workspace, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> Iterator[EngineHost]:
    """Yield a host whose engine waits for a server that does not answer any more."""
    for name in ("LOOK_S", "PATIENCE_S"):
        monkeypatch.setattr(f"tui.engine_host.{name}", 0.05)
    made, turns = EngineHost(served), threading.Event()
    monkeypatch.setattr(Loop, "_tick", _telling(turns, Loop._tick))
    made.start()
    try:
        assert turns.wait(DEADLINE_S)
        proxy.mute = True
        turns.clear()
        assert turns.wait(DEADLINE_S)  # a turn that begins now gets no answer
        yield made
    finally:
        proxy.mute = False
        proxy.cut()  # so that its threads end; in real life the process ends them
        monkeypatch.setattr("tui.engine_host.PATIENCE_S", DEADLINE_S)
        assert made.release(DEADLINE_S)


def _telling(turns: threading.Event, tick: Callable[[Loop], float]) -> Callable[[Loop], float]:
    def told(loop: Loop) -> float:
        turns.set()
        return tick(loop)

    return told


def test_an_engine_that_waits_for_the_server_alone_is_left_alone(host: EngineHost) -> None:
    assert not host.close(wait_s=FOR_EVER_S)
    assert host.gave_up
    assert not host.close(wait_s=FOR_EVER_S)


def test_an_engine_with_an_outcome_to_store_is_waited_for(host: EngineHost, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[bool]()

    def calling(_loop: Loop) -> bool:
        asked.append(len(asked) < 5)
        return asked[-1]

    monkeypatch.setattr(Loop, "calling", calling)
    assert not host.close(wait_s=FOR_EVER_S)
    assert asked == [True] * 5 + [False] * 2


def test_a_call_that_began_while_the_server_was_asked_is_waited_for(
    host: EngineHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, calls = list[str](), [False, True, True, False, False]

    def calling(_loop: Loop) -> bool:
        asked.append("call")
        return calls.pop(0)

    def answers(_store: PostgresStore, _within_s: float) -> bool:
        asked.append("server")
        return False

    monkeypatch.setattr(Loop, "calling", calling)
    monkeypatch.setattr(PostgresStore, "answers", answers)
    assert not host.close(wait_s=FOR_EVER_S)
    assert asked == ["call", "server", "call", "call", "call", "server", "call"]


def test_a_host_that_must_stop_begins_no_call(host: EngineHost) -> None:
    assert host._loop is not None
    context = host._loop._context
    assert not context.stopping.is_set()
    assert not host.release(FOR_EVER_S)
    assert context.stopping.is_set()


def test_an_engine_begins_again_only_after_the_one_that_was_left_alone(
    host: EngineHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not host.release(FOR_EVER_S)
    monkeypatch.setattr(EngineHost, "_hold", lambda _host, closing: closing.wait())
    host.start()
    assert not host.close(FOR_EVER_S)


@pytest.mark.parametrize(("gave_up", "words"), [(True, MUTE), (False, TOO_SLOW)])
async def test_a_suspension_that_fails_says_for_what_it_waited(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, gave_up: bool, words: str
) -> None:
    host, said = EngineHost(workspace), list[str]()
    host.gave_up = gave_up
    monkeypatch.setattr(EngineHost, "release", lambda _host: False)
    monkeypatch.setattr(EngineHost, "start", lambda _host: None)
    monkeypatch.setattr("tui.suspension.has_shell", lambda: True)
    monkeypatch.setattr(OvertureApp, "terminal", True)
    monkeypatch.setattr(OvertureApp, "say_error", lambda _app, text: said.append(text))
    app = OvertureApp(workspace, host=host)
    async with app.run_test(size=WIDE) as pilot:
        app._suspension.begin()
        await until(pilot, lambda: said == [words])


@pytest.mark.parametrize(("in_vain", "within_s"), [(False, 0.01), (True, FOR_EVER_S)])
def test_a_thread_that_never_ends_does_not_hold_up_the_end(in_vain: bool, within_s: float) -> None:
    program = HANGS.format(in_vain=in_vain, within_s=within_s)
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=DEADLINE_S, check=False).returncode == 3


@pytest.mark.parametrize(
    ("fault", "answers"),
    [
        (os.strerror(errno.ECONNREFUSED), True),
        ('FATAL:  password authentication failed for user "overture"', True),
        (os.strerror(errno.ENETUNREACH), False),
        (os.strerror(errno.EHOSTUNREACH), False),
        (f"failed to resolve host 'db1': [Errno {socket.EAI_AGAIN}] try again", False),
    ],
)
def test_a_machine_without_a_network_gets_no_answer(monkeypatch: pytest.MonkeyPatch, fault: str, answers: bool) -> None:
    def fails(_address: str) -> None:
        raise psycopg.OperationalError(f"connection failed: {fault}")

    monkeypatch.setattr("core.store.postgres.store.connected", fails)
    assert PostgresStore("", "").answers(0.05 if not answers else DEADLINE_S) is answers
