"""Values that Overture cannot have written are found by column and row; a store that it wrote has none."""

from __future__ import annotations

import shutil
from pathlib import Path

import apsw
import pytest

from core.errors import NotFoundError, UnreadableError
from core.store.upkeep import invalid_values
from tests.support.world import World

pytestmark = pytest.mark.sqlite_only("values of a type that a server's columns do not hold")
ODD = {
    "UPDATE slot SET start = '9'": "slot.start, row 1",
    "UPDATE slot SET days = '07'": "slot.days, row 1",
    "UPDATE slot SET minutes = 'x'": "slot.minutes, row 1",
    "UPDATE slot SET time_zone = 'Nowhere/Land'": "slot.time_zone, row 1",
    "UPDATE slot SET first_date = '2026-02-30'": "slot.first_date, row 1",
    "UPDATE slot SET next_open_at = -1": "slot.next_open_at, row 1",
    "UPDATE run SET local_date = 'x' WHERE id = 1": "run.local_date, row 1",
    "UPDATE step SET texts = '{\"en\": 1}' WHERE id = 2": "step.texts, row 2",
    "UPDATE campaign SET languages = '{'": "campaign.languages, row 1",
    "UPDATE contact SET custom = x'00ff' WHERE id = 2": "contact.custom, row 2",
    "UPDATE outreach SET status = 'lost' WHERE id = 1": "outreach.status, row 1",
    "UPDATE member SET spacing_s = 9223372036854775807": "member.spacing_s, row 1",
    "UPDATE member SET day_cap = 1.5": "member.day_cap, row 1",
    "UPDATE setting SET value = 7 WHERE key = 'store.id'": None,  # SQLite converts it, as the column has type TEXT
    "UPDATE setting SET value = x'00' WHERE key = 'store.id'": "setting.value",
    "DELETE FROM step": "campaign 1 has no row in step",
    "DROP TABLE slot": None,
}


def test_each_is_found_and_nothing_else(world: World, tmp_path: Path) -> None:
    world.member()
    world.source(2)
    world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    whole, odd = tmp_path / "whole.sqlite", tmp_path / "odd.sqlite"
    world.ws.store.copy_into(whole)
    assert invalid_values.first(whole) is None
    for statement, place in ODD.items():
        shutil.copyfile(whole, odd)
        connection = apsw.Connection(str(odd))
        connection.execute("PRAGMA foreign_keys = 0")
        connection.execute(statement)
        connection.close()
        assert invalid_values.first(odd) == place, statement


def test_it_is_told_in_place_of_an_unexpected_error_alone(world: World) -> None:
    home = world.ws.home
    unexpected, refused = TypeError("unexpected"), NotFoundError("expected")
    assert invalid_values.cause_of(home, unexpected) is unexpected
    world.member()
    with world.ws.store.write() as store:
        store.change("UPDATE member SET spacing_s = 'x'")
    found = invalid_values.cause_of(home, unexpected)
    assert isinstance(found, UnreadableError)
    assert found.place == "member.spacing_s, row 1"
    assert invalid_values.cause_of(home, refused) is refused
