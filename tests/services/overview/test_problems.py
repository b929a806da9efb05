"""Problems: when each opens, its severity, and when it ends."""

from __future__ import annotations

from datetime import date

from core.rules.codes import CODES
from core.rules.health import Problem
from core.services.audience import sources
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import StepDraft
from core.services.members import members
from core.services.queue import approvals
from core.store.engine import provider_state
from tests.support.draft import FOLLOW_UP, INVITATION, slot
from tests.support.rows import tell_in_journal
from tests.support.story import drawn
from tests.support.world import World


def only(world: World, campaign: str, code: str) -> Problem:
    (found,) = [problem for problem in world.view(campaign).summary.health.problems if problem.code == code]
    return found


def test_source_below_ninety_percent(world: World) -> None:
    world.member()
    world.source(12)
    campaign = world.campaign(cohort=10)
    world.until("2026-01-06 08:00")
    assert "source.low" not in world.codes(campaign)
    world.until("2026-01-06 22:00")
    # Ten wait, two are left: today's slot has its ten.
    assert "source.low" not in world.codes(campaign)
    world.approve()
    world.until("2026-01-08 08:00")
    # Thursday: ten are out, two wait; 2 of 10 is below 90 %.
    low = only(world, campaign, "source.low")
    assert low.severity == "warning"
    assert "10" in str(low.text)
    assert "2" in str(low.text)
    assert world.view(campaign).summary.health.state == "warnings"


def test_a_campaign_to_which_the_day_leaves_nothing_says_so(world: World) -> None:
    world.member(day_cap=1)
    world.source(12)
    world.source(12, "others")
    first = world.campaign(cohort=3, slots=(slot("09:00", 60),))
    second = world.campaign(name="second", source="others", cohort=3, slots=(slot("11:00", 60),))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 12:00")
    (left_out,) = [one for one in (first, second) if not world.run(one, "2026-01-07").invitations.planned]
    assert only(world, left_out, "day.empty").severity == "warning"
    assert "limit.day" in world.codes(left_out)


def test_an_empty_source_with_nobody_open_is_finished(world: World) -> None:
    world.member()
    (person,) = world.source(1)
    campaign = world.campaign(cohort=1, steps=(INVITATION,))
    world.sandbox.fault("invalid_recipient", kind="invite", person=person)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-08 22:00")
    assert only(world, campaign, "finished").severity == "info"


def test_the_daemon_is_advised_only_where_no_engine_ran(world: World) -> None:
    world.member()
    world.source(20)
    campaign = world.campaign(cohort=2)
    world.skip_to("2026-01-07 12:00")
    world.until("2026-01-07 12:01")
    missed = only(world, campaign, "run.missed")
    assert "overture daemon" in missed.action
    with world.ws.store.write() as store:
        assert tell_in_journal(store, "code = 'run.missed'", cause="sender.disconnected")
    assert only(world, campaign, "run.missed").action == "Missed runs are not repeated."


