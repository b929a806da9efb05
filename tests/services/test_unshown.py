"""One invalid stored row is shown as such, and hides nothing else: no page and no command ends because of it."""

from __future__ import annotations

import pytest

from core.errors import UnreadableError
from core.services.audience import contact_page
from core.services.campaigns import lifecycle
from core.services.explain import campaign_explained
from core.services.maintenance.verify import verify
from core.services.members import member_view
from core.services.members.limit_use import limits
from core.services.overview import activity, campaign_list, replies, status_line
from core.services.overview.needs import needs
from core.services.overview.status import status
from core.services.queue.queue_list import list_queue
from core.services.queue.queue_page import page
from core.services.unshown import WORDS
from core.views.queue_view import QueueQuery
from tests.support.story import lived_once
from tests.support.world import World

FAR = 253_402_300_799_999_999
"""The last microsecond of the year 9999."""
BEYOND = 9_223_372_036_854_775_807
"""The largest number of 64 bits."""
OF_SQLITE = pytest.mark.sqlite_only("a text in a column of numbers, which a server's does not hold")
ODD = {
    "a moment of the year 9999": [
        f"UPDATE reply SET at = {FAR} WHERE id = 1",
        f"UPDATE journal SET at = {FAR} WHERE id = 40",
        f"UPDATE outreach SET send_at = {FAR}, invited_at = {FAR} WHERE id = 1",
    ],
    "a moment beyond any": [
        f"UPDATE reply SET at = {BEYOND} WHERE id = 1",
        f"UPDATE journal SET at = {BEYOND} WHERE id = 40",
        f"UPDATE run SET opens_at = {BEYOND} WHERE id = 1",
        f"UPDATE member SET state_since = {BEYOND}, cooldown_until = {BEYOND} WHERE id = 1",
    ],
    "a text where a moment belongs": [
        "UPDATE reply SET at = 'soon' WHERE id = 1",
        "UPDATE journal SET at = 'soon' WHERE id = 40",
        "UPDATE run SET closes_at = 'soon' WHERE id = 1",
    ],
    "data that are none": [
        "UPDATE journal SET data = '{broken' WHERE id % 5 = 0",
        "UPDATE journal SET data = '[1, 2]' WHERE id % 5 = 1",
    ],
    "a start that is none": ["UPDATE slot SET start = '' WHERE id = 1"],
    "a length that is none": ["UPDATE slot SET minutes = 'x' WHERE id = 1"],
    "a zone that is none": ["UPDATE slot SET time_zone = 'Nowhere/Land' WHERE id = 1"],
    "a zone of a campaign that is none": ["UPDATE campaign SET time_zone = '../etc' WHERE id = 1"],
}


@pytest.fixture
@lived_once
def lived(world: World) -> World:
    """Return a world with two campaigns, one of whose people has answered."""
    world.member()
    found = world.source(2, "one")
    world.source(2, "two")
    world.accepts(found[0])
    for name in ("one", "two"):
        world.campaign(name=name, source=name, cohort=2)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    world.write_outside(found[0], "Hello by hand")
    world.until("2026-01-08 22:00")
    assert world.sql("SELECT count(*) FROM reply") == [(1,)]
    return world


@pytest.mark.parametrize(
    "what",
    [
        pytest.param(what, marks=OF_SQLITE if "'soon'" in str(ODD[what]) or "'x'" in str(ODD[what]) else ())
        for what in ODD
    ],
)
def test_an_odd_row_hides_no_other(lived: World, what: str) -> None:
    ws = lived.ws
    with ws.store.write() as store:
        for statement in ODD[what]:
            store.change(statement)
    assert len(replies.listed(ws)) == 1
    assert len(activity.latest(ws)) > 20
    assert {view.name for view in campaign_list.campaigns(ws)} == {"one", "two"}
    assert campaign_list.campaign(ws, "two").summary.health.state != "stopped"
    assert status(ws).members
    assert member_view.list_members(ws)
    assert status_line.heading(ws).counts["invites"] == 2
    assert len(list_queue(ws, limit=100)) == 4
    (limited,) = limits(ws)
    assert "two" in {use.name for use in limited.campaigns}
    assert needs(ws).now == ws.now()
    assert page(ws, QueueQuery()).rows
    assert verify(ws).checked
    for (ident,) in lived.sql("SELECT id FROM contact"):
        assert contact_page.journey(ws, str(ident)).events


