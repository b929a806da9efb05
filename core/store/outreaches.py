"""Outreaches (table `outreach`): one contact in one campaign, a row of the queue.

Only `change` changes a status, and only from the status that its caller expects; it journals each change. All other
writes to the table leave the status as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import peewee as pw

from core.rules.states import BETWEEN_STEPS, CLEARED, NOT_YET_OUT, REQUEUEABLE, WRITTEN, Status, may_follow
from core.store import campaign_counts, journal, outreach_counts
from core.store.changes import touched
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.spelled import one_of, place_of, unindexed
from core.store.tables.campaigns import Campaign
from core.store.tables.outreach import Delivery, Outreach


class StaleError(Exception):
    """The outreach no longer has the expected status: another change was faster."""


class OutreachRow(NamedTuple):
    """An outreach as the engine uses it."""

    id: int
    campaign_id: int
    contact_id: int
    member_id: int
    person: str | None
    language: str
    status: Status
    step: int
    text: str | None
    revision: int
    batch: str
    approved_by: str
    """The name of the approver; empty until the text is approved."""
    invited_at: datetime | None
    last_sent_at: datetime | None
    chat_id: str | None
    invitation_id: str | None
    withdraw_at: datetime | None
    withdraw_by: str
    """The name of the person who asked for the withdrawal; empty if the campaign's rule did."""
    requeues: int


_ID, _CAMPAIGN, _CONTACT = (
    Outreach.id == given("id"),
    Outreach.campaign == given("campaign"),
    Outreach.contact == given("contact"),
)
_NAMED = Outreach.person.is_null(False)
_PENDING = Outreach.status == Status.PENDING

ROW = Outreach.select(
    Outreach.id,
    Outreach.campaign,
    Outreach.contact,
    Outreach.member,
    Outreach.person,
    Outreach.language,
    Outreach.status,
    Outreach.step,
    Outreach.text,
    Outreach.revision,
    Outreach.batch,
    Outreach.approved_by,
    Outreach.invited_at,
    Outreach.last_sent_at,
    Outreach.chat_id,
    Outreach.invitation_id,
    Outreach.withdraw_at,
    Outreach.withdraw_by,
    Outreach.requeues,
)
"""The columns of an `OutreachRow`."""


_ONE = Select(ROW.where(_ID), OutreachRow)
_PENDING_OF = Select(ROW.where(_CAMPAIGN & _PENDING).order_by(Outreach.id), OutreachRow)
_CLEARED_OF = Select(ROW.where(_CAMPAIGN & Outreach.status.in_(CLEARED)).order_by(Outreach.id), OutreachRow)
_CLEARED_BY_MODE = Select(
    ROW.where(_CAMPAIGN & (Outreach.approved_by == "mode") & Outreach.status.in_(CLEARED)).order_by(Outreach.id),
    OutreachRow,
)
_NOTED = Select(
    ROW.where(
        (Outreach.member == given("member"))
        & (Outreach.step == 0)
        & Outreach.text.is_null(False)
        & Outreach.status.in_(WRITTEN)
        & Outreach.campaign.in_(
            Campaign.select(Campaign.id).where((Campaign.note_rule == "without") & Campaign.archived_at.is_null())
        )
    ).order_by(Outreach.id),
    OutreachRow,
)
_UNTRIED = Select(
    ROW.where(
        (Outreach.member == given("member"))
        & Outreach.status.in_(NOT_YET_OUT)
        & (Outreach.step == 0)
        & _NAMED
        & ~pw.fn.EXISTS(Delivery.select(pw.SQL("1")).where(Delivery.outreach == Outreach.id))
    ),
    OutreachRow,
)
_NAMED_NOT_OUT = Select(ROW.where(_NAMED & Outreach.status.in_(NOT_YET_OUT)), OutreachRow)
_ENDED_BY_BLOCK = Select(ROW.where(_CONTACT & Outreach.status.in_((*NOT_YET_OUT, *BETWEEN_STEPS))), OutreachRow)
_WRITTEN_TO = Select(
    ROW.where(one_of(Outreach.contact, "contacts") & Outreach.status.in_(WRITTEN)).order_by(Outreach.id), OutreachRow
)
_ENDED_FOR = Select(
    ROW.where(
        one_of(Outreach.contact, "contacts")
        & unindexed(Outreach.status).in_(REQUEUEABLE)
        & (Outreach.reason == given("reason"))
    ).order_by(Outreach.id),
    OutreachRow,
)
_COLON = place_of(Outreach.reason, ":")
_LEFT_OUT_FOR = Select(
    ROW.where(
        _CAMPAIGN
        & Outreach.status.in_(REQUEUEABLE)
        & (
            (Outreach.reason == given("reason"))
            | ((_COLON > 0) & (pw.fn.SUBSTR(Outreach.reason, 1, _COLON - 1) == given("reason")))
        )
    ).order_by(Outreach.id),
    OutreachRow,
)
_NOT_OUT_OF = Select(ROW.where(_CAMPAIGN & Outreach.status.in_(NOT_YET_OUT)), OutreachRow)
_BEYOND = Select(
    ROW.where(_CAMPAIGN & (Outreach.step > given("step")) & Outreach.status.in_(NOT_YET_OUT)),
    OutreachRow,
)


