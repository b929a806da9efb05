"""A store that was restored in place from an older copy is noticed, and each host's side journal has every refusal."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.engine.epoch import ServerReplacedError
from core.engine.restoring import host_log, location, seen
from core.engine.restoring.host_log import HostLog
from core.engine.runner import Lanes, do
from core.engine.side_journal import read
from core.rules.exclusions.rule import RuleKind
from core.services.audience import block_contacts, exclusions, forget
from core.store import members, named_values
from core.store.copying import rows
from core.store.stamp import RESTORED
from core.store.tables.all_tables import TABLES
from core.store.views import agenda
from tests.store.postgres.test_standby import other_home
from tests.support.world import World

pytestmark = pytest.mark.parametrize("on_server", [True], indirect=True)
Kept = list[tuple[rows.Columns, list[tuple[Any, ...]]]]


def kept(world: World) -> Kept:
    """Return every row of the store, as a backup of the server has them."""
    with world.ws.store.read() as store:
        return [(columns, store.rows(columns.select())) for columns in map(rows.Columns.of, TABLES)]


def put_back(world: World, before: Kept) -> None:
    """Replace every row by the kept ones: a restore in place, which changes neither timeline nor identifier."""
    with world.ws.store.write() as store:
        rows.remove_all(store)
        for columns, found in before:
            signs = [f"${number}" for number in range(1, len(columns.names) + 1)]
            store.change_many(columns.insert(signs), found)
        rows.continue_numbers(store)


def ready(world: World) -> None:
    """Approve invitations of two members for one day, and run an engine of this home on that day."""
    world.member()
    world.member("Ben Okafor", "acc-ben")
    world.source(20)
    world.campaign(cohort=10)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:10")
    world.ws.store.durable = True  # so that the homes of the engines are noted
    for _start in range(2):  # the first one notes the home
        with world.engine():
            pass
    world.until("2026-01-07 09:20")


def unread(world: World) -> int:
    return int(world.sql("SELECT count(*) FROM member WHERE sent_list_read_at IS NULL")[0][0])


def test_sends_of_another_host_that_were_lost_in_place_are_read_first(world: World) -> None:
    ready(world)
    before = kept(world)
    with other_home(world, "second"):
        world.until("2026-01-07 10:30")  # its side journal is there
    sent = len(world.ledger())
    world.until("2026-01-07 10:31")  # an engine of this home saw those sends
    put_back(world, before)
    assert world.sql("SELECT count(*) FROM delivery WHERE state = 'sent'")[0][0] < sent
    with world.engine():
        assert unread(world) == 2
    world.until("2026-01-07 22:00")
    assert len(world.invited()) == len(set(world.invited()))
    assert len(world.invited()) >= sent
    with world.engine():
        assert unread(world) == 0, "it is read once"


def test_only_lists_that_show_the_latest_lost_send_count(world: World) -> None:
    ready(world)
    before = kept(world)
    with other_home(world, "second"):
        world.until("2026-01-07 10:30")
    world.until("2026-01-07 10:31")
    put_back(world, before)
    world.until("2026-01-07 10:32")
    with world.ws.store.write() as store:
        for member in members.unarchived(store):
            members.sync_soon(store, member.id, world.now)
    world.until("2026-01-07 10:45")
    assert unread(world) == 2, "the network may still carry out what left a moment before the restore"
    world.until("2026-01-07 10:50")
    assert unread(world) == 0


def test_an_engine_whose_store_is_replaced_stops_before_its_next_send(world: World) -> None:
    ready(world)
    before = kept(world)
    with world.engine() as context:
        with world.ws.store.read() as store:
            first, second, *_later = [due for due in agenda.upcoming(store, 40) if due.kind is agenda.Kind.SEND]
        world.skip_to(first.at)
        do(context, first, world.now)
        epoch = world.sql("SELECT epoch FROM engine")[0][0]
        put_back(world, before)
        with world.ws.store.write() as store:
            store.change("UPDATE engine SET epoch = $1", epoch)  # as if the backup were made under this engine
        sent = len(world.ledger())
        world.skip_to(second.at)
        with pytest.raises(ServerReplacedError):
            do(context, first, world.now)
        assert len(world.ledger()) == sent


def test_a_running_engine_notices_at_its_heartbeat(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(world)
    monkeypatch.setattr(host_log, "NOTE_S", 3600.0)
    with world.engine() as context:
        lanes = Lanes(context)
        try:
            lanes._heartbeat()
            with world.ws.store.write() as store:
                store.change("DELETE FROM journal WHERE id = (SELECT max(id) FROM journal)")
            lanes._beat_at = -3600.0
            with pytest.raises(ServerReplacedError):
                lanes._heartbeat()
        finally:
            lanes.close()


def test_each_difference_and_a_file_that_says_nothing_count_as_a_restore(world: World) -> None:
    ready(world)
    path = world.ws.home.seen
    assert path.stat().st_mode & 0o777 == 0o600
    told = json.loads(path.read_text())
    differing = [{**told, name: value + 1000 if isinstance(value, int) else "another"} for name, value in told.items()]
    for text in ["", "{}", '{"place": 1}', "[" * 100_000, *map(json.dumps, differing)]:
        path.write_text(text)
        with world.ws.store.write() as store:
            store.change("UPDATE member SET sent_list_read_at = 1")
            named_values.delete(store, RESTORED)
        assert not location.check(world.ws)
        assert unread(world) == 2, text[:80]
        with world.ws.store.read() as store:
            assert named_values.get(store, RESTORED) is not None, text[:80]
        assert path.read_text() == text, "it is noted after the replay"
    with world.engine(), world.ws.store.read() as store:
        assert seen.noted(world.ws.home) == seen.now(store, world.ws)


def look(world: World, notes: HostLog) -> None:
    """Let a daemon see the store once."""
    with world.ws.store.read() as store:
        notes.read(store)
    notes.write()


def kinds(world: World) -> list[tuple[str, object]]:
    return [(line["kind"], line.get("forgotten")) for line in read(world.ws.home.intents) if "step" not in line]


def test_each_daemon_writes_what_other_hosts_refused(world: World) -> None:
    world.source(4)
    world.ws.store.durable = True
    with world.engine():
        pass
    notes = HostLog(world.ws)
    look(world, notes)
    assert kinds(world) == []
    with other_home(world, "second"):
        block_contacts.block(world.ws, "1")
        forget.forget(world.ws, "2")
        rule = exclusions.add(world.ws, RuleKind.COMPANY, "Acme").rule
    look(world, notes)
    told = kinds(world)
    assert set(told) == {("block", True), ("block", None), ("exclude", None)}
    with other_home(world, "second"):
        block_contacts.unblock(world.ws, "1")
        exclusions.remove(world.ws, str(rule.id))
    with world.engine():  # it was not running meanwhile, and the store is right
        assert {kind for kind, _forgotten in kinds(world)[len(told) :]} == {"unblock", "lift"}
        assert world.sql("SELECT count(*) FROM contact WHERE blocked_at IS NOT NULL AND id = 1") == [(0,)]


def went_back(world: World) -> None:
    """Put the store back to before a person was blocked on another host; this home's side journal has the block."""
    ready(world)
    before = kept(world)
    with other_home(world, "second"):
        block_contacts.block(world.ws, "1")
    notes = HostLog(world.ws)
    look(world, notes)
    notes.close()
    assert set(kinds(world)) == {("block", None)}
    put_back(world, before)


def test_a_store_that_went_back_gets_its_refusals_back(world: World) -> None:
    went_back(world)
    with world.engine():
        assert world.sql("SELECT count(*) FROM contact WHERE blocked_at IS NOT NULL AND id = 1") == [(1,)]
