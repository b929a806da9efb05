"""No block is lost, at whatever moment a daemon ends while its store is older than the note in its home."""

from __future__ import annotations

import errno
import logging
from typing import Any
from unittest import mock

import psycopg
import pytest

from core.engine import side_journal
from core.engine.restoring import host_log, journal_check, location, replay, seen
from core.engine.restoring.host_log import HostLog
from core.engine.runner import Lanes
from core.engine.sending import outcome
from core.errors import TryAgainError
from core.services.audience import block_contacts, forget
from core.store import named_values
from core.store.postgres.database import COMMIT, PostgresDatabase
from core.store.stamp import RESTORED
from tests.store.postgres.test_restored_in_place import kept, kinds, look, put_back, ready, unread, went_back
from tests.store.postgres.test_standby import other_home
from tests.support.world import World

pytestmark = pytest.mark.parametrize("on_server", [True], indirect=True)


def blocked(world: World) -> int:
    return int(world.sql("SELECT count(*) FROM contact WHERE blocked_at IS NOT NULL AND id = 1")[0][0])


def refuses(world: World) -> None:
    """Assert that the person is blocked once an engine has started, and that no host takes it back."""
    with world.engine() as context:
        assert blocked(world) == 1
        lanes = Lanes(context)
        try:
            lanes._heartbeat()
        finally:
            lanes.close()
        assert unread(world) == 2
    assert ("unblock", None) not in kinds(world)
    with world.ws.store.read() as store:
        assert named_values.get(store, RESTORED) is None


def ended(*_given: Any) -> None:
    raise TryAgainError("The server is gone.")


def test_a_start_that_ends_before_the_store_is_noted_is_made_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    went_back(world)
    before_replay, before_its_commit, before_note = (
        (outcome, "give_up_open_calls"),
        (journal_check, "noticed"),
        (seen, "note"),
    )
    for module, name in (before_replay, before_its_commit, before_note):
        with monkeypatch.context() as patched:
            patched.setattr(module, name, ended)
            with pytest.raises(TryAgainError), world.engine():
                pass
        standby = HostLog(world.ws)  # the same home, started again as a standby
        look(world, standby)
        standby.close()
        assert ("unblock", None) not in kinds(world)
    refuses(world)


def test_a_check_that_is_not_committed_notes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    went_back(world)
    with world.ws.store.write() as store:
        store.change("UPDATE member SET sent_list_read_at = 1")
    commit = PostgresDatabase.commit

    def lost(self: PostgresDatabase) -> None:
        if self._state.ends_with == COMMIT:
            raise psycopg.OperationalError("the connection is lost")
        commit(self)

    with monkeypatch.context() as patched:
        patched.setattr(PostgresDatabase, "commit", lost)
        with pytest.raises(TryAgainError):
            location.check(world.ws)
    assert unread(world) == 0
    refuses(world)


def test_another_hosts_engine_in_between_frees_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    went_back(world)
    with monkeypatch.context() as patched:
        patched.setattr(outcome, "give_up_open_calls", ended)
        with pytest.raises(TryAgainError), world.engine():
            pass
    with other_home(world, "third"), world.engine():  # its side journal has nothing
        assert blocked(world) == 0
    refuses(world)


def test_a_restored_file_unblocks_nobody(world: World) -> None:
    """A restored file's rows may be as new as this home's note: only the mark shows that it was restored."""
    went_back(world)
    with world.ws.store.write() as store:
        named_values.put(store, RESTORED, "1")
    with world.ws.store.read() as store:
        seen.note(world.ws.home, seen.now(store, world.ws))
    look(world, HostLog(world.ws))
    assert ("unblock", None) not in kinds(world)
    refuses(world)


