"""The log of events repeats the journal with ids only, continues after a restart, and names nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.daemon import event_log
from core.daemon.event_log import EventLog
from core.engine.context import Context
from core.services.maintenance import event_lines
from tests.support.world import World


def lines(world: World) -> list[dict[str, Any]]:
    return [json.loads(line) for line in world.home.events.read_text().splitlines()]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_log, "EVERY_S", 0.0)


def follow(context: Context) -> None:
    log = EventLog(context.workspace.home)
    log.follow(context)
    log.close()


def test_each_event_is_logged_once_and_with_ids_only(world: World) -> None:
    with world.engine() as context:
        log = EventLog(world.home)
        log.follow(context)  # from now on
        log.close()
        log.tell("daemon.ready", epoch=context.epoch)
        world.member("Ada Wong", "acc-ada")
        world.source(3)
        world.campaign(name="secret-campaign")
        log.follow(context)
        log.follow(context)
        log.close()
    events = [line["event"] for line in lines(world)]
    assert events[0] == "daemon.ready"
    assert events.count("member.added") == events.count("campaign.started") == 1
    text = world.home.events.read_text()
    assert not [word for word in ("Ada", "acc-ada", "secret-campaign", "linkedin") if word in text]
    assert world.home.events.stat().st_mode & 0o777 == 0o600


def test_a_new_daemon_continues_the_log_where_the_last_one_ended(world: World) -> None:
    with world.engine() as context:
        follow(context)
        world.member()
        follow(context)  # the file is new, so earlier events are not written
        log = EventLog(world.home)
        log.follow(context)
        world.source(2)
        log.follow(context)
        log.close()
        world.campaign()  # while no daemon runs
        follow(context)
    assert "campaign.created" in [line["event"] for line in lines(world)]
    assert len({line["journal"] for line in lines(world)}) == len(lines(world))


def test_it_is_bounded_and_a_full_disk_is_ignored(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_log, "LARGEST", 1000)
    log = EventLog(world.home)
    for number in range(100):
        log.tell("daemon.tried", number=number)
    assert sum(path.stat().st_size for path in world.home.folder.glob("events.jsonl*")) <= 3000
    assert event_lines.last(world.home, 3)[-1].values == {"number": "99"}

    def full(*_words: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(log._file.stream, "write", full)
        log.tell("daemon.tried")
        assert isinstance(log._file.fault, OSError)
    log.close()


def test_following_reads_on_over_a_rotation_and_skips_what_is_broken(world: World) -> None:
    world.home.events.write_text('{"at": "1", "event": "old"}\n')
    steps = iter(range(4))

    def wait() -> bool:
        number = next(steps)
        if number == 0:
            with world.home.events.open("a") as file:
                file.write('{"at": "2", "event": "one"}\nnonsense\n[1]\n{"at": "3", "ev')
        elif number == 1:
            with world.home.events.open("a") as file:
                file.write('ent": "two"}\n{"at": "4", "event": "three"}\n')
            world.home.events.rename(world.home.folder / "events.jsonl.1")
            world.home.events.write_text('{"at": "5", "event": "four"}\n')
        return number < 3

    assert [event.name for event in event_lines.follow(world.home, wait)] == ["one", "two", "three", "four"]
    assert [event.name for event in event_lines.last(world.home, 2)] == ["three", "four"]
