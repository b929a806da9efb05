"""An owner's use of the limits, counted over all member rows; only sends that may have arrived count."""

from __future__ import annotations

from datetime import timedelta

from core.rules.states import DeliveryState
from core.store import deliveries, journal
from core.store.database import Reading
from core.store.deliveries import NewDelivery
from core.store.fields import MICROSECOND
from core.store.people import foreign_invitations, quarantine
from core.store.views import limit_usage, sends
from core.store.views.sends import MemberMoment
from tests.support.world import World

HOUR = timedelta(hours=1)


def drawn(world: World) -> None:
    """Draw some people for a member row whose owner has another row, too."""
    world.member()
    world.member("Ben", "acc-ben")
    world.member("Cleo", "acc-cleo")
    world.source(8)
    world.campaign()
    world.until("2026-01-06 22:00")


def sent(store: Reading, world: World, number: int, *, hours: int, member: int = 1, **changed: object) -> None:
    new = NewDelivery(
        key=str(number),
        outreach=1,
        campaign=1,
        member=member,
        contact=1,
        person=str(number),
        step=0,
        kind="invitation",
        attempt=number,
        text=None,
        epoch=1,
        intent_at=world.now - hours * HOUR,
        state=DeliveryState.SENT,
    )
    deliveries.add(store, new._replace(**changed))  # type: ignore[arg-type]


def test_what_may_have_arrived_counts_over_all_rows_of_an_owner(world: World) -> None:
    drawn(world)
    now = world.now
    after = now - 5 * HOUR
    with world.ws.store.write() as store:
        store.change("UPDATE member SET provider_id = CASE id WHEN 3 THEN 'other' ELSE 'one' END")
        sent(store, world, 1, hours=6)
        sent(store, world, 2, hours=4, member=2, text="a note")
        sent(store, world, 3, hours=3, state=DeliveryState.IN_DOUBT)
        sent(store, world, 4, hours=2, state=DeliveryState.NOT_SENT, live=False)
        sent(store, world, 5, hours=1, member=3)
        sent(store, world, 6, hours=1, kind="message", step=1, live=False)
        foreign_invitations.add(store, 2, "i", "", at=now - 2 * HOUR, same_since=now, noted=True, now=now)
        quarantine.add(store, "q", person="p", member=1, account="a", step=0, kind="invitation", at=now - HOUR)
        for member in (1, 2):
            assert limit_usage.invitations_after(store, member, after) == 4
            assert limit_usage.messages_after(store, member, after) == 1
            assert limit_usage.notes_since(store, member, after) == 2
            moments = [now - hours * HOUR for hours in (4, 3, 2, 1)]
            assert limit_usage.invitation_moments(store, member, after) == moments
            assert limit_usage.sent_around(store, member, after) == [now - 6 * HOUR, now - 4 * HOUR]
            assert limit_usage.sent_around(store, member, now - 4 * HOUR + MICROSECOND) == [now - 4 * HOUR]
            assert limit_usage.writes(store, member, after) == [now - hours * HOUR for hours in (4, 3, 1, 1)]
            assert limit_usage.last_write(store, member) == now - HOUR
            assert limit_usage.last_served(store, [1, 99]) == {1: now - HOUR}
            assert limit_usage.open_doubts(store, member, now) == 1
        assert limit_usage.invitations_after(store, 3, after) == 1
        assert sorted(sends.invitations(store, after)) == [
            MemberMoment(1, now - 3 * HOUR),
            MemberMoment(1, now - HOUR),
            MemberMoment(2, now - 4 * HOUR),
            MemberMoment(2, now - 2 * HOUR),
            MemberMoment(3, now - HOUR),
        ]
        assert sends.count_since(store, after) == 3
        assert sends.invited_before(store, 1, "2", now) == "invited.elsewhere"
        assert [sends.invited_before(store, 1, person, now) for person in ("4", "5", "9")] == ["", "", ""]
        deliveries.end_invitation(store, 1, now)
        assert sends.invited_before(store, 1, "2", now - HOUR) == "withdrawn.recently"
        assert sends.invited_before(store, 1, "2", now) == ""


def test_doubts_count_among_the_last_calls_alone(world: World) -> None:
    drawn(world)
    with world.ws.store.write() as store:
        for number, hours in enumerate((9, 5, 3, 1), 1):
            sent(store, world, number, hours=hours)
        for hours in (8, 4):
            journal.about(store, 1, world.now - hours * HOUR, "overture", "in_doubt", data={"words": "no answer"})
        found = [limit_usage.doubts_of_last(store, 1, count) for count in (1, 2, 3, 4, 9)]
        assert (found, limit_usage.doubts_of_last(store, 2, 9)) == ([0, 0, 1, 2, 2], 0)
