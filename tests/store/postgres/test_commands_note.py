"""A refusal (a block or a rule) by a command survives a restore in place, even if no daemon ran in this home since."""

from __future__ import annotations

import errno
from collections.abc import Callable
from unittest import mock

import pytest

from core.engine.epoch import ServerReplacedError
from core.engine.restoring import seen
from core.engine.restoring.host_log import HostLog
from core.engine.runner import Lanes
from core.errors import TryAgainError
from core.rules.exclusions.rule import RuleKind
from core.services.audience import block_contacts, block_person, exclusions, forget
from core.store import journal
from core.store.people import blocks
from core.store.people import exclusions as rules
from core.store.postgres.database import PostgresDatabase
from core.workspace import Workspace
from tests.store.postgres.test_restored_in_place import kept, kinds, look, put_back, ready, unread
from tests.store.postgres.test_standby import other_home
from tests.support.world import World

pytestmark = pytest.mark.parametrize("on_server", [True], indirect=True)
STRANGER = "https://www.linkedin.com/in/nobody-here"
Act = Callable[[Workspace], object]
Refused = tuple[set[str], set[str], set[str]]


def block_address(workspace: Workspace) -> object:
    return block_contacts.block(workspace, STRANGER)


def exclude(workspace: Workspace) -> object:
    return exclusions.add(workspace, RuleKind.COMPANY, "Acme")


def erase(workspace: Workspace) -> object:
    return forget.forget(workspace, "20")


def block(workspace: Workspace) -> object:
    return block_contacts.block(workspace, "1")


def unblock(workspace: Workspace) -> object:
    return block_contacts.unblock(workspace, "1")


def unblock_address(workspace: Workspace) -> object:
    return block_contacts.unblock(workspace, STRANGER)


def remove_address(workspace: Workspace) -> object:
    (view,) = exclusions.list_rules(workspace)
    return exclusions.remove(workspace, view.id)


def lift(workspace: Workspace) -> object:
    return exclusions.remove(workspace, "Acme")


def refused(world: World) -> Refused:
    """Return every refusal in the store."""
    with world.ws.store.read() as store:
        return blocks.hashes(store), blocks.forgotten(store), {rule.key for rule in rules.in_force(store)}


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (None, block),
        (None, block_address),
        (None, exclude),
        (None, erase),
        (block, unblock),
        (block_address, unblock_address),
        (block_address, remove_address),
        (exclude, lift),
    ],
)
def test_what_a_command_decided_is_kept(world: World, first: Act | None, then: Act) -> None:
    ready(world)
    if first is not None:
        first(world.ws)
    before = kept(world)
    then(world.ws)
    after = refused(world)
    put_back(world, before)
    assert refused(world) != after
    with world.engine():
        assert refused(world) == after


def test_an_older_store_is_never_noted(world: World) -> None:
    ready(world)
    before = kept(world)
    block(world.ws)
    noted = world.ws.home.seen.read_bytes()
    put_back(world, before)
    for act in (block_address, exclude, erase):
        act(world.ws)
        assert world.ws.home.seen.read_bytes() == noted


def test_a_home_without_a_note_gets_none_from_a_command(world: World) -> None:
    """Without a note, the home's next engine reads all lists first; a note made by a command would hide that need."""
    ready(world)
    world.ws.home.seen.unlink()
    block(world.ws)
    assert not world.ws.home.seen.exists()


def test_a_note_of_more_is_not_replaced(world: World) -> None:
    ready(world)
    with world.ws.store.write() as store:
        block_person.block_one(world.ws, store, 1, world.now)
        found = seen.noting(store, world.ws)
    found()
    first = seen.noted(world.ws.home)
    block_address(world.ws)
    second = seen.noted(world.ws.home)
    assert first is not None
    assert second is not None
    assert second.journal > first.journal
    found()
    assert seen.noted(world.ws.home) == second


def test_an_engine_that_ends_leaves_a_note_of_more(world: World) -> None:
    ready(world)
    with world.engine() as context:
        lanes = Lanes(context)
        lanes._heartbeat()
        before = kept(world)
        block_address(world.ws)  # while the end of the engine waits for its calls
        after = refused(world)
        lanes.close()
    put_back(world, before)
    assert refused(world) != after
    with world.engine():
        assert refused(world) == after


def no_commit(world: World) -> None:
    """Let the commit of a block fail."""
    gone = mock.patch.object(PostgresDatabase, "commit", side_effect=TryAgainError("The server is gone."))
    with gone, pytest.raises(TryAgainError):
        block(world.ws)


def test_a_block_that_is_not_committed_is_announced_and_not_noted(world: World) -> None:
    """The commit of a block fails: the block still holds after the next start, which suspects no restore."""
    ready(world)
    noted = seen.noted(world.ws.home)
    no_commit(world)
    assert seen.noted(world.ws.home) == noted
    lines = len(kinds(world))
    block_address(world.ws)  # later work goes on
    assert seen.noted(world.ws.home) == noted
    look(world, HostLog(world.ws))
    assert ("unblock", None) not in kinds(world)[lines:]
    with world.engine():
        assert len(refused(world)[0]) == 3, "two addresses of the contact, and the stranger's"
        assert unread(world) == 0
    with world.ws.store.read() as store:
        assert not seen.awaits(store, world.ws.home)
        assert seen.noted(world.ws.home) == seen.now(store, world.ws)


def test_a_lift_that_is_not_committed_lifts_nothing(world: World) -> None:
    ready(world)
    block(world.ws)
    exclude(world.ws)
    after = refused(world)
    for act in (unblock, lift):
        gone = mock.patch.object(PostgresDatabase, "commit", side_effect=TryAgainError("The server is gone."))
        with gone, pytest.raises(TryAgainError):
            act(world.ws)
    with world.engine():
        assert refused(world) == after


