"""Overdue work is reported to every reader, whether or not an engine runs."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest

from core.cli.campaigns.campaign_text import shown
from core.cli.workspace.status import lines
from core.clock import WorkspaceClock, real_now
from core.rules.coming import coming_words, due_state
from core.rules.health import Problem
from core.services.members import members
from core.services.overview.campaign_detail import detail
from core.services.overview.status import status
from core.services.overview.status_line import heading
from core.services.queue import queue_page
from core.store.fields import to_us
from core.views.queue_view import QueueQuery
from core.views.status_view import NextEvent
from tests.support.rows import tell_in_journal
from tests.support.story import approved, drawn, lived_once
from tests.support.world import World, at

MINUTE = timedelta(minutes=1)


@pytest.fixture
@lived_once
def campaign(world: World) -> str:
    """Return a campaign on Wednesday 09:05 in Paris, in a run of ten that opened at 09:00 and is partly sent."""
    _, campaign = approved(world, 60, cohort=10)
    world.until("2026-01-07 09:05")
    return campaign


def goes_by_itself(world: World, kind: str = "daemon") -> None:
    """Let real time run from now on, after an engine of this kind has run."""
    world.ws.clock = WorkspaceClock(world.now, real_now())
    with world.ws.store.write() as store:
        store.change("UPDATE engine SET kind = ?", kind)


def problem(world: World, campaign: str, code: str) -> Problem | None:
    found = [one for one in world.view(campaign).summary.health.problems if one.code == code]
    return found[0] if found else None


@pytest.fixture
def silent(world: World, monkeypatch: pytest.MonkeyPatch, on_server: bool) -> Iterator[None]:
    """Hold the engine's place without a heartbeat, which is a file for a store in a file, and a row on a server."""
    if on_server:
        monkeypatch.setattr("core.store.postgres.place.BEAT_S", 3600.0)
    with world.engine():
        old = (real_now() - timedelta(seconds=41)).timestamp()
        os.utime(world.home.beat, (old, old))
        if on_server:
            with world.ws.store.write() as store:
                store.change("UPDATE engine SET heartbeat = heartbeat - 41000000")
        yield


def test_an_engine_that_died_inside_a_run_is_told_at_once(world: World, campaign: str) -> None:
    goes_by_itself(world)
    with world.engine():
        assert "engine.none" not in world.codes(campaign)
    goes_by_itself(world)
    told = problem(world, campaign, "engine.none")
    assert told is not None
    assert told.severity == "error"
    assert "none is running" in str(told.text)
    assert world.view(campaign).summary.health.state == "errors"


def test_an_engine_that_is_silent_is_told(world: World, campaign: str, silent: None, on_server: bool) -> None:
    goes_by_itself(world)
    told = problem(world, campaign, "engine.none")
    assert told is not None
    assert f"process id {os.getpid()}{' on ' + socket.gethostname() if on_server else ''} does not" in str(told.text)
    assert status(world.ws).state.engine.silent is True
    assert any("does not respond" in line for line in lines(status(world.ws)))


@pytest.mark.parametrize("kind", ["advance", "demo"])
def test_nobody_expects_an_engine_where_time_is_moved_by_hand(world: World, campaign: str, kind: str) -> None:
    goes_by_itself(world, kind)
    assert "engine.none" not in world.codes(campaign)


def test_without_anything_due_nobody_misses_an_engine(world: World) -> None:
    _, campaign = drawn(world, 20, cohort=2)
    goes_by_itself(world)
    assert "engine.none" not in world.codes(campaign)


def test_a_run_that_is_due_misses_its_engine_at_once(world: World) -> None:
    _, campaign = drawn(world, 20, cohort=2)
    world.skip_to("2026-01-07 09:00:01")
    goes_by_itself(world)
    assert "engine.none" in world.codes(campaign)
    assert "overdue since 2026-01-07 09:00 Europe/Paris" in "\n".join(shown(world.view(campaign)))
    with world.engine():
        assert "opening now" in "\n".join(shown(world.view(campaign)))


def overdue(world: World, by: timedelta) -> None:
    """Move the next send of the run this far into the past."""
    with world.ws.store.write() as store:
        first = "(SELECT id FROM booking WHERE state = 'planned' ORDER BY send_at LIMIT 1)"
        moment = to_us(world.now - by)
        person = f"(SELECT outreach_id FROM booking WHERE id = {first})"
        store.change(f"UPDATE outreach SET send_at = ? WHERE id = {person}", moment)
        assert tell_in_journal(store, f"kind = 'scheduled' AND outreach_id = {person}", send_at=moment) == 1
        store.change(f"UPDATE booking SET send_at = ? WHERE id = {first}", moment)


