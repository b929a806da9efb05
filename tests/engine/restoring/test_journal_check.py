"""A side journal with a changed line: lists are read before anything is sent, and the damage is reported."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.engine import runner as engines
from core.engine import side_journal
from core.services.audience import block_contacts, forget
from core.services.maintenance import backup, doctor
from core.services.overview import campaign_list, status
from tests.support.story import approved
from tests.support.world import World, at

AT = datetime(2026, 1, 6, 9, tzinfo=UTC)


def line(number: int) -> dict[str, object]:
    return {
        "person": f"hash-{number}",
        "delivery": f"key-{number}",
        "step": 0,
        "kind": "invitation",
        "at": AT.isoformat(),
    }


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Return a side journal of five lines."""
    path = tmp_path / "intents.jsonl"
    for number in range(5):
        side_journal.append(path, line(number), durable=False)
    return path


def bad(path: Path) -> list[int]:
    return [found.number for found in side_journal.bad_lines(path)]


# -- the chain


def test_what_was_written_is_right_and_reads_as_before(journal: Path) -> None:
    assert bad(journal) == []
    assert list(side_journal.read(journal)) == [line(number) for number in range(5)]
    for text in journal.read_bytes().splitlines():
        assert text.endswith(b'"}')
        assert b',"crc":"' in text


def test_any_bit_that_flips_shows(journal: Path) -> None:
    """A flip of any bit is found, except in the last line's end, which a complete line does not need."""
    whole = journal.read_bytes()
    chance = random.Random(1)
    for _case in range(400):
        content = bytearray(whole)
        content[chance.randrange(len(content) - 1)] ^= 1 << chance.randrange(8)
        journal.write_bytes(content)
        assert bad(journal), content


def test_a_flipped_end_of_the_last_line_shows(journal: Path) -> None:
    """Only the last line's end is changed: the line is not torn, as its checksum is there, and its call was made."""
    content = bytearray(journal.read_bytes())
    content[-1] ^= 1
    journal.write_bytes(content)
    assert bad(journal) == [5]


@pytest.mark.parametrize("change", ["lost", "moved", "twice", "strange"])
def test_a_line_that_is_not_where_it_was_shows(journal: Path, change: str) -> None:
    lines = journal.read_bytes().splitlines(keepends=True)
    changed = {
        "lost": [*lines[:2], *lines[3:]],
        "moved": [lines[0], lines[2], lines[1], *lines[3:]],
        "twice": [*lines[:2], lines[1], *lines[2:]],
        "strange": [*lines[:2], b"[1]\n", *lines[2:]],
    }
    journal.write_bytes(b"".join(changed[change]))
    assert bad(journal)


@pytest.mark.parametrize("torn", [b'{"at": "2026-01-0', b"\x00\x00", b"{"])
def test_a_torn_line_is_no_damage_even_once_others_follow(journal: Path, torn: bytes) -> None:
    with journal.open("ab") as file:
        file.write(torn)
    assert bad(journal) == []
    side_journal.end_torn_line(journal)
    assert bad(journal) == []
    side_journal.append(journal, line(5), durable=False)
    assert bad(journal) == []
    assert [found["delivery"] for found in side_journal.read(journal)] == [f"key-{number}" for number in range(6)]


def test_a_line_that_lacks_its_end_alone_counts(journal: Path) -> None:
    journal.write_bytes(journal.read_bytes()[:-1])
    side_journal.append(journal, line(5), durable=False)
    assert bad(journal) == []
    assert len(list(side_journal.read(journal))) == 6


def test_lines_of_earlier_versions_stay_readable(tmp_path: Path) -> None:
    path = tmp_path / "intents.jsonl"
    old = '{"at":"2026-01-06T09:00:00+00:00","delivery":"a","kind":"invitation","person":"p","step":0}\n'
    path.write_text(old * 2)
    side_journal.append(path, line(1), durable=False)
    assert bad(path) == []
    assert len(list(side_journal.read(path))) == 3
    path.write_text(path.read_text().replace('"delivery":"a"', '"delivery":"b"'))  # sealed by the first new line
    assert bad(path)


def test_a_long_line_is_found_whole(tmp_path: Path) -> None:
    path = tmp_path / "intents.jsonl"
    for length in (10, 4090, 4096, 20_000, 3):
        side_journal.append(path, {**line(1), "person": "x" * length}, durable=False)
    assert bad(path) == []


