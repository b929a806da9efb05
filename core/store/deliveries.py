"""Attempts at external effects (table `delivery`): written before the call, and completed with its result."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.rules.authorship import OwnText
from core.rules.states import DeliveryState
from core.store import campaign_counts
from core.store.changes import touched
from core.store.compiled import Change, Insert, Select, given
from core.store.database import Reading, Writing
from core.store.fields import is_true
from core.store.owners import of_owner
from core.store.spelled import one_of
from core.store.tables.outreach import Delivery

REPLAYED = "journal"
"""The `error` of a delivery that only the side journal knows: the store that recorded it was lost."""
INVITATION, MESSAGE, WITHDRAWAL = "invitation", "message", "withdrawal"


class NewDelivery(NamedTuple):
    """An attempt as written before its call; `person` is the provider's id, `attempt` counts from 1."""

    key: str
    outreach: int
    campaign: int
    member: int
    contact: int
    person: str
    step: int
    kind: str
    attempt: int
    text: str | None
    epoch: int
    intent_at: datetime
    run: int | None = None
    booking: int | None = None
    state: DeliveryState = DeliveryState.SENDING
    live: bool = True
    """True for an invitation that is pending on LinkedIn, or may be."""
    error: str = ""
    outcome_at: datetime | None = None
    look_at: datetime | None = None


class OpenCall(NamedTuple):
    """A delivery whose call was begun and whose outcome is not recorded."""

    id: int
    outreach: int
    booking: int | None
    run: int | None
    kind: str


class Unknown(NamedTuple):
    """A delivery in doubt, with what the engine needs to settle it."""

    outreach: int
    step: int
    text: str | None
    error: str
    intent_at: datetime
    booking: int | None
    run: int | None
    absent_reads: int
    absent_at: datetime | None


_ID = Delivery.id == given("id")
_OF_OUTREACH = Delivery.outreach == given("outreach")
_OF_STEP = _OF_OUTREACH & (Delivery.step == given("step"))
_SENDING = Delivery.state == DeliveryState.SENDING
_SENT = Delivery.state == DeliveryState.SENT
_INVITATION = Delivery.kind == INVITATION

# -- the call and its outcome

_ATTEMPTS = Select(Delivery.select(pw.fn.COUNT(Delivery.id)).where(_OF_STEP), int)
_ADD = Insert(
    Delivery.insert({getattr(Delivery, name): given(name) for name in NewDelivery._fields}),
    about=touched.outreach(),
)
_OUTCOME = {Delivery.state: given("state"), Delivery.outcome_at: given("now")}
_WHY = {Delivery.error: given("error"), Delivery.words: given("words")}
_NO_LOOK = {Delivery.look_at: None}
_ARRIVED = Change(
    Delivery.update({**_OUTCOME, **_NO_LOOK, Delivery.provider_ref: given("ref")}).where(_ID),
    about=touched.delivery("id"),
)
_FAILED = Change(
    Delivery.update({**_OUTCOME, **_NO_LOOK, **_WHY, Delivery.live: False}).where(_ID), about=touched.delivery("id")
)
_WITHDRAWAL_OVER = Change(Delivery.update({**_OUTCOME, **_NO_LOOK, **_WHY}).where(_ID), about=touched.delivery("id"))
_IN_DOUBT = Change(
    Delivery.update({**_OUTCOME, **_WHY, Delivery.look_at: given("look_at")}).where(_ID), about=touched.delivery("id")
)
_SETTLE = Change(
    Delivery.update({**_OUTCOME, **_NO_LOOK, Delivery.live: given("live")}).where(_ID), about=touched.delivery("id")
)
_UNRESOLVED = Change(
    Delivery.update({Delivery.state: DeliveryState.UNRESOLVED, **_NO_LOOK}).where(_ID), about=touched.delivery("id")
)
_LOOK_AT = Change(Delivery.update({Delivery.look_at: given("at")}).where(_ID), about=touched.delivery("id"))
_ABSENT = Change(
    Delivery.update(
        {
            Delivery.absent_reads: Delivery.absent_reads + 1,
            Delivery.absent_at: given("first"),
            Delivery.look_at: given("look_at"),
        }
    ).where(_ID),
    about=touched.delivery("id"),
)
_STANDS_NO_MORE = Change(
    Delivery.update({Delivery.live: False, Delivery.ended_at: given("now")}).where(
        _OF_OUTREACH & _INVITATION & is_true(Delivery.live)
    ),
    about=touched.outreach(),
)


