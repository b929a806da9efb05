"""The line above every page: network, engine, pause, what comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.engine.ownership.lock import Holder
from core.services.engine_alive import Life
from core.services.overview.status import engine_state
from core.services.overview.status_line import heading
from core.store.engine.engine_place import StandbyProcess
from core.views.status_view import Network, ProviderState, StoreDamage, WorkspaceState
from core.workspace import Workspace
from tests.tui.support.driving import NARROW, WIDE, driven
from tui.engine_host import EngineHost
from tui.style.theme import DARK, palette
from tui.widgets.sidebar import short
from tui.widgets.status_line import StatusLine, engine_words, next_words, standing_words

COLOURS = palette(DARK)
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.fixture
def around(demo_workspace: Workspace) -> WorkspaceState:
    return heading(demo_workspace).state


def test_nobody_runs_the_engine(around: WorkspaceState) -> None:
    assert engine_words(around, None, COLOURS).plain == "no engine"


def test_the_engine_runs_here(demo_workspace: Workspace, around: WorkspaceState) -> None:
    host = EngineHost(demo_workspace)
    host.running = True
    assert engine_words(around, host, COLOURS).plain == "engine here"


def test_a_fault_of_the_engine_is_told(demo_workspace: Workspace, around: WorkspaceState) -> None:
    host = EngineHost(demo_workspace)
    host.fault = "No provider key."
    assert engine_words(around, host, COLOURS).plain == "no engine: No provider key."


def test_another_process_runs_the_engine(around: WorkspaceState) -> None:
    daemon = Holder(4711, "daemon", "host")
    beside = replace(around, engine=engine_state(Life(daemon, 39.0), None))
    assert engine_words(beside, None, COLOURS).plain == "daemon 4711"
    silent = replace(around, engine=engine_state(Life(daemon, 41.0), None))
    assert engine_words(silent, None, COLOURS).plain == "daemon 4711 silent for 41 s"


@pytest.mark.parametrize(
    ("trouble", "provider"),
    [("key refused", ProviderState(None, True, "")), ("provider down since 13:00", ProviderState(NOON, False, ""))],
)
def test_a_network_that_cannot_be_used_is_told(around: WorkspaceState, trouble: str, provider: ProviderState) -> None:
    told = standing_words(replace(around, provider=provider), None, COLOURS).plain
    assert told.startswith("SANDBOX")
    assert trouble in told
    assert trouble not in standing_words(around, None, COLOURS).plain


def test_a_clock_jump_is_shown_before_the_network(around: WorkspaceState) -> None:
    assert around.clock == ""
    assert "CLOCK" not in standing_words(around, None, COLOURS).plain
    jumped = replace(around, clock="The computer's clock jumped forward, so sending is on hold.")
    assert standing_words(jumped, None, COLOURS).plain.startswith("CLOCK")


def test_what_comes_next(around: WorkspaceState) -> None:
    assert next_words(around, 80) == "next: invite-founders-Q1 sends 09:32 (in 13 min)"
    assert around.next is not None
    tomorrow = replace(around, next=replace(around.next, at=around.now + timedelta(days=1), what="opens"))
    assert next_words(tomorrow, 80) == "next: invite-founders-Q1 opens Fri 16 Jan 09:20 (in 24 h)"
    assert next_words(replace(around, next=None), 80) == ""


def test_the_name_gives_way_to_the_time(around: WorkspaceState) -> None:
    told = [next_words(around, room) for room in range(80)]
    assert all(len(words) <= room for room, words in enumerate(told))
    assert all("09:32" in words for words in told if words)
    assert told[19] == ""
    assert told[20] == "next: invite-… 09:32"


def test_counts_are_short() -> None:
    told = {7: "7", 999: "999", 1200: "1.2k", 9999: "10.0k", 34_000: "34k", 340_000: "340k", 1_100_000: "1.1M"}
    assert {count: short(count) for count in told} == told


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_what_comes_next_has_its_time_however_narrow(demo_workspace: Workspace, size: tuple[int, int]) -> None:
    async with driven(demo_workspace, size=size) as shown:
        assert shown.status.strip().startswith("Overture Thu 15 Jan 09:20")
        assert "SANDBOX" in shown.status
        assert "no engine" in shown.status
        assert "09:32" in shown.status
        assert len(shown.status) <= size[0]


async def test_the_date_gives_way_to_what_comes_next(demo_workspace: Workspace, around: WorkspaceState) -> None:
    standbys = (StandbyProcess("db3", 7),)
    daemon = Life(Holder(4_194_304, "daemon", "db2"), 1.0, standbys, shared=True)
    async with driven(demo_workspace, size=NARROW) as shown:
        line = shown.app.screen.query_one(StatusLine)
        line.show(replace(around, engine=engine_state(daemon, None)), None, COLOURS)
        await shown.pilot.pause()
        assert shown.status.startswith(" Overture SANDBOX")
        assert "engine db2 pid 4194304 · 1 standby · next: invite" in shown.status
        assert shown.status.rstrip().endswith("09:32")


async def test_a_pause_is_shown_on_every_page(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, size=NARROW) as shown:
        await shown.press("P", "y")
        for key in "1234567901":
            await shown.press(key)
            assert "PAUSED" in shown.status, key


async def test_the_line_fits_however_much_there_is_to_say(demo_workspace: Workspace, around: WorkspaceState) -> None:
    async with driven(demo_workspace, size=NARROW) as shown:
        full = replace(
            around,
            paused=True,
            engine=engine_state(Life(Holder(4_194_304, "daemon", "host"), 9999.0), None),
            network=Network("unipile", "https://api99.unipile.example.com:14999"),
        )
        line = shown.app.screen.query_one(StatusLine)
        line.show(full, None, COLOURS)
        await shown.pilot.pause()
        assert "PAUSED" in shown.status
        assert "silent for 9999 s" in shown.status


def test_damage_is_shown_in_place_of_the_engine(around: WorkspaceState) -> None:
    told = engine_words(replace(around, damage=StoreDamage(None, "Tree 5: bad page", "", "")), None, COLOURS).plain
    assert told == "STORE DAMAGED, nothing is sent"
    assert around.damage is None
