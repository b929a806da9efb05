"""Forgetting a list of people at once: their data are left only in the files that the command names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import NotFoundError, RefusedError
from core.network.sandbox import people
from core.services.audience import forget
from core.services.audience.contact_page import journey
from core.services.maintenance import backup
from core.services.overview.status import status
from tests.support.story import lived_once
from tests.support.world import World

DOZEN = 12
WORD = "Zanzibarovna"


@lived_once
def lived(world: World) -> tuple[list[str], set[str]]:
    """Return 12 of 24 people who were invited, replied and got a text: their slugs, and all words about them."""
    world.member()
    names = [f"{WORD}{number:02}" for number in range(2 * DOZEN)]
    addresses = [f"{name.lower()}-person-{number}q" for number, name in enumerate(names)]
    columns: dict[str, Sequence[str]] = {
        "Company": [f"{name} Ltd" for name in names],
        "Email": [f"{name}@mail.example" for name in names],
    }
    slugs = world.source(addresses, columns=columns)
    world.accepts(*slugs, replies=timedelta(hours=1))
    world.campaign(cohort=25)
    for day in ("05", "06", "07", "08", "09"):
        world.approve_drawn(f"2026-01-{day}")
    world.until("2026-01-14 22:00")
    chosen = slugs[:DOZEN]
    ids = world.sql("SELECT message_id FROM reply WHERE text <> ''")
    assert ids, "somebody wrote back"
    return chosen, {*chosen, *(people.provider_id(slug) for slug in chosen), *names[:DOZEN]}


def left_in(world: World, words: set[str], named: Sequence[str]) -> list[tuple[str, str]]:
    """Return each file of the home that still has one of the words, and that word; the named files are left out."""
    found = []
    for path in sorted(path for path in world.home.folder.rglob("*") if path.is_file()):
        if str(path).removesuffix("-wal").removesuffix("-shm") in named:
            continue
        data = path.read_bytes().lower()
        found += [(path.name, word) for word in sorted(words) if word.lower().encode() in data]
    return found


@pytest.mark.sqlite_only("bytes of the file")
def test_nothing_of_a_dozen_is_left(world: World) -> None:
    chosen, words = lived(world)
    assert "overture.sqlite" in {name for name, _word in left_in(world, words, [])}
    counts = forget.what_it_erases(world.ws, *chosen)
    assert (counts.people, counts.in_doubt) == (DOZEN, 0)
    found = forget.forget(world.ws, *chosen)
    assert (found.people, found.compacted, found.id) == (DOZEN, world.ws.store.in_file, None)
    assert [entry.id for entry in found.contacts] == list(range(1, DOZEN + 1))
    world.check_store()
    assert left_in(world, words, found.files) == []  # with the store still open
    world.close()
    assert left_in(world, words, found.files) == []
    assert found.files == (str(world.home.sandbox),)
    world.open()
    world.until("2026-02-12 22:00")  # what the lists and chats still show of them brings nothing back
    world.check_store()
    world.close()
    assert left_in(world, words, found.files) == []


def test_every_file_that_still_holds_them_is_named(world: World, tmp_path: Path) -> None:
    chosen, words = lived(world)
    backup.backup(world.ws, tmp_path / "elsewhere.sqlite")
    home = world.home.folder
    backup.backup(world.ws, home / "here.sqlite")
    (home / "before-0001_initial.sqlite").write_bytes(b"a copy")
    (home / "overture.log.1").write_text(f"a fault: {people.provider_id(chosen[0])}")
    (home / "my list.csv").write_text(f"https://www.linkedin.com/in/{chosen[1]}")
    (home / "other.csv").write_text("https://www.linkedin.com/in/somebody-else")
    found = forget.forget(world.ws, *chosen)
    assert {Path(path).name for path in found.files} == {
        "before-0001_initial.sqlite",
        "elsewhere.sqlite",
        "here.sqlite",
        "my list.csv",
        "overture.log.1",
        "sandbox.sqlite",
    }
    assert f"'{home}/my list.csv'" in found.backups
    assert left_in(world, words, found.files) == []


def test_all_or_nobody(world: World) -> None:
    chosen, _words = lived(world)
    before = world.sql("SELECT count(*) FROM block")
    with pytest.raises(NotFoundError):
        forget.forget(world.ws, *chosen, "nobody-here")
    with world.ws.store.write() as store:
        store.change("UPDATE delivery SET state = 'in_doubt' WHERE contact_id = 3")
    with pytest.raises(RefusedError, match=r"contact 3, .* Nobody was erased"):
        forget.forget(world.ws, *chosen)
    assert world.sql("SELECT count(*) FROM block") == before
    assert journey(world.ws, chosen[0]).events
    assert world.sql("SELECT count(*) FROM contact WHERE name = '(forgotten)'") == [(0,)]
    assert status(world.ws).erasure is None


def test_forgetting_the_same_list_twice_changes_nothing(world: World) -> None:
    chosen, _words = lived(world)
    forget.forget(world.ws, *chosen, *chosen[:2])
    once = world.sql("SELECT person, text FROM delivery ORDER BY id")
    assert forget.forget(world.ws, "1", "2", "1").people == 2
    assert world.sql("SELECT person, text FROM delivery ORDER BY id") == once
    world.check_store()


def test_who_was_only_invited_outside_is_erased_as_well(world: World) -> None:
    world.member()
    (slug,) = world.source(1)
    world.invite_outside(slug)
    world.campaign()
    world.until("2026-01-06 22:00")
    person = people.provider_id(slug)
    assert world.sql("SELECT count(*) FROM foreign_invitation WHERE person = ?", person) == [(1,)]
    forget.forget(world.ws, slug)
    assert left_in(world, {slug, person}, [str(world.home.sandbox)]) == []
