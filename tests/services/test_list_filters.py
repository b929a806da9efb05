"""Filters on lists: the store's queries find the same rows as a comparison row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UsageError
from core.rules.filters import keys
from core.rules.filters.folding import fold
from core.rules.filters.keys import FilteredList, Key, Kind
from core.rules.filters.match import Cells, R, select
from core.rules.filters.parse import Filter
from core.rules.states import Status
from core.services import dependents, list_filters
from core.services.audience.contact_list import list_contacts
from core.services.campaigns import editor_data
from core.services.list_filters import (
    CAMPAIGNS,
    EXCLUSIONS,
    MEMBERS,
    NEEDS,
    PROGRAMS,
    REPLIES,
    SOURCES,
    filter_of,
)
from core.services.overview import activity, campaign_list
from core.services.overview.programs import programs
from core.services.queue.queue_list import list_queue
from core.store.filters import filtered
from core.store.filters.filtered import LISTS
from core.store.filters.list_fields import ListFields
from core.views.people_view import Contact
from core.views.queue_view import QueueEntry
from tests.support.budget import budget
from tests.support.draft import slot
from tests.support.story import world_after
from tests.support.world import World, Worlds

ALL = 1_000
CONTACT_CELLS: Cells[Contact] = {
    "id": lambda row: row.id,
    "name": lambda row: row.name,
    "first": lambda row: row.first_name,
    "last": lambda row: row.last_name,
    "company": lambda row: row.company,
    "title": lambda row: row.position,
    "location": lambda row: row.location,
    "headline": lambda row: row.headline,
    "language": lambda row: row.language,
    "address": lambda row: (row.profile or "").rpartition("/in/")[2],
    "blocked": lambda row: row.blocked,
    "custom.Ort": lambda row: row.custom.get("Ort"),
}
QUEUE_CELLS: Cells[QueueEntry] = {
    "id": lambda row: row.id,
    "name": lambda row: row.contact.name,
    "campaign": lambda row: row.campaign,
    "program": lambda row: row.program,
    "source": lambda row: row.source,
    "sender": lambda row: row.sender,
    "status": lambda row: row.status.value,
    "reason": lambda row: row.reason,
    "step": lambda row: row.step,
    "scheduled": lambda row: row.send_at,
    "sent": lambda row: row.sent_at,
}


def a_few_days(world: World) -> None:
    """Run two campaigns for a few days: people in many statuses, some with accents and columns of their own."""
    world.member()
    columns: dict[str, Sequence[str]] = {
        "Company": ["Élan, SA", "Beta", "", "beta GmbH", "Łódź 100%"],
        "Position": ["CTO", "", "Head of _x", "cto", "VP"],
        "Ort": ["Zürich", "", "zurich", "Paris", ""],
        "Language": ["de", "fr", "", "pt-BR", "en"],
    }
    world.source(5, columns=columns)
    world.source(12, "others")
    for name, program, source in (("Été one", "growth", "people"), ("two", "Events, 2026", "others")):
        world.campaign(name=name, program=program, cohort=4, source=source, slots=(slot("09:00", 120),))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:40")


@pytest.fixture
def lived(worlds: Worlds) -> World:
    return world_after(a_few_days, worlds)


WORDS = ["a", "E", "é", "beta", "BETA GMBH", "%", "_", "zurich", "cto", "people", "élan, sa", "growth", "one", "x\\"]
TIMES = ["today", "2026-01-06", "yesterday", "1d", "30m", "2026-01-07T09:20"]


def value_of(key: Key) -> st.SearchStrategy[str]:
    """Return values that fit the kind of a key."""
    if key.kind is Kind.TEXT:
        return st.sampled_from(WORDS).map(lambda word: f'"{word}"')
    if key.kind is Kind.CHOICE:
        return st.sampled_from(key.choices)
    if key.kind is Kind.YES_NO:
        return st.sampled_from(["yes", "no"])
    return st.sampled_from(TIMES) if key.kind is Kind.MOMENT else st.integers(0, 9).map(str)


@st.composite
def filters(draw: st.DrawFn, wanted: FilteredList, names: Iterable[str]) -> str:
    """Return texts of filters over the keys that a list shows."""
    known = [wanted.key(name) for name in names]
    terms = []
    for key in draw(st.lists(st.sampled_from(known), max_size=3)):
        operators = [":", "=", "<", ">"] if key.kind in (Kind.NUMBER, Kind.MOMENT) else [":", "="]
        values = ",".join(draw(st.lists(value_of(key), min_size=1, max_size=2)))
        terms.append(f"{draw(st.sampled_from(['', '-']))}{key.name}{draw(st.sampled_from(operators))}{values}")
    if draw(st.booleans()):
        terms.append(f"sort:{draw(st.sampled_from(['', '-']))}{draw(st.sampled_from(known)).name}")
    return " ".join(terms)


def selected(rows: Sequence[R], wanted: Filter, cells: Cells[R]) -> list[R]:
    """Return the matching rows in the order of the store, which compares the digits of a text as letters."""
    if wanted.order is None or wanted.order.key.ranked or wanted.order.key.kind not in (Kind.TEXT, Kind.CHOICE):
        return select(rows, wanted, cells)
    read = cells[wanted.order.key.name]
    found = select(rows, replace(wanted, order=None), cells)
    return sorted(found, key=lambda row: fold(str(read(row) or "")), reverse=wanted.order.falling)


def test_contacts_are_found_as_by_comparing_each(lived: World) -> None:
    rows = list_contacts(lived.ws, limit=ALL)

    @settings(max_examples=budget(40, 1_000))
    @given(filters(keys.CONTACTS, CONTACT_CELLS))
    def check(text: str) -> None:
        expected = selected(rows, filter_of(lived.ws, text, keys.CONTACTS), CONTACT_CELLS)
        assert [row.id for row in list_contacts(lived.ws, text, limit=ALL)] == [row.id for row in expected], text

    check()


def test_the_queue_is_found_as_by_comparing_each(lived: World) -> None:
    rows = list_queue(lived.ws, limit=ALL)
    assert {row.status for row in rows} >= {Status.INVITED, Status.SCHEDULED, Status.PENDING}

    @settings(max_examples=budget(40, 1_000))
    @given(filters(keys.QUEUE, QUEUE_CELLS))
    def check(text: str) -> None:
        expected = selected(rows, filter_of(lived.ws, text, keys.QUEUE), QUEUE_CELLS)
        assert [row.id for row in list_queue(lived.ws, text, limit=ALL)] == [row.id for row in expected], text

    check()


@pytest.mark.parametrize("text", ["", "sort:-sent", "sort:name", "sort:scheduled status:invited,scheduled,pending"])
def test_pages_behind_an_id_make_up_the_list(lived: World, text: str) -> None:
    whole = [row.id for row in list_queue(lived.ws, text, limit=ALL)]
    found: list[int] = []
    while page := list_queue(lived.ws, text, after=found[-1] if found else 0, limit=3):
        found += [row.id for row in page]
    assert found == whole
    assert len(set(whole)) == len(whole) > 3


def test_contacts_by_what_the_queue_knows_of_them(lived: World) -> None:
    invited = {row.contact.id for row in list_queue(lived.ws, "status:invited", limit=ALL)}
    assert {row.id for row in list_contacts(lived.ws, "status:invited", limit=ALL)} == invited
    drawn = {row.contact.id for row in list_queue(lived.ws, "campaign:ete", limit=ALL)}
    assert {row.id for row in list_contacts(lived.ws, "campaign:ete", limit=ALL)} == drawn
    assert len(list_contacts(lived.ws, "source:others -campaign:two", limit=ALL)) == 12 - len(
        list_contacts(lived.ws, "campaign:two", limit=ALL)
    )


@pytest.mark.parametrize(("wanted", "fields"), [(keys.CONTACTS, LISTS["contacts"]), (keys.QUEUE, LISTS["queue"])])
def test_the_store_knows_every_key(lived: World, wanted: FilteredList, fields: ListFields) -> None:
    assert {key.name for key in wanted.keys} <= set(fields.fields)
    for key in wanted.keys:
        for text in (f"{key.name}:{_any_value(key)}", f"sort:{key.name}" if key.sorts else ""):
            with lived.ws.store.read() as store:
                name = "contacts" if wanted is keys.CONTACTS else "queue"
                found = filter_of(lived.ws, text, wanted)
                assert filtered.count(store, name, found) == len(filtered.ids(store, name, found, limit=ALL))


def _any_value(key: Key) -> str:
    values: dict[Kind, Callable[[], str]] = {
        Kind.TEXT: lambda: "a",
        Kind.CHOICE: lambda: key.choices[0],
        Kind.YES_NO: lambda: "no",
        Kind.NUMBER: lambda: "1",
        Kind.MOMENT: lambda: "today",
    }
    return values[key.kind]()


@pytest.mark.parametrize(
    ("wanted", "cells"),
    [
        (keys.CAMPAIGNS, CAMPAIGNS),
        (keys.MEMBERS, MEMBERS),
        (keys.SOURCES, SOURCES),
        (keys.PROGRAMS, PROGRAMS),
        (keys.EXCLUSIONS, EXCLUSIONS),
        (keys.ACTIVITY, activity.CELLS),
        (keys.ACTIVITY, REPLIES),
        (keys.NEEDS, NEEDS),
    ],
)
def test_the_short_lists_know_every_key(wanted: FilteredList, cells: Iterable[str]) -> None:
    assert [key.name for key in wanted.keys] == list(cells)


def test_campaigns_by_health_and_numbers(lived: World) -> None:
    def found(text: str) -> list[str]:
        every = campaign_list.campaigns(lived.ws)
        return [view.name for view in select(every, filter_of(lived.ws, text, keys.CAMPAIGNS), CAMPAIGNS)]

    assert found("ete") == ["Été one"]
    assert found('program:"events, 2026"') == ["two"]
    assert found("active:yes sort:-name") == ["two", "Été one"]
    assert found("sent>0 sender:ada sort:name") == ["Été one", "two"]
    assert found("messages>99") == []
    with pytest.raises(UsageError, match="Did you mean “running”"):
        found("health:runing")


def test_short_lists_sort_names_as_people_read_them(world: World) -> None:
    """Names are sorted alike in the lists of commands, pages and dialogs: a number by its value."""
    world.member()
    world.source(3, "list-10")
    world.source(3, "list-9")
    for name in ("1-10", "1-2"):
        world.campaign(name=name, program=f"program {name}", source="list-9")
    views = campaign_list.campaigns(world.ws)
    assert [one.name for one in list_filters.campaigns(world.ws, "sort:name", views)] == ["1-2", "1-10"]
    assert [one.name for one in list_filters.campaigns(world.ws, "sort:-program", views)] == ["1-10", "1-2"]
    assert [one.program for one in programs(world.ws)] == ["program 1-2", "program 1-10"]
    assert [one.name for one in editor_data.choices(world.ws).sources] == ["list-9", "list-10"]
    assert dependents.would_stop(world.ws, "member", "1") == ("1-2", "1-10")
