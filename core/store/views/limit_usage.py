"""Usage of a member's limits, counted from the deliveries again at every call.

Every count is for the LinkedIn owner: over all member rows of the owner, archived ones too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import peewee as pw

from core.rules.states import MAY_HAVE_ARRIVED, WRITTEN, BookingState, DeliveryState, Status
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.deliveries import INVITATION, MESSAGE, WITHDRAWAL
from core.store.fields import MICROSECOND, from_us, is_true, maybe_moment
from core.store.owners import of_owner
from core.store.spelled import element, rows_of, unindexed
from core.store.tables.outreach import Booking, Delivery, ForeignInvitation, Outreach
from core.store.tables.people import Quarantine
from core.store.tables.workspace import Member
from core.store.views import journal_queries


class _Served(NamedTuple):
    campaign: int
    at: datetime | None


class _Around(NamedTuple):
    before: datetime | None
    since: datetime | None


_MEMBER, _AFTER, _MOMENT = given("member"), given("after"), given("moment")
_OWN = of_owner(Delivery.member, _MEMBER)
_OWN_FOREIGN = of_owner(ForeignInvitation.member, _MEMBER)
_OWN_LOST = of_owner(Quarantine.member, _MEMBER)
_OWN_OUTREACH = of_owner(Outreach.member, _MEMBER)
_OWN_BOOKING = of_owner(Booking.member, _MEMBER)
# Unindexed, so that SQLite searches by member, kind and moment, and does not read everything that a member ever sent.
_COUNTED = unindexed(Delivery.state).in_(MAY_HAVE_ARRIVED)
_INVITATION, _MESSAGE = Delivery.kind == INVITATION, Delivery.kind == MESSAGE
_LOST_INVITATION, _LOST_MESSAGE = Quarantine.kind == INVITATION, Quarantine.kind == MESSAGE
_WENT_OUT = Delivery.state != DeliveryState.NOT_SENT


def _count(model: type[pw.Model], *conditions: Any) -> pw.ModelSelect:
    return model.select(pw.fn.COUNT(pw.SQL("*"))).where(*conditions)


def _sum(*counts: pw.ModelSelect) -> Select[int]:
    """Return the statement of a sum of counts; `+` between queries would be a union."""
    total: Any = counts[0]
    for count in counts[1:]:
        total = pw.Expression(total, pw.OP.ADD, count)
    return Select(pw.Select(columns=[total]), int)


def _united(*queries: Any) -> Any:
    """Return all rows of some queries, ordered by their first column."""
    united = queries[0]
    for query in queries[1:]:
        united = united.union_all(query)
    return united.order_by(pw.SQL("1"))


_INVITATIONS = _sum(
    _count(Delivery, _OWN, _INVITATION, Delivery.intent_at > _AFTER, _COUNTED),
    _count(ForeignInvitation, _OWN_FOREIGN, ForeignInvitation.at > _AFTER),
    _count(Quarantine, _OWN_LOST, _LOST_INVITATION, Quarantine.at > _AFTER),
)
_MESSAGES = _sum(
    _count(Delivery, _OWN, _MESSAGE, Delivery.intent_at > _AFTER, _COUNTED),
    _count(Quarantine, _OWN_LOST, _LOST_MESSAGE, Quarantine.at > _AFTER),
)
_NOTES = _sum(
    _count(Delivery, _OWN, _INVITATION, Delivery.intent_at >= _AFTER, Delivery.text.is_null(False), _COUNTED),
    _count(ForeignInvitation, _OWN_FOREIGN, ForeignInvitation.at >= _AFTER, is_true(ForeignInvitation.noted)),
)
_NOTES_COMING = Select(
    _count(Outreach, _OWN_OUTREACH, Outreach.step == 0, Outreach.text.is_null(False), Outreach.status.in_(WRITTEN)),
    int,
)
_WITHDRAWALS = _sum(
    _count(Delivery, _OWN, Delivery.kind == WITHDRAWAL, Delivery.intent_at >= _AFTER, _COUNTED),
    _count(Outreach, _OWN_OUTREACH, Outreach.status == Status.INVITED, Outreach.withdraw_at >= _AFTER),
)
_MOMENTS = Select(
    _united(
        Delivery.select(Delivery.intent_at).where(_OWN, _INVITATION, Delivery.intent_at > _AFTER, _COUNTED),
        ForeignInvitation.select(ForeignInvitation.at).where(_OWN_FOREIGN, ForeignInvitation.at > _AFTER),
        Quarantine.select(Quarantine.at).where(_OWN_LOST, _LOST_INVITATION, Quarantine.at > _AFTER),
    ),
    from_us,
)


def _sent(member: Any, *conditions: Any) -> Any:
    return Delivery.select(Delivery.intent_at).where(
        Delivery.member == member, _INVITATION, unindexed(Delivery.state) == DeliveryState.SENT, *conditions
    )


def _sent_around() -> Select[_Around]:
    """Return the query of an owner's sends just before and after a moment: two index look-ups per member row."""
    own = Member.alias("own")
    before = _sent(own.id, Delivery.intent_at < _MOMENT).order_by(Delivery.intent_at.desc()).limit(1)
    since = _sent(own.id, Delivery.intent_at >= _MOMENT).order_by(Delivery.intent_at).limit(1)
    known = own.select(before.alias("before"), since.alias("since")).where(of_owner(own.id, _MEMBER)).alias("known")
    return Select(pw.Select([known], [pw.fn.MAX(known.c.before), pw.fn.MIN(known.c.since)]), _Around)


