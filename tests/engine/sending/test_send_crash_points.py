"""Intent before the call, outcome after it: the state that a crash leaves at each point, and after a restart."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn

import apsw
import pytest

from core.clock import SteppedClock
from core.engine import side_journal
from core.engine.context import Context
from core.engine.runner import do
from core.engine.sending import outcome, send
from core.errors import TryAgainError
from core.network.gateway import Gate, Invited, MessageSent
from core.rules.states import Status
from core.store import outreaches
from core.store.fields import to_us
from core.store.journal import ENGINE
from core.store.views import agenda
from tests.support import oracle
from tests.support.draft import INVITATION, WELCOME
from tests.support.story import lived_once
from tests.support.stub import Stub
from tests.support.world import World, Worlds, at


class Crash(BaseException):
    """The death of the process: nothing may catch it on its way to a commit."""


pytestmark = pytest.mark.sqlite_only("looks at the file as another process would")


@dataclass(frozen=True)
class Seen:
    """The state that another process would have seen at the moment of the call."""

    deliveries: list[tuple[object, ...]]
    statuses: list[tuple[object, ...]]
    bookings: list[tuple[object, ...]]
    lines: list[dict[str, object]]


def peek(world: World) -> Seen:
    """Look at the files as another process does: through a connection of its own."""
    connection = apsw.Connection(str(world.home.store), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return Seen(
            list(connection.execute("SELECT person, state, text, attempt, key FROM delivery ORDER BY id")),
            list(connection.execute("SELECT status, count(*) FROM outreach GROUP BY status ORDER BY status")),
            list(connection.execute("SELECT state, count(*) FROM booking GROUP BY state ORDER BY state")),
            [json.loads(line) for line in world.home.intents.read_text().splitlines()],
        )
    finally:
        connection.close()


@lived_once
def ready(world: World, count: int = 2) -> list[str]:
    world.member()
    people = world.source(count)
    world.campaign(cohort=count, steps=(INVITATION, WELCOME))
    world.approve_drawn("2026-01-06")
    return people


def test_the_intent_is_committed_before_the_call_and_the_outcome_after(world: World) -> None:
    ready(world)
    real, seen = world.gateway, []

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        seen.append((person, text, peek(world)))
        return real.invite(account, person, text, gate)

    world.gateway = Stub(real, invite=invite)
    world.until("2026-01-07 22:00")
    assert len(seen) == 2
    for index, (person, text, then) in enumerate(seen):
        # Person, text and attempt are in the store before the call begins ...
        last = then.deliveries[-1]
        assert last[:4] == (person, "sending", text, 1)
        assert ("sending", 1) in then.statuses
        assert ("sending", 1) in then.bookings
        # ... the one before has its outcome, and the side journal has one line each, without name or text.
        assert [row[1] for row in then.deliveries[:-1]] == ["sent"] * index
        assert len(then.lines) == index + 1
        line = then.lines[-1]
        assert line["delivery"] == last[4]
        assert (line["step"], line["attempt"], line["kind"]) == (0, 1, "invitation")
        assert set(line) == {"person", "member", "step", "attempt", "delivery", "kind", "at", "crc"}
        assert len(str(line["person"])) == 64
    assert [row[1] for row in peek(world).deliveries] == ["sent", "sent"]
    assert stat.S_IMODE(world.home.intents.stat().st_mode) == 0o600
    world.check()


def test_a_call_that_would_cross_the_end_of_its_slot_is_not_made(world: World) -> None:
    """A slow connection: the slot ends between intent and first byte, and the last gate refuses."""
    ready(world, 1)
    real = world.gateway

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        moving(world).move_to(at("2026-01-07 10:30:01"))
        return real.invite(account, person, text, gate)

    world.gateway = Stub(real, invite=invite)
    world.until("2026-01-07 22:00")
    assert world.ledger() == []
    assert world.run("1", "2026-01-07").invitations.not_sent == {"slot.full": 1}
    world.gateway = real
    world.until("2026-01-08 22:00")
    assert len(world.ledger("invite")) == 1
    world.check()


def test_an_intent_has_the_moment_at_which_it_is_written(world: World) -> None:
    """Another process's import holds the store's lock: spacing and the slot's end are measured after that wait."""
    ready(world, 1)
    world.until("2026-01-07 09:00")
    with world.engine() as context:
        with world.ws.store.read() as store:
            (due,) = [entry for entry in agenda.upcoming(store, 40) if entry.kind is agenda.Kind.SEND]
        moving(world).move_to(due.at + timedelta(seconds=9))
        do(context, due, due.at)
    assert world.sql("SELECT intent_at FROM delivery") == [(to_us(due.at + timedelta(seconds=9)),)]


