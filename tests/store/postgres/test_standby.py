"""A standby takes over only from an engine that gives no sign of life; a deposed engine writes nothing."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

import psycopg
import pytest

from core.daemon import process
from core.daemon.loop import STOP
from core.engine.epoch import EpochLostError, ServerReplacedError
from core.engine.ownership import handover, lock, standby
from core.engine.ownership.standby import Takeover, Watch
from core.engine.runner import do, engine
from core.engine.sending import send
from core.engine.settling import startup
from core.errors import EngineElsewhereError, TryAgainError
from core.home import Home
from core.store.database import Store
from core.store.engine import engine_state
from core.store.postgres import place
from core.store.postgres.database import COMMIT, PostgresDatabase, Session
from core.store.spelling.postgres import NOW
from core.store.views import agenda
from core.workspace import Workspace
from tests.support.patience import DEADLINE_S
from tests.support.world import World

pytestmark = pytest.mark.parametrize("on_server", [True], indirect=True)
AGES = "UPDATE engine SET heartbeat = heartbeat - 31000000"
SESSION = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 2 AND classid = 0"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an engine send one heartbeat, at its start, and a standby trust it without watching for a while."""
    monkeypatch.setattr(place, "BEAT_S", 3600.0)
    monkeypatch.setattr(standby, "WATCHED_S", 0.0)


def change(world: World, statement: str) -> None:
    with world.ws.store.write() as store:
        store.change(statement)


def beat(world: World) -> None:
    change(world, f"UPDATE engine SET heartbeat = {NOW}")


@contextmanager
def other_home(world: World, name: str) -> Iterator[None]:
    """Use another home within the block, as on another machine."""
    before, world.ws.home = world.ws.home, Home(world.folder / name)
    world.ws.home.make()
    try:
        yield
    finally:
        world.ws.home = before


def silent(world: World) -> Takeover:
    """Return the view of a standby that watched the engine run and then die."""
    watch = Watch(world.ws.store)
    assert watch.check() is None
    beat(world)
    assert watch.check() is None, "its engine lives"
    change(world, AGES)
    found = watch.check()
    assert found is not None
    return found


def test_an_engine_may_begin_before_the_session_of_the_last_one_is_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.member()
    left: list[Session] = []
    with monkeypatch.context() as patched:
        patched.setattr(Session, "close", lambda session: left.append(session))
        with world.engine():
            pass
    with world.engine():
        pass
    for session in left:
        session.close()


def test_it_takes_over_and_the_deposed_engine_sends_nothing_more(world: World) -> None:
    world.member()
    world.member("Ben Okafor", "acc-ben")
    world.source(20)
    world.campaign(cohort=10)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:20")
    world.ws.store.durable = True  # so that the homes of the engines are noted
    with world.engine() as old:
        due, *later = _sends(world)
        world.skip_to(due.at)
        intent = send._commit_intent(old, due.id, world.now, looked=True)  # and here the machine stands still
        assert intent is not None
        before = len(world.ledger())
        takeover = silent(world)
        assert takeover.unbroken
        with other_home(world, "second"), engine(world.ws, world.gateway, "daemon", takeover) as new:
            assert new.epoch == old.epoch + 1
            assert world.sql("SELECT state FROM delivery WHERE epoch = ?", old.epoch) == [("in_doubt",)]
            assert world.sql("SELECT id FROM member WHERE sent_list_read_at IS NULL") == [(intent.member.id,)]
            assert send.call(old, intent).reason == "engine.elsewhere"
            for entry in later[:3]:
                with pytest.raises(EpochLostError, match="has taken the engine"):
                    do(old, entry, world.now)
            assert len(world.ledger()) == before
        assert len(world.ledger()) == before


def _sends(world: World) -> list[agenda.Due]:
    with world.ws.store.read() as store:
        return [due for due in agenda.upcoming(store, 40) if due.kind is agenda.Kind.SEND]


def test_of_two_standbys_one_takes_over_and_none_from_an_engine_that_beats_again(world: World) -> None:
    with lock.held(world.ws, "daemon") as first:
        takeover = silent(world)
        again = partial(lock.held, world.ws, "daemon", silent=takeover.seen)
        held_by = world.sql(SESSION)
        beat(world)
        with other_home(world, "second"), pytest.raises(EngineElsewhereError), again():
            pass
        assert world.sql(SESSION) == held_by, "the session of a living engine was ended"
        takeover = silent(world)
        again = partial(lock.held, world.ws, "daemon", silent=takeover.seen)
        with other_home(world, "second"), again() as second:
            assert second == first + 1
            with other_home(world, "third"), pytest.raises(EngineElsewhereError, match="is run by the daemon"), again():
                pass
            world.sql(f"SELECT pg_terminate_backend(pid) FROM ({SESSION}) AS holder")
            with other_home(world, "third"), pytest.raises(EngineElsewhereError), again():
                pass  # the place is free, but the epoch is another one
    assert world.sql("SELECT epoch FROM engine") == [(second,)]


def test_who_waits_for_an_engine_of_another_home_is_refused_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_wait_for_place", lambda *_given: pytest.fail("it waits for a lock that is free"))
    take = partial(process._take_place, ExitStack(), world.ws, world.gateway, print, queue.SimpleQueue(), wait=True)
    with lock.held(world.ws, "daemon"), other_home(world, "second"), pytest.raises(EngineElsewhereError) as told:
        take()
    assert "overture daemon --standby" in told.value.text


