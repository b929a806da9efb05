"""The acceptance test of the product: two weeks of one campaign, one slot a day, each step counted."""

from __future__ import annotations

from datetime import timedelta

from core.rules.conversion import Conversion
from core.rules.limits import day_cap
from core.services.queue import approvals
from tests.support import oracle
from tests.support.world import World, at


def test_the_two_weeks(world: World) -> None:
    world.member()
    people = world.source(100)
    # The first five accept two hours after their invitation, the next five never.
    world.accepts(*people[:5], after=timedelta(hours=2))
    campaign = world.campaign(cohort=5)

    # Day 0, Monday: created. Its slot of today (09:00) is still to come and must not run.
    assert world.view(campaign).summary.health.state == "created"
    world.until("2026-01-05 22:00")
    assert world.runs(campaign) == []
    assert world.statuses() == {}
    assert world.view(campaign).summary.health.state == "created"

    # Day 1, Tuesday: the first cohort goes to approval; nothing is sent, nothing was expected.
    world.until("2026-01-06 22:00")
    assert world.statuses() == {"pending": 5}
    run = world.run(campaign, "2026-01-06")
    assert (run.state, run.drawn, run.invitations.planned, run.invitations.sent) == ("closed", 5, 0, 0)
    today = world.view(campaign).summary.today
    assert (today.expected, today.planned, today.percent) == (0, 0, None)
    assert world.ledger() == []
    assert [row.text for row in world.queue()] == ["Hi People"] * 5
    assert world.approve() == 5

    # Day 2, Wednesday: the five leave between 09:00 and 10:30, at least two minutes apart; a cohort more waits.
    world.until("2026-01-07 08:59")
    assert world.ledger() == []
    world.until("2026-01-07 22:00")
    left = world.ledger("invite")
    assert [entry.person for entry in left] == people[:5]
    assert all(at("2026-01-07 09:00") <= entry.at < at("2026-01-07 10:30") for entry in left)
    assert oracle.too_close(left) == []
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.in_doubt, run.invitations.not_sent) == (
        5,
        5,
        0,
        {},
    )
    today = world.view(campaign).summary.today
    assert (today.expected, today.planned, today.sent, today.percent) == (5, 5, 5, 100.0)
    # They accepted two hours later, so by 22:00 with no lag of the lists all five are known or will be at the
    # next look; their welcomes are due on the 8th and must be approved first.
    world.approve()

    # Thursday: five more invitations. The welcomes wait: approved at 22:00 only if rendered by then.
    world.approve_drawn("2026-01-08")
    assert world.days()["2026-01-08"] == 5
    # Friday and the week after: one cohort a working day.
    for day in ("2026-01-09", "2026-01-10", "2026-01-11", "2026-01-12", "2026-01-13", "2026-01-14", "2026-01-15"):
        world.approve_drawn(day)
    world.approve_drawn("2026-01-16")
    # Wed 7, Thu 8, Fri 9, Mon 12 to Fri 16: eight runs of five.
    weekdays = ("07", "08", "09", "12", "13", "14", "15", "16")
    assert world.days() == {f"2026-01-{day}": 5 for day in weekdays}

    # Welcomes: one to each of the five, at the earliest on the date after the acceptance, inside the slot.
    welcomes = [entry for entry in world.ledger("message") if entry.text == "Thanks, People"]
    assert sorted(entry.person for entry in welcomes) == sorted(people[:5])
    assert all(entry.at >= at("2026-01-08 09:00") for entry in welcomes)
    # Follow-ups: four days after the welcome. The welcomes left on the 8th or the 9th, so those of the 8th
    # are due on the 12th and those of the 9th on the 13th; all were approved in time.
    follow_ups = {entry.person: entry.at for entry in world.ledger("message") if entry.text != "Thanks, People"}
    assert sorted(follow_ups) == sorted(people[:5])
    for entry in welcomes:
        assert (follow_ups[entry.person].date() - entry.at.date()).days == 4
    assert {world.row(slug).status for slug in people[:5]} == {"finished"}

    # Conversion: 5 accepted of 40 sent is 12.5 %, below 40 %: no green mark.
    conversion = world.view(campaign).summary.conversion
    assert (conversion.sent, conversion.accepted, conversion.ratio) == (40, 5, 0.125)
    assert conversion.good is False
    assert oracle.most_in_a_week(world.ledger(), "acc-ada") <= 100
    # The cap of each day (85 to 100 % of 20) is far above five.
    assert all(count <= day_cap(20, "acc-ada", at(f"{day} 12:00").date()) for day, count in world.days().items())
    assert world.check().in_doubt == 0


def test_the_mark_is_green_from_forty_percent(world: World) -> None:
    world.member()
    people = world.source(5)
    world.accepts(*people[:2])
    campaign = world.campaign(cohort=5)
    world.approve_drawn("2026-01-06")
    assert world.view(campaign).summary.conversion == Conversion(sent=0, accepted=0, ratio=None, good=None)
    world.until("2026-01-08 08:00")
    conversion = world.view(campaign).summary.conversion
    # 2 of 5 is 40 %: just enough.
    assert (conversion.sent, conversion.accepted, conversion.good) == (5, 2, True)
    world.check()


def test_nothing_leaves_without_approval(world: World) -> None:
    world.member()
    world.source(100)
    world.campaign(cohort=5)
    world.until("2026-01-20 22:00")
    # A source is not drained into a queue that nobody reads: 2 x 5 x 1 slot wait, no more.
    assert world.statuses() == {"pending": 10}
    assert world.ledger() == []
    world.check()


def test_one_person_is_approved_and_one_rejected(world: World) -> None:
    world.member()
    people = world.source(50)
    world.campaign(cohort=2)
    world.until("2026-01-06 22:00")
    first, second = (int(row.id) for row in world.queue())
    approvals.approve(world.ws, [first])
    approvals.reject(world.ws, [second])
    world.until("2026-01-12 22:00")
    assert world.invited() == people[:1]
    assert world.row(people[1]).status == "rejected"
    world.check()
