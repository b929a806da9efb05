"""One row says who has the engine's place, what holds sending, and where the clock was."""

from __future__ import annotations

from datetime import timedelta

from core.store.engine import clock_state, engine_state, provider_state
from core.store.engine.clock_state import ClockState
from core.store.engine.engine_state import Conditions, Interruptions
from tests.support.world import World

HOUR = timedelta(hours=1)


def test_each_engine_takes_the_place_with_a_higher_epoch(world: World) -> None:
    with world.ws.store.write() as store:
        before = engine_state.place(store).epoch
        engine_state.ask(store, "ada", world.now)
        epoch = engine_state.take(store, owner="o", pid=7, host="here", kind="daemon", now=world.now)
        assert engine_state.place(store) == (epoch, "daemon", 7, "here")
        assert epoch == before + 1
        assert engine_state.request(store) == ("", None)
        engine_state.ask(store, "ada", world.now)
        engine_state.withdraw_request(store, "ben")
        assert engine_state.request(store) == ("ada", world.now)
        engine_state.withdraw_request(store, "ada")
        assert engine_state.request(store) == ("", None)
        engine_state.beat(store, world.now + HOUR)
        engine_state.set_zones_version(store, "2026a")
        assert engine_state.zones_version(store) == "2026a"
    assert world.sql("SELECT id, owner FROM engine") == [(1, "o")]
    if world.ws.store.in_file:
        assert world.sql("SELECT heartbeat - since FROM engine") == [(3_600_000_000,)]
    else:  # by the server's own clock
        seen = world.ws.store.engine_seen()
        assert seen is not None
        assert not world.ws.store.engine_may_be_replaced(seen)


def test_what_holds_sending_is_told_until_it_ends(world: World) -> None:
    with world.ws.store.write() as store:
        epoch = engine_state.place(store).epoch
        assert engine_state.conditions(store) == Conditions(epoch, False, False, False, False)
        engine_state.pause(store, world.now)
        assert engine_state.conditions(store).paused
        provider_state.is_down(store, world.now, "down")
        assert engine_state.interruptions(store) == Interruptions(world.now, world.now, None, "down")
        engine_state.pause(store, None)
        provider_state.key_is_refused(store, world.now, "refused")
        provider_state.is_down(store, world.now + HOUR, "down")  # "refused", about the key, says more and is kept
        assert engine_state.interruptions(store) == Interruptions(None, world.now + HOUR, world.now, "refused")
        provider_state.key_works(store)
        assert engine_state.conditions(store) == Conditions(epoch, False, True, False, False)
        provider_state.is_up(store)
        assert engine_state.interruptions(store) == Interruptions(None, None, None, "")


def test_the_mark_of_the_clock_goes_back_by_hand_only(world: World) -> None:
    with world.ws.store.write() as store:
        clock_state.advance(store, world.now + HOUR, 5, "boot")
        clock_state.advance(store, world.now, 6, "boot")
        assert clock_state.get(store) == ClockState(world.now + HOUR, 6, "boot", None, None, None)
        clock_state.set_back(store, world.now)
        assert clock_state.get(store).mark == world.now


def test_a_hold_that_ended_is_remembered(world: World) -> None:
    with world.ws.store.write() as store:
        clock_state.advance(store, world.now, 5, "boot")
        clock_state.hold(store, world.now)
        assert engine_state.conditions(store).clock_held
        assert clock_state.get(store).held_at == world.now
        clock_state.release(store, world.now + HOUR)
        assert clock_state.get(store) == ClockState(world.now, 5, "", None, world.now, world.now + HOUR)
