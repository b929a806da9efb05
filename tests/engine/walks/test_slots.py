"""Walks over the schedule: two slots, a shared cap, midnight, another zone, a stop in the middle."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from core.rules.limits import day_cap
from core.services.campaigns import lifecycle
from core.services.queue import approvals
from tests.support.draft import draft, slot
from tests.support.world import PARIS, World, at


def test_two_slots_a_day(world: World) -> None:
    world.member()
    people = world.source(60)
    campaign = world.campaign(cohort=3, slots=(slot("09:00", 60), slot("14:00", 60)))
    # Day 1: each slot draws its cohort of 3, into a queue that holds at most 2 x 3 x 2 = 12.
    assert world.approve_drawn("2026-01-06") == 6
    world.until("2026-01-07 10:00")
    # Day 2, morning: 6 are ready, the first slot takes a cohort of 3 and leaves 3 to the second.
    assert world.invited() == people[:3]
    today = world.view(campaign).summary.today
    assert (today.expected, today.planned, today.sent, today.percent) == (6, 6, 3, 50.0)
    world.until("2026-01-07 22:00")
    assert world.invited() == people[:6]
    morning, afternoon = world.runs(campaign)[-2:]
    assert (f"{morning.slot:%H:%M}", morning.invitations.planned, morning.invitations.sent) == ("09:00", 3, 3)
    assert (f"{afternoon.slot:%H:%M}", afternoon.invitations.planned, afternoon.invitations.sent) == ("14:00", 3, 3)
    assert all(at("2026-01-07 14:00") <= entry.at < at("2026-01-07 15:00") for entry in world.ledger()[3:])
    world.approve()
    world.approve_drawn("2026-01-08")
    world.approve_drawn("2026-01-09")
    assert world.days() == {"2026-01-07": 6, "2026-01-08": 6, "2026-01-09": 6}
    # Monday of creation: no run. Tuesday to Friday: two a day, each slot once a date.
    assert [(run.day.isoformat(), f"{run.slot:%H:%M}") for run in world.runs(campaign)] == [
        (f"2026-01-0{day}", start) for day in (6, 7, 8, 9) for start in ("09:00", "14:00")
    ]
    world.check()


def test_two_campaigns_share_a_day_cap(world: World) -> None:
    world.member(day_cap=20)
    world.source(100, "ann")
    world.source(100, "bob")
    one = world.campaign(name="a", source="ann", cohort=15, slots=(slot("09:00", 120),))
    two = world.campaign(name="b", source="bob", cohort=15, slots=(slot("14:00", 120),))
    for day in ("2026-01-06", "2026-01-07", "2026-01-08"):
        world.approve_drawn(day)
    for number in (7, 8):
        # Each wants 15, together 30. At 09:00 the cap is C (85 to 100 % of 20, by the seed): the first gets
        # floor(C x 15/30), and the one left over, if any, as it was unserved for longest: ceil(C/2). The second
        # then gets what is left: floor(C/2).
        cap = day_cap(20, "acc-ada", date(2026, 1, number))
        assert 17 <= cap <= 20
        first, second = world.run(one, f"2026-01-0{number}"), world.run(two, f"2026-01-0{number}")
        assert (first.invitations.planned, first.invitations.sent) == (-(-cap // 2), -(-cap // 2))
        assert (second.invitations.planned, second.invitations.sent) == (cap // 2, cap // 2)
        assert world.days()[f"2026-01-0{number}"] == cap
    # 9 or 10 of 15 is below 90 %: the list says why, as information, and the state stays well.
    codes = {problem.code: problem.severity for problem in world.view(one).summary.health.problems}
    assert codes == {"limit.day": "info", "today.short": "info"}
    assert world.view(one).summary.health.state == "scheduled"
    world.check()


def test_a_slot_over_midnight(world: World) -> None:
    world.member(day_cap=8)
    people = world.source(80)
    campaign = world.campaign(cohort=8, slots=(slot("23:30", 90),))
    # The run of Tuesday 6 opens at 23:30. Reading 8 profiles takes at most 7 x 45 s: all wait by 23:50.
    world.until("2026-01-06 23:50")
    assert world.statuses() == {"pending": 8}
    early = [int(row.id) for row in world.queue()][:4]
    approvals.approve(world.ws, early)
    # Four are approved after midnight, on the date of the next run, so they wait for the one after it.
    world.until("2026-01-07 00:20")
    assert world.run(campaign, "2026-01-06").state == "open"
    assert world.approve() == 4
    world.until("2026-01-07 23:58")
    world.approve()  # what the run of Wednesday drew
    world.until("2026-01-08 12:00")
    run = world.run(campaign, "2026-01-07")
    assert (run.state, run.invitations.planned, run.invitations.sent) == ("closed", 4, 4)
    assert sorted(world.invited()) == sorted(people[:4])
    # Thursday: the other four, and what the run of Wednesday drew.
    world.until("2026-01-09 12:00")
    first, second = (world.run(campaign, f"2026-01-0{day}") for day in (7, 8))
    after_midnight = sum(
        entry.at >= at("2026-01-08 00:00") for entry in world.ledger() if entry.at < at("2026-01-08 12:00")
    )
    assert 0 < after_midnight <= first.invitations.sent
    # The budget of Thursday's run is that of the member's Thursday, minus what Wednesday's run sent after midnight.
    assert second.invitations.planned == day_cap(8, "acc-ada", date(2026, 1, 8)) - after_midnight
    assert second.invitations.sent == second.invitations.planned
    # The run belongs to the date on which it starts, and no date ever has more than its cap.
    assert second.opens.isoformat().startswith("2026-01-08T22:30")
    for day, count in world.days().items():
        assert count <= day_cap(8, "acc-ada", date.fromisoformat(day))
    world.check()


def test_the_zone_changes_while_it_runs(world: World) -> None:
    world.member()
    world.source(60)
    campaign = world.campaign(cohort=3)
    world.approve_drawn("2026-01-06")
    # Wednesday 09:30 in Paris: the run of today is open and goes on to its end.
    world.until("2026-01-07 09:30")
    effects = world.edit(campaign, time_zone="America/New_York")
    # The last opening was 08:00 UTC, 12 hours later it is 20:00 UTC of the 7th; Thursday in New York begins at
    # 05:00 UTC of the 8th: that is the first date.
    assert str(effects.slots_from) == "2026-01-08"
    world.until("2026-01-07 22:00")
    assert world.run(campaign, "2026-01-07").invitations.sent == 3
    world.approve()
    world.until("2026-01-09 06:00")
    run = world.run(campaign, "2026-01-08")
    # 09:00 in New York is 14:00 UTC.
    assert (run.opens.isoformat(), run.invitations.sent) == ("2026-01-08T14:00:00+00:00", 3)
    assert world.runs(campaign)[-1].day.isoformat() == "2026-01-08"
    keys = world.sql("SELECT slot_id, local_date FROM run")
    assert len(keys) == len(set(keys)) == 3
    world.check()


def test_a_zone_far_ahead(world: World) -> None:
    world.member()
    world.source(60)
    campaign = world.campaign(cohort=3)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 12:00")
    # 12:00 in Paris on the 7th is 00:00 on the 8th in Auckland (UTC+13): tomorrow there is the 9th, which begins
    # at 11:00 UTC of the 8th, 27 hours after the last opening (08:00 UTC of the 7th).
    effects = world.edit(campaign, time_zone="Pacific/Auckland")
    assert str(effects.slots_from) == "2026-01-09"
    world.approve()
    world.until("2026-01-09 12:00")
    opens = [run.opens.isoformat() for run in world.runs(campaign)]
    # 09:00 on the 9th in Auckland is 20:00 UTC of the 8th; the next, of the 10th, is a Saturday.
    assert opens == ["2026-01-06T08:00:00+00:00", "2026-01-07T08:00:00+00:00", "2026-01-08T20:00:00+00:00"]
    assert world.run(campaign, "2026-01-09").invitations.sent == 3
    world.check()


def test_slots_change_within_a_day(world: World) -> None:
    world.member()
    world.source(60)
    campaign = world.campaign(cohort=3)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 08:00")
    # At 08:00 the opening of today (09:00) is still to come and is kept; 12 hours after it is 21:00, and the
    # next date begins at midnight: the afternoon slot opens from the 8th.
    effects = world.edit(campaign, slots=(slot("15:00", 60),))
    assert str(effects.slots_from) == "2026-01-08"
    world.until("2026-01-07 23:00")
    assert [f"{run.slot:%H:%M}" for run in world.runs(campaign)] == ["09:00", "09:00"]
    assert world.days() == {"2026-01-07": 3}
    world.approve()
    world.until("2026-01-08 23:00")
    assert [(run.day.isoformat(), f"{run.slot:%H:%M}") for run in world.runs(campaign)][-1] == ("2026-01-08", "15:00")
    assert world.days()["2026-01-08"] == 3
    world.check()


def test_an_evening_slot_moves_to_the_morning(world: World) -> None:
    world.member()
    world.source(60)
    campaign = world.campaign(cohort=3, slots=(slot("22:00", 60),))
    world.until("2026-01-06 23:50")
    world.approve()
    world.until("2026-01-07 12:00")
    # The last opening is that of today, 22:00. The 8th begins two hours later, the 9th 26 hours: the morning slot
    # opens from the 9th, so that 09:00 never comes eleven hours after 22:00.
    effects = world.edit(campaign, slots=(slot("09:00", 60),))
    assert str(effects.slots_from) == "2026-01-09"
    world.until("2026-01-09 22:00")
    found = [(run.day.isoformat(), f"{run.slot:%H:%M}", run.invitations.sent) for run in world.runs(campaign)]
    assert found == [("2026-01-06", "22:00", 0), ("2026-01-07", "22:00", 3), ("2026-01-09", "09:00", 0)]
    world.check()


def test_only_the_changed_slot_waits(world: World) -> None:
    world.member()
    world.source(60)
    morning, evening = slot("09:00", 60), slot("18:00", 60)
    campaign = world.campaign(cohort=3, slots=(morning, evening))
    world.until("2026-01-06 22:00")
    # The evening slot opened at 18:00 on the 6th; the 7th begins six hours later, so its longer form opens on the 8th.
    effects = world.edit(campaign, slots=(morning, slot("18:00", 90)))
    assert str(effects.slots_from) == "2026-01-08"
    world.until("2026-01-08 23:00")
    found = [(run.day.day, f"{run.slot:%H:%M}") for run in world.runs(campaign)]
    assert found == [(6, "09:00"), (6, "18:00"), (7, "09:00"), (8, "09:00"), (8, "18:00")]
    # One more slot opens from the next date, and no other one waits for it.
    assert str(world.edit(campaign, slots=(morning, slot("18:00", 90), slot("13:00", 30))).slots_from) == "2026-01-09"
    assert world.sql("SELECT count(*) FROM slot WHERE last_date IS NULL") == [(3,)]


def test_the_same_slots_again_change_nothing(world: World) -> None:
    world.member()
    world.source(20)
    campaign = world.campaign(cohort=3)
    world.until("2026-01-06 22:00")
    assert world.edit(campaign, description="other words").slots_from is None
    assert world.sql("SELECT count(*) FROM slot") == [(1,)]


def test_stop_and_resume_inside_a_run(world: World) -> None:
    world.member()
    people = world.source(60)
    campaign = world.campaign(cohort=12)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:26")
    before = world.run(campaign, "2026-01-07")
    sent = before.invitations.sent
    assert 0 < sent < 12
    assert (before.invitations.planned, before.invitations.waiting) == (12, 12 - sent)
    lifecycle.stop(world.ws, campaign)
    # Stopped: the send times are free, the people approved again, nothing leaves.
    stopped = world.run(campaign, "2026-01-07")
    assert (stopped.invitations.planned, stopped.invitations.sent, stopped.invitations.not_sent) == (
        12,
        sent,
        {"stopped": 12 - sent},
    )
    assert all(row.send_at is None for row in world.queue(status="approved"))
    drawn = len(world.queue())
    world.until("2026-01-07 09:50")
    assert len(world.ledger()) == sent
    lifecycle.start(world.ws, campaign)
    resumed = world.run(campaign, "2026-01-07")
    # Planned again: only its own people, nobody drawn. 40 minutes hold 12 - sent at two minutes each.
    assert (resumed.invitations.planned, resumed.invitations.sent, resumed.invitations.waiting) == (12, sent, 12 - sent)
    assert len(world.queue()) == drawn
    world.until("2026-01-07 10:45")
    closed = world.run(campaign, "2026-01-07")
    assert (closed.state, closed.invitations.planned, closed.invitations.sent, closed.invitations.not_sent) == (
        "closed",
        12,
        12,
        {},
    )
    assert sorted(world.invited()) == sorted(people[:12])
    assert all(entry.at >= at("2026-01-07 09:50") for entry in world.ledger()[sent:])
    assert len(world.queue()) == drawn
    world.check()


def test_stopped_over_the_end_of_its_run(world: World) -> None:
    world.member()
    world.source(60)
    campaign = world.campaign(cohort=12)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:26")
    sent = world.run(campaign, "2026-01-07").invitations.sent
    lifecycle.stop(world.ws, campaign)
    world.until("2026-01-07 12:00")
    lifecycle.start(world.ws, campaign)
    run = world.run(campaign, "2026-01-07")
    assert (run.state, run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (
        "closed",
        12,
        sent,
        {"stopped": 12 - sent},
    )
    # The run is over: starting again does not open it a second time.
    world.until("2026-01-07 22:00")
    assert len(world.ledger()) == sent
    world.check()


def test_inactive_over_a_whole_slot_records_nothing(world: World) -> None:
    world.member()
    world.source(60)
    campaign = world.campaign(cohort=3)
    world.approve_drawn("2026-01-06")
    lifecycle.stop(world.ws, campaign)
    world.until("2026-01-08 12:00")
    lifecycle.start(world.ws, campaign)
    world.until("2026-01-09 22:00")
    assert [run.day.isoformat() for run in world.runs(campaign)] == ["2026-01-06", "2026-01-09"]
    world.check()


def test_started_inside_an_open_window(world: World) -> None:
    world.member()
    world.source(60)
    campaign = world.campaign(cohort=3, start=False)
    world.until("2026-01-07 09:40")
    lifecycle.start(world.ws, campaign)
    world.until("2026-01-07 12:00")
    run = world.run(campaign, "2026-01-07")
    assert (run.state, run.drawn) == ("closed", 3)
    world.check()


def test_the_senders_zone_counts_for_the_caps(world: World) -> None:
    # The campaign runs in Paris, the member lives in Auckland, 12 hours ahead: a morning slot in Paris lies in the
    # evening there, and an evening slot in Paris on the member's next date.
    world.member(day_cap=4, time_zone="Pacific/Auckland")
    world.source(60)
    campaign = world.campaign(draft(cohort=4, slots=(slot("09:00", 60), slot("19:00", 60))))
    for day in ("2026-01-06", "2026-01-07", "2026-01-08"):
        world.approve_drawn(day)
    for day, count in world.days(zone="Pacific/Auckland").items():
        assert count <= day_cap(4, "acc-ada", date.fromisoformat(day))
    # By Paris dates there are more: 09:00 and 19:00 of a day lie on two dates of the member.
    assert max(world.days(zone=PARIS).values()) > 4
    assert world.now - world.ledger()[-1].at < timedelta(hours=4)
    assert world.ledger()[-1].at.astimezone(ZoneInfo("Pacific/Auckland")).date() == date(2026, 1, 9)
    assert world.runs(campaign)[-1].invitations.sent > 0
    world.check()