def test_archived_sender_and_source_are_fatal(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    world.source(20, "ann")
    world.source(20, "bob")
    one = world.campaign(name="one", source="ann", cohort=2)
    two = world.campaign(name="two", sender="acc-ben", source="bob", cohort=2)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:00")
    members.archive(world.ws, "Ada Wong")
    sources.archive_source(world.ws, "bob")
    assert world.view(one).summary.health.problems[0].code == "sender.archived"
    assert world.view(two).summary.health.problems[0].code == "source.archived"
    assert world.view(one).summary.health.state == world.view(two).summary.health.state == "stopped"
    sent = len(world.ledger())
    world.until("2026-01-12 22:00")
    # The send times of both were freed at once; no run opens for either any more.
    assert len(world.ledger()) == sent
    for campaign in (one, two):
        run = world.run(campaign, "2026-01-07")
        assert (run.invitations.planned, run.invitations.sent + run.invitations.not_sent.get("stopped", 0)) == (2, 2)
    assert {world.runs(one)[-1].day, world.runs(two)[-1].day} == {date(2026, 1, 7)}
    world.check()


def test_paused_and_resumed(world: World) -> None:
    _, campaign = drawn(world, 20, cohort=2)
    members.pause(world.ws, None, on=True)
    members.pause(world.ws, "Ada Wong", on=True)
    assert {"paused", "member.paused"} <= world.codes(campaign)
    members.pause(world.ws, None, on=False)
    assert world.codes(campaign) & {"paused", "member.paused"} == {"member.paused"}
    members.pause(world.ws, "Ada Wong", on=False)
    assert not world.codes(campaign) & {"paused", "member.paused"}


def test_texts_that_cannot_be_rendered(world: World) -> None:
    world.member()
    world.source(9, columns={"Team": ["", "", "", "", "", "", "", "", "red"]})
    # The draw does not evaluate comparisons, so it takes people for whom the text has nothing to print.
    text = "Hi {% if custom.team == 'red' %}reds{% else %}{{ custom.team }}{% endif %}"
    campaign = world.campaign(cohort=3, steps=(StepDraft("invitation", 0, {"en": text}),))
    world.until("2026-01-06 22:00")
    # Nobody of a whole cohort has a team: nobody else is drawn.
    assert only(world, campaign, "draw.held").severity == "error"
    assert world.view(campaign).summary.health.state == "errors"
    # With a fallback, the texts of the next cohort can be written, and the condition ends.
    world.edit(campaign, steps=(StepDraft("invitation", 0, {"en": "Hi {{ custom.team or 'all' }}"}),))
    world.until("2026-01-07 22:00")
    assert {"texts.failing", "draw.held"}.isdisjoint(world.codes(campaign))


def test_texts_wait_from_the_moment_on_at_which_the_next_run_would_miss_them(world: World) -> None:
    world.member()
    world.source(20)
    campaign = world.campaign(cohort=2)
    world.until("2026-01-06 08:00")
    assert "approvals.wanting" not in world.codes(campaign)  # nobody is drawn yet
    world.until("2026-01-06 22:00")
    found = only(world, campaign, "approvals.wanting")  # what is not approved today cannot leave tomorrow
    assert (found.severity, found.count) == ("warning", 2)
    assert world.view(campaign).summary.health.state == "warnings"
    world.approve()
    assert "approvals.wanting" not in world.codes(campaign)


def test_texts_that_wait_while_enough_are_approved_for_the_next_run_are_no_warning(world: World) -> None:
    world.member()
    world.source(40)
    campaign = world.campaign(cohort=2, steps=(INVITATION,))
    world.until("2026-01-06 22:00")
    world.approve()
    world.until("2026-01-07 12:00")  # two more wait, and the two of yesterday have left
    assert "approvals.wanting" in world.codes(campaign)
    (first, second) = (int(row.id) for row in world.queue(status="pending"))
    approvals.approve(world.ws, [first])
    assert "approvals.wanting" in world.codes(campaign)  # one of two texts is still not approved
    approvals.approve(world.ws, [second])
    world.until("2026-01-08 08:00")
    assert "approvals.wanting" not in world.codes(campaign)


def test_what_is_approved_today_does_not_count_for_a_run_of_today(world: World) -> None:
    world.member()
    world.source(40)
    twice = (slot("09:00", 60), slot("14:00", 60))
    campaign = world.campaign(cohort=2, slots=twice, steps=(INVITATION,))
    world.until("2026-01-07 11:00")
    waiting = [int(row.id) for row in world.queue(status="pending")]
    approvals.approve(world.ws, waiting[:-1])
    assert "approvals.wanting" in world.codes(campaign)
    world.until("2026-01-07 14:01")  # tomorrow's run is next, and has enough approved texts
    assert "approvals.wanting" not in world.codes(campaign)


def test_a_message_that_waits_is_one_from_the_run_before_its_date_on(world: World) -> None:
    world.member()
    (person,) = world.source(1)
    world.accepts(person)
    campaign = world.campaign(cohort=1, approval="every-message", steps=(INVITATION, FOLLOW_UP))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-09 08:00")
    assert len(world.queue(status="pending")) == 1  # due on Sunday 11 January, so the run of Monday takes it
    assert "approvals.wanting" not in world.codes(campaign)
    world.until("2026-01-09 09:30")
    assert "approvals.wanting" in world.codes(campaign)


def test_a_campaign_that_is_off_shows_only_what_is_fatal(world: World) -> None:
    _, campaign = drawn(world, 20, cohort=2)
    members.pause(world.ws, None, on=True)
    lifecycle.stop(world.ws, campaign)
    assert world.codes(campaign) == set()
    members.archive(world.ws, "Ada Wong")
    assert world.codes(campaign) == {"sender.archived"}
    assert world.view(campaign).summary.health.state is None


def test_an_event_stays_until_a_run_closes_without_it(world: World) -> None:
    world.member()
    people = world.source(20)
    campaign = world.campaign(cohort=2)
    world.sandbox.fault("invalid_recipient", kind="invite", person=people[0])
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    refused = only(world, campaign, "person.refused")
    assert (refused.severity, refused.count) == ("warning", 1)
    assert refused.words
    world.until("2026-01-08 09:30")
    assert "person.refused" in world.codes(campaign)  # the next run is still open
    world.until("2026-01-08 22:00")
    assert "person.refused" not in world.codes(campaign)


def test_every_reason_that_was_ever_written_has_a_code(world: World) -> None:
    """After a long and troubled month every reason in the store has an entry in the table of codes."""
    world.member(day_cap=6)
    people = world.source(120)
    campaign = world.campaign(cohort=6)
    for index, what in enumerate(("not_found", "invalid_recipient", "already_connected", "timeout_before")):
        kind = "profile" if what == "not_found" else "invite"
        world.sandbox.fault(what, kind=kind, person=people[index])  # type: ignore[arg-type]
    world.accepts(*people[4:8])
    for day in range(6, 20):
        if day == 13:
            world.skip_to("2026-01-13 23:00")
        world.approve_drawn(f"2026-01-{day:02}") if day != 13 else world.approve()
    world.sandbox.fault("cannot_resend_yet", kind="invite", remaining=2)
    world.approve_drawn("2026-01-20")
    members.pause(world.ws, None, on=True)
    world.approve_drawn("2026-01-21")
    members.pause(world.ws, None, on=False)
    world.until("2026-01-22 09:15")
    lifecycle.stop(world.ws, campaign)
    lifecycle.archive(world.ws, campaign)
    world.until("2026-01-23 22:00")
    reasons = {row[0] for row in world.sql("SELECT reason FROM outreach UNION SELECT reason FROM booking")}
    reasons |= {row[0] for row in world.sql("SELECT code FROM journal UNION SELECT cause FROM run")}
    unknown = {reason for reason in reasons if reason and reason.partition(":")[0] not in CODES}
    assert unknown == set()
    assert {"archived", "paused", "limit.network", "engine.down", "not.found", "refused"} <= reasons
    world.check()


def test_the_provider_is_down_since_a_time_of_the_campaigns_zone(world: World) -> None:
    world.member()
    world.source(5)
    here, there = world.campaign(name="here"), world.campaign(name="there", zone="America/New_York")
    world.until("2026-01-06 15:30")
    with world.ws.store.write() as store:
        provider_state.is_down(store, world.now, "503")
    said = "The provider is not responding correctly since"
    assert only(world, here, "provider.down").text == f"{said} 15:30."
    assert only(world, there, "provider.down").text == f"{said} 09:30 America/New_York, 15:30 Europe/Paris."
