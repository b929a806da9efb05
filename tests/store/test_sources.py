"""A source has one row; a finder's segment is renamed with it."""

from __future__ import annotations

import pytest

from core.store.people import contacts, sources
from core.store.people.source_people import Size
from tests.support.world import World


def test_a_source_is_found_by_id_and_by_name_until_it_is_archived(world: World) -> None:
    with world.ws.store.write() as store:
        ident = sources.add(store, "people", "list", world.now)
        row = sources.SourceRow(ident, "people", "list", archived=False)
        assert sources.get(store, ident) == sources.by_name(store, "people") == row
        assert sources.archive(store, ident, world.now)
        assert not sources.archive(store, ident, world.now)
        assert sources.by_name(store, "people") is None
        assert sources.get(store, ident).archived
        assert (sources.list_rows(store), len(sources.list_rows(store, archived=True))) == ([], 1)
        with pytest.raises(LookupError):
            sources.get(store, ident + 1)


def test_only_the_segment_that_came_with_a_finder_is_renamed_with_it(world: World) -> None:
    with world.ws.store.write() as store:
        finder = sources.add(store, "found", "finder", world.now)
        sources.add(store, "found", "segment", world.now, filter_json=f'{{"source": ["{finder}"]}}')
        sources.add(store, "found", "segment", world.now, filter_json='{"source": ["99"]}')
        sources.add(store, "other", "segment", world.now, filter_json=f'{{"source": ["{finder}"]}}')
        sources.rename(store, sources.get(store, finder), "sought")
        assert [row.name for row in sources.list_rows(store)] == ["sought", "sought", "found", "other"]


@pytest.mark.sqlite_only("a text in a column of numbers, which a server's does not hold")
def test_an_odd_moment_of_a_store_that_came_back_hides_no_source(world: World) -> None:
    world.source(2, "one")
    with world.ws.store.write() as store:
        gone = sources.add(store, "gone", "list", world.now)
        store.change("UPDATE source SET archived_at = 'odd' WHERE id = ?", gone)
        assert sources.get(store, gone).archived
        assert [row.name for row in sources.list_rows(store, archived=True)] == ["one", "gone"]
        assert sources.sizes_of_sources(store)[1] == Size(2, 2)


def test_a_source_tells_who_is_left_of_its_people(world: World) -> None:
    world.source(4, "one")
    with world.ws.store.write() as store:
        segment = sources.add(store, "all", "segment", world.now, filter_json='{"source": ["1"]}')
        contacts.block(store, 1, world.now)
        assert sources.sizes_of_sources(store) == {1: Size(4, 3), segment: Size(4, 3)}
        contacts.merge(store, 2, 3, world.now)
        assert sources.sizes_of_sources(store) == {1: Size(3, 2), segment: Size(3, 2)}
        assert sources.count(store) == 2
        sources.archive(store, segment, world.now)
        assert sources.count(store) == 1
