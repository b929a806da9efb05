"""Every host sees who runs the engine of a store on a server, its standbys, and a takeover."""

from __future__ import annotations

import os
import socket
from contextlib import closing

import pytest

from core.daemon.health_server import application
from core.daemon.role import Role
from core.engine.ownership import lock, standby
from core.engine.ownership.standby import Watch
from core.services.engine_alive import life
from core.services.overview.change_check import news
from core.services.overview.status import workspace_state
from core.store.postgres import place
from core.store.spelling.postgres import NOW
from core.views.status_view import EngineState, Standby
from tests.store.postgres.test_standby import change, other_home
from tests.support.world import World
from tui.style.cells import cut
from tui.style.theme import DARK, palette
from tui.widgets.status_line import HOST_WIDTH, engine_words, standby_words

pytestmark = pytest.mark.parametrize("on_server", [True], indirect=True)
HERE, ME = socket.gethostname(), os.getpid()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an engine beat once, at its start."""
    monkeypatch.setattr(place, "BEAT_S", 3600.0)


def silent_for(world: World, seconds: int) -> None:
    change(world, f"UPDATE engine SET heartbeat = {NOW} - {seconds} * 1000000")


def engine_seen(world: World) -> EngineState:
    with world.ws.store.read() as store:
        return workspace_state(world.ws, store).engine


def words(world: World) -> str:
    """Return what the header says about the engine, read in a home."""
    with world.ws.store.read() as store:
        around = workspace_state(world.ws, store)
    return f"{engine_words(around, None, palette(DARK)).plain}{standby_words(around.engine)}"


def test_another_home_names_the_engine_its_host_and_the_standbys(world: World) -> None:
    assert words(world) == "no engine"
    with lock.held(world.ws, "daemon"), other_home(world, "second"), closing(Watch(world.ws.store)) as watch:
        watch.check()
        assert words(world) == f"engine {cut(HERE, HOST_WIDTH)} pid {ME} · 1 standby"
        found = engine_seen(world)
        assert (found.kind, found.pid, found.host, found.silent) == ("daemon", ME, HERE, False)
        assert found.standbys == (Standby(HERE, ME),)
        assert found.heartbeat is not None
        version = world.ws.store.version()
        watch._beat_at = -standby.BEAT_S
        watch.check()
        assert world.ws.store.version() == version, "an idle standby makes no screen refresh"
        change(world, "UPDATE standby SET heartbeat = heartbeat - 16000000")
        assert engine_seen(world).standbys == (), "a standby that was killed is listed"
        watch._beat_at = -standby.BEAT_S
        watch.check()
        assert len(engine_seen(world).standbys) == 1
    assert world.sql("SELECT key FROM standby") == []


def test_between_two_engines_a_standby_takes_over_for_a_minute(world: World) -> None:
    with lock.held(world.ws, "daemon"), other_home(world, "second"):
        silent_for(world, 20)
        assert words(world).startswith("engine "), "nobody stands by"
        before = news(world.ws)
        with closing(Watch(world.ws.store)) as watch:
            watch.check()
            assert words(world) == "engine: taking over (20 s)"
            assert news(world.ws) != before
            assert life(world.ws).works, "not a problem yet"
            silent_for(world, 61)
            alive = life(world.ws)
            assert (alive.taking_over_s, alive.silent, alive.works) == (None, True, False)
    with closing(Watch(world.ws.store)) as watch:
        watch.check()
        assert words(world) == "engine: taking over (0 s)", "it ended in order a moment ago"
        change(world, f"UPDATE engine SET since = {NOW} - 61000000")
        assert words(world) == "no engine · 1 standby"
        assert not life(world.ws).works


def test_an_engine_that_was_killed_is_none_once_it_is_silent(world: World) -> None:
    with lock.held(world.ws, "daemon"), other_home(world, "second"):
        silent_for(world, 41)
        assert "silent for 41 s" in words(world)
        world.sql("SELECT pg_terminate_backend(pid, 3000) FROM pg_locks WHERE locktype = 'advisory' AND objid = 2")
        assert words(world) == "no engine"
        silent_for(world, 39)
        assert words(world).startswith("engine "), "it may reconnect"


def test_a_standby_answers_for_its_health(world: World) -> None:
    role = Role(world.ws)
    client = application(role).test_client()
    with lock.held(world.ws, "daemon"):
        alive, ready, told = (client.get(path) for path in ("/healthz", "/readyz", "/health"))
        assert (alive.status_code, alive.json) == (200, {"alive": True, "role": "standby"})
        assert (ready.status_code, ready.json) == (503, {"ready": False, "reasons": ["standby"], "role": "standby"})
        assert told.json is not None
        assert (told.status_code, told.json["engine"]) == (200, f"daemon {ME} on {HERE}")
        figures = client.get("/metrics").text
        assert 'overture_role{role="standby"} 1.0' in figures
        assert "overture_sent" not in figures
        role._looked_at -= 41
        assert client.get("/healthz").status_code == 503
    with world.engine() as context:
        role.context = context
        assert client.get("/healthz").json == {"alive": True, "role": "engine"}
        assert 'overture_role{role="engine"} 1.0' in client.get("/metrics").text
