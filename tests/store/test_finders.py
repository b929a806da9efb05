"""A finder stores its search and its progress; an edit of one does not change the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from core.rules.schedule import SlotRule
from core.store.database import Writing
from core.store.people import finders, sources
from tests.support.world import World

RULE = SlotRule(frozenset({0, 4}), time(9, 30), 60, "Europe/Paris")


def added(store: Writing, world: World) -> int:
    source = sources.add(store, "found", "finder", world.now)
    finders.add(store, source, 1, {"keywords": "cto"}, 10, RULE)
    return source


def test_a_finder_begins_at_its_first_result(world: World) -> None:
    world.member()
    with world.ws.store.write() as store:
        source = added(store, world)
        row = finders.get(store, source)
        assert (row.source_id, row.member_id, row.search, row.per_slot, row.rule) == (
            source,
            1,
            {"keywords": "cto"},
            10,
            RULE,
        )
        assert (row.cursor, row.next_at, row.closes_at, row.empty, row.refused) == (None, None, None, 0, "")
        assert not row.stopped
        assert not row.archived
        with pytest.raises(LookupError):
            finders.get(store, source + 1)


def test_an_edit_leaves_how_far_a_finder_came(world: World) -> None:
    world.member()
    with world.ws.store.write() as store:
        source = added(store, world)
        finders.refuse(store, source, "no")
        assert finders.get(store, source).refused == "no"
        finders.searched(store, source, "page 2", 2)
        finders.set_next(store, source, world.now, world.now + timedelta(hours=1))
        before = finders.get(store, source)
        assert (before.cursor, before.empty, before.refused) == ("page 2", 2, "")
        wanted = replace(before, search={"url": "u"}, per_slot=5, rule=replace(RULE, minutes=90))
        finders.edit(store, wanted)
        assert finders.get(store, source) == wanted
        finders.set_cursor(store, source, "page 1")
        assert finders.get(store, source).cursor == "page 1"
        finders.restart(store, source)
        assert finders.get(store, source) == replace(wanted, cursor=None, empty=0)


def test_a_finder_that_is_stopped_has_no_next_search(world: World) -> None:
    world.member()
    with world.ws.store.write() as store:
        source = added(store, world)
        finders.set_next(store, source, world.now, world.now + timedelta(hours=1))
        finders.stop(store, source, world.now)
        row = finders.get(store, source)
        assert (row.stopped, row.next_at, row.closes_at) == (True, None, None)
        finders.start(store, source)
        assert not finders.get(store, source).stopped
        sources.archive(store, source, world.now)
        assert finders.get(store, source).archived
