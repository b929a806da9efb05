"""The engine inside the app, a daemon beside it, and keys while it works."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.events import Key

from core.clock import WorkspaceClock, real_now
from core.demo import scene
from core.engine.ownership.lock import is_held
from core.errors import UnreachableError
from core.services.campaigns import lifecycle
from core.workspace import Workspace, home_of, opened
from tests.support.patience import DEADLINE_S
from tests.tui.support.driving import NOW, WIDE, Driven, change, sql, store_left_alone_by_the_loop, until
from tests.tui.support.pty import ROOT
from tui.app import OvertureApp
from tui.engine_host import EngineHost
from tui.process.run import may_run_engine
from tui.screens.invites import Invites, InvitesQuery, InvitesScreen

SPEED = 4320.0
"""Workspace seconds in a real second, as in the demo: a day in twenty."""


@pytest.fixture
def fast_workspace(demo_home: Path) -> Iterator[Workspace]:
    """Yield the demo with time that runs by itself."""
    clock = WorkspaceClock(NOW, real_now(), SPEED)
    with opened(home_of(demo_home), config=scene.config(1), clock=clock, durable=False) as made:
        yield made


@contextlib.asynccontextmanager
async def with_engine(workspace: Workspace) -> AsyncIterator[Driven]:
    """Yield an app that runs the engine whenever the lock is free; both have ended afterwards."""
    host = EngineHost(workspace)
    host.start()
    app = OvertureApp(workspace, host=host)
    try:
        async with app.run_test(size=WIDE, notifications=True) as pilot:
            await until(pilot, lambda: app.around is not None)
            yield Driven(app, pilot)
    finally:
        host.close()
    assert not is_held(workspace.home.engine_lock)


@contextlib.contextmanager
def daemon(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Start an engine in a process of its own, on the same home."""
    command = [sys.executable, "-m", "tests.tui.support.app", str(folder), "--speed", str(SPEED), "--daemon"]
    command += options
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert child.stdout is not None
    try:
        told = child.stdout.readline()
        assert "The engine runs here" in told or (options and "Waiting for the app" in told)
        yield child
    finally:
        if child.poll() is None:
            child.kill()
        child.wait(DEADLINE_S)
        child.stdout.close()


def sent(workspace: Workspace) -> int:
    """Return the number of invitations and messages that have been sent."""
    return int(sql(workspace, "SELECT count(*) FROM delivery WHERE state = 'sent'")[0][0])


async def test_the_app_runs_the_engine_and_shows_what_it_does(fast_workspace: Workspace) -> None:
    before = sent(fast_workspace)
    async with with_engine(fast_workspace) as shown:
        await until(shown.pilot, lambda: "engine here" in shown.status)
        await until(shown.pilot, lambda: sent(fast_workspace) >= before + 5)
        today = shown.table.get_cell("1", "today").plain
        await until(shown.pilot, lambda: shown.table.get_cell("1", "today").plain != today)
    assert sql(fast_workspace, "SELECT count(*) FROM delivery WHERE state = 'sending'") == [(0,)]


