"""A block that was lifted stays lifted, a new block counts, and an erasure is for good."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.engine import side_journal
from core.errors import NotFoundError, RefusedError
from core.services.audience import block_contacts, forget
from core.services.maintenance import backup
from tests.support.world import World

ONE = "people-person-0x"
ADDRESS = f"https://www.linkedin.com/in/{ONE}"


@pytest.fixture
def person(world: World) -> World:
    """Return a world with one person in a source, and a member who could write to them."""
    world.member()
    world.source([ONE])
    return world


def blocked(world: World) -> list[bool]:
    return [contact.blocked for contact in world.contacts()]


def restart(world: World) -> None:
    world.reopen()
    with world.engine():
        pass


def kept_as(world: World, name: str) -> Path:
    backup.backup(world.ws, world.folder / name)
    return world.folder / name


def back_to(world: World, file: Path) -> None:
    world.restore(file)
    with world.engine():
        pass


def test_an_unblock_outlives_a_restart(person: World) -> None:
    block_contacts.block(person.ws, ONE)
    (done,) = block_contacts.unblock(person.ws, ONE)
    assert (done.id, done.unblocked) == (1, True)
    restart(person)
    assert blocked(person) == [False]
    assert person.sql("SELECT kind FROM journal WHERE kind LIKE '%block%' ORDER BY id") == [
        ("blocked",),
        ("unblocked",),
    ]


def test_an_unblock_outlives_the_restore_of_an_older_backup(person: World) -> None:
    block_contacts.block(person.ws, ONE)
    file = kept_as(person, "blocked.sqlite")
    block_contacts.unblock(person.ws, ONE)
    back_to(person, file)
    assert blocked(person) == [False]
    person.source([ONE], "again")
    assert blocked(person) == [False]


def test_a_block_outlives_the_restore_of_a_backup_from_before(person: World) -> None:
    file = kept_as(person, "before.sqlite")
    for act in (block_contacts.block, block_contacts.unblock, block_contacts.block):
        act(person.ws, ONE)
    back_to(person, file)
    assert blocked(person) == [True]


def test_a_block_again_outlives_a_backup_in_which_it_was_taken_back(person: World) -> None:
    block_contacts.block(person.ws, ONE)
    block_contacts.unblock(person.ws, ONE)
    file = kept_as(person, "free.sqlite")
    block_contacts.block(person.ws, ONE)
    back_to(person, file)
    assert blocked(person) == [True]


def test_damage_unblocks_nobody(person: World) -> None:
    """The lost line may be another "no", so the store's blocks stay."""
    block_contacts.block(person.ws, ONE)
    file = kept_as(person, "blocked.sqlite")
    block_contacts.unblock(person.ws, ONE)
    block_contacts.block(person.ws, ONE)
    lines = person.home.intents.read_bytes().splitlines(keepends=True)
    person.home.intents.write_bytes(b"".join(lines[:-1]) + lines[-1].replace(b'"block"', b'"bl?ck"'))
    back_to(person, file)
    assert blocked(person) == [True]


def test_a_person_is_written_to_after_their_block_is_lifted(person: World) -> None:
    block_contacts.block(person.ws, ONE)
    person.campaign(cohort=1, approval="off")
    person.until("2026-01-06 22:00")
    assert person.queue() == []
    block_contacts.unblock(person.ws, ONE)
    person.until("2026-01-08 22:00")
    assert person.invited() == [ONE]


def test_an_address_that_nobody_imported_yet(world: World) -> None:
    done = block_contacts.block(world.ws, ADDRESS + "/?trk=x")
    assert (done.id, done.name, done.cancelled) == (None, "", 0)
    assert ONE not in world.home.intents.read_text()
    world.source([ONE], "later")
    assert blocked(world) == [True]
    (freed,) = block_contacts.unblock(world.ws, ADDRESS)
    assert freed.unblocked
    assert blocked(world) == [False]


def test_an_address_is_free_again_before_anybody_imports_it(world: World) -> None:
    block_contacts.block(world.ws, ADDRESS)
    assert [done.unblocked for done in block_contacts.unblock(world.ws, ADDRESS)] == [True]
    assert [done.unblocked for done in block_contacts.unblock(world.ws, ADDRESS)] == [False]
    world.source([ONE], "later")
    assert blocked(world) == [False]


@pytest.mark.parametrize("ref", ["Nobody Known", "nobody", "7", "nobody@acme.example"])
def test_a_name_that_nobody_has_is_no_address(world: World, ref: str) -> None:
    with pytest.raises(NotFoundError, match="There is no contact"):
        block_contacts.block(world.ws, ref)
    with pytest.raises(NotFoundError, match="There is no contact"):
        block_contacts.unblock(world.ws, ref)


def test_somebody_erased_cannot_be_unblocked(person: World) -> None:
    person.source(["other-person-1x"], "others")
    block_contacts.block(person.ws, "other-person-1x")
    forget.forget(person.ws, ONE)
    for ref in ("1", ADDRESS):
        with pytest.raises(RefusedError, match="erased for good"):
            block_contacts.unblock(person.ws, "other-person-1x", ref)
    assert blocked(person) == [True, True]  # all or nobody
    person.source([ONE], "again")
    with pytest.raises(RefusedError, match="erased for good"):
        block_contacts.unblock(person.ws, ADDRESS)


def test_a_line_after_an_erasure_unblocks_nobody(person: World) -> None:
    """No command writes such a line, but a person might."""
    forget.forget(person.ws, ONE)
    hashed = person.sql("SELECT person_hash FROM block")[0][0]
    line: dict[str, object] = {"kind": "unblock", "person": hashed, "at": person.now.isoformat()}
    side_journal.append(person.home.intents, line, durable=False)
    restart(person)
    assert person.sql("SELECT reason FROM block") == [("forgotten",)]


def test_a_no_whose_commit_was_killed_counts(person: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The side journal's line comes first: a "no" that is missing from the store is applied at the next start."""
    real = side_journal.append_all

    def killed(*words: object, **more: object) -> None:
        real(*words, **more)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(side_journal, "append_all", killed)
    with pytest.raises(KeyboardInterrupt):
        block_contacts.block(person.ws, ONE)
    monkeypatch.undo()
    assert blocked(person) == [False]
    restart(person)
    assert blocked(person) == [True]
    assert [json.loads(line)["kind"] for line in person.home.intents.read_text().splitlines()] == ["block"]
