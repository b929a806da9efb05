"""Counts and single columns of outreaches, for callers that do not need the whole rows of `outreaches`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.rules.states import TO_GO, WAITING, WRITTEN, DeliveryState, Status
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.fields import from_us
from core.store.owners import of_owner
from core.store.spelled import is_missing, one_of
from core.store.tables.campaigns import Campaign
from core.store.tables.outreach import Delivery, Outreach


class Written(NamedTuple):
    """An outreach with its text."""

    id: int
    text: str


class Reached(NamedTuple):
    """A person and an outreach to them."""

    person: str
    id: int


class InChat(NamedTuple):
    """A person with their last outreach that was invited, and its chat if known."""

    person: str
    id: int
    chat_id: str | None


class Revised(NamedTuple):
    """An outreach and the revision of its text."""

    id: int
    revision: int


class _Batch(NamedTuple):
    batch: str
    outreaches: int


_ID, _CAMPAIGN = Outreach.id == given("id"), Outreach.campaign == given("campaign")
_OF_OWNER = of_owner(Outreach.member, given("member"))
_NAMED = Outreach.person.is_null(False)
_QUEUED, _PENDING = Outreach.status == Status.QUEUED, Outreach.status == Status.PENDING
_INVITED = Outreach.status == Status.INVITED
_COUNT = pw.fn.COUNT(Outreach.id)


_EXISTS = Select(Outreach.select(Outreach.id).where(_ID), int)
_IS_UNACCEPTED = Select(Outreach.select(Outreach.id).where(_ID & Outreach.accepted_at.is_null()), int)
_STEP = Select(Outreach.select(Outreach.step).where(_ID), int)
_TEXTS = Select(
    Outreach.select(Outreach.id, Outreach.text).where(Outreach.text.is_null(False) & Outreach.status.in_(WRITTEN)),
    Written,
)
_WAITING_COUNT = Select(
    Outreach.select(_COUNT).where(_CAMPAIGN & (Outreach.step == 0) & Outreach.status.in_(WAITING)), int
)
_ANY_QUEUED = Select(Outreach.select(Outreach.id).where(_CAMPAIGN & _QUEUED).limit(1), int)
_ANY_UNINVITED = Select(
    Outreach.select(Outreach.id).where(_CAMPAIGN & (Outreach.step == 0) & Outreach.status.in_(TO_GO)).limit(1), int
)
_UNINVITED = Select(
    Campaign.select(Campaign.id).where(
        pw.fn.EXISTS(
            Outreach.select(pw.SQL("1")).where(
                (Outreach.campaign == Campaign.id) & (Outreach.step == 0) & Outreach.status.in_(TO_GO)
            )
        )
    ),
    int,
)
_ANY = Select(Outreach.select(Outreach.id).where(_CAMPAIGN).limit(1), int)
_OF_BATCH = Select(Outreach.select(_COUNT).where(_CAMPAIGN & (Outreach.batch == given("batch"))), int)
_BATCHES = Select(Outreach.select(Outreach.batch, _COUNT).where(_CAMPAIGN).group_by(Outreach.batch), _Batch)
_DRAWN = Select(Outreach.select(_COUNT).where(_CAMPAIGN), int)
_INVITED_BY = Select(Outreach.select(_COUNT).where(_CAMPAIGN & _INVITED & (Outreach.invited_at <= given("until"))), int)
_ACCEPTED_SINCE = Select(
    Outreach.select(Outreach.accepted_at).where(_CAMPAIGN & (Outreach.accepted_at >= given("since"))), from_us
)
_UNDER_WAY = Delivery.select(pw.SQL("1")).where(
    (Delivery.outreach == Outreach.id)
    & (Delivery.kind == "withdrawal")
    & Delivery.state.in_((DeliveryState.SENDING, DeliveryState.IN_DOUBT))
)
_TO_WITHDRAW = Select(
    Outreach.select(Outreach.id)
    .where(
        _CAMPAIGN
        & _INVITED
        & Outreach.withdraw_at.is_null()
        & _NAMED
        & (Outreach.invited_at <= given("until"))
        & ~pw.fn.EXISTS(_UNDER_WAY)
    )
    .order_by(Outreach.invited_at, Outreach.id)
    .limit(given("limit")),
    int,
)
_UNACCEPTED = Select(
    Outreach.select(Outreach.person, Outreach.id).where(
        _OF_OWNER & Outreach.status.in_((Status.INVITED, Status.REPLIED)) & Outreach.accepted_at.is_null() & _NAMED
    ),
    Reached,
)
_UNDATED = Select(
    Outreach.select(Outreach.person, Outreach.id).where(
        _OF_OWNER & (Outreach.accepted_at == Outreach.accepted_seen_at) & _NAMED
    ),
    Reached,
)
_LAST_INVITED = Select(
    Outreach.select(Outreach.person, Outreach.id, Outreach.chat_id).where(
        Outreach.id.in_(
            Outreach.select(pw.fn.MAX(Outreach.id))
            .where(_OF_OWNER & Outreach.invited_at.is_null(False) & _NAMED)
            .group_by(Outreach.person)
        )
    ),
    InChat,
)
_QUEUED_OF = Select(
    Outreach.select(Outreach.id)
    .where(_QUEUED & (Outreach.member == given("member")) & (is_missing("campaign") | _CAMPAIGN))
    .order_by(Outreach.read_at, Outreach.id),
    int,
)
_PENDING_IDS = Select(
    Outreach.select(Outreach.id, Outreach.revision)
    .where(_PENDING & (is_missing("campaign") | _CAMPAIGN))
    .order_by(Outreach.id),
    Revised,
)
_PENDING_COUNT = Select(Outreach.select(_COUNT).where(_PENDING), int)
_PENDING_COUNT_OF = Select(Outreach.select(_COUNT).where(_PENDING & _CAMPAIGN), int)
_IN_STATUSES = Select(Outreach.select(_COUNT).where(one_of(Outreach.status, "statuses")), int)


def exists(store: Reading, ident: int) -> bool:
    """Return whether there is an outreach of this id."""
    return _EXISTS.first(store, id=ident) is not None


def is_unaccepted(store: Reading, ident: int) -> bool:
    """Return whether no acceptance of an outreach is known."""
    return _IS_UNACCEPTED.first(store, id=ident) is not None


def step_of(store: Reading, ident: int) -> int:
    """Return the position of an outreach's current step. Raises LookupError for an unknown id."""
    return _STEP.one(store, id=ident)