def moving(world: World) -> SteppedClock:
    assert isinstance(world.ws.clock, SteppedClock)
    return world.ws.clock


def test_the_line_is_synced_before_the_call(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    world = worlds(durable=True)
    ready(world, 1)
    real, events = world.gateway, []
    sync: Callable[[int], None] = side_journal._sync

    def synced(handle: int) -> None:
        sync(handle)
        events.append(("synced", os.fstat(handle).st_ino == world.home.intents.stat().st_ino))

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        events.append(("called", True))
        return real.invite(account, person, text, gate)

    monkeypatch.setattr(side_journal, "_sync", synced)
    world.gateway = Stub(real, invite=invite)
    world.until("2026-01-07 22:00")
    assert events == [("synced", True), ("called", True)]


def test_a_side_journal_that_cannot_be_written_sends_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(world)

    def full(*_line: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(side_journal, "append", full)
        world.until("2026-01-07 22:00")
    assert world.ledger() == []
    (run,) = world.sql("SELECT reason, count(*) FROM booking GROUP BY reason")
    assert run == ("disk", 2)
    world.until("2026-01-08 22:00")
    assert len(world.ledger()) == 2


def test_a_side_journal_that_cannot_be_read_starts_nothing(world: World) -> None:
    ready(world)
    world.home.intents.unlink(missing_ok=True)
    world.home.intents.mkdir()  # no file can be opened there
    with pytest.raises(TryAgainError, match="safety log"):
        world.until("2026-01-07 22:00")
    assert world.ledger() == []
    world.home.intents.rmdir()
    world.until("2026-01-08 22:00")
    assert len(world.ledger()) == 2
    world.check()


# -- crashes


def die(*_args: object, **_options: object) -> NoReturn:
    raise Crash


def crash_before_the_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Crash after the intent is committed and before its line is written."""
    monkeypatch.setattr(side_journal, "append", die)


def crash_before_the_call(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Crash after intent and line, before the first byte."""
    world.gateway = Stub(world.gateway, invite=die, message=die)


def crash_after_the_call(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Crash after the network carried the call out, before its answer arrives."""
    real = world.gateway

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        real.invite(account, person, text, gate)
        raise Crash

    def message(account: str, chat: str, text: str, gate: Gate) -> MessageSent:
        real.send_message(account, chat, text, gate)
        raise Crash

    world.gateway = Stub(real, invite=invite, message=message)


def crash_before_the_outcome(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Crash after the answer, before its commit."""
    monkeypatch.setattr(send, "record", die)


CRASHES = (crash_before_the_line, crash_before_the_call, crash_after_the_call, crash_before_the_outcome)
ARRIVED = {crash_after_the_call, crash_before_the_outcome}


def crash(world: World, how: Callable[[World, pytest.MonkeyPatch], None], until: str) -> None:
    """Let the process crash, and open the home again as a new process."""
    with pytest.MonkeyPatch.context() as patch:
        how(world, patch)
        with pytest.raises(Crash):
            world.until(until)
    assert world.sql("SELECT count(*) FROM delivery WHERE state = 'sending'") == [(1,)]
    world.reopen()


@pytest.mark.parametrize("how", CRASHES)
def test_a_crash_around_an_invitation(world: World, how: Callable[[World, pytest.MonkeyPatch], None]) -> None:
    people = ready(world, 3)
    with world.engine():  # an engine that has nothing to settle changes nothing
        pass
    # One of the three is sent without trouble, so that the account's list shows a known invitation.
    world.until("2026-01-07 09:00")
    first = min(str(row.send_at) for row in world.queue(status="scheduled"))
    world.until(type(world.now).fromisoformat(first) + timedelta(seconds=1))
    assert len(world.ledger()) == 1
    crash(world, how, "2026-01-07 22:00")
    arrived = len(world.ledger()) - 1
    assert arrived == (1 if how in ARRIVED else 0)
    world.until(world.now + timedelta(seconds=1))
    # Nothing is sent to this person until the engine has looked.
    assert world.statuses()["in_doubt"] == 1
    world.until("2026-01-08 22:00")
    assert sorted(world.invited()) == sorted(people)
    assert oracle.people_twice(world.ledger()) == []
    assert world.check().in_doubt == 0


@pytest.mark.parametrize("how", CRASHES)
def test_a_crash_around_a_message(world: World, how: Callable[[World, pytest.MonkeyPatch], None]) -> None:
    world.member()
    (person,) = world.source(1)
    world.accepts(person)
    world.campaign(cohort=1, approval="off", steps=(INVITATION, WELCOME))
    world.until("2026-01-06 22:00")
    crash(world, how, "2026-01-07 22:00")
    world.until("2026-01-12 22:00")
    messages = world.ledger("message")
    if how in ARRIVED:
        assert len(messages) == 1
        assert world.row(person).status == "finished"
    else:
        # Not there: a person decides, as a second message would be seen.
        assert messages == []
        assert world.row(person).status == "unresolved"
    world.check()


def test_three_crashes_in_a_row(world: World) -> None:
    people = ready(world, 6)
    for how in (crash_after_the_call, crash_before_the_outcome, crash_before_the_call):
        crash(world, how, "2026-01-07 22:00")
    world.until("2026-01-12 22:00")
    assert sorted(world.invited()) == sorted(people)
    world.check()


# -- the tests above must be able to fail


def blind_retry(context: Context, now: object) -> int:
    """Send again everything that a dead engine left in `sending`; this is the mutant."""
    moment = context.workspace.now()
    with context.store.write() as store:
        found = store.rows("SELECT id, outreach_id, booking_id FROM delivery WHERE state = 'sending'")
        for delivery, outreach, booking in found:
            store.change("UPDATE delivery SET state = 'not_sent', live = 0 WHERE id = ?", delivery)
            store.change("UPDATE booking SET state = 'planned' WHERE id = ?", booking)
            outreaches.change(
                store,
                outreach,
                Status.SENDING,
                Status.SCHEDULED,
                now=moment,
                actor=ENGINE,
                kind="not_left",
                send_at=to_us(moment),
            )
    return len(found)


def test_the_oracle_catches_a_blind_retry(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.member()
    (person,) = world.source(1)
    world.accepts(person)
    world.campaign(cohort=1, approval="off", steps=(INVITATION, WELCOME))
    world.until("2026-01-06 22:00")
    monkeypatch.setattr(outcome, "give_up_open_calls", blind_retry)
    crash(world, crash_after_the_call, "2026-01-07 22:00")
    world.until("2026-01-07 22:00")
    assert oracle.messages_twice(world.ledger()) == [("acc-ada", person, "Thanks, People")]


def test_the_oracle_catches_a_second_invitation(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # The network refuses a second pending invitation, so a blind retry would show only in its requests.
    ready(world, 1)
    requests: list[str] = []
    monkeypatch.setattr(outcome, "give_up_open_calls", blind_retry)
    crash(world, crash_after_the_call, "2026-01-07 22:00")
    real = world.gateway

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        requests.append(person)
        return real.invite(account, person, text, gate)

    world.gateway = Stub(real, invite=invite)
    world.until("2026-01-07 22:00")
    assert len(requests) == 1  # and with the one before the crash it is two
