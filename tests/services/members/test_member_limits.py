"""A member's limits: how much is used and left, when more becomes free, and how the campaigns share them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import NotFoundError
from core.rules.limits import HARD_WEEK, WEEK
from core.services.audience.block_contacts import block
from core.services.members.limit_use import limits, sentences
from core.services.overview.needs import needs
from core.services.overview.overbooked import by_member
from core.views.limits_view import LimitUse, MemberLimits
from tests.support.draft import slot
from tests.support.world import World


def one(world: World) -> MemberLimits:
    (view,) = limits(world.ws)
    return view


def use(view: MemberLimits, name: str) -> LimitUse:
    (found,) = [limit for limit in view.limits if limit.limit == name]
    return found


def test_a_new_member_has_used_nothing(world: World) -> None:
    world.member(plan="basic")
    view = one(world)
    assert [limit.limit for limit in view.limits] == ["week", "day", "messages", "notes", "reads"]
    assert use(view, "week") == LimitUse("week", 0, HARD_WEEK, HARD_WEEK)
    assert view.campaigns == ()


def test_what_was_sent_and_has_a_send_time_is_used(world: World) -> None:
    world.member()
    world.source(40)
    world.campaign(cohort=5, slots=(slot("09:00", 120),))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:40")
    view = one(world)
    sent = [row.sent_at for row in world.queue(status="invited")]
    planned = world.queue(status="scheduled")
    assert sent
    assert planned
    for name in ("week", "day"):
        assert use(view, name).used == len(sent) + len(planned) == 5
    assert use(view, "week").left == HARD_WEEK - 5
    (freed,) = use(view, "week").frees
    assert freed.count == len(sent)
    assert freed.at == min(moment for moment in sent if moment) + WEEK
    assert use(view, "day").until == datetime(2026, 1, 7, 23, tzinfo=UTC)
    (campaign,) = view.campaigns
    assert (campaign.sent, campaign.holding) == (len(sent), len(planned))


def test_the_ramp_is_told_with_its_end(world: World) -> None:
    world.member(ramp=True)
    ramp = use(one(world), "ramp")
    assert ramp.of < use(one(world), "day").of
    assert ramp.until is not None
    assert timedelta(days=13) < ramp.until - world.ws.now() <= timedelta(days=14)


def test_an_overbooked_member_is_one_sentence(world: World) -> None:
    world.member(day_cap=10)
    world.source(40)
    for name in ("one", "two"):
        world.campaign(name=name, cohort=10, slots=(slot("09:00", 120), slot("14:00", 120)))
    view = one(world)
    cap = use(view, "day").of
    assert sum(campaign.wants_per_day for campaign in view.campaigns) > cap
    assert sum(campaign.gets_per_day for campaign in view.campaigns) == pytest.approx(cap, abs=0.2)
    (words,) = sentences([view])
    assert (
        words == f"{view.name}'s campaigns want 28.6 invitations a day on average, but only {view.fits_per_day:g} fit."
    )
    (told,) = [need for need in needs(world.ws).items if need.code == "member.overbooked"]
    assert (told.kind, told.member_id, told.campaigns, told.text) == ("account", view.id, 2, words)
    assert told.text == by_member(world.ws)[view.id].text


def test_a_list_that_is_through_wants_nothing(world: World) -> None:
    world.member(day_cap=10)
    world.source(40)
    world.campaign(name="one", cohort=10, slots=(slot("09:00", 120),))
    short = world.source(2, "short")
    world.campaign(name="two", source="short", cohort=10, slots=(slot("14:00", 120),))
    assert [use.wants_per_day for use in one(world).campaigns] == [7.1, 7.1]
    assert [line.name for line in by_member(world.ws)[one(world).id].campaigns] == ["one", "two"]
    for slug in short:
        block(world.ws, f"https://www.linkedin.com/in/{slug}")
    assert [use.wants_per_day for use in one(world).campaigns] == [7.1, 0]
    assert sentences([one(world)]) == []
    assert by_member(world.ws) == {}
    assert [need for need in needs(world.ws).items if need.code == "member.overbooked"] == []


def test_what_would_change_if_a_campaign_started(world: World) -> None:
    world.member(day_cap=10)
    world.source(40)
    world.campaign(name="one", cohort=10, slots=(slot("09:00", 120),))
    world.campaign(name="two", cohort=10, slots=(slot("14:00", 120),), start=False)
    (before,) = one(world).campaigns
    (view,) = limits(world.ws, if_started="two")
    assert [campaign.name for campaign in view.campaigns] == ["one", "two"]
    first, second = view.campaigns
    assert first.gets_per_day == before.gets_per_day
    assert first.would_get is not None
    assert second.would_get is not None
    assert first.would_get < first.gets_per_day
    assert first.would_get + second.would_get == pytest.approx(use(view, "day").of, abs=0.2)
    with pytest.raises(NotFoundError):
        limits(world.ws, if_started="three")
