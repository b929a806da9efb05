"""A damaged value at a past moment is reported; nothing false is said instead, and no command shows a traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import TypeVar

import pytest

from core.errors import UnreadableError
from core.rules.schedule import WEEKDAYS
from core.services.audience.contact_list import Reason, list_contacts
from core.services.explain.campaign_explained import explain
from core.services.explain.explained_words import member_sentence
from core.services.explain.member_explained import explain_member
from core.services.explain.person_explained import explain_person
from core.services.members import members
from core.views.explain_view import Explanation
from tests.support.draft import INVITATION, slot
from tests.support.story import lived_once
from tests.support.world import World, at

MOMENTS = ("2026-01-06 09:30", "2026-01-06 13:00", "2026-01-06 15:20", "2026-01-07 15:50", "2026-01-08 12:00")
PEOPLE = 12
T = TypeVar("T")
WRONG = "'{broken'"
NO_NUMBER = "'x'"
DAMAGE: dict[str, tuple[str, ...]] = {
    "slot": ("start = ''", "time_zone = '../etc'", f"minutes = {NO_NUMBER}", "days = '9'"),
    "run": (
        "local_date = 'x' || id",
        f"closes_at = {NO_NUMBER}",
        f"opened_at = {NO_NUMBER}",
        f"cohort = {NO_NUMBER}",
        "cohort = -1",
        "state = 'odd'",
        f"short = {WRONG}",
        'short = \'{"share": "x"}\'',
        f"gates = {WRONG}",
        "gates = '[1]'",
        'gates = \'{"blocks": [1], "day_cap": "x"}\'',
        'gates = \'{"blocks": {"disk": 5}, "day_cap": 3}\'',
    ),
    "journal": (f"data = {WRONG}", "data = '[1, 2]'"),
    "booking": ("kind = 'odd'", "state = 'odd'"),
    "member": ("time_zone = '../etc'", "time_zone = ''", f"spacing_s = {NO_NUMBER}", f"day_cap = {NO_NUMBER}"),
    "campaign": ("time_zone = 'Nowhere/Land'", "time_zone = ''", f"cohort_size = {NO_NUMBER}"),
}
"""Changes of stored values, by table."""


@pytest.fixture
@lived_once
def lived(world: World) -> World:
    """Return a world with pauses, disconnections, limits and runs in four days."""
    world.member(day_cap=3)
    world.source(PEOPLE)
    often = [slot("09:00", 60, WEEKDAYS), slot("15:00", 60, WEEKDAYS)]
    world.campaign(cohort=2, slots=often, approval="off", steps=(INVITATION,))
    world.sandbox.fault("limit_exceeded", account="acc-ada", kind="invite", start=at("2026-01-07 15:00"), remaining=1)
    world.until("2026-01-06 09:20")
    members.pause(world.ws, None, on=True)
    world.until("2026-01-06 12:00")
    members.pause(world.ws, None, on=False)
    members.edit(world.ws, "Ada Wong", days_off="2026-01-06")
    world.sandbox.configure_account("acc-ada", status="credentials")
    world.until("2026-01-06 14:00")
    members.edit(world.ws, "Ada Wong", days_off="none")
    world.sandbox.configure_account("acc-ada", status="ok")
    world.until("2026-01-08 16:00")
    return world


def test_the_past_gates_of_the_damaged_world_are_of_every_kind(lived: World) -> None:
    blocking = {gate.gate for view in whole(lived) for gate in view.gates if gate.state == "blocks"}
    assert blocking >= {"pause", "account", "off", "network", "slot"}


def whole(world: World) -> list[Explanation]:
    """Return the explanations of every moment."""
    return [explain(world.ws, "1", at(moment)) for moment in MOMENTS]


def changed(world: World, table: str, change: str) -> Iterator[bool]:
    """Yield once with every row of a table damaged, and once with only the last one; restore the values each time."""
    column = change.partition(" ")[0]
    for which in ("1 = 1", f"id = (SELECT max(id) FROM {table})"):
        with world.ws.store.write() as store:
            before = store.rows(f"SELECT id, {column} FROM {table}")
            store.change(f"UPDATE {table} SET {change} WHERE {which}")
        yield True
        with world.ws.store.write() as store:
            for ident, value in before:
                store.change(f"UPDATE {table} SET {column} = ? WHERE id = ?", value, ident)


@pytest.mark.sqlite_only("a text in a column of numbers, which a server's does not hold")
@pytest.mark.parametrize("table", DAMAGE)
def test_nothing_false_is_said_for_a_value_that_cannot_be_read(lived: World, table: str) -> None:
    plain = whole(lived)
    days = [explain_member(lived.ws, "Ada", view.at) for view in plain]
    people = [explain_person(lived.ws, "1", "1", view.at).reason for view in plain]
    for change in DAMAGE[table]:
        for _ in changed(lived, table, change):
            for view, day, reason in zip(plain, days, people, strict=True):
                told = or_place(partial(explain, lived.ws, "1", view.at), table)
                if told is not None:
                    same(lived, told, view, change)
                member = or_place(partial(explain_member, lived.ws, "Ada", view.at), table)
                if member is not None:
                    assert (member.sent, member.cohort) == (day.sent, day.cohort) or member.unreadable_runs, change
                    assert ("cannot be read" in member_sentence(member, "then")) == bool(member.unreadable_runs)
                one = or_place(partial(explain_person, lived.ws, "1", "1", view.at), table)
                assert one is None or one.reason in (reason, "unrecorded"), change


def or_place(ask: Callable[[], T], table: str) -> T | None:
    """Return an answer, or None for a refusal, which must name the value that cannot be read."""
    try:
        return ask()
    except UnreadableError as error:
        if not error.place.startswith(f"{table}."):
            raise
        return None


def same(world: World, told: Explanation, plain: Explanation, change: str) -> None:
    """Check that an explanation says the same as without the damage, or that a part of it is unknown."""
    for gate, was in zip(told.gates, plain.gates, strict=True):
        assert gate.state in (was.state, "unknown"), (change, gate, was)
        assert gate.code == was.code or gate.state == "unknown", (change, gate, was)
    left_out = [run for run in plain.history if run not in told.history]
    assert not left_out or any("left out" in line for line in told.unreadable), (change, left_out)
    assert told.recorded == plain.recorded or told.unreadable, change
    assert sum(told.people.values()) == PEOPLE
    for code, count in told.people.items():
        assert code == "unrecorded" or count <= plain.people.get(code, 0), (change, code)
        assert len(list_contacts(world.ws, reason=Reason("1", code, told.at), limit=PEOPLE)) == count, (change, code)


def test_an_unreadable_value_is_reported_on_each_way(lived: World) -> None:
    """A damaged slot prevents no explanation of the past, and its runs are named as left out."""
    moment: datetime = at(MOMENTS[2])
    with lived.ws.store.write() as store:
        store.change("UPDATE slot SET start = '' WHERE id = 2")
    told = explain(lived.ws, "1", moment)
    assert told.unreadable == (
        "The store holds a value that cannot be read: slot.start, row 2.",
        "Run 2 of the store is left out, because its stored data cannot be read.",
    )
    assert [gate.words for gate in told.gates if gate.gate == "slot"] == [
        "A run that cannot be read may have been open."
    ]
    assert lived.view("1").unreadable_runs == (6, 4, 2)
    assert lived.view("1").outside_runs == 0