@OF_SQLITE
def test_what_cannot_be_shown_says_so(lived: World) -> None:
    with lived.ws.store.write() as store:
        store.change("UPDATE reply SET at = 'soon'")
    (reply,) = replies.listed(lived.ws)
    assert reply.text == WORDS


def test_what_cannot_be_read_is_named_and_held_alone(lived: World) -> None:
    ws = lived.ws
    with ws.store.write() as store:
        store.change("UPDATE slot SET start = '' WHERE campaign_id = 1")
    (limited,) = limits(ws)
    assert limited.limits
    assert [use.name for use in limited.campaigns] == ["two"]
    assert limited.unreadable == ("“one” is left out: its stored data cannot be read.",)
    (odd,) = [need for need in needs(ws).items if need.code == "store.unreadable"]
    assert (odd.about, odd.campaign_id) == ("one", 1)
    assert "slot.start, row 1" in odd.text
    one, two = campaign_list.campaigns(ws)
    assert [problem.code for problem in one.health.problems] == ["store.unreadable"]
    assert "store.unreadable" not in {problem.code for problem in two.health.problems}
    for refused in (
        lambda: lifecycle.clone(ws, "1"),
        lambda: lifecycle.draft_of(ws, 1),
        lambda: campaign_explained.explain(ws, "1"),
        lambda: limits(ws, if_started="1"),
    ):
        with pytest.raises(UnreadableError, match=r"slot\.start, row 1"):
            refused()
    assert lifecycle.readable_draft_of(ws, 1) is None
    lifecycle.stop(ws, "1")  # stopping reads no slot, so a damaged campaign can be stopped
    assert lived.sql("SELECT id FROM slot WHERE campaign_id = 1 AND next_open_at IS NOT NULL") == []
    with pytest.raises(UnreadableError):
        lifecycle.start(ws, "1")
    lifecycle.archive(ws, "1")


@OF_SQLITE
def test_an_odd_member_hides_no_other(lived: World) -> None:
    lived.member("Ben Ito", "acc-ben")
    with lived.ws.store.write() as store:
        store.change("UPDATE member SET day_cap = 'x' WHERE id = 1")
    ada, ben = limits(lived.ws)
    assert (ada.limits, ada.unreadable) == (
        (),
        ("The limits of Ada Wong cannot be counted: their stored data cannot be read.",),
    )
    assert ben.limits


PLACES = (
    "campaign.created_at",
    "member.state_since",
    "member.archived_at",
    "member.paused_at",
    "member.cooldown_until",
    "member.days_off",
    "source.archived_at",
)


@OF_SQLITE
def test_an_unreadable_text_names_its_campaign_and_hides_no_other(lived: World) -> None:
    """Each column of `PLACES` in turn holds no moment in the row with id 2: only campaign "two" reports it."""
    ws = lived.ws
    lived.member("Ben Ito", "acc-ben")
    with ws.store.write() as store:
        store.change("UPDATE campaign SET member_id = 2 WHERE id = 2")
    for place in PLACES:
        table, column = place.split(".")
        ((before,),) = lived.sql(f"SELECT {column} FROM {table} WHERE id = 2")
        with ws.store.write() as store:
            store.change(f"UPDATE {table} SET {column} = 'soon' WHERE id = 2")
        told = {view.name: [one.code for one in view.health.problems] for view in campaign_list.campaigns(ws)}
        assert (set(told), told["two"]) == ({"one", "two"}, ["store.unreadable"]), place
        assert "store.unreadable" not in told["one"]
        (odd,) = [need for need in needs(ws).items if need.code == "store.unreadable"]
        assert (odd.about, place in odd.text) == ("two", True)
        assert len(status(ws).members) >= 1
        with ws.store.write() as store:
            store.change(f"UPDATE {table} SET {column} = ? WHERE id = 2", before)


@OF_SQLITE
def test_a_text_in_a_moment_of_a_member_is_named_beside_the_others(lived: World) -> None:
    lived.member("Ben Ito", "acc-ben")
    with lived.ws.store.write() as store:
        store.change("UPDATE member SET created_at = 'soon' WHERE id = 2")
    ada, ben = member_view.list_members(lived.ws)
    assert ada.problem is None
    assert ben.problem is not None
    assert (ben.problem.code, "member.created_at, row 2" in ben.problem.text) == ("store.unreadable", True)
    assert (ben.ramp, ben.paused) == (ada.ramp, False)