async def test_beside_a_daemon_the_app_shows_and_edits_and_takes_over_when_it_ends(
    fast_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.engine_host.RETRY_S", 0.2)
    with daemon(fast_workspace.home.folder) as beside:
        async with with_engine(fast_workspace) as shown:
            await until(shown.pilot, lambda: f"daemon {beside.pid}" in shown.status)
            assert shown.app.host is not None
            assert not shown.app.host.running
            shown.table.move_cursor(row=shown.keys.index("12"))
            await shown.pilot.press("r", "y")
            await until(shown.pilot, lambda: not sql(fast_workspace, "SELECT active FROM campaign WHERE id = 12")[0][0])
            beside.send_signal(signal.SIGTERM)
            await until(shown.pilot, lambda: beside.poll() is not None)
            assert beside.returncode == 0
            await until(shown.pilot, lambda: "engine here" in shown.status)
    epochs = sql(fast_workspace, "SELECT kind FROM engine")
    assert epochs == [("app",)]


async def test_the_app_hands_its_engine_over_and_goes_on_showing_and_editing(
    fast_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.engine_host.RETRY_S", 0.05)
    monkeypatch.setattr("tui.engine_host.REST_S", 0.3)
    async with with_engine(fast_workspace) as shown:
        await until(shown.pilot, lambda: "engine here" in shown.status)
        with daemon(fast_workspace.home.folder, "--wait") as beside:
            await until(shown.pilot, lambda: f"handed over to daemon {beside.pid}" in shown.status)
            assert sql(fast_workspace, "SELECT kind FROM engine") == [("daemon",)]
            shown.table.move_cursor(row=shown.keys.index("12"))
            await shown.pilot.press("r", "y")
            await until(shown.pilot, lambda: not sql(fast_workspace, "SELECT active FROM campaign WHERE id = 12")[0][0])
            beside.send_signal(signal.SIGTERM)
            await until(shown.pilot, lambda: beside.poll() is not None)
            assert beside.returncode == 0
        # No engine runs now and none was asked for, so the app starts one after a pause.
        await until(shown.pilot, lambda: "engine here" in shown.status)
        assert shown.app.host is not None
        assert shown.app.host.handed_to == ""


async def test_an_engine_that_fails_is_reported_in_the_status_line(
    fast_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_workspace: Workspace) -> None:
        raise OSError("no disk")

    monkeypatch.setattr("core.services.provider.gateway.gateway", broken)
    async with with_engine(fast_workspace) as shown:
        await until(shown.pilot, lambda: "no engine: OSError: no disk" in shown.status)


async def test_a_missing_provider_key_is_reported_in_full_once_and_logged(
    fast_workspace: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sentence = "No provider key: set OVERTURE_PROVIDER_KEY, or write it into provider.key with mode 0600."

    def missing(_workspace: Workspace) -> None:
        raise UnreachableError(sentence)

    monkeypatch.setattr("core.services.provider.gateway.gateway", missing)
    monkeypatch.setattr("tui.engine_host.RETRY_S", 0.05)
    said: list[str] = []
    monkeypatch.setattr(OvertureApp, "say_error", lambda _app, text: said.append(text))
    async with with_engine(fast_workspace) as shown:
        await until(shown.pilot, lambda: "no engine: No provider key" in shown.status)
        await until(shown.pilot, lambda: said == [sentence])
        await shown.refresh()
    assert said == [sentence]
    assert [record.getMessage() for record in caplog.records] == [f"No engine runs in the app: {sentence}"]


def crowd(workspace: Workspace, count: int) -> None:
    """Create `count` campaigns, each a copy of one that has a slot on each weekday."""
    draft = lifecycle.draft_of(workspace, 10)
    with workspace.store.write():
        for number in range(count):
            lifecycle.create(workspace, replace(draft, name=f"crowd-{number:04}"))
    change(workspace, "UPDATE campaign SET active = 1 WHERE id > 12 AND id % 5 = 0")


async def test_no_key_is_lost_among_500_campaigns_while_the_engine_sends(
    fast_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.live_app.QUIET_S", 0.15)
    crowd(fast_workspace, 488)
    loads: list[InvitesQuery] = []
    load = InvitesScreen.load

    def counted(screen: InvitesScreen, workspace: Workspace, asked: InvitesQuery) -> Invites:
        loads.append(asked)
        return load(screen, workspace, asked)

    monkeypatch.setattr(InvitesScreen, "load", counted)
    before = sent(fast_workspace)
    async with with_engine(fast_workspace) as shown:
        await until(shown.pilot, lambda: shown.table.row_count == 500)
        await until(shown.pilot, lambda: sent(fast_workspace) > before)
        at, loads_before = shown.table.cursor_row, len(loads)
        with store_left_alone_by_the_loop():
            for _ in range(100):
                shown.app.post_message(Key("down", None))
            await until(shown.pilot, lambda: shown.table.cursor_row == at + 100)
            await until(shown.pilot, lambda: len(loads) > loads_before)
        wanted = shown.keys[at + 100]
        assert len(loads) - loads_before < 20, "the page was read again for every key"
        await until(shown.pilot, lambda: any(asked.highlighted == wanted for asked in loads))
        assert (shown.table.cursor_row, shown.table.key_at_cursor) == (at + 100, wanted)


async def test_keys_delay_a_refresh_but_not_for_ever(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = OvertureApp(demo_workspace)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: app.around is not None)
        monkeypatch.setattr("tui.live_app.QUIET_S", 1000.0)
        monkeypatch.setattr("tui.live_app.PATIENCE_S", 1000.0)
        await pilot.press("down")
        app.refresh_page()
        assert app._wanted_since is not None
        monkeypatch.setattr("tui.live_app.PATIENCE_S", 0.0)
        app._read_when_quiet()
        assert app._wanted_since is None


@pytest.mark.parametrize(
    ("kind", "url", "in_app", "runs"),
    [
        ("sandbox", None, None, True),
        ("sandbox", None, False, False),
        ("sandbox", "postgresql://db1/overture", None, False),
        ("sandbox", "postgresql://db1/overture", True, True),
        ("unipile", None, None, False),
        ("unipile", None, False, False),
        ("unipile", None, True, True),
        ("unipile", "postgresql://db1/overture", None, False),
    ],
)
def test_who_may_run_the_engine_in_the_app(
    workspace: Workspace, kind: str, url: str | None, in_app: bool | None, runs: bool
) -> None:
    provider = replace(workspace.config.provider, kind=kind)
    workspace.config = replace(workspace.config, provider=provider, store_url=url, in_app=in_app)
    assert may_run_engine(workspace) is runs