def get(store: Reading, ident: int) -> OutreachRow:
    """Return one outreach. Raises LookupError for an unknown id."""
    return _ONE.one(store, id=ident)


def pending_of(store: Reading, campaign: int) -> list[OutreachRow]:
    """Return a campaign's outreaches that wait for approval, ordered by id."""
    return _PENDING_OF.all(store, campaign=campaign)


def cleared_of(store: Reading, campaign: int) -> list[OutreachRow]:
    """Return a campaign's outreaches whose text is approved and not sent yet, ordered by id."""
    return _CLEARED_OF.all(store, campaign=campaign)


def cleared_by_mode(store: Reading, campaign: int) -> list[OutreachRow]:
    """Return those of `cleared_of` that the campaign's mode approved."""
    return _CLEARED_BY_MODE.all(store, campaign=campaign)


def with_note(store: Reading, member: int) -> list[OutreachRow]:
    """Return a member's unsent invitations with a note that could be sent without it, ordered by id."""
    return _NOTED.all(store, member=member)


def untried(store: Reading, member: int) -> list[OutreachRow]:
    """Return a member's outreaches to people with a known id that were drawn and have no delivery yet."""
    return _UNTRIED.all(store, member=member)


def known_not_out(store: Reading) -> list[OutreachRow]:
    """Return all outreaches to people with a known id whose next step is not sent yet."""
    return _NAMED_NOT_OUT.all(store)


def ended_by_block(store: Reading, contact: int) -> list[OutreachRow]:
    """Return a contact's outreaches that a do-not-contact mark ends."""
    return _ENDED_BY_BLOCK.all(store, contact=contact)


def written_to(store: Reading, contacts: Sequence[int]) -> list[OutreachRow]:
    """Return the outreaches to contacts with a text that is not sent yet, ordered by id."""
    return _WRITTEN_TO.all(store, contacts=contacts)


def ended_for(store: Reading, contacts: Sequence[int], reason: str) -> list[OutreachRow]:
    """Return the outreaches to contacts that ended for a reason and could be put back, ordered by id."""
    return _ENDED_FOR.all(store, contacts=contacts, reason=reason)


def left_out_for(store: Reading, campaign: int, reason: str) -> list[OutreachRow]:
    """Return a campaign's outreaches that ended for a reason and could be put back, ordered by id.

    A reason without a colon includes all that begin with it and a colon.
    """
    return _LEFT_OUT_FOR.all(store, campaign=campaign, reason=reason)


def not_out_of(store: Reading, campaign: int) -> list[OutreachRow]:
    """Return a campaign's outreaches whose next step is not sent yet."""
    return _NOT_OUT_OF.all(store, campaign=campaign)


def beyond_step(store: Reading, campaign: int, step: int) -> list[OutreachRow]:
    """Return a campaign's outreaches whose step comes after position `step` and is not sent yet."""
    return _BEYOND.all(store, campaign=campaign, step=step)


@cache
def _move(columns: tuple[str, ...], *, revision: bool) -> Change:
    """Return the change of a status and of the named columns, applied only while the status is the expected one."""
    values = {getattr(Outreach, name): given(name) for name in columns}
    guard = _ID & (Outreach.status == given("before"))
    return Change(
        Outreach.update({Outreach.status: given("after"), Outreach.changed_at: given("now"), **values}).where(
            guard & (Outreach.revision == given("at_revision")) if revision else guard
        ),
        about=touched.outreach("id"),
    )


def change(
    store: Writing,
    outreach: int,
    before: Status,
    after: Status,
    *,
    now: datetime,
    actor: str,
    kind: str,
    run: int | None = None,
    reason: str | None = None,
    data: object = None,
    at_revision: int | None = None,
    **columns: Any,
) -> None:
    """Change the status of one outreach from `before` to `after`, update the counts, and journal it as `kind`.

    Raises StaleError if it is not in `before` (or not at `at_revision`), ValueError for a change that the table of
    statuses does not allow.
    """
    if not may_follow(before, after):
        raise ValueError(f"{before} is never followed by {after}")
    columns["reason"] = reason or ""
    newly_accepted = columns.get("accepted_at") is not None and outreach_counts.is_unaccepted(store, outreach)
    changed = _move(tuple(columns), revision=at_revision is not None).run(
        store, id=outreach, before=before, after=after, now=now, at_revision=at_revision, **columns
    )
    if changed != 1:
        raise StaleError(f"outreach {outreach} is no longer {before}")
    campaign_counts.move(store, outreach, before, after)
    if newly_accepted:
        campaign_counts.accept(store, outreach)
    told = {"from": before.value, "to": after.value}
    if isinstance(data, dict):
        told.update(data)
    journal.about(store, outreach, now, actor, kind, run=run, code=reason or "", data=told)
