"""The queue in windows: every row once, in order, forwards and backwards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import NotFoundError, RefusedError
from core.rules.states import TO_GO, Status
from core.services.audience import contact_list, contact_page
from core.services.queue import approvals, queue_list, queue_rows
from core.services.queue.queue_page import earlier, page
from core.services.queue.queue_rows import WORDS
from core.views.queue_view import QueueQuery
from tests.support.draft import slot
from tests.support.story import world_after
from tests.support.world import START, World, Worlds


def a_few_days(world: World) -> None:
    """Run two campaigns of one program and a third of another for a few days."""
    world.member()
    world.source(60)
    for name, program in (("one", "growth"), ("two", "growth"), ("three", "events")):
        world.campaign(name=name, program=program, cohort=4, slots=(slot("09:00", 120), slot("14:00", 120)))
    for day in ("2026-01-06", "2026-01-07"):
        world.approve_drawn(day)
    world.until("2026-01-08 09:20")
    approvals.reject(world.ws, [world.queue(status="pending")[0].id])


@pytest.fixture
def busy(worlds: Worlds) -> World:
    return world_after(a_few_days, worlds)


HIGHEST = 2**63 - 1


def all_ids(world: World, query: QueueQuery, size: int) -> list[int]:
    """Return all ids, read window by window to the end."""
    found: list[int] = []
    while True:
        here = page(world.ws, query, limit=size)
        assert here.before == len(found)
        found += [row.id for row in here.rows]
        if here.before + len(here.rows) == here.total:
            return found
        following = page(world.ws, replace(query, at=here.keys[-1]), limit=2)
        query = replace(query, at=following.keys[1])


QUERIES = [
    QueueQuery(),
    QueueQuery(order="next"),
    QueueQuery(order="id"),
    QueueQuery(program="growth"),
    QueueQuery(status="invited"),
]


@pytest.mark.parametrize("query", QUERIES)
def test_every_row_once_in_order(busy: World, query: QueueQuery) -> None:
    whole = page(busy.ws, query, limit=1000)
    ids = [row.id for row in whole.rows]
    assert whole.total == len(ids) == len(set(ids)) > 0
    assert all_ids(busy, query, 5) == ids
    assert list(whole.keys) == sorted(whole.keys, reverse=query.order == "latest")


def test_the_latest_stands_first(busy: World) -> None:
    times = [row.at or START for row in page(busy.ws, QueueQuery(), limit=1000).rows]
    assert times == sorted(times, reverse=True)
    assert times[0] > START


def test_in_the_order_of_the_queue_the_next_one_stands_first(busy: World) -> None:
    found = page(busy.ws, QueueQuery(order="next"), limit=1000)
    ranks = [TO_GO.index(row.status) for row in found.rows]
    assert ranks == sorted(ranks)
    scheduled = [row.send_at for row in found.rows if row.status == "scheduled" and row.send_at]
    assert scheduled == sorted(scheduled)
    assert scheduled
    assert found.total == sum(found.statuses.values())


def test_back_again_by_as_many_rows(busy: World) -> None:
    for query in (QueueQuery(), QueueQuery(order="next")):
        keys = page(busy.ws, query, limit=1000).keys
        assert earlier(busy.ws, replace(query, at=keys[9]), 4) == keys[5]
        assert earlier(busy.ws, replace(query, at=keys[3]), 4) is None
        assert earlier(busy.ws, query, 4) is None


def test_what_a_row_tells(busy: World) -> None:
    rows = {row.status: row for row in page(busy.ws, QueueQuery(), limit=1000).rows}
    rejected = rows[Status.REJECTED]
    assert (rejected.reason, rejected.why) == ("rejected", "Their text was rejected.")
    assert rejected.action == "Requeue them to undo this."
    assert (rejected.source, rejected.sender, rejected.number) == ("people", "Ada Wong", 0)
    plain = queue_rows.entry(busy.ws, int(rejected.id))
    assert rejected == plain


def test_counts_by_status_know_the_other_filters(busy: World) -> None:
    found = page(busy.ws, QueueQuery(campaign="one", status="invited"))
    assert found.total == found.statuses["invited"] == len(found.rows)
    assert found.statuses == busy.statuses("one")
    assert page(busy.ws, QueueQuery(status="withdrawn")).rows == ()


def test_a_filter_is_no_pattern(busy: World) -> None:
    with busy.ws.store.write() as store:
        store.change("UPDATE contact SET name = '100% Person_1' WHERE id = (SELECT min(contact_id) FROM outreach)")
    for text in ("100%", "person_1", "% P"):
        found = page(busy.ws, QueueQuery(where=f'name:"{text}"')).rows
        assert {row.contact.name for row in found} == {"100% Person_1"}
    assert page(busy.ws, QueueQuery(where="%Person%")).total == 0
    assert page(busy.ws, QueueQuery(where="person")).total == page(busy.ws, QueueQuery()).total


def test_behind_the_largest_id_is_nobody(busy: World) -> None:
    assert queue_list.list_queue(busy.ws, after=HIGHEST, limit=HIGHEST) == []
    assert contact_list.list_contacts(busy.ws, after=HIGHEST, limit=HIGHEST) == []
    assert contact_page.page(busy.ws, after=HIGHEST, size=HIGHEST).people == ()


def test_an_unknown_campaign(busy: World) -> None:
    with pytest.raises(NotFoundError):
        page(busy.ws, QueueQuery(campaign="nobody"))


def test_every_status_has_its_sentence() -> None:
    assert set(WORDS) == set(Status)


def test_a_status_that_nobody_wrote_is_shown_as_it_is_and_nothing_is_done_with_it(busy: World) -> None:
    first = busy.queue()[0]
    with busy.ws.store.write() as store:
        store.change("UPDATE outreach SET status = ? WHERE id = ?", "o\x1b[2Jdd", int(first.id))
    shown = next(row for row in busy.queue() if row.id == first.id)
    assert (shown.status, shown.means) == ("odd", queue_rows.UNKNOWN)
    with pytest.raises(RefusedError, match="is odd"):
        approvals.approve(busy.ws, [shown.id])
