"""A window over the queue begins at a key, in each order, and counts what is in front of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.rules.filters.keys import QUEUE
from core.rules.filters.parse import Filter, parse
from core.rules.states import Status
from core.store import outreach_plans
from core.store.views import pending_page, queue_page
from core.store.views.queue_page import Order, QueueFilter
from tests.support.counts import recount
from tests.support.world import World


@pytest.fixture
def five(world: World) -> World:
    """Return a world with five outreaches, each a minute older than the last; one waits, the last is cancelled."""
    world.member()
    world.source(5)
    world.campaign(start=False)
    with world.ws.store.write() as store:
        for contact in range(1, 6):
            outreach_plans.draw(
                store,
                key=f"key-{contact}",
                campaign=1,
                contact=contact,
                member=1,
                language="en",
                batch="b",
                read_at=world.now,
                now=world.now - timedelta(minutes=contact),
            )
        store.change("UPDATE outreach SET status = 'pending', text = 'Hello' WHERE id = 1")
        store.change("UPDATE outreach SET status = 'cancelled', reason = 'removed' WHERE id = 5")
        store.change("UPDATE outreach SET status = 'approved', send_at = 7 WHERE id = 4")
        recount(store)
    return world


ORDERS: dict[Order, list[int]] = {"latest": [5, 4, 3, 2, 1], "next": [4, 1, 2, 3, 5], "id": [1, 2, 3, 4, 5]}


@pytest.mark.parametrize("order", ORDERS)
def test_each_order_is_walked_from_any_key_in_both_directions(five: World, order: Order) -> None:
    everything = QueueFilter()
    with five.ws.store.read() as store:
        keys = queue_page.keys(store, everything, order, None, 9)
        assert [ident for _term, ident in keys] == ORDERS[order]
        for place, key in enumerate(keys):
            assert queue_page.keys(store, everything, order, key, 2) == keys[place : place + 2]
            assert queue_page.keys_before(store, everything, order, key, 9) == keys[:place][::-1]
            assert queue_page.count_before(store, everything, order, key) == place
        assert queue_page.keys_before(store, everything, order, None, 2) == keys[::-1][:2]


def test_rows_are_filtered_by_what_is_asked(five: World) -> None:
    def named(text: str) -> Filter:
        return parse(f"name:{text}", QUEUE, five.now, "Europe/Paris")

    def ids(**wanted: object) -> list[int]:
        with five.ws.store.read() as store:
            found = queue_page.keys(store, QueueFilter(**wanted), "id", None, 9)  # type: ignore[arg-type]
        return [ident for _term, ident in found]

    program = five.view("1").summary.program
    assert ids(campaign=1) == ids(program=program) == ids(where=named("PERSON")) == [1, 2, 3, 4, 5]
    assert ids(campaign=2) == ids(program="none") == ids(where=named("%")) == []
    assert ids(status="queued") == [2, 3]
    assert ids(to_go=True) == [1, 2, 3, 4]
    with five.ws.store.read() as store:
        assert queue_page.by_status(store, QueueFilter(to_go=True)) == {"approved": 1, "pending": 1, "queued": 2}
        lines = queue_page.lines(store, [1, 5, 99])
    assert {ident: (row.status, row.reason) for ident, row in lines.items()} == {
        1: (Status.PENDING, ""),
        5: (Status.CANCELLED, "removed"),
    }
    assert (lines[1].at, lines[5].at) == (None, five.now - timedelta(minutes=5))


def test_what_waits_is_listed_with_its_sender(five: World) -> None:
    with five.ws.store.read() as store:
        (row,) = pending_page.lines(store, None, 9)
        assert pending_page.lines(store, 1, 9) == [row]
        assert pending_page.lines(store, 2, 9) == pending_page.lines(store, None, 0) == []
    assert (row.id, row.text, row.sender, row.kind, row.active) == (1, "Hello", "Ada Wong", "invitation", False)


@pytest.mark.sqlite_only("SQLite's plan of a query")
@pytest.mark.parametrize("wanted", [QueueFilter(), QueueFilter(status="invited")], ids=["all", "one-status"])
@pytest.mark.parametrize("at", [None, (7, 2)], ids=["first", "middle"])
def test_a_window_by_the_latest_event_sorts_nothing(
    five: World, wanted: QueueFilter, at: tuple[int, int] | None
) -> None:
    """The index is on exactly the expression in ORDER BY; for any other spelling SQLite would sort all rows."""
    seen: list[str] = []
    with five.ws.store.session():
        connection = five.ws.store.peewee.connection()
        connection.set_profile(lambda sql, _ns: seen.append(sql))
        with five.ws.store.read() as store:
            queue_page.keys(store, wanted, "latest", at, 3)
        connection.set_profile(None)
        (window,) = [sql for sql in seen if "LIMIT" in sql]
        plan = connection.execute(f"EXPLAIN QUERY PLAN {window}", (1,) * window.count("?")).fetchall()
    told = " ".join(row[3] for row in plan)
    assert "latest" in told
    assert "TEMP B-TREE" not in told
