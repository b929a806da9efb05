"""A source's people come in import order; a segment has those who match now."""

from __future__ import annotations

from collections.abc import Sequence

from core.store.fields import dump_json
from core.store.people import contacts, source_people, sources
from core.store.people.source_people import Person, Size
from tests.support.world import World


def test_the_people_of_a_list(world: World) -> None:
    world.source(["zoe-1", "ann-1"], "one", columns={"team": ["", "Red"], "rank": ["1", ""]})
    world.source(["eve-1", "zoe-1"], "two", columns={"club": ["x", "x"]})
    with world.ws.store.write() as store:
        assert source_people.members(store, 1) == [1, 2]
        assert source_people.members(store, 2) == [3, 1]
        assert source_people.members(store, 2, limit=1) == [3]
        assert (source_people.count(store, 1), source_people.count(store, 9)) == (2, 0)
        assert source_people.custom_columns(store, 1) == {"team", "rank", "club"}
        assert source_people.size(store, 1) == Size(2, 2)
        contacts.block(store, 3, world.now)
        assert source_people.first_unblocked(store, 2, 9) == [Person(1, contacts.get(store, 1).name, "")]
        assert source_people.first_unblocked(store, 1, 1) == [Person(1, contacts.get(store, 1).name, "")]
        assert source_people.size(store, 2) == Size(2, 1)


def test_the_people_of_a_segment(world: World) -> None:
    columns: dict[str, Sequence[str]] = {
        "Company": ["Acme", "ACME 100%", "Ümlaut", "Other"],
        "Language": ["fr", "en", "fr", "fr"],
    }
    world.source(["a-1", "b-1", "c-1", "d-1"], "one", columns=columns)
    world.source(["d-1"], "two")
    with world.ws.store.write() as store:

        def matching(**wanted: list[str]) -> list[int]:
            segment = sources.add(store, "s", "segment", world.now, filter_json=dump_json(wanted))
            found = source_people.members(store, segment)
            assert source_people.count(store, segment) == len(found)
            assert source_people.size(store, segment) == Size(len(found), len(found))
            return found

        assert matching(company=["acme"]) == [1, 2]
        assert matching(company=["0%", "üm"]) == [2, 3]
        assert matching(company=["acme", "ümlaut"], language=["fr"]) == [1, 3]
        assert matching(source=["2"]) == [4]
        contacts.merge(store, 1, 2, world.now)
        assert matching(company=["acme"]) == [1]