_SENT_AROUND = _sent_around()
_WRITES = Select(
    _united(
        Delivery.select(Delivery.intent_at).where(_OWN, Delivery.intent_at > _AFTER, _WENT_OUT),
        Booking.select(unindexed(Booking.send_at)).where(_OWN_BOOKING, Booking.state == BookingState.PLANNED),
        Outreach.select(Outreach.withdraw_at).where(
            _OWN_OUTREACH, Outreach.status == Status.INVITED, Outreach.withdraw_at > _AFTER
        ),
        Quarantine.select(Quarantine.at).where(_OWN_LOST, Quarantine.at > _AFTER),
    ),
    from_us,
)


def _last_write() -> pw.Node:
    """Return the query of the last write of an owner: one index look-up per member row."""
    own = Member.alias("own")
    last = (
        Delivery.select(Delivery.intent_at)
        .where(Delivery.member == own.id, _WENT_OUT)
        .order_by(Delivery.intent_at.desc())
        .limit(1)
    )
    known = own.select(last.alias("at")).where(of_owner(own.id, _MEMBER))
    lost = Quarantine.select(pw.fn.MAX(Quarantine.at)).where(_OWN_LOST)
    both = known.union_all(lost).alias("both")
    return pw.Select(from_list=[both], columns=[pw.fn.MAX(both.c.at)])


_LAST_WRITE = Select(_last_write(), maybe_moment)
_LAST_WRITE_UNTIL = Select(
    Delivery.select(pw.fn.MAX(Delivery.intent_at)).where(_OWN, Delivery.intent_at <= given("at"), _WENT_OUT),
    maybe_moment,
)
_ASKED = element("asked", 0)
_LAST_SERVED = Select(
    pw.Select(
        from_list=[rows_of("campaigns", "asked")],
        columns=[
            _ASKED,
            Delivery.select(pw.fn.MAX(Delivery.intent_at)).where(Delivery.campaign == _ASKED, _INVITATION),
        ],
    ),
    _Served,
)
_OPEN_DOUBTS = Select(
    _count(
        Delivery,
        _OWN,
        Delivery.state == DeliveryState.IN_DOUBT,
        (Delivery.kind != WITHDRAWAL) | (Delivery.intent_at > _AFTER),
    ),
    int,
)
_OWN_IDS = Select(Member.select(Member.id).where(of_owner(Member.id, _MEMBER)), int)
_RECENT = Select(
    Delivery.select(Delivery.intent_at)
    .where(Delivery.member == _MEMBER, _WENT_OUT)
    .order_by(Delivery.id.desc())
    .limit(given("count")),
    from_us,
)


def invitations_after(store: Reading, member: int, moment: datetime) -> int:
    """Count the invitations that were sent, or may have been, later than `moment`, with and without Overture."""
    return _INVITATIONS.one(store, member=member, after=moment)


def messages_after(store: Reading, member: int, moment: datetime) -> int:
    """Count the messages that were sent, or may have been, later than `moment`."""
    return _MESSAGES.one(store, member=member, after=moment)


def notes_since(store: Reading, member: int, moment: datetime) -> int:
    """Count the invitations with a note since `moment`, with and without Overture."""
    return _NOTES.one(store, member=member, after=moment)


def notes_coming(store: Reading, member: int) -> int:
    """Count the invitations with a note that are not sent yet."""
    return _NOTES_COMING.one(store, member=member)


def invitation_moments(store: Reading, member: int, after: datetime) -> list[datetime]:
    """Return when each invitation counted by `invitations_after` was sent, oldest first."""
    return _MOMENTS.all(store, member=member, after=after)


def sent_around(store: Reading, member: int, moment: datetime) -> list[datetime]:
    """Return when the last invitation before a moment was sent, and the first since; one or both may be missing."""
    return [at for at in _SENT_AROUND.one(store, member=member, moment=moment) if at is not None]


def writes(store: Reading, member: int, after: datetime) -> list[datetime]:
    """Return the times of a member's writes later than `after`, and of every send time already given."""
    return _WRITES.all(store, member=member, after=after)


def withdrawals_since(store: Reading, member: int, moment: datetime) -> int:
    """Count the invitations that were withdrawn since `moment`, or may have been, or whose withdrawal is planned."""
    return _WITHDRAWALS.one(store, member=member, after=moment)


def last_write(store: Reading, member: int) -> datetime | None:
    """Return when the member's account wrote last; None if it never did."""
    return _LAST_WRITE.one(store, member=member)


def last_write_until(store: Reading, member: int, at: datetime) -> datetime | None:
    """Return when the member's account wrote last, at `at` or earlier; None if it never did."""
    return _LAST_WRITE_UNTIL.one(store, member=member, at=at)


def last_served(store: Reading, campaigns: Iterable[int]) -> dict[int, datetime]:
    """Return when each of some campaigns sent its last invitation, if it ever did."""
    asked = [(campaign,) for campaign in campaigns]
    return {row.campaign: row.at for row in _LAST_SERVED.all(store, campaigns=asked) if row.at} if asked else {}


def open_doubts(store: Reading, member: int, withdrawn_after: datetime) -> int:
    """Count the calls in doubt now; withdrawals only if they were made later than `withdrawn_after`."""
    return _OPEN_DOUBTS.one(store, member=member, after=withdrawn_after)


def doubts_of_last(store: Reading, member: int, count: int) -> int:
    """Return how many of a member's last `count` calls ended in doubt, including those that were settled since."""
    own = _OWN_IDS.all(store, member=member)
    found = (at for ident in own for at in _RECENT.all(store, member=ident, count=count))
    recent = sorted(found, reverse=True)[:count]
    return len(journal_queries.doubts_after(store, member, recent[-1] - MICROSECOND)) if recent else 0
