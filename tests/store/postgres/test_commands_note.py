"""A refusal by a command outlives a restore in place, though no daemon has run in this home since."""

from __future__ import annotations

import errno
from collections.abc import Callable
from unittest import mock

import pytest

from core.engine.restoring import seen
from core.engine.runner import Lanes
from core.errors import TryAgainError
from core.rules.exclusions.rule import RuleKind
from core.services.audience import block_contacts, block_person, exclusions, forget
from core.store.people import blocks
from core.store.people import exclusions as rules
from core.store.postgres.database import PostgresDatabase
from core.workspace import Workspace
from tests.store.postgres.test_restored_in_place import kept, put_back, ready
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
        return blocks.hashes(store), blocks.forgotten(store), {rule.key for rule in rules.standing(store)}


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
    """An engine that starts there reads all lists first, and refuses again what its side journal refuses."""
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


def test_what_is_not_committed_is_not_noted(world: World) -> None:
    ready(world)
    noted = world.ws.home.seen.read_bytes()

    with (
        mock.patch.object(PostgresDatabase, "commit", side_effect=TryAgainError("The server is gone.")),
        pytest.raises(TryAgainError),
    ):
        block(world.ws)
    assert world.ws.home.seen.read_bytes() == noted
    with world.ws.store.write():
        pass  # nothing is left of the refusal for the next write
    assert world.ws.home.seen.read_bytes() == noted


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