def test_who_waits_asks_the_app_of_another_host(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    ask, app = handover.ask, ExitStack()

    def asked(store: Store, who: str) -> None:
        ask(store, who)
        with store.read() as reading:
            told.append(handover.asked_by(reading))
        app.close()  # the app of the other host reads that, and hands over

    monkeypatch.setattr(handover, "ask", asked)
    app.enter_context(lock.held(world.ws, "app"))
    with other_home(world, "second"), ExitStack() as stack:
        take = partial(process._take_place, stack, world.ws, world.gateway, told.append, queue.SimpleQueue(), wait=True)
        got = take()
        assert got is not None
        assert got.epoch == 2
    assert told[0].startswith("Waiting for the app with process id")
    assert told[1].startswith("daemon with process id")


@pytest.mark.parametrize("stopped", [False, True])
def test_a_waiting_engine_tries_again_if_the_running_one_has_just_ended(
    world: World, monkeypatch: pytest.MonkeyPatch, stopped: bool
) -> None:
    """The engine ends after it refused its place, and before it is named to the waiting one."""
    inbox: queue.SimpleQueue[str] = queue.SimpleQueue()
    app = ExitStack()
    app.enter_context(lock.held(world.ws, "app"))
    whole = process._may_be_asked

    def gone(workspace: Workspace) -> bool:
        app.close()
        if stopped:
            inbox.put(STOP)
        return whole(workspace)

    monkeypatch.setattr(process, "_may_be_asked", gone)
    monkeypatch.setattr(process, "ASK_S", 0.01)
    with other_home(world, "second"), ExitStack() as stack:
        got = process._take_place(stack, world.ws, world.gateway, print, inbox, wait=True)
        assert (got is None) == stopped


def test_an_engine_whose_server_was_replaced_sends_nothing_more_and_starts_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A promoted server that lagged may have the engine's epoch, but not its last sends."""
    world.member()
    world.source(4)
    world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:20")
    with world.engine() as context:
        due, later, *_ = _sends(world)
        world.skip_to(due.at)
        intent = send._commit_intent(context, due.id, world.now, looked=True)
        assert intent is not None
        before = world.ledger()
        monkeypatch.setattr(PostgresDatabase, "origin", lambda _self: f"{context.origin[:-1]}9")
        assert send.call(context, intent).reason == "engine.elsewhere"
        with pytest.raises(ServerReplacedError, match="reads from LinkedIn what was sent"):
            do(context, later, world.now)
        assert world.ledger() == before


@pytest.mark.parametrize("stored", [True, False])
def test_an_intent_whose_commit_is_not_answered_is_given_up_if_it_was_stored(
    world: World, monkeypatch: pytest.MonkeyPatch, stored: bool
) -> None:
    world.member()
    world.source(4)
    world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:20")
    commit = PostgresDatabase.commit

    def lost(self: PostgresDatabase) -> None:
        writes = self._state.ends_with == COMMIT
        if stored or not writes:
            commit(self)
        if writes:
            raise psycopg.OperationalError("the connection is lost")

    with world.engine() as context:
        due, *_later = _sends(world)
        world.skip_to(due.at)
        before = world.ledger()
        with monkeypatch.context() as patched:
            patched.setattr(PostgresDatabase, "commit", lost)
            with pytest.raises(TryAgainError, match="the connection is lost"):
                send.send_due(context, due.id, world.now)
        assert len(context.left_open) == 1
        left = "SELECT count(*) FROM delivery WHERE state = ?"
        assert world.sql(left, "sending") == [(int(stored),)]
        startup.give_up_left_open(context, world.now)
        assert context.left_open == set()
        assert [world.sql(left, state) for state in ("sending", "in_doubt")] == [[(0,)], [(int(stored),)]]
        assert world.ledger() == before, "nobody was contacted"
        if not stored:
            send.send_due(context, due.id, world.now)
            assert len(world.ledger()) > len(before)


def test_the_machines_own_clock_makes_no_heartbeat(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.PostgresPlace, "_beat", lambda _self: True)
    monkeypatch.setattr(lock, "real_now", lambda: world.now)
    recent = f"SELECT {place._SILENT} < 30 FROM engine"
    with lock.held(world.ws, "daemon"):
        assert world.sql(recent) == [(1,)]
        with world.ws.store.write() as store:
            engine_state.beat(store, world.now)
        assert world.sql(recent) == [(1,)]


def test_a_heartbeat_between_the_look_and_the_takeover_keeps_the_engine(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lock.held(world.ws, "daemon") as first:
        takeover = silent(world)
        end = place.PostgresPlace.enter

        def late(self: place.PostgresPlace) -> None:
            end(self)
            beat(world)

        monkeypatch.setattr(place.PostgresPlace, "enter", late)
        with (
            other_home(world, "second"),
            pytest.raises(EngineElsewhereError),
            lock.held(world.ws, "daemon", silent=takeover.seen),
        ):
            pass
        assert world.sql("SELECT epoch FROM engine") == [(first,)]


def test_the_holder_beats_by_itself_and_gets_its_lock_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "BEAT_S", 0.02)
    with lock.held(world.ws, "daemon"):
        change(world, AGES)
        (before,) = world.sql(SESSION)
        world.sql(f"SELECT pg_terminate_backend({before[0]})")
        for _ in range(int(DEADLINE_S / 0.02)):
            if world.sql(SESSION) not in ([], [before]):
                break
            threading.Event().wait(0.02)
        assert world.sql(f"SELECT {place._SILENT} < 30 FROM engine") == [(1,)]
    assert world.sql("SELECT heartbeat FROM engine") == [(None,)], "it ended in order, so a standby need not wait"