def attempts(store: Reading, outreach: int, step: int) -> int:
    """Count the attempts at one step of an outreach."""
    return _ATTEMPTS.one(store, outreach=outreach, step=step)


def add(store: Writing, delivery: NewDelivery) -> int:
    """Record an attempt and return its id."""
    return _ADD.run(store, **delivery._asdict())


def arrived(store: Writing, delivery: int, now: datetime, ref: str | None) -> None:
    """Mark a delivery as sent; `ref` is the provider's id of what was sent."""
    campaign_counts.send(store, delivery)
    _ARRIVED.run(store, id=delivery, state=DeliveryState.SENT, now=now, ref=ref)


def failed(store: Writing, delivery: int, state: DeliveryState, now: datetime, *, error: str, words: str = "") -> None:
    """Mark a delivery as refused or as not sent, with the provider's type and words."""
    _FAILED.run(store, id=delivery, state=state, now=now, error=error, words=words)


def withdrawal_over(
    store: Writing, delivery: int, state: DeliveryState, now: datetime, *, error: str = "", words: str = ""
) -> None:
    """Record the result of a withdrawal."""
    if state is DeliveryState.SENT:
        campaign_counts.send(store, delivery)
    _WITHDRAWAL_OVER.run(store, id=delivery, state=state, now=now, error=error, words=words)


def in_doubt(store: Writing, delivery: int, now: datetime, look_at: datetime, *, error: str, words: str = "") -> None:
    """Mark a delivery as in doubt, to be looked for at `look_at`."""
    _IN_DOUBT.run(store, id=delivery, state=DeliveryState.IN_DOUBT, now=now, look_at=look_at, error=error, words=words)


def settle(store: Writing, delivery: int, state: DeliveryState, now: datetime) -> None:
    """Settle a delivery in doubt: only if it was sent can an invitation be pending. Its error and words are kept."""
    if state is DeliveryState.SENT:
        campaign_counts.send(store, delivery)
    _SETTLE.run(store, id=delivery, state=state, now=now, live=state is DeliveryState.SENT)


def leave_unresolved(store: Writing, delivery: int) -> None:
    """Stop looking for a delivery in doubt, and leave the decision to a person."""
    _UNRESOLVED.run(store, id=delivery)


def plan_check(store: Writing, delivery: int, at: datetime) -> None:
    """Plan the next check of a delivery in doubt."""
    _LOOK_AT.run(store, id=delivery, at=at)


def count_absence(store: Writing, delivery: int, first: datetime, look_at: datetime) -> None:
    """Count one more reading that did not show a delivery. `first` is the time of the first, `look_at` of the next."""
    _ABSENT.run(store, id=delivery, first=first, look_at=look_at)


def end_invitation(store: Writing, outreach: int, now: datetime) -> None:
    """Mark the invitation of an outreach as no longer pending."""
    _STANDS_NO_MORE.run(store, outreach=outreach, now=now)


# -- what the engine asks

