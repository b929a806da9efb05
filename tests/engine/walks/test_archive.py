"""A campaign is archived with people in every status: some are cancelled, some stay, some are still read."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.errors import RefusedError
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import StepDraft
from core.services.overview import campaign_list
from core.services.queue import approvals, queue_edit
from tests.support.draft import INVITATION
from tests.support.world import World, at

STEPS = (
    INVITATION,
    StepDraft("welcome", 5, {"en": "Welcome, {{ first_name }}"}),
    StepDraft("follow-up", 5, {"en": "Again, {{ first_name }}"}),
)


def test_archive_with_people_in_every_status(world: World) -> None:
    world.member()
    p = world.source(60)
    # p0 to p5 are invited on Wednesday 7. Welcomes are due 5 days after the acceptance, follow-ups 5 days later.
    world.accepts(p[0], after=timedelta(hours=2))  # welcome Mon 12, follow-up Sat 17 -> run of Mon 19: finished
    world.accepts(p[1], after=timedelta(days=5))  # Mon 12, welcome due Sat 17 -> Mon 19: messaged
    world.accepts(p[2], after=timedelta(days=11))  # Sun 18, welcome due Fri 23, rendered Wed 21: accepted
    world.accepts(p[3], after=timedelta(hours=2), replies=timedelta(hours=2))  # welcome Mon 12, answers: replied
    world.accepts(p[4], after=timedelta(days=14))  # Wed 21, after the archiving
    campaign = world.campaign(name="autumn", cohort=6, steps=STEPS)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-09 22:00")
    assert sorted(world.invited()) == sorted(p[:6])
    # Drawn on the 7th and the 8th: p6 to p17. 12 wait, the most for 2 x 6 x 1: nobody else is drawn.
    assert world.statuses()["pending"] == 12
    world.until("2026-01-11 22:00")
    for slug in (p[0], p[3]):
        approvals.approve(world.ws, [int(world.row(slug).id)])
    world.until("2026-01-16 22:00")
    assert world.row(p[3]).status == "replied"
    assert world.row(p[0]).status == "pending"  # its follow-up, rendered on the 15th
    for slug in (p[0], p[1], *p[7:12]):
        approvals.approve(world.ws, [int(world.row(slug).id)])
    approvals.reject(world.ws, [int(world.row(p[6]).id)])

    # Monday 19: p7 to p11 and two messages get send times; p12 to p17 wait, so 12 - 6 = 6 are drawn: p18 to p23.
    # p18 does not exist (p24 comes instead), p19 cannot be read.
    world.sandbox.fault("not_found", kind="profile", person=p[18])
    world.sandbox.fault("provider_error", kind="profile", person=p[19])
    world.until("2026-01-19 09:00")
    invitations = sorted(_moments(world, invitation=True))
    messages = sorted(_moments(world, invitation=False))
    assert (len(invitations), len(messages)) == (5, 2)
    # Of the third and the fourth invitation the answers are lost, after the write and before it; then everything
    # is archived while the fifth has a send time: both doubts are younger than the settle time of 15 minutes.
    third, fourth, fifth = invitations[2:]
    archive_at = fourth + timedelta(seconds=90)
    assert archive_at - third < timedelta(minutes=15), "the seed must let both doubts stand"
    assert messages[-1] < archive_at < fifth, "the seed must leave somebody scheduled, and no message"
    world.sandbox.fault("timeout_after", kind="invite", start=third - timedelta(seconds=1), remaining=1)
    world.sandbox.fault("timeout_before", kind="invite", start=third - timedelta(seconds=1), remaining=1)
    world.until("2026-01-19 09:20")
    approvals.approve(world.ws, [int(world.row(p[12]).id)])
    world.until(archive_at)
    before = world.statuses()
    # Drawn are p0 to p24. Pending: p13 to p17, p20 to p24. Invited: p4, p5 and the first two of today.
    assert before == {
        "finished": 1,
        "messaged": 1,
        "accepted": 1,
        "replied": 1,
        "invited": 4,
        "rejected": 1,
        "in_doubt": 2,
        "scheduled": 1,
        "approved": 1,
        "cancelled": 1,
        "queued": 1,
        "pending": 10,
    }
    asked = lifecycle.what_ends(world.ws, campaign)
    assert asked.ends == {key: before[key] for key in ("queued", "pending", "approved", "scheduled")}
    lifecycle.archive(world.ws, campaign)

    after = world.statuses()
    gone = before["queued"] + before["pending"] + before["approved"] + before["scheduled"]
    assert asked.cancelled == gone
    assert after == {
        "finished": 1,
        "messaged": 1,
        "accepted": 1,
        "replied": 1,
        "invited": 4,
        "rejected": 1,
        "in_doubt": 2,
        "cancelled": 1 + gone,
    }
    reasons = [row.reason for row in world.queue(status="cancelled")]
    assert reasons.count("not.found") == 1
    assert reasons.count("archived") == gone
    # Nothing of it leaves any more; the doubts are settled: those found are sent, those absent are cancelled.
    written = len(world.ledger())
    world.until("2026-01-23 22:00")
    assert len(world.ledger()) == written
    run = world.run(campaign, "2026-01-19")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.in_doubt, run.invitations.not_sent) == (
        5,
        3,
        0,
        {"archived": 2},
    )
    assert "in_doubt" not in world.statuses()
    # p4 accepted on Wednesday 21: it counts for the conversion, and no welcome is rendered.
    assert world.row(p[4]).status == "accepted"
    assert world.row(p[2]).status == "accepted"
    conversion = world.view(campaign).summary.conversion
    # Sent: 6 on the 7th, 3 on the 19th. Accepted: p0 to p4.
    assert (conversion.sent, conversion.accepted) == (9, 5)
    assert world.view(campaign).summary.health.state is None
    assert campaign_list.campaigns(world.ws) == []
    assert [str(entry.id) for entry in campaign_list.campaigns(world.ws, archived=True)] == [campaign]
    world.check()


def _moments(world: World, *, invitation: bool) -> list[datetime]:
    rows = [row for row in world.queue(status="scheduled") if (row.step == 0) is invitation]
    return [row.send_at for row in rows if row.send_at is not None]


def test_an_archived_campaign_stays_archived(world: World) -> None:
    world.member()
    world.source(10)
    campaign = world.campaign(cohort=2)
    world.until("2026-01-06 22:00")
    lifecycle.archive(world.ws, campaign)
    lifecycle.archive(world.ws, campaign)
    with pytest.raises(RefusedError):
        lifecycle.start(world.ws, campaign)
    with pytest.raises(RefusedError):
        world.edit(campaign, cohort_size=3)
    with pytest.raises(RefusedError):
        queue_edit.requeue(world.ws, [1])
    copy = str(lifecycle.clone(world.ws, campaign, name="again"))
    assert world.view(copy).summary.active is False
    world.until("2026-01-14 22:00")
    assert world.ledger() == []
    assert world.runs(campaign)[-1].day.isoformat() == "2026-01-06"
    assert at("2026-01-14 22:00") == world.now
    world.check()
