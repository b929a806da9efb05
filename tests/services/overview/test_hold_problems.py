"""Holds are reported in the places that a person reads: the campaign, `status`, the queue."""

from __future__ import annotations

from core.services.audience import forget
from core.services.campaigns import lifecycle
from core.services.overview.status import status
from tests.support.draft import INVITATION
from tests.support.story import lived_once
from tests.support.world import World, at


@lived_once
def held(world: World) -> tuple[list[str], str]:
    """Refuse three people in the same way; return them and the campaign on Wednesday 22:00."""
    world.member()
    people = world.source(20)
    campaign = world.campaign(cohort=4, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.sandbox.fault("invalid_parameters", kind="invite", until=at("2026-01-07 20:00"))
    world.until("2026-01-07 22:00")
    return people, campaign


def test_a_hold_is_said_with_its_words_and_what_to_do(world: World) -> None:
    _people, campaign = held(world)
    health = world.view(campaign).summary.health
    assert health.state == "errors"
    (found,) = [entry for entry in health.problems if entry.code == "sending.refused"]
    assert found.count == 3
    assert found.words == "Invalid parameters"
    assert found.text.endswith("so no more are sent: Invalid parameters.")
    assert "overture resume" in found.action
    assert "person.refused" not in world.codes(campaign)  # those who were refused are approved again
    (hold,) = status(world.ws).holds
    assert (hold.code, hold.campaign, hold.call) == ("sending.refused", "founders", "invitation")
    assert "Invalid parameters" in hold.text
    assert {row.reason for row in world.queue(campaign, status="approved")} == {"sending.refused"}
    kinds = {row[0] for row in world.sql("SELECT kind FROM journal WHERE outreach_id IS NOT NULL")}
    assert {"hold.set", "given_back"} <= kinds


def test_the_reason_goes_with_the_hold(world: World) -> None:
    _people, campaign = held(world)
    world.edit(campaign, steps=(INVITATION.__class__("invitation", 0, {"en": "Good day"}),))
    assert {row.reason for row in world.queue(status="approved")} == {None}
    assert status(world.ws).holds == ()


def test_an_archived_campaign_holds_nothing(world: World) -> None:
    _people, campaign = held(world)
    lifecycle.archive(world.ws, campaign)
    assert world.sql("SELECT count(*) FROM hold") == [(0,)]
    world.check()


def test_the_words_of_a_hold_go_with_whom_they_name(world: World) -> None:
    people, campaign = held(world)
    (refused,) = world.sql("SELECT outreach_id FROM hold")[0]
    contact = world.sql("SELECT contact_id FROM outreach WHERE id = ?", refused)[0][0]
    forget.forget(world.ws, str(contact))
    assert world.sql("SELECT words FROM hold") == [("",)]
    (found,) = [entry for entry in world.view(campaign).summary.health.problems if entry.code == "sending.refused"]
    assert "HTTP 400 invalid_parameters" in found.text
    assert people


def test_the_silence_of_a_held_campaign_tells_how_many_were_refused_not_held_back(world: World) -> None:
    world.member()
    world.source(40)
    campaign = world.campaign(cohort=5, steps=(INVITATION,))
    world.sandbox.fault("invalid_parameters", kind="invite")
    for day in (6, 7, 8):
        world.approve_drawn(f"2026-01-0{day}")
    world.until("2026-01-09 22:00")
    problems = {entry.code: entry for entry in world.view(campaign).summary.health.problems}
    own = problems["sending.refused"].text.rstrip(".")
    assert "refused 5 invitations in a row" in own  # three on the first day, one on each of the next two
    assert own in problems["nothing.sent"].text
    # Of 15 people with a send time; the first two were refused before the hold began.
    assert "(13 of the people)" in problems["nothing.sent"].text


def test_a_campaign_that_keeps_its_notes_is_not_said_to_send_without_them(world: World) -> None:
    world.member(plan="basic")
    world.source(40)
    world.campaign(cohort=4, note_rule="hold", steps=(INVITATION,))
    world.sandbox.fault("notes_spent", kind="invite")
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    (hold,) = status(world.ws).holds
    assert hold.code == "notes.spent"
    assert "or wait if the campaign keeps its notes" in hold.text


def test_a_cause_is_told_before_the_silence_that_it_makes(world: World) -> None:
    world.member()
    world.source(40)
    campaign = world.campaign(cohort=5, steps=(INVITATION,))
    world.sandbox.fault("not_found", kind="profile")
    world.until("2026-01-13 22:00")
    health = world.view(campaign).summary.health
    assert [entry.code for entry in health.problems[:2]] == ["profiles.unreadable", "nothing.sent"]
    assert health.detail.startswith("LinkedIn shows Ada Wong's account")
