"""A restored older store: nobody is contacted twice, and no block is forgotten."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from core.config import Config, ProviderConfig
from core.engine import side_journal
from core.engine.context import SETTLE
from core.engine.restoring import location
from core.errors import EngineElsewhereError, OvertureError, RefusedError, TryAgainError, UsageError
from core.network.sandbox import people as network_people
from core.services.audience import block_contacts, import_contacts
from core.services.maintenance import backup
from core.services.queue import in_doubt
from core.store import named_values
from core.store.stamp import GENERATION, RESTORED
from core.store.tables.people import Quarantine
from core.store.upkeep import store_file
from core.store.views import limit_usage
from core.views.maintenance_view import RestoreResult
from tests.support.disk import Disk
from tests.support.draft import FOLLOW_UP, INVITATION, WELCOME
from tests.support.overlap import drawn_as_before
from tests.support.world import World, Worlds


@pytest.fixture(autouse=True)
def config_of_the_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the worlds' homes to the embedded sandbox: they have no config.toml."""
    monkeypatch.setattr(backup, "load", lambda _path: Config())


def back_to(world: World, file: Path) -> RestoreResult:
    """Restore a backup while the program is not running."""
    return world.restore(file)


def quarantined() -> int:
    return int(Quarantine.select().count())


def test_texts_of_a_restored_store_are_cleaned(world: World, tmp_path: Path) -> None:
    """Older versions stored a profile's texts uncleaned, and a backup may have been manipulated."""
    world.member()
    world.source(2)
    file = tmp_path / "one.sqlite"
    with world.ws.store.write() as store:
        store.change('UPDATE contact SET company = ?, custom = \'{"a": "x\\u202ey"}\'', "Ac\u202eme")
        store.change("UPDATE engine SET host = ?", "\x1b[2J")
    backup.backup(world.ws, file)
    back_to(world, file)
    assert {contact.company for contact in world.contacts()} == {"Acme"}
    assert world.sql("SELECT DISTINCT custom FROM contact") == [('{"a": "xy"}',)]
    assert world.sql("SELECT host FROM engine") == [("",)]