_OPEN_CALL = Delivery.select(Delivery.id, Delivery.outreach, Delivery.booking, Delivery.run, Delivery.kind)
_OPEN_CALLS = Select(_OPEN_CALL.where(_SENDING), OpenCall)
_OPEN_OF = Select(_OPEN_CALL.where(_OF_OUTREACH & _SENDING), OpenCall)
_KIND = Select(Delivery.select(Delivery.kind).where(_ID & (Delivery.state == DeliveryState.IN_DOUBT)), str)
_UNKNOWN = Select(
    Delivery.select(
        Delivery.outreach,
        Delivery.step,
        Delivery.text,
        Delivery.error,
        Delivery.intent_at,
        Delivery.booking,
        Delivery.run,
        Delivery.absent_reads,
        Delivery.absent_at,
    ).where(_ID),
    Unknown,
)
_BY_KEY = Select(Delivery.select(Delivery.id).where(Delivery.key == given("key")), int)
_KEYS = Select(Delivery.select(Delivery.key), str)
_ANY_OF_MEMBER = Select(Delivery.select(Delivery.id).where(Delivery.member == given("member")).limit(1), int)
_STANDING = Select(
    Delivery.select(Delivery.id)
    .where(
        of_owner(Delivery.member, given("member"))
        & (Delivery.person == given("person"))
        & _INVITATION
        & is_true(Delivery.live)
    )
    .limit(1),
    int,
)
_KNOWN = Select(
    Delivery.select(Delivery.id)
    .where(of_owner(Delivery.member, given("member")) & _INVITATION & _SENT & one_of(Delivery.person, "people"))
    .limit(1),
    int,
)
_TEXTS = Select(
    Delivery.select(
        Delivery.text, Delivery.intent_at, pw.Case(Delivery.kind, ((MESSAGE, Delivery.provider_ref),))
    ).where(_OF_OUTREACH & Delivery.text.is_null(False)),
    OwnText,
)
_REPLAYED = Select(
    Delivery.select(Delivery.id)
    .where(
        _OF_OUTREACH
        & (Delivery.kind == MESSAGE)
        & (Delivery.error == REPLAYED)
        & Delivery.intent_at.between(given("first"), given("last"))
    )
    .limit(1),
    int,
)
_UNRESOLVED_STEP = Select(
    Delivery.select(Delivery.id).where(_OF_STEP & (Delivery.state == DeliveryState.UNRESOLVED)).limit(1), int
)
_WITHDRAWING = Select(
    Delivery.select(Delivery.id)
    .where(
        _OF_OUTREACH
        & (Delivery.kind == WITHDRAWAL)
        & Delivery.state.in_([DeliveryState.SENDING, DeliveryState.IN_DOUBT])
    )
    .limit(1),
    int,
)


def open_calls(store: Reading, outreach: int | None = None) -> list[OpenCall]:
    """Return the deliveries whose outcome is not recorded, of one outreach or of all."""
    return _OPEN_CALLS.all(store) if outreach is None else _OPEN_OF.all(store, outreach=outreach)


def kind_in_doubt(store: Reading, delivery: int) -> str | None:
    """Return the kind of a delivery that is in doubt; None if it is not."""
    return _KIND.first(store, id=delivery)


def unknown(store: Reading, delivery: int) -> Unknown:
    """Return a delivery whose outcome is unknown. Raises LookupError for an unknown id."""
    return _UNKNOWN.one(store, id=delivery)


def keys(store: Reading) -> set[str]:
    """Return the keys of all deliveries, as the side journal names them."""
    return set(_KEYS.all(store))


def is_known(store: Reading, delivery_key: str) -> bool:
    """Return whether the store has a delivery with this key."""
    return _BY_KEY.first(store, key=delivery_key) is not None


def has_any(store: Reading, member: int) -> bool:
    """Return whether anything was sent, or may have been, through a member row."""
    return _ANY_OF_MEMBER.first(store, member=member) is not None


def has_pending_invitation(store: Reading, member: int, person: str) -> bool:
    """Return whether an invitation of the member's owner to a person is pending, or may be."""
    return _STANDING.first(store, member=member, person=person) is not None


def invited_any(store: Reading, member: int, people: Iterable[str]) -> bool:
    """Return whether the member's owner is known to have sent an invitation to one of these people, by their ids."""
    return _KNOWN.first(store, member=member, people=list(people)) is not None


def texts(store: Reading, outreach: int) -> list[OwnText]:
    """Return the texts that were sent to a person, or may have been; messages with the provider's id."""
    return _TEXTS.all(store, outreach=outreach)


def has_replayed_message(store: Reading, outreach: int, first: datetime, last: datetime) -> bool:
    """Return whether only the side journal knows of a message between two moments, both included."""
    return _REPLAYED.first(store, outreach=outreach, first=first, last=last) is not None


def is_unresolved(store: Reading, outreach: int, step: int) -> bool:
    """Return whether the delivery of a step is unresolved: nobody can tell whether it arrived."""
    return _UNRESOLVED_STEP.first(store, outreach=outreach, step=step) is not None


def is_withdrawing(store: Reading, outreach: int) -> bool:
    """Return whether a call that takes back the invitation of an outreach is under way or in doubt."""
    return _WITHDRAWING.first(store, outreach=outreach) is not None
