"""Blocks and erasures that only the side journal knows are carried out again."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from core.engine import side_journal
from core.engine.refusal_lines import last_words
from core.engine.restoring import erase as erasing
from core.engine.restoring import replay_blocks
from core.engine.restoring.erase import NAME
from core.engine.restoring.replay_blocks import block_again, erase_again
from core.store.database import Writing
from core.store.fields import to_us
from tests.support.world import World

WHEN = "2026-01-05T09:00:00+00:00"


@pytest.fixture
def person(world: World) -> str:
    world.member()
    return world.source(2)[0]


def line(world: World, slug: str, **more: Any) -> dict[str, Any]:
    """Return the side journal's line of one person's block."""
    hashed = side_journal.person_hash(world.ws.stamp.hash_key, "", f"public:{slug}")
    return {"kind": "block", "person": hashed, "at": WHEN, **more}


def addresses(world: World) -> list[str]:
    return [key for (key,) in world.sql("SELECT key FROM identity WHERE contact_id = 1")]


def block(world: World, *lines: dict[str, Any]) -> None:
    with world.engine() as context, context.store.write() as store:
        block_again(context, store, last_words(enumerate(lines, 1), 0), world.now)


def erase(world: World, *lines: dict[str, Any]) -> None:
    with world.engine() as context:
        erase_again(context, list(lines), world.now)


def test_a_block_is_applied_again_once(world: World, person: str) -> None:
    assert f"public:{person}" in addresses(world)
    block(world, line(world, person), line(world, person))
    assert [bool(blocked) for (blocked,) in world.sql("SELECT blocked_at FROM contact ORDER BY id")] == [True, False]
    assert world.sql("SELECT count(*) FROM journal WHERE kind = 'blocked'") == [(1,)]
    block(world, line(world, person))
    assert world.sql("SELECT count(*) FROM journal WHERE kind = 'blocked'") == [(1,)]


def test_a_block_of_an_unknown_person_applies_once_they_are_imported(world: World, person: str) -> None:
    block(world, line(world, "nobody-here-1x"))
    assert world.sql("SELECT count(*) FROM contact WHERE blocked_at IS NOT NULL") == [(0,)]
    assert world.sql("SELECT reason FROM block") == [("blocked",)]
    world.source([person, "nobody-here-1x"], "later")
    assert world.sql("SELECT blocked_at IS NOT NULL FROM contact ORDER BY id DESC LIMIT 1") == [(1,)]


def test_a_forgotten_person_is_erased_again(world: World, person: str) -> None:
    erase(world, line(world, person, forgotten=True))
    assert world.sql("SELECT name, blocked_at IS NOT NULL FROM contact WHERE id = 1") == [(NAME, 1)]
    assert addresses(world) == []
    assert world.sql("SELECT reason FROM block") == [("forgotten",)]
    assert world.sql("SELECT name FROM contact WHERE id = 2")[0][0] != NAME


def test_a_plain_block_erases_nobody(world: World, person: str) -> None:
    erase(world, line(world, person))
    assert f"public:{person}" in addresses(world)


def test_somebody_in_doubt_is_erased_at_a_later_start(world: World, person: str) -> None:
    world.campaign(cohort=1, approval="off")
    world.until("2026-01-07 22:00")
    assert person in world.invited()
    with world.ws.store.write() as store:
        store.change("UPDATE delivery SET state = 'in_doubt'")
    with world.engine() as context:
        erase_again(context, [line(world, person, forgotten=True)], world.now)
        assert f"public:{person}" in addresses(world)
        assert world.sql("SELECT count(*) FROM block") == [(0,)]


@pytest.mark.holds
def test_a_person_whose_erasure_fails_is_held_and_blocked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.member()
    first, second = world.source(2)
    real = erasing.erase

    def erase_but_one(store: Writing, key: str, contact: int) -> None:
        if contact == 1:
            raise RuntimeError("nobody foresaw this")
        real(store, key, contact)

    monkeypatch.setattr(replay_blocks, "erase", erase_but_one)
    erase(world, line(world, first, forgotten=True), line(world, second, forgotten=True))
    assert [name == NAME for (name,) in world.sql("SELECT name FROM contact ORDER BY id")] == [False, True]
    assert world.sql("SELECT count(*) FROM contact WHERE blocked_at IS NULL") == [(0,)]
    assert world.sql("SELECT work FROM held_item") == [("replay",)]
    monkeypatch.undo()
    erase(world, line(world, first, forgotten=True))
    assert world.sql("SELECT name FROM contact WHERE id = 1") == [(NAME,)]


@pytest.mark.parametrize(
    "raw",
    [
        '{"kind": "block", "person": "\\ud800", "at": "2026-01-05T09:00:00+00:00"}',
        '{"kind": "block", "person": 7, "at": "2026-01-05T09:00:00+00:00"}',
        '{"kind": "invitation", "person": "a", "delivery": 7, "step": 0, "at": "2026-01-05T09:00:00+00:00"}',
        '{"kind": "invitation", "person": "a", "delivery": "d", "step": "x", "at": "2026-01-05T09:00:00+00:00"}',
        '{"kind": "block", "person": "a", "at": "0001-01-01T00:00:00+23:00"}',
    ],
)
def test_a_line_that_nobody_wrote_stops_nothing(world: World, person: str, raw: str) -> None:
    with world.ws.home.intents.open("a", encoding="utf-8") as file:
        file.write(raw + "\n" + json.dumps(line(world, person)) + "\n")
    with world.engine() as context:
        assert context.replayed
    assert world.sql("SELECT blocked_at IS NOT NULL FROM contact WHERE id = 1") == [(1,)]


def test_a_no_without_a_time_zone_is_of_utc(world: World, person: str) -> None:
    told = line(world, person) | {"at": "2026-01-05T09:00:00"}
    with world.ws.home.intents.open("a", encoding="utf-8") as file:
        file.write(json.dumps(told) + "\n")
    with world.engine() as context:
        assert context.replayed
    assert world.sql("SELECT at FROM block") == [(to_us(datetime.fromisoformat(WHEN)),)]


def test_an_invalid_field_of_a_line_does_not_undo_a_block(world: World, person: str) -> None:
    told = json.dumps(line(world, person))[:-1] + ', "forgotten": "\\ud800"}'
    with world.ws.home.intents.open("a", encoding="utf-8") as file:
        file.write(told + "\n")
    with world.engine() as context:
        assert context.replayed
    assert world.sql("SELECT blocked_at IS NOT NULL FROM contact WHERE id = 1") == [(1,)]


def test_a_rule_s_lines_of_earlier_versions_are_read_by_its_present_key() -> None:
    """Two earlier rules are one now: it is in force while either was, and lifting it now ends both."""
    old, plain = ("company:acme gesmbh", "Acme GesmbH"), ("company:acme", "Acme")
    adds = [{"kind": "exclude", "rule": key, "file": "", "value": value, "at": WHEN} for key, value in (old, plain)]
    ends = [{"kind": "lift", "rule": key, "file": "", "at": WHEN} for key, _value in (old, plain)]

    def standing(*lines: dict[str, Any]) -> bool:
        words = last_words(enumerate(lines, 1), 0)
        assert words.excluded().keys() | words.lifted().keys() == {("company:acme", "")}
        return bool(words.excluded())

    assert standing(adds[0])
    assert standing(*adds, ends[0])
    assert standing(*adds, ends[1])
    assert not standing(*adds, *ends)
    assert not standing(adds[0], ends[0])
    assert not standing(*adds, {**ends[1], "whole": True})
    assert standing(*adds, {**ends[1], "whole": True}, adds[1])
