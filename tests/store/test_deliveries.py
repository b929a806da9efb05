"""An attempt is written before its call, and updated with its outcome."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.rules.authorship import OwnText
from core.rules.states import DeliveryState
from core.store import deliveries
from core.store.database import Reading
from core.store.deliveries import REPLAYED, NewDelivery, OpenCall
from tests.support.world import World

DAY = timedelta(days=1)


@pytest.fixture
def drawn(world: World) -> World:
    """Return a world with a campaign whose first outreach is drawn and has no delivery."""
    world.member()
    world.source(8)
    world.campaign()
    world.until("2026-01-06 22:00")
    assert world.sql("SELECT count(*) FROM delivery") == [(0,)]
    assert world.sql("SELECT id FROM outreach WHERE id = 1") == [(1,)]
    return world


def add(store: Reading, world: World, key: str, **changed: object) -> int:
    new = NewDelivery(
        key=key,
        outreach=1,
        campaign=1,
        member=1,
        contact=1,
        person="ACo1",
        step=0,
        kind="invitation",
        attempt=1 + deliveries.attempts(store, 1, 0),
        text=None,
        epoch=1,
        intent_at=world.now,
    )
    return deliveries.add(store, new._replace(**changed))  # type: ignore[arg-type]


def row(store: Reading, ident: int) -> tuple[object, ...]:
    found = store.row("SELECT state, live, error, words, look_at IS NULL FROM delivery WHERE id = ?", ident)
    assert found is not None
    return found


def test_a_call_is_open_until_its_outcome_is_written(drawn: World) -> None:
    with drawn.ws.store.write() as store:
        first = add(store, drawn, "a")
        call = OpenCall(first, 1, None, None, "invitation")
        assert deliveries.open_calls(store) == deliveries.open_calls(store, 1) == [call]
        assert deliveries.open_calls(store, 2) == []
        deliveries.failed(store, first, DeliveryState.NOT_SENT, drawn.now, error="unreachable", words="gone")
        assert row(store, first) == ("not_sent", 0, "unreachable", "gone", 1)
        assert deliveries.open_calls(store) == []
        assert deliveries.attempts(store, 1, 0) == 1
        second = add(store, drawn, "b")
        assert not deliveries.invited_any(store, 1, ["ACo1"])
        deliveries.arrived(store, second, drawn.now, "ref")
        assert row(store, second) == ("sent", 1, "", "", 1)
        assert deliveries.invited_any(store, 1, ["x", "ACo1"])
        assert (deliveries.keys(store), deliveries.has_any(store, 1)) == ({"a", "b"}, True)
        assert not deliveries.has_any(store, 2)


def test_a_doubt_is_looked_for_until_it_is_settled(drawn: World) -> None:
    with drawn.ws.store.write() as store:
        ident = add(store, drawn, "a")
        assert deliveries.kind_in_doubt(store, ident) is None
        deliveries.in_doubt(store, ident, drawn.now, drawn.now + DAY, error="timeout")
        assert (deliveries.kind_in_doubt(store, ident), row(store, ident)) == (
            "invitation",
            ("in_doubt", 1, "timeout", "", 0),
        )
        deliveries.count_absence(store, ident, drawn.now, drawn.now + DAY)
        found = deliveries.unknown(store, ident)
        assert (found.outreach, found.error, found.absent_reads, found.absent_at) == (1, "timeout", 1, drawn.now)
        assert found.intent_at == drawn.now
        deliveries.leave_unresolved(store, ident)
        assert row(store, ident) == ("unresolved", 1, "timeout", "", 1)
        assert deliveries.is_unresolved(store, 1, 0)
        assert not deliveries.is_unresolved(store, 1, 1)
        deliveries.settle(store, ident, DeliveryState.NOT_SENT, drawn.now)
        assert row(store, ident) == ("not_sent", 0, "timeout", "", 1)
        deliveries.settle(store, ident, DeliveryState.SENT, drawn.now)
        assert row(store, ident) == ("sent", 1, "timeout", "", 1)
        deliveries.plan_check(store, ident, drawn.now)
        assert row(store, ident)[-1] == 0
        with pytest.raises(LookupError):
            deliveries.unknown(store, ident + 1)


def test_an_invitation_stands_until_it_is_taken_back(drawn: World) -> None:
    with drawn.ws.store.write() as store:
        ident = add(store, drawn, "a", state=DeliveryState.SENT)
        assert deliveries.has_pending_invitation(store, 1, "ACo1")
        assert not deliveries.has_pending_invitation(store, 1, "ACo2")
        back = add(store, drawn, "w", kind="withdrawal", live=False)
        assert deliveries.is_withdrawing(store, 1)
        deliveries.withdrawal_over(store, back, DeliveryState.SENT, drawn.now)
        assert not deliveries.is_withdrawing(store, 1)
        deliveries.end_invitation(store, 1, drawn.now)
        assert store.row("SELECT live, ended_at IS NULL FROM delivery WHERE id = ?", ident) == (0, 0)
        assert store.row("SELECT live, ended_at IS NULL FROM delivery WHERE id = ?", back) == (0, 1)
        assert not deliveries.has_pending_invitation(store, 1, "ACo1")


def test_what_was_written_to_a_person_is_known_by_message_alone(drawn: World) -> None:
    with drawn.ws.store.write() as store:
        deliveries.arrived(store, add(store, drawn, "a", text="note"), drawn.now, "invitation-1")
        message = add(store, drawn, "b", kind="message", step=1, text="hello", error=REPLAYED)
        deliveries.arrived(store, message, drawn.now, "message-1")
        add(store, drawn, "c", live=False)
        assert deliveries.texts(store, 1) == [
            OwnText("note", drawn.now, None),
            OwnText("hello", drawn.now, "message-1"),
        ]
        assert deliveries.has_replayed_message(store, 1, drawn.now, drawn.now)
        assert not deliveries.has_replayed_message(store, 1, drawn.now + DAY, drawn.now + DAY)