class Killed(BaseException):
    """The end of a process at this point."""


def killed_in(world: World, target: object, name: str) -> None:
    with mock.patch.object(target, name, side_effect=Killed), pytest.raises(Killed):
        block(world.ws)


def test_a_kill_between_the_commit_and_the_note_loses_no_refusal(world: World) -> None:
    ready(world)
    before = kept(world)
    killed_in(world, seen, "note_newer")
    after = refused(world)
    assert after[0]
    put_back(world, before)
    look(world, HostLog(world.ws))
    assert ("unblock", None) not in kinds(world)
    with world.engine():
        assert refused(world) == after


def test_another_row_under_the_announced_id_is_not_it(world: World) -> None:
    ready(world)
    before = kept(world)
    killed_in(world, seen, "note_newer")
    after = refused(world)
    put_back(world, before)
    for _row in range(3):
        with world.ws.store.write() as store:
            journal.write(store, world.now, "somebody", "paused")
    with world.engine():
        assert refused(world) == after


def test_a_kill_before_the_commit_leaves_the_refusal_standing(world: World) -> None:
    ready(world)
    killed_in(world, PostgresDatabase, "commit")
    with world.engine():
        assert refused(world)[0]


def test_a_kill_before_the_announcement_is_a_command_that_never_was(world: World) -> None:
    ready(world)
    killed_in(world, seen, "noting")
    with world.engine():
        assert not refused(world)[0]


@pytest.mark.parametrize("point", ["fsync", "write"])
def test_a_kill_within_the_write_leaves_the_note_and_no_part(world: World, point: str) -> None:
    ready(world)
    noted = world.ws.home.seen.read_bytes()
    before = seen.noted(world.ws.home)
    assert before is not None
    with mock.patch(f"os.{point}", side_effect=Killed), pytest.raises(Killed):
        seen.note(world.ws.home, before)
    assert world.ws.home.seen.read_bytes() == noted
    assert [path.name for path in world.ws.home.folder.glob("seen.json*")] == ["seen.json"]
    part = world.ws.home.folder / "seen.json.new"  # as a kill -9 leaves it
    part.write_text("x" * 1000)
    seen.note(world.ws.home, before)
    assert world.ws.home.seen.read_bytes() == noted
    assert not part.exists()


def seen_by(world: World, notes: HostLog) -> None:
    """Let a daemon read the state of the store, and write nothing yet."""
    with world.ws.store.read() as store:
        notes.read(store)


def paused(world: World) -> None:
    with world.ws.store.write() as store:
        journal.write(store, world.now, "somebody", "paused")


def test_an_engine_that_ends_late_replaces_no_newer_note(world: World) -> None:
    ready(world)
    with world.engine() as context:
        notes = HostLog(world.ws, context)
        seen_by(world, notes)
        paused(world)
        before = kept(world)
        block(world.ws)
        newer = seen.noted(world.ws.home)
        notes.close()
        assert seen.noted(world.ws.home) == newer
    after = refused(world)
    put_back(world, before)
    with world.engine():
        assert refused(world) == after


@pytest.mark.parametrize("rows", [0, 5])
def test_a_daemon_that_paused_over_a_restore_unblocks_nobody(world: World, rows: int) -> None:
    """The daemon last saw a state older than the restored one, whose journal may even have grown past the note."""
    ready(world)
    notes = HostLog(world.ws)
    look(world, notes)
    paused(world)
    before = kept(world)
    block(world.ws)
    newer, after = seen.noted(world.ws.home), refused(world)
    put_back(world, before)
    for _row in range(rows):
        paused(world)
    for _look in range(2):
        look(world, notes)
        notes.close()
        assert seen.noted(world.ws.home) == newer
    assert ("unblock", None) not in kinds(world)
    with world.engine():
        assert refused(world) == after


def test_an_engine_that_stood_still_over_a_restore_finds_its_store_replaced(world: World) -> None:
    ready(world)
    with world.engine() as context:
        notes = HostLog(world.ws, context)
        look(world, notes)
        paused(world)
        before = kept(world)
        block(world.ws)
        put_back(world, before)
        look(world, notes)
        paused(world)
        with pytest.raises(ServerReplacedError):
            look(world, notes)
    assert ("unblock", None) not in kinds(world)


def test_a_note_of_another_store_or_a_later_epoch_is_not_replaced(world: World) -> None:
    ready(world)
    told = seen.noted(world.ws.home)
    assert told is not None
    for other in (told._replace(place="another"), told._replace(history="2"), told._replace(epoch=told.epoch + 1)):
        seen.note(world.ws.home, other)
        seen.note_newer(world.ws.home, told._replace(journal=told.journal + 1))
        assert seen.noted(world.ws.home) == other


def test_a_full_disk_leaves_the_older_note_and_no_part(world: World) -> None:
    ready(world)
    noted = world.ws.home.seen.read_bytes()
    with mock.patch("pathlib.Path.replace", side_effect=OSError(errno.ENOSPC, "No space left on device")):
        block(world.ws)
    assert world.ws.home.seen.read_bytes() == noted
    assert [path.name for path in world.ws.home.folder.glob("seen.json*")] == ["seen.json"]


def test_no_other_write_and_no_other_home_notes_anything(world: World) -> None:
    ready(world)
    noted = world.ws.home.seen.read_bytes()
    world.source(3, "Others")
    with other_home(world, "second"):
        block(world.ws)
        assert not world.ws.home.seen.exists()
    assert world.ws.home.seen.read_bytes() == noted
