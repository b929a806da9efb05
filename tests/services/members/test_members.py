"""Members: their accounts and limits, and the effects of archiving one."""

from __future__ import annotations

import pytest

from core.errors import NotFoundError, RefusedError, UsageError
from core.services.campaigns import lifecycle
from core.services.members import members
from core.services.members.member_view import list_members
from core.services.provider.gateway import set_account
from core.views.members_view import WeekUse
from tests.support.world import World


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"name": "  "}, "NAME"),
        ({"account": ""}, "--account"),
        ({"plan": "gold"}, "--plan"),
        ({"time_zone": "Paris"}, "--time-zone"),
        ({"day_cap": 0}, "--day-cap"),
        ({"day_cap": 41}, "--day-cap"),
    ],
)
def test_bad_values_name_their_field(world: World, options: dict[str, object], field: str) -> None:
    wanted: dict[str, object] = {"name": "Ada Wong", "account": "acc-ada", **options}
    with pytest.raises(UsageError) as refused:
        members.add(world.ws, **wanted)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert list_members(world.ws) == []


def test_one_account_one_member(world: World) -> None:
    world.member()
    with pytest.raises(RefusedError):
        members.add(world.ws, "Somebody Else", "acc-ada")


def test_defaults_and_edits(world: World) -> None:
    found = members.add(world.ws, "Ada Wong", "acc-ada")
    assert (found.plan, found.day_cap, found.ramp) == ("basic", 20, True)
    assert found.time_zone == "Europe/Paris"
    assert found.checked is False
    assert found.week == WeekUse(0, 100, None)
    edited = members.edit(world.ws, "ada wong", day_cap=12, ramp=False)
    assert (edited.day_cap, edited.ramp, edited.name) == (12, False, "Ada Wong")
    with pytest.raises(UsageError):
        members.edit(world.ws, "Ada Wong", day_cap=1000)
    with pytest.raises(NotFoundError):
        members.edit(world.ws, "Nobody", day_cap=5)
    assert list_members(world.ws)[0].day_cap == 12


def test_the_engine_looks_at_a_new_account(world: World) -> None:
    world.member()
    world.until("2026-01-05 09:00")
    assert list_members(world.ws)[0].checked is True


def test_an_archived_member_sends_nothing_more(world: World) -> None:
    world.member()
    world.source(20)
    campaign = world.campaign(cohort=8)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:20")
    sent = len(world.ledger())
    assert 0 < sent < 8
    assert members.archive(world.ws, "Ada Wong").state == "archived"
    world.until("2026-01-12 22:00")
    assert len(world.ledger()) == sent
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (8, sent, {"stopped": 8 - sent})
    assert list_members(world.ws) == []
    assert [member.name for member in list_members(world.ws, "archived")] == ["Ada Wong"]
    world.check()


def test_a_started_campaign_of_an_archived_member_stays_off_the_agenda(world: World) -> None:
    world.member()
    world.source(20)
    campaign = world.campaign(cohort=4)
    members.archive(world.ws, "Ada Wong")
    lifecycle.stop(world.ws, campaign)
    with pytest.raises(RefusedError):
        lifecycle.start(world.ws, campaign)
    world.until("2026-01-07 22:00")
    assert world.runs(campaign) == []


def test_an_edited_campaign_of_an_archived_member_opens_nothing(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    world.source(20)
    campaign = world.campaign(cohort=4)
    members.archive(world.ws, "Ada Wong")
    world.edit(campaign, sender="Ben Ito", description="goes on with Ben")
    world.until("2026-01-07 22:00")
    assert {row.sender for row in world.queue()} == {"Ben Ito"}
    world.check()


@pytest.mark.parametrize("odd", ["acc\u202e-ada", "acc\x00ada", "a\u200bcc", "x" * 101, "a\x1b[2Jb"])
def test_an_account_id_is_never_made_into_another(world: World, odd: str) -> None:
    with pytest.raises(UsageError, match="too long or has an invisible character"):
        members.add(world.ws, "Ada Wong", odd)
    ada = world.member()
    with pytest.raises(UsageError, match="too long or has"):
        members.edit(world.ws, ada, account=odd)
    assert world.sql("SELECT account_id FROM member") == [("acc-ada",)]


@pytest.mark.parametrize("odd", ["..", ".", "a/../b", "a b", "a?b", "a#b", "%2e%2e", "a\\b"])
def test_an_account_id_that_leads_elsewhere_in_an_address_is_refused(world: World, odd: str) -> None:
    ada = world.member()
    for refused in (
        lambda: members.add(world.ws, "Ben Ito", odd),
        lambda: members.edit(world.ws, ada, account=odd),
        lambda: set_account(world.ws, odd, plan="basic"),
    ):
        with pytest.raises(UsageError, match="id") as caught:
            refused()
        assert caught.value.field in ("--account", "ACCOUNT")
    assert world.sql("SELECT account_id FROM member") == [("acc-ada",)]