def test_a_send_two_minutes_overdue_is_told_with_what_it_waits_for(world: World, campaign: str) -> None:
    with world.engine():
        overdue(world, MINUTE)
        assert "engine.late" not in world.codes(campaign)
        overdue(world, 3 * MINUTE)
        told = problem(world, campaign, "engine.late")
        assert told is not None
        assert told.severity == "warning"
        assert told.count == 1
        assert "sends are spaced" in str(told.text) or "busy with another request" in str(told.text)
        with world.ws.store.write() as store:
            store.change("UPDATE engine SET clock_held_at = ?", to_us(world.now))
        assert "clock jumped forward" in str(problem(world, campaign, "engine.late"))


def test_a_send_that_is_put_off_again_and_again_is_late(world: World, campaign: str) -> None:
    """Each postponement gives a future time again, but the send is late by its first one."""
    members.pause(world.ws, None, on=True)
    assert "engine.late" not in world.codes(campaign)
    world.until("2026-01-07 10:20")
    told = problem(world, campaign, "engine.late")
    assert told is not None
    assert "everything is paused" in str(told.text)
    members.pause(world.ws, None, on=False)
    world.until("2026-01-07 22:00")
    assert "engine.late" not in world.codes(campaign)
    world.check()


def test_two_minutes_of_a_fast_clock_are_no_delay(world: World, campaign: str) -> None:
    world.ws.clock = WorkspaceClock(world.now, real_now(), 600.0)
    with world.engine():
        overdue(world, 3 * MINUTE)
        assert "engine.late" not in world.codes(campaign)


def test_a_time_that_has_passed_is_never_told_as_if_it_were_to_come(world: World, campaign: str) -> None:
    name = str(world.view(campaign).summary.name)
    due = world.sql("SELECT min(send_at) FROM booking WHERE state = 'planned'")[0][0]
    coming = next_event(world)
    assert (coming.what, coming.state, to_us(at("2026-01-07 09:05")) < due) == ("sends", "to come", True)
    overdue(world, MINUTE)
    with world.engine():
        assert next_event(world).state == "now"
        assert heading(world.ws).state.next == next_event(world)
        assert f"{name} sending now" in said(world)
        row = queue_page.page(world.ws, QueueQuery(order="next")).rows[0]
        assert (row.due, row.means) == ("now", "Sending now.")
        assert detail(world.ws, campaign).next[0].words == "sending now"
    assert f"{name} overdue since 2026-01-07 09:04" in said(world)
    row = queue_page.page(world.ws, QueueQuery(order="next")).rows[0]
    assert (row.due, row.means) == ("overdue", "Overdue since 09:04.")
    assert detail(world.ws, campaign).next[0].words == "overdue since 09:04"
    overdue(world, 5 * MINUTE)
    with world.engine():
        assert next_event(world).state == "overdue"


def next_event(world: World) -> NextEvent:
    found = status(world.ws).state.next
    assert found is not None
    return found


def said(world: World) -> str:
    return next(line for line in lines(status(world.ws)) if line.startswith("Next"))


def test_who_is_scheduled_is_told_for_when(world: World, campaign: str) -> None:
    row = queue_page.page(world.ws, QueueQuery(order="next")).rows[0]
    assert row.due == "to come"
    assert row.means.startswith("Scheduled for 09:")


@pytest.mark.parametrize(
    ("state", "words"), [("now", "opening now"), ("overdue", "overdue since 09:00"), ("to come", "opens 09:00 (")]
)
def test_words_of_what_comes(state: str, words: str) -> None:
    moment = at("2026-01-07 09:00")
    now = moment - 5 * MINUTE if state == "to come" else moment + MINUTE
    assert coming_words(moment, "Europe/Paris", "Europe/Paris", now, state, "opens").startswith(words)


def test_states_of_what_comes() -> None:
    moment = at("2026-01-07 09:00")
    assert due_state(moment, moment - MINUTE, works=False) == "to come"
    assert due_state(moment, moment + 2 * MINUTE, works=True) == "now"
    assert due_state(moment, moment + 3 * MINUTE, works=True) == "overdue"
    assert due_state(moment, moment, works=False) == "overdue"