@pytest.mark.holds
def test_no_look_before_the_replay(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    went_back(world)
    noted = world.ws.home.seen.read_text()

    def broken(*_given: Any) -> int:
        raise ValueError

    with monkeypatch.context() as patched:
        patched.setattr(replay, "_replay", broken)
        with world.engine() as context:
            lanes = Lanes(context)
            lanes._heartbeat()
            lanes.close()
            assert not context.replayed
    assert set(kinds(world)) == {("block", None)}
    assert world.ws.home.seen.read_text() == noted
    refuses(world)


def test_any_replay_removes_the_mark_of_a_restore(world: World) -> None:
    """Even a replay that finds a send which the store lacks removes the mark."""
    ready(world)
    before = kept(world)
    world.until("2026-01-07 10:30")
    put_back(world, before)
    with world.engine(), world.ws.store.read() as store:
        assert world.sql("SELECT count(*) FROM journal WHERE kind = 'journal.ahead'") == [(1,)]
        assert named_values.get(store, RESTORED) is None


def test_a_standby_that_has_lost_its_note_frees_nobody_and_notes_nothing(world: World) -> None:
    went_back(world)
    world.ws.home.seen.unlink()
    notes = HostLog(world.ws)
    with other_home(world, "second"):
        block_contacts.block(world.ws, "2")
    before = len(kinds(world))
    look(world, notes)
    notes.close()
    assert set(kinds(world)) == {("block", None)}
    assert len(kinds(world)) > before
    assert not world.ws.home.seen.exists()
    refuses(world)


def test_a_new_home_takes_back_what_was_lifted_on_another_host(world: World) -> None:
    ready(world)
    block_contacts.block(world.ws, "1")
    with other_home(world, "new"):
        notes = HostLog(world.ws)
        look(world, notes)
        assert set(kinds(world)) == {("block", None)}
        with other_home(world, "second"):
            block_contacts.unblock(world.ws, "1")
        before = len(kinds(world))
        look(world, notes)
        assert set(kinds(world)[before:]) == {("unblock", None)}


def test_an_erasure_of_somebody_who_was_blocked_reaches_other_hosts(world: World) -> None:
    world.source(4)
    notes = HostLog(world.ws)
    for act in (block_contacts.block, forget.forget):
        with other_home(world, "second"):
            act(world.ws, "2")
        look(world, notes)
    assert {("block", None), ("block", True)} <= set(kinds(world))


def test_a_line_is_never_newer_than_the_note(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """This home's daemon hears of a block and is killed; the store is restored: the person stays blocked."""
    ready(world)
    notes = HostLog(world.ws)
    look(world, notes)
    before = kept(world)
    monkeypatch.setattr(host_log, "NOTE_S", 3600.0)
    with other_home(world, "second"):
        block_contacts.block(world.ws, "1")
    look(world, notes)  # and here its daemon is killed
    put_back(world, before)
    refuses(world)


def test_a_full_disk_ends_no_daemon(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world.source(4)
    notes = HostLog(world.ws)
    look(world, notes)
    with other_home(world, "second"):
        block_contacts.block(world.ws, "1")
    monkeypatch.setattr(host_log, "NOTE_S", 0.0)
    full = OSError(errno.ENOSPC, "No space left on device")
    with (
        caplog.at_level(logging.WARNING, "overture.engine"),
        mock.patch.object(side_journal, "append", side_effect=full),
        mock.patch.object(seen, "_write", side_effect=full),
    ):
        for _look in range(3):
            look(world, notes)
    assert len(caplog.messages) == 2, "one warning for each file"
    assert kinds(world) == []
    look(world, notes)
    assert set(kinds(world)) == {("block", None)}


def test_the_side_journal_is_read_only_if_it_was_changed(world: World) -> None:
    world.source(4)
    notes = HostLog(world.ws)
    look(world, notes)
    whole = side_journal.whole
    with mock.patch.object(side_journal, "whole", side_effect=whole) as reads:
        for number in ("1", "2", "2"):
            with other_home(world, "second"):
                block_contacts.block(world.ws, number)
            look(world, notes)
        assert reads.call_count == 1, "only after its own first lines"