def test_many_writers_at_once_make_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "intents.jsonl"
    ready = threading.Barrier(4)

    def write(start: int) -> None:
        ready.wait(10)
        for number in range(start, start + 50):
            side_journal.append(path, line(number), durable=False)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(0, 200, 50)))
    assert bad(path) == []
    assert len(list(side_journal.read(path))) == 200


def test_what_a_person_accepted_is_taken_until_it_changes_again(journal: Path) -> None:
    content = bytearray(journal.read_bytes())
    content[10] ^= 1
    journal.write_bytes(content)
    side_journal.accept(journal, AT, durable=False)
    assert bad(journal) == []
    side_journal.append(journal, line(5), durable=False)
    assert bad(journal) == []
    assert side_journal.damaged(journal) == 0
    content = bytearray(journal.read_bytes())
    content[200] ^= 1
    journal.write_bytes(content)
    assert bad(journal)


# -- the engine's reaction


def invited(world: World) -> Path:
    """Invite two of four people, while two texts wait for approval; return the backup of the day before."""
    approved(world, 6, cohort=2)
    old = world.folder / "old.sqlite"
    backup.backup(world.ws, old)
    world.until("2026-01-07 22:00")
    assert len(world.invited()) == 2
    return old


def spoil(world: World, change: Callable[[bytes], bytes]) -> None:
    world.home.intents.write_bytes(change(world.home.intents.read_bytes()))


def unreadable(content: bytes) -> bytes:
    return content.replace(b'"person"', b'"pErson"')


def codes(world: World) -> set[str]:
    (campaign,) = campaign_list.campaigns(world.ws)
    return {problem.code for problem in campaign.health.problems}


def well(world: World) -> bool:
    """Return whether `doctor` finds no fault in the side journal."""
    return any(check.ok for check in doctor.checks(world.ws) if check.name == "side.journal")


def test_nobody_is_invited_again_whose_line_cannot_be_read(world: World) -> None:
    old = invited(world)
    world.restore(old)
    spoil(world, unreadable)
    with world.ws.store.write() as store:  # the mark of a restore would have the lists read as well
        store.change("DELETE FROM setting WHERE key = 'restored'")
    world.until("2026-01-12 22:00")
    assert len(world.invited()) == len(set(world.invited())) == 2


def test_lists_are_read_once_for_one_damage(world: World) -> None:
    invited(world)
    before = world.sql("SELECT sent_list_read_at FROM member")
    spoil(world, unreadable)
    with world.engine():
        assert world.sql("SELECT sent_list_read_at FROM member") == [(None,)]
    world.until("2026-01-08 07:00")
    read = world.sql("SELECT sent_list_read_at FROM member")
    assert read not in ([(None,)], before)
    with world.engine():
        assert world.sql("SELECT sent_list_read_at FROM member") == read


def test_it_is_a_warning_until_a_person_accepts_it(world: World) -> None:
    invited(world)
    spoil(world, unreadable)
    world.approve()
    world.until("2026-01-08 22:00")
    assert len(world.invited()) == 4  # it goes on, once the lists were read
    assert "journal.damaged" in codes(world)
    known = status.status(world.ws).side_journal
    assert known is not None
    assert known.lines == 2
    assert not well(world)
    world.reopen()
    world.until("2026-01-09 22:00")
    assert "journal.damaged" in codes(world)
    assert doctor.accept_journal(world.ws) == 2
    assert "journal.damaged" not in codes(world)
    assert well(world)
    world.until("2026-01-10 22:00")
    assert "journal.damaged" not in codes(world)
    assert doctor.accept_journal(world.ws) == 0


def test_a_running_engine_finds_it_within_a_day(world: World) -> None:
    invited(world)
    with world.engine() as context:
        spoil(world, unreadable)
        engines.advance(context, at("2026-01-09 22:00"))
    assert "journal.damaged" in codes(world)


def test_blocks_and_erasures_keep_the_chain(world: World) -> None:
    """Blocks, erasures and a restore only add lines to the side journal, so its chain stays valid."""
    old = invited(world)
    people = [str(row.contact.id) for row in world.queue()]
    block_contacts.block(world.ws, people[2])
    forget.forget(world.ws, people[3])
    world.restore(old)
    world.until("2026-01-09 22:00")
    assert bad(world.home.intents) == []
    assert "journal.damaged" not in codes(world)
