"""A hold applies to its campaign or its member; equal refusals in a row are counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.store import holds
from core.store.database import Writing
from core.store.holds import HoldRow
from tests.support.world import World

HOUR = timedelta(hours=1)


@pytest.fixture
def drawn(world: World) -> World:
    """Return a world with two campaigns of one member, with people."""
    world.member()
    world.source(8, "one")
    world.source(8, "two")
    world.campaign(name="a", source="one")
    world.campaign(name="b", source="two")
    world.until("2026-01-06 22:00")
    return world


def hold(store: Writing, world: World, campaign: int | None, call: str, *, hours: int = 1) -> HoldRow:
    now = world.now
    holds.add(
        store,
        campaign=campaign,
        member=1,
        call=call,
        code="refused",
        status=422,
        type_="t",
        words="Ada said no",
        people=3,
        outreach=1,
        now=now,
        try_at=now + hours * HOUR,
    )
    return holds.of_member(store, 1, call)[-1]


def test_a_hold_of_a_member_stands_for_all_its_campaigns(drawn: World) -> None:
    now = drawn.now
    with drawn.ws.store.write() as store:
        own = hold(store, drawn, 1, "invitation")
        whole = hold(store, drawn, None, "invitation", hours=2)
        assert own == HoldRow(1, 1, 1, "invitation", "refused", 422, "t", "Ada said no", 3, now, now + HOUR)
        assert holds.of_call(store, 1, 1, "invitation") == [own, whole]
        assert holds.of_call(store, 2, 1, "invitation") == [whole]
        assert holds.of_call(store, 1, 1, "message") == []
        assert holds.blocking(store, 1, 1, "invitation", now) == whole
        assert holds.blocking(store, 1, 1, "invitation", now + 2 * HOUR) is None
        assert (holds.of_campaign(store, 1), holds.every(store)) == ([own], [own, whole])
        holds.put_off(store, [own], now)
        holds.refused_again(store, [own], "again", 2)
        assert holds.of_campaign(store, 1) == [own._replace(try_at=now, words="again", people=4)]
        holds.forget_words(store, 1)
        assert [row.words for row in holds.every(store)] == ["again", ""]
        store.change("UPDATE campaign SET archived_at = 1 WHERE id = 1")
        assert holds.every(store) == [whole._replace(words="")]
        holds.remove(store, whole)
        assert holds.every(store) == []


def test_new_people_help_the_campaigns_that_read_or_draw_from_their_source(drawn: World) -> None:
    with drawn.ws.store.write() as store:
        hold(store, drawn, 1, "profile")
        hold(store, drawn, 2, "invitation")
        assert [holds.campaigns_of_source(store, source) for source in (1, 2)] == [[1], []]
        hold(store, drawn, None, "draw")
        assert [holds.campaigns_of_source(store, source) for source in (1, 2, 3)] == [[1], [2], []]
        store.change("UPDATE source SET kind = 'segment' WHERE id = 2")
        assert holds.campaigns_of_source(store, 1) == [1, 2]


def test_refusals_of_one_kind_make_a_row(drawn: World) -> None:
    with drawn.ws.store.write() as store:

        def refuse(outreach: int, type_: str, *, hours: int = 0, spared: bool = False) -> None:
            at = drawn.now + hours * HOUR
            holds.add_refusal(
                store, campaign=1, outreach=outreach, call="message", status=422, type_=type_, at=at, spared=spared
            )

        refuse(1, "x", spared=True)
        refuse(2, "y", hours=1)
        refuse(3, "x", hours=2)
        assert holds.people_of_row(store, 1, "message", 422, "y") == []
        refuse(2, "x", hours=3)
        assert holds.people_of_row(store, 1, "message", 422, "x") == [3, 2]
        assert holds.people_of_row(store, 1, "message", 403, "x") == []
        assert holds.was_spared(store, 1, "message", 422, "x")
        assert not holds.was_spared(store, 1, "message", 422, "y")
        assert not holds.was_spared(store, 2, "message", 422, "x")
        assert [holds.refusal_type(store, outreach, "message") for outreach in (2, 4)] == ["x", None]
        assert holds.first_refusal(store, 1, "message") == drawn.now
        assert holds.first_refusal(store, 1, "invitation") is None
        holds.forget_refusal(store, 3, "message")
        assert holds.people_of_row(store, 1, "message", 422, "x") == [2]
        holds.break_row(store, 1, "message")
        assert holds.people_of_row(store, 1, "message", 422, "x") == []
        assert holds.refusal_type(store, 1, "message") == "x"
        refuse(2, "x")
        holds.spare(store, 1, "message")
        assert holds.was_spared(store, 2, "message", 422, "x")
        holds.forget_refusals(store, 1, "message")
        assert holds.first_refusal(store, 1, "message") is None