def texts_not_out(store: Reading) -> list[Written]:
    """Return every text that waits for approval, or is approved and not sent yet."""
    return _TEXTS.all(store)


def count_waiting(store: Reading, campaign: int) -> int:
    """Count a campaign's invitations that were drawn and have no send time: they bound the next draw."""
    return _WAITING_COUNT.one(store, campaign=campaign)


def any_uninvited(store: Reading, campaign: int) -> bool:
    """Return whether a campaign has drawn anybody whose invitation is in doubt or not sent yet."""
    return _ANY_UNINVITED.first(store, campaign=campaign) is not None


def uninvited(store: Reading) -> set[int]:
    """Return the ids of the campaigns that have drawn anybody whose invitation is in doubt or not sent yet."""
    return set(_UNINVITED.all(store))


def any_queued(store: Reading, campaign: int) -> bool:
    """Return whether a campaign has people whose profiles are still to be read."""
    return _ANY_QUEUED.first(store, campaign=campaign) is not None


def any_drawn(store: Reading, campaign: int) -> bool:
    """Return whether anybody was ever drawn for a campaign."""
    return _ANY.first(store, campaign=campaign) is not None


def count_drawn(store: Reading, campaign: int) -> int:
    """Count the people who were ever drawn for a campaign."""
    return _DRAWN.one(store, campaign=campaign)


def count_of_batch(store: Reading, campaign: int, batch: str) -> int:
    """Count the people who were drawn for one run."""
    return _OF_BATCH.one(store, campaign=campaign, batch=batch)


def batches(store: Reading, campaign: int) -> dict[str, int]:
    """Count a campaign's people by the run for which they were drawn."""
    return {row.batch: row.outreaches for row in _BATCHES.all(store, campaign=campaign)}


def count_in(store: Reading, statuses: Iterable[Status]) -> int:
    """Count the outreaches of all campaigns that are in some statuses."""
    return _IN_STATUSES.one(store, statuses=list(statuses))


def count_invited_by(store: Reading, campaign: int, until: datetime) -> int:
    """Count a campaign's unanswered invitations sent until a moment."""
    return _INVITED_BY.one(store, campaign=campaign, until=until)


def acceptances_since(store: Reading, campaign: int, since: datetime) -> list[datetime]:
    """Return the moments of a campaign's acceptances from a moment on."""
    return _ACCEPTED_SINCE.all(store, campaign=campaign, since=since)


def to_withdraw(store: Reading, campaign: int, until: datetime, limit: int) -> list[int]:
    """Return a campaign's unanswered invitations sent until a moment, without a planned withdrawal, oldest first.

    Those that are being withdrawn, or may have been, are left out.
    """
    return _TO_WITHDRAW.all(store, campaign=campaign, until=until, limit=limit)


def unaccepted(store: Reading, member: int) -> dict[str, int]:
    """Return the people whom a member's owner invited and who have not accepted, each with the outreach."""
    return {row.person: row.id for row in _UNACCEPTED.all(store, member=member)}


def undated(store: Reading, member: int) -> dict[str, int]:
    """Return the people whose acceptance was seen without LinkedIn's time of it, each with the outreach."""
    return {row.person: row.id for row in _UNDATED.all(store, member=member)}


def last_invited(store: Reading, member: int) -> list[InChat]:
    """Return the people whom a member's owner invited, each with the last outreach."""
    return _LAST_INVITED.all(store, member=member)


def queued_of(store: Reading, member: int, campaign: int | None) -> list[int]:
    """Return a member's outreaches (with `campaign` only its own) whose profiles are to be read, in that order."""
    return _QUEUED_OF.all(store, member=member, campaign=campaign)


def pending(store: Reading, campaign: int | None = None) -> list[Revised]:
    """Return the outreaches that wait for approval, of all campaigns or of one, ordered by id."""
    return _PENDING_IDS.all(store, campaign=campaign)


def count_pending(store: Reading, campaign: int | None = None) -> int:
    """Count the outreaches that wait for approval, of all campaigns or of one."""
    return _PENDING_COUNT.one(store) if campaign is None else _PENDING_COUNT_OF.one(store, campaign=campaign)