def test_what_is_no_backup_is_named_as_what_it_is(world: World, tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe")
    for path, why in (
        (tmp_path / "none", "There is no file"),
        (tmp_path, "is a folder"),
        (pipe, "not a file but a pipe"),
        (Path("/dev/zero"), "a device"),
    ):
        with pytest.raises(UsageError, match=why):
            backup.restore(world.home, path)


def test_a_backup_is_a_whole_store_and_overwrites_nothing(world: World, tmp_path: Path) -> None:
    world.member()
    world.source(3)
    file = tmp_path / "one.sqlite"
    found = backup.backup(world.ws, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert found.bytes == file.stat().st_size > 0
    with pytest.raises(UsageError, match="exists already"):
        backup.backup(world.ws, file)
    with pytest.raises(UsageError, match="cannot be written"):
        backup.backup(world.ws, tmp_path / "nowhere" / "two.sqlite")


def test_the_home_folder_of_nobody_is_a_folder_that_is_not_there(world: World) -> None:
    with pytest.raises(UsageError, match="~no-such-user/a"):
        backup.backup(world.ws, Path("~no-such-user/a"))
    with pytest.raises(OvertureError, match="~no-such-user/a"):
        backup.restore(world.ws.home, Path("~no-such-user/a"))


def test_an_older_store_invites_nobody_again(world: World, tmp_path: Path) -> None:
    world.member()
    people = world.source(12)
    campaign = world.campaign(cohort=4)
    world.approve_drawn("2026-01-06")  # four are approved, and the backup knows them as such
    backup.backup(world.ws, tmp_path / "old.sqlite")
    world.approve_drawn("2026-01-07")  # four invitations left, four others wait
    world.until("2026-01-08 22:00")  # eight
    assert world.invited() == people[:8]
    back_to(world, tmp_path / "old.sqlite")
    with world.engine():
        # Four are known by name and in doubt at once; of the other four the store knows nothing yet.
        assert world.statuses() == {"in_doubt": 4}
        assert quarantined() == 4
    for day in ("2026-01-09", "2026-01-12", "2026-01-13", "2026-01-14"):
        world.approve_drawn(day)
    invited = world.invited()
    assert len(invited) == len(set(invited))
    assert sorted(invited) == sorted(people)
    assert world.check().in_doubt == 0
    assert world.view(campaign).summary.conversion.sent == 12
    assert quarantined() == 0


def test_a_message_is_not_written_again(world: World, tmp_path: Path) -> None:
    world.member()
    people = world.source(2)
    world.accepts(people[0])
    world.campaign(cohort=1, approval="off", steps=(INVITATION, WELCOME))
    world.until("2026-01-06 22:00")
    backup.backup(world.ws, tmp_path / "old.sqlite")
    world.until("2026-01-07 22:00")
    (written,) = world.ledger("message")
    assert written.person == people[0]
    back_to(world, tmp_path / "old.sqlite")
    with world.engine(), world.ws.store.read() as store:  # the older store lacks the message; it counts all the same
        assert limit_usage.messages_after(store, 1, written.at - timedelta(hours=1)) == 1
        assert limit_usage.last_write(store, 1) == world.ledger()[-1].at
    world.until("2026-01-16 22:00")
    assert [entry.person for entry in world.ledger("message")] == [people[0]]
    assert world.row(people[0]).status == "finished"
    world.check()


@pytest.mark.parametrize("made", ["2026-01-06 09:30", "2026-01-06 12:00"])
def test_a_forgotten_message_is_not_taken_for_one_by_hand(world: World, tmp_path: Path, made: str) -> None:
    """The restored store lacks the message, but the side journal has its time: the sequence continues after it."""
    world.member()
    people = world.source(1)
    world.accepts(people[0], after=timedelta(hours=6))
    world.campaign(cohort=1, approval="off", steps=(INVITATION, WELCOME, FOLLOW_UP))
    world.until(made)
    backup.backup(world.ws, tmp_path / "old.sqlite")
    world.until("2026-01-09 22:00")
    assert len(world.ledger("message")) == 1
    back_to(world, tmp_path / "old.sqlite")
    world.until("2026-01-22 22:00")
    assert [entry.text for entry in world.ledger("message")] == ["Thanks, People", "Still there, People?"]
    assert (world.row(people[0]).status, world.row(people[0]).reason) == ("finished", None)
    world.check()


def test_two_calls_to_one_person_in_two_campaigns_are_one_doubt(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two calls to one person are missing from the older store, the first one was never sent: both campaigns wait."""
    world.member()
    world.source(1)
    for name in ("one", "two"):
        world.campaign(name=name, cohort=1)
    with drawn_as_before(monkeypatch, checked=False):
        world.approve_drawn("2026-01-06")
    person = world.sql("SELECT DISTINCT person FROM outreach")[0][0]
    for attempt in (1, 2):
        line = side_journal.line_of(
            world.ws.stamp.hash_key,
            account="acc-ada",
            person=person,
            step=0,
            attempt=attempt,
            delivery=f"0123456789abcde{attempt}",
            kind="invitation",
            at=world.now,
        )
        side_journal.append(world.home.intents, line, durable=False)
    with world.engine():
        assert world.statuses() == {"in_doubt": 1, "approved": 1}
        assert world.sql("SELECT key FROM delivery") == [("0123456789abcde2",)]  # the one that may have arrived
        assert quarantined() == 1
    world.until("2026-01-07 22:00")
    assert [row.reason for row in world.queue("two")] == ["invited.elsewhere"]
    assert world.invited() == []
    world.check()


def test_a_doubt_without_evidence_is_decided_by_hand(world: World) -> None:
    """The side journal has a line whose call was never made: no list tells this from a declined invitation."""
    world.member()
    people = world.source(6)
    world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")  # two are invited, as positive control; two wait for approval
    waiting = world.sql("SELECT person, id FROM outreach WHERE status = 'pending' ORDER BY id")[0]
    line = side_journal.line_of(
        world.ws.stamp.hash_key,
        account="acc-ada",
        person=waiting[0],
        step=0,
        attempt=1,
        delivery="0123456789abcdef",
        kind="invitation",
        at=world.now,
    )
    side_journal.append(world.home.intents, line, durable=False)
    world.until("2026-01-07 22:01")
    assert world.sql("SELECT status, reason FROM outreach WHERE id = ?", waiting[1]) == [("in_doubt", "journal")]
    world.until("2026-01-08 08:00")
    assert world.sql("SELECT status FROM outreach WHERE id = ?", waiting[1]) == [("unresolved",)]
    in_doubt.resolve(world.ws, waiting[1], "absent")
    world.until("2026-01-08 08:30")
    # The text was never approved, so it waits for approval.
    assert world.sql("SELECT status FROM outreach WHERE id = ?", waiting[1]) == [("pending",)]
    world.approve()
    world.until("2026-01-09 22:00")
    assert sorted(world.invited()) == sorted(people[: len(world.invited())])
    world.check()


def test_a_person_whose_invitation_was_withdrawn_is_not_invited_by_an_older_store(world: World, tmp_path: Path) -> None:
    """The invitation was withdrawn by hand, so no list shows it, and LinkedIn would accept a second one by then."""
    world.member()
    people = world.source(6)
    world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    backup.backup(world.ws, tmp_path / "old.sqlite")
    world.approve_drawn("2026-01-07")
    world.withdraw_outside()
    back_to(world, tmp_path / "old.sqlite")
    world.skip_to("2026-02-10 07:00")
    world.until("2026-02-13 22:00")
    world.approve()
    world.until("2026-02-20 22:00")
    invited = world.invited()
    assert len(invited) == len(set(invited)) == len(people)
    assert sum(row.status == "unresolved" for row in world.queue()) == 1
    world.check_store()


@pytest.mark.parametrize("how", ["restored", "adopted"])
def test_without_a_side_journal_the_accounts_list_is_read_before_anything_leaves(
    world: World, tmp_path: Path, how: str
) -> None:
    """The side journal is on another disk, or the home is an adopted copy: later sends are only in LinkedIn's list."""
    world.member()
    people = world.source(6)
    world.campaign(cohort=3)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 08:59")  # the account was just checked; the next check is hours ahead
    file = tmp_path / "old.sqlite"
    backup.backup(world.ws, file)
    while not world.invited():
        world.until(world.now + timedelta(minutes=1))
    gone, restored_at = world.invited(), world.now
    back_to(world, file)
    world.home.intents.unlink()
    if how == "adopted":
        with world.ws.store.write() as store:
            store.change("DELETE FROM setting WHERE key = ?", RESTORED)
        location.adopt(world.ws)
    world.until(restored_at + SETTLE - timedelta(minutes=1))
    # A call that the lost lines were about may be carried out until then, and is in no list before.
    assert world.sql("SELECT count(*) FROM member WHERE sent_list_read_at IS NULL") == [(1,)]
    world.until("2026-01-07 22:00")  # the slot is open still, and the older store knows nothing of its run
    assert {world.row(slug).reason for slug in gone} == {"invited.elsewhere"}
    assert world.sql("SELECT count(*) FROM delivery") == [(3 - len(gone),)]  # no second attempt at anybody
    assert sorted(world.invited()) == sorted(people[:3])


def test_only_a_restore_and_an_adoption_give_the_store_a_new_generation(world: World, tmp_path: Path) -> None:
    """The app keeps row ids for one generation: afterwards an id may be another person's."""
    first = world.ws.store_generation()
    world.member()
    world.source(2)
    backup.backup(world.ws, tmp_path / "old.sqlite")
    world.close()
    world.open()
    assert world.ws.store_generation() == first != ""
    back_to(world, tmp_path / "old.sqlite")
    second = world.ws.store_generation()
    back_to(world, tmp_path / "old.sqlite")  # the same file again: rows made since the first restore are gone
    third = world.ws.store_generation()
    location.adopt(world.ws)
    assert len({first, second, third, world.ws.store_generation()}) == 4


@pytest.mark.sqlite_only("the generation of a server's store holds its database, too")
def test_a_store_of_an_older_version_has_one_generation_until_it_is_restored(world: World, tmp_path: Path) -> None:
    with world.ws.store.write() as store:
        named_values.delete(store, GENERATION)
    assert world.ws.store_generation() == ""
    backup.backup(world.ws, tmp_path / "old.sqlite")
    back_to(world, tmp_path / "old.sqlite")
    assert world.ws.store_generation() != ""


def test_a_block_survives_the_restore_of_an_older_store(world: World, tmp_path: Path) -> None:
    world.member()
    people = world.source(4)
    world.campaign(cohort=2)
    world.until("2026-01-06 22:00")
    backup.backup(world.ws, tmp_path / "old.sqlite")
    block_contacts.block(world.ws, f"https://www.linkedin.com/in/{people[0]}")
    back_to(world, tmp_path / "old.sqlite")
    world.approve()
    world.until("2026-01-09 22:00")
    assert people[0] not in world.invited()
    assert people[1] in world.invited()
    # And somebody whom the older store does not know at all stays blocked when imported again.
    path = tmp_path / "stranger.csv"
    path.write_text("First Name,URL\nZoe,https://www.linkedin.com/in/zoe-stranger-1\n", encoding="utf-8")
    backup.backup(world.ws, tmp_path / "older.sqlite")
    import_contacts.import_file(world.ws, path, "strangers")
    block_contacts.block(world.ws, "https://www.linkedin.com/in/zoe-stranger-1")
    back_to(world, tmp_path / "older.sqlite")
    with world.engine():
        pass
    import_contacts.import_file(world.ws, path, "strangers")
    assert world.sql("SELECT blocked_at IS NOT NULL FROM contact WHERE public_id = 'zoe-stranger-1'") == [(1,)]


def test_what_the_store_has_forgotten_counts_against_the_week(worlds: Worlds, tmp_path: Path) -> None:
    world = worlds()
    world.member(day_cap=10)
    world.source(40)
    world.campaign(cohort=10)
    world.approve_drawn("2026-01-06")
    backup.backup(world.ws, tmp_path / "old.sqlite")
    world.until("2026-01-07 22:00")
    sent = len(world.invited())
    assert sent > 0
    back_to(world, tmp_path / "old.sqlite")
    with world.engine():
        usage = world.sql("SELECT (SELECT count(*) FROM delivery) + (SELECT count(*) FROM quarantine)")
        assert usage == [(sent,)]


def test_what_was_forgotten_counts_once_though_the_list_shows_it(world: World, tmp_path: Path) -> None:
    world.member()
    world.source(12)
    world.campaign(cohort=4)
    world.approve_drawn("2026-01-06")
    backup.backup(world.ws, tmp_path / "old.sqlite")
    world.approve_drawn("2026-01-07")
    world.until("2026-01-08 22:00")
    assert len(world.invited()) == 8  # of four of them the older store has never heard
    back_to(world, tmp_path / "old.sqlite")
    world.until("2026-01-09 08:00")
    with world.ws.store.read() as store:
        assert limit_usage.invitations_after(store, 1, world.now - timedelta(days=7)) == 8
    assert world.sql("SELECT count(*) FROM foreign_invitation") == [(0,)]  # none of them was sent outside Overture


def test_what_a_forgotten_member_sent_counts_once_they_are_back(world: World, tmp_path: Path) -> None:
    """The older store lacks the member, and no list shows their accepted invitations: still these four count."""
    backup.backup(world.ws, tmp_path / "old.sqlite")
    world.member()
    people = world.source(4)
    world.accepts(*people)
    world.campaign(cohort=4)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    assert len(world.invited()) == 4
    back_to(world, tmp_path / "old.sqlite")
    with world.engine():
        world.member()
    world.until("2026-01-08 08:00")
    with world.ws.store.read() as store:
        assert limit_usage.invitations_after(store, 1, world.now - timedelta(days=7)) == 4


def test_one_person_by_two_addresses_is_in_doubt_once(world: World, tmp_path: Path) -> None:
    world.member()
    one = "twin-person-1x"
    world.source([network_people.provider_id(one), one])
    world.campaign(cohort=2)
    world.sandbox.fault("provider_error", kind="profile", remaining=1)
    world.until("2026-01-06 09:00")
    assert world.statuses() == {"queued": 2}  # neither profile was read
    backup.backup(world.ws, tmp_path / "old.sqlite")
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    assert world.invited() == [one]
    back_to(world, tmp_path / "old.sqlite")
    world.until("2026-01-09 22:00")
    assert world.invited() == [one]
    assert sorted(str(row.status) for row in world.queue()) == ["cancelled", "invited"]
    world.check()


@pytest.mark.parametrize("tail", ['{"kind": "invita', "\x00\x00", "[1]\n", '{"kind":"block","at":"x"}\n'])
def test_a_torn_or_foreign_line_is_passed_over(world: World, tail: str) -> None:
    world.member()
    people = world.source(4)
    world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    with world.home.intents.open("a", encoding="utf-8") as file:
        file.write(tail)
    world.approve()
    world.until("2026-01-08 22:00")
    assert world.invited() == people
    whole = list(side_journal.read(world.home.intents))
    assert len(whole) == 4
    assert side_journal.damaged(world.home.intents) == 1
    assert json.dumps(whole)


def refuse_garbage(world: World, folder: Path) -> Path:
    file = folder / "garbage.sqlite"
    file.write_bytes(b"no store " * 1000)
    return file


def refuse_missing(world: World, folder: Path) -> Path:
    return folder / "missing.sqlite"


def refuse_damaged(world: World, folder: Path) -> Path:
    file = folder / "damaged.sqlite"
    backup.backup(world.ws, file)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    return file


@pytest.mark.parametrize("make", [refuse_garbage, refuse_missing, refuse_damaged])
def test_what_is_no_backup_changes_nothing(world: World, tmp_path: Path, make: Callable[[World, Path], Path]) -> None:
    world.member()
    file = make(world, tmp_path)
    world.close()
    before = sorted(path.name for path in world.home.folder.iterdir())
    with pytest.raises((RefusedError, UsageError)):
        backup.restore(world.home, file)
    assert sorted(path.name for path in world.home.folder.iterdir()) == before
    world.open()
    assert world.sql("SELECT count(*) FROM member") == [(1,)]


@pytest.mark.sqlite_only("the store that is replaced")
def test_a_backup_of_another_store_or_network_is_refused(
    worlds: Worlds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = worlds()
    backup.backup(first.ws, tmp_path / "first.sqlite")
    first.close()
    second = worlds()
    second.close()
    with pytest.raises(UsageError, match="another store"):
        backup.restore(second.home, tmp_path / "first.sqlite")
    monkeypatch.setattr(
        backup, "load", lambda _path: Config(ProviderConfig("unipile", base_url="https://api.example.com"))
    )
    with pytest.raises(RefusedError, match="belongs to the network"):
        backup.restore(first.home, tmp_path / "first.sqlite")


@pytest.mark.sqlite_only("a database must be empty before a restore")
def test_the_present_store_stays_beside_it(world: World, tmp_path: Path) -> None:
    world.member()
    backup.backup(world.ws, tmp_path / "one.sqlite")
    world.member("Ben Ito", "acc-ben")
    found = back_to(world, tmp_path / "one.sqlite")
    assert world.sql("SELECT count(*) FROM member") == [(1,)]
    assert Path(str(found.aside)).exists()


@pytest.mark.sqlite_only("the room of the disk beside the file")
def test_a_restore_that_finds_no_room_changes_nothing(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.member()
    file = tmp_path / "one.sqlite"
    backup.backup(world.ws, file)
    world.close()

    def full(_source: Path, target: Path) -> None:
        target.write_bytes(b"a half of it")
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(store_file, "copy", full)
        with pytest.raises(TryAgainError, match="The store is as it was"):
            backup.restore(world.home, file)
    world.open()
    assert world.sql("SELECT count(*) FROM member") == [(1,)]
    assert not list(world.home.folder.glob("*restor*"))
    # A restore whose process dies while it copies leaves half a copy, which does not hinder the next restore.
    (world.home.folder / "restoring.sqlite").write_bytes(b"a half of it")
    back_to(world, file)
    assert world.sql("SELECT count(*) FROM member") == [(1,)]


@pytest.mark.sqlite_only("a disk under SQLite that is full")
def test_a_backup_that_finds_no_room_says_so_and_leaves_nothing(tmp_path: Path, worlds: Worlds) -> None:
    disk = Disk()
    with disk.mounted():
        world = worlds()
        disk.breaks("disk is full")
        with pytest.raises(TryAgainError, match="cannot be used just now"):
            backup.backup(world.ws, tmp_path / "one.sqlite")
        disk.mends()
        world.close()
    assert not (tmp_path / "one.sqlite").exists()


@pytest.mark.sqlite_only("the synced file")
def test_backup_and_restore_outlive_a_power_cut(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite does not sync what `VACUUM INTO` writes, so Overture must."""
    synced: set[int] = set()
    real = os.fsync

    def seen(handle: int) -> None:
        synced.add(os.fstat(handle).st_ino)
        real(handle)

    monkeypatch.setattr(os, "fsync", seen)
    file = tmp_path / "one.sqlite"
    backup.backup(world.ws, file)
    assert {file.stat().st_ino, tmp_path.stat().st_ino} <= synced
    back_to(world, file)
    assert {world.home.store.stat().st_ino, world.home.folder.stat().st_ino} <= synced


@pytest.mark.sqlite_only("a database must be empty before a restore")
def test_no_restore_while_an_engine_runs(world: World, tmp_path: Path) -> None:
    backup.backup(world.ws, tmp_path / "one.sqlite")
    with world.engine(), pytest.raises(EngineElsewhereError, match="process id"):
        backup.restore(world.home, tmp_path / "one.sqlite")


def test_without_the_side_journal_people_are_invited_twice(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mutant that ignores the side journal: it shows that the tests above can fail."""
    world.member()
    world.source(4)
    world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    backup.backup(world.ws, tmp_path / "old.sqlite")
    world.until("2026-01-07 22:00")
    monkeypatch.setattr("core.engine.restoring.replay.replay", lambda _context, _now: 0)
    seen = "core.store.people.foreign_invitations.seen_since_profile"
    monkeypatch.setattr(seen, lambda *_whom: False)  # this other check would also prevent the second invitations
    back_to(world, tmp_path / "old.sqlite")
    world.until("2026-01-08 08:00")
    attempts = world.sql("SELECT count(*) FROM delivery WHERE person = (SELECT person FROM outreach WHERE id = 1)")
    assert attempts == [(0,)]
    world.until("2026-01-08 22:00")
    attempts = world.sql("SELECT count(*) FROM delivery WHERE person = (SELECT person FROM outreach WHERE id = 1)")
    assert attempts == [(1,)], "the mutant called the network again for somebody who was invited already"


def test_the_calls_of_a_member_whom_an_older_store_does_not_know_count_once_it_is_added(
    world: World, tmp_path: Path
) -> None:
    """All invited people accepted, so no list of pending invitations shows the calls: only the side journal does."""
    people = world.source(4)
    backup.backup(world.ws, tmp_path / "old.sqlite")
    world.member()
    world.accepts(*people, after=timedelta(hours=1))
    world.campaign(cohort=4, approval="off", steps=(INVITATION,))
    world.until("2026-01-06 22:00")
    assert len(world.invited()) == 4
    back_to(world, tmp_path / "old.sqlite")
    world.until(world.now + timedelta(minutes=1))  # an engine starts before anybody adds the member again
    world.member()
    with world.ws.store.read() as store:
        assert limit_usage.invitations_after(store, 1, world.now - timedelta(days=1)) == 4
