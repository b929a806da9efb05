"""Finders that are changed, stopped and started; the people already found stay."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from core.errors import RefusedError, UsageError
from core.network.gateway import Found, Page, Search
from core.services.audience import finder_edit, finders, import_contacts, sources
from core.views.sources_view import Finder, Source
from tests.support.stub import Stub
from tests.support.world import World, at

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@pytest.fixture
def found(world: World) -> str:
    """Add a finder of four people per slot, every day from 09:00 to 10:00 in Paris."""
    world.member()
    view = finders.add(world.ws, "ctos", "Ada Wong", keywords="cto paris", per_slot=4, days=EVERY_DAY)
    return str(view.id)


def source(world: World) -> Source:
    return next(view for view in sources.list_sources(world.ws, archived=True) if view.kind == "finder")


def saved_search(world: World) -> Finder:
    found = source(world).finder
    assert found is not None
    return found


def searches(world: World) -> list[str]:
    """Return the local days on which the finder searched."""
    moments = world.sql("SELECT at FROM journal WHERE kind = 'search.read' ORDER BY id")
    base = at("2026-01-05 00:00")
    return [f"2026-01-{5 + int((moment / 1e6 - base.timestamp()) // 86_400):02d}" for (moment,) in moments]


def kinds(world: World) -> list[str]:
    return [kind for (kind,) in world.sql("SELECT kind FROM journal WHERE kind LIKE 'finder.%' ORDER BY id")]


def test_stopped_and_started_again_it_goes_on_where_it_was(world: World, found: str) -> None:
    world.until("2026-01-05 22:00")
    view = finder_edit.stop(world.ws, "ctos")
    assert (view.finder.active, view.finder.next) == (False, None)
    finder_edit.stop(world.ws, found)  # twice is once
    world.until("2026-01-07 22:00")
    assert (searches(world), source(world).contacts) == (["2026-01-05"], 4)
    view = finder_edit.start(world.ws, "ctos")
    assert view.finder.active
    assert view.finder.next is not None
    assert at("2026-01-08 09:00") <= view.finder.next < at("2026-01-08 10:00")
    world.until("2026-01-08 22:00")
    assert (searches(world), source(world).contacts) == (["2026-01-05", "2026-01-08"], 8)
    assert [kind for kind in kinds(world) if kind != "finder.ran"] == ["finder.stopped", "finder.started"]


def test_another_search_begins_at_its_first_result(world: World, found: str) -> None:
    world.until("2026-01-05 22:00")
    asked: list[tuple[Search, str | None, int]] = []

    def search(_account: str, what: Search, cursor: str | None, limit: int) -> Page[Found]:
        asked.append((what, cursor, limit))
        return Page((), "next")

    real = world.gateway
    world.gateway = Stub(real, search=search)
    world.until("2026-01-06 22:00")
    finder_edit.edit(world.ws, found, keywords="nurse lyon", per_slot=7)
    world.until("2026-01-07 22:00")
    assert asked[0][1] is not None
    assert asked[1] == (Search(keywords="nurse lyon"), None, 7)
    assert source(world).contacts == 4
    assert saved_search(world).search == {"keywords": "nurse lyon"}


def test_a_slot_that_is_moved_is_no_second_one_of_the_day(world: World, found: str) -> None:
    world.until("2026-01-05 12:00")
    view = finder_edit.edit(world.ws, found, start="15:00", minutes=30)
    assert (view.finder.start, view.finder.minutes, view.finder.days) == (time(15), 30, tuple(EVERY_DAY))
    world.until("2026-01-06 22:00")
    assert searches(world) == ["2026-01-05", "2026-01-06"]


def test_a_slot_is_moved_before_it_opened(world: World, found: str) -> None:
    finder_edit.edit(world.ws, found, start="15:00", days=["mon"])
    world.until("2026-01-05 14:59")
    assert searches(world) == []
    world.until("2026-01-11 22:00")
    assert searches(world) == ["2026-01-05"]


def test_another_name_is_its_segment_s_too(world: World, found: str) -> None:
    import_contacts.import_file(world.ws, _file(world), "others")
    assert finder_edit.edit(world.ws, found, name="chiefs").name == "chiefs"
    names = {(view.name, view.kind) for view in sources.list_sources(world.ws)}
    assert names == {("chiefs", "finder"), ("chiefs", "segment"), ("others", "list")}
    finder_edit.edit(world.ws, "chiefs", name="chiefs")  # its own name is not taken
    with pytest.raises(RefusedError, match="called “others” already"):
        finder_edit.edit(world.ws, "chiefs", name="others")


def _file(world: World) -> Any:
    path = world.folder / "others.csv"
    path.write_text("First Name,Last Name,URL\nZoe,Person,https://www.linkedin.com/in/zoe-person-1x\n")
    return path


def test_another_owner(world: World, found: str) -> None:
    world.member("Ben Ito", "acc-ben")
    assert finder_edit.edit(world.ws, found, owner="Ben Ito").finder.owner == "Ben Ito"
    world.until("2026-01-05 22:00")
    sql = "SELECT m.name FROM journal j JOIN member m ON m.id = j.member_id WHERE j.kind = 'search.read'"
    assert world.sql(sql) == [("Ben Ito",)]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"per_slot": 26},
        {"per_slot": 0},
        {"url": "https://example.com"},
        {"keywords": "x", "url": "y"},
        {"keywords": " "},
        {"start": "25:00"},
        {"minutes": 3},
        {"days": ["someday"]},
        {"time_zone": "Mars/North"},
        {"name": " "},
    ],
)
def test_what_is_refused_changes_nothing(world: World, found: str, wrong: dict[str, Any]) -> None:
    before = source(world)
    with pytest.raises(UsageError):
        finder_edit.edit(world.ws, found, **wrong)
    assert source(world) == before
    assert kinds(world) == []


def test_only_finders_that_are_not_archived(world: World, found: str) -> None:
    import_contacts.import_file(world.ws, _file(world), "others")
    for act in (finder_edit.stop, finder_edit.start):
        with pytest.raises(RefusedError, match="no finder"):
            act(world.ws, "others")
    sources.archive_source(world.ws, found)
    with pytest.raises(RefusedError, match="archived"):
        finder_edit.start(world.ws, found)


def test_an_edit_while_its_search_is_under_way(world: World, found: str) -> None:
    person = Found("ACoAAabc1234567Xyz", "zoe-1a1", "Zoe", "N", "CTO", "Paris", "Acme", "CTO")

    def search(_account: str, _what: Search, _cursor: str | None, _limit: int) -> Page[Found]:
        if saved_search(world).search == {"keywords": "cto paris"}:
            finder_edit.edit(world.ws, found, keywords="nurse lyon")
        return Page((person,), "cursor of the old search")

    world.gateway = Stub(world.gateway, search=search)
    world.until("2026-01-05 22:00")
    assert world.sql("SELECT cursor FROM finder") == [(None,)]
    assert source(world).contacts == 0
