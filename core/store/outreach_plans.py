"""Drawing an outreach, and changes that leave its status as it is: plans, texts, and the network's answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import peewee as pw

from core.rules.states import Status
from core.store import campaign_counts, outreach_counts
from core.store.changes import touched
from core.store.compiled import Change, Insert, given
from core.store.database import Writing
from core.store.fields import MICROSECOND
from core.store.spelled import is_missing
from core.store.tables.holds import Refusal
from core.store.tables.outreach import Booking, Outreach

_ID, _CAMPAIGN = Outreach.id == given("id"), Outreach.campaign == given("campaign")
_QUEUED, _APPROVED = Outreach.status == Status.QUEUED, Outreach.status == Status.APPROVED
_SCHEDULED, _INVITED = Outreach.status == Status.SCHEDULED, Outreach.status == Status.INVITED


_DRAW = Insert(
    Outreach.insert(
        {
            Outreach.key: given("key"),
            Outreach.campaign: given("campaign"),
            Outreach.contact: given("contact"),
            Outreach.member: given("member"),
            Outreach.language: given("language"),
            Outreach.status: Status.QUEUED,
            Outreach.reason: "",
            Outreach.step: 0,
            Outreach.revision: 0,
            Outreach.batch: given("batch"),
            Outreach.drawn_at: given("now"),
            Outreach.read_at: given("read_at"),
            Outreach.approved_by: "",
            Outreach.withdraw_by: "",
            Outreach.requeues: 0,
            Outreach.changed_at: given("now"),
        }
    ),
    about=touched.campaign(),
)
_RETEXT = Change(
    Outreach.update(
        {Outreach.text: given("text"), Outreach.revision: Outreach.revision + 1, Outreach.reason: given("reason")}
    ).where(_ID),
    about=touched.outreach("id"),
)
_BY_MODE = Change(Outreach.update({Outreach.approved_by: "mode"}).where(_ID), about=touched.outreach("id"))
_SEND_AT_BOOKED = Change(
    Outreach.update({Outreach.send_at: Booking.select(Booking.send_at).where(Booking.id == given("booking"))}).where(
        (Outreach.id == Booking.select(Booking.outreach).where(Booking.id == given("booking"))) & _SCHEDULED
    ),
    about=touched.booking("booking"),
)
_READ_AT = Change(Outreach.update({Outreach.read_at: given("at")}).where(_ID), about=touched.outreach("id"))
_QUEUED_READ_AT = Change(
    Outreach.update({Outreach.read_at: given("at")}).where(_ID & _QUEUED), about=touched.outreach("id")
)
_SHIFT_READS = Change(
    Outreach.update({Outreach.read_at: Outreach.read_at + given("shift")}).where(
        (Outreach.member == given("member")) & _QUEUED & (Outreach.read_at < given("before"))
    ),
    about=touched.member(),
)
_REFUSED = pw.fn.EXISTS(Refusal.select(pw.SQL("1")).where(Refusal.outreach == Outreach.id))
_PUT_READS_OFF = Change(
    Outreach.update({Outreach.read_at: pw.Case(None, [(_REFUSED, given("last"))], given("at"))}).where(
        _QUEUED & (Outreach.member == given("member")) & (is_missing("campaign") | _CAMPAIGN)
    ),
    about=touched.member(),
)
_KNOW = Change(
    Outreach.update({Outreach.person: given("person"), Outreach.contact: given("contact")}).where(_ID),
    about=touched.outreach("id"),
)
_CHAT = Change(Outreach.update({Outreach.chat_id: given("chat")}).where(_ID), about=touched.outreach("id"))
_DROP_CHAT = Change(
    Outreach.update({Outreach.chat_id: None}).where(_ID & (Outreach.chat_id == given("chat"))),
    about=touched.outreach("id"),
)
_INVITATION = Change(
    Outreach.update({Outreach.invitation_id: given("invitation")}).where(_ID), about=touched.outreach("id")
)
_DROP_ACCOUNT_IDS = Change(
    Outreach.update({Outreach.chat_id: None, Outreach.invitation_id: None}).where(Outreach.member == given("member")),
    about=touched.member(),
)
_ACCEPTED_SEEN = Change(
    Outreach.update({Outreach.accepted_at: given("at"), Outreach.accepted_seen_at: given("now")}).where(_ID),
    about=touched.outreach("id"),
)
_ACCEPTED_AT = Change(Outreach.update({Outreach.accepted_at: given("at")}).where(_ID), about=touched.outreach("id"))
_DUE = Change(Outreach.update({Outreach.due_date: given("day")}).where(_ID), about=touched.outreach("id"))
_RENDER_AT = Change(Outreach.update({Outreach.render_at: given("at")}).where(_ID), about=touched.outreach("id"))
_WITHDRAW_AT = Change(Outreach.update({Outreach.withdraw_at: given("at")}).where(_ID), about=touched.outreach("id"))
_WITHDRAW_BY_RULE = Change(
    Outreach.update({Outreach.withdraw_at: given("at"), Outreach.withdraw_by: ""}).where(_ID),
    about=touched.outreach("id"),
)
_ASK_WITHDRAWAL = Change(
    Outreach.update(
        {
            Outreach.withdraw_at: given("now"),
            Outreach.withdraw_by: given("actor"),
            Outreach.reason: given("reason"),
            Outreach.changed_at: given("now"),
        }
    ).where(_ID),
    about=touched.outreach("id"),
)
_NO_WITHDRAWAL = Change(Outreach.update({Outreach.reason: ""}).where(_ID & _INVITED), about=touched.outreach("id"))
_REASON_APPROVED = Change(
    Outreach.update({Outreach.reason: given("reason")}).where(_ID & _APPROVED), about=touched.outreach("id")
)
_END_HOLD = Change(
    Outreach.update({Outreach.reason: ""}).where(
        Outreach.status.in_((Status.QUEUED, Status.APPROVED))
        & (Outreach.reason == given("reason"))
        & (Outreach.member == given("member"))
        & (is_missing("campaign") | _CAMPAIGN)
    ),
    about=touched.member(),
)
_ERASE = Change(
    Outreach.update(
        {
            Outreach.person: None,
            Outreach.text: None,
            Outreach.chat_id: None,
            Outreach.invitation_id: None,
            Outreach.language: "",
            Outreach.withdraw_at: None,
        }
    ).where(Outreach.contact == given("contact"))
)


def draw(
    store: Writing,
    *,
    key: str,
    campaign: int,
    contact: int,
    member: int,
    language: str,
    batch: str,
    read_at: datetime,
    now: datetime,
) -> int:
    """Add a person to the queue for one run and return the outreach's id."""
    outreach = _DRAW.run(
        store,
        key=key,
        campaign=campaign,
        contact=contact,
        member=member,
        language=language,
        batch=batch,
        read_at=read_at,
        now=now,
    )
    campaign_counts.draw(store, outreach)
    return outreach


def set_text(store: Writing, ident: int, text: str | None, reason: str = "") -> None:
    """Replace the text of the current step, as a new revision."""
    _RETEXT.run(store, id=ident, text=text, reason=reason)


def approve_by_mode(store: Writing, ident: int) -> None:
    """Record the approval as given by the campaign's mode."""
    _BY_MODE.run(store, id=ident)


def follow_booking(store: Writing, booking: int) -> None:
    """Give a scheduled outreach the send time of its booking."""
    _SEND_AT_BOOKED.run(store, booking=booking)


def plan_read(store: Writing, ident: int, at: datetime, *, queued: bool = False) -> None:
    """Plan the next read of a profile; with `queued`, only if the outreach still waits for a read."""
    (_QUEUED_READ_AT if queued else _READ_AT).run(store, id=ident, at=at)


def shift_reads(store: Writing, member: int, shift: timedelta, before: datetime) -> None:
    """Postpone by `shift` each read of a member that is planned before `before`."""
    _SHIFT_READS.run(store, member=member, shift=shift // MICROSECOND, before=before)


def put_reads_off(store: Writing, member: int, campaign: int | None, at: datetime, last: timedelta) -> None:
    """Plan the waiting profile reads of a member, or of one campaign, for `at`.

    A person whose read was refused is read only at `at` + `last`, so after the others.
    """
    _PUT_READS_OFF.run(store, member=member, campaign=campaign, at=at, last=at + last)


def set_person(store: Writing, ident: int, person: str | None, contact: int) -> None:
    """Store the person's identity from their profile."""
    _KNOW.run(store, id=ident, person=person, contact=contact)


def set_chat(store: Writing, ident: int, chat: str) -> None:
    """Store the id of the chat with the person."""
    _CHAT.run(store, id=ident, chat=chat)


def drop_chat(store: Writing, ident: int, chat: str) -> None:
    """Forget a chat that was deleted."""
    _DROP_CHAT.run(store, id=ident, chat=chat)


def set_invitation(store: Writing, ident: int, invitation: str) -> None:
    """Store the provider's id of the invitation."""
    _INVITATION.run(store, id=ident, invitation=invitation)


def drop_account_ids(store: Writing, member: int) -> None:
    """Delete the ids of chats and invitations that a member's account gave."""
    _DROP_ACCOUNT_IDS.run(store, member=member)


def add_acceptance(store: Writing, ident: int, at: datetime, now: datetime) -> None:
    """Store the acceptance of a person whose sequence has ended."""
    newly = outreach_counts.is_unaccepted(store, ident)
    _ACCEPTED_SEEN.run(store, id=ident, at=at, now=now)
    if newly:
        campaign_counts.accept(store, ident)


def date_acceptance(store: Writing, ident: int, at: datetime) -> None:
    """Store LinkedIn's time of an acceptance."""
    _ACCEPTED_AT.run(store, id=ident, at=at)


def set_due_date(store: Writing, ident: int, day: date) -> None:
    """Set the local date on which the next message is due."""
    _DUE.run(store, id=ident, day=day)


def plan_rendering(store: Writing, ident: int, at: datetime) -> None:
    """Plan the rendering of the next message."""
    _RENDER_AT.run(store, id=ident, at=at)


def plan_withdrawal(store: Writing, ident: int, at: datetime | None) -> None:
    """Plan the withdrawal of the invitation for `at`; None cancels it."""
    _WITHDRAW_AT.run(store, id=ident, at=at)


def plan_withdrawal_by_rule(store: Writing, ident: int, at: datetime) -> None:
    """Plan the withdrawal of the invitation by the campaign's rule for `at`."""
    _WITHDRAW_BY_RULE.run(store, id=ident, at=at)


def ask_withdrawal(store: Writing, ident: int, now: datetime, actor: str, reason: str) -> None:
    """Plan the withdrawal of the invitation for now, at a person's request."""
    _ASK_WITHDRAWAL.run(store, id=ident, now=now, actor=actor, reason=reason)


def drop_withdrawal_reason(store: Writing, ident: int) -> None:
    """Clear the withdrawal reason of an invitation that stays pending and cannot be withdrawn."""
    _NO_WITHDRAWAL.run(store, id=ident)


def set_waiting_reason(store: Writing, ident: int, reason: str) -> None:
    """Store the reason why an approved person waits."""
    _REASON_APPROVED.run(store, id=ident, reason=reason)


def end_hold(store: Writing, member: int, campaign: int | None, reason: str) -> None:
    """Remove the reason of a hold from the waiting people of a member, or of one campaign."""
    _END_HOLD.run(store, member=member, campaign=campaign, reason=reason)


def erase(store: Writing, contact: int) -> None:
    """Empty every field that identifies a person or holds a text to them."""
    _ERASE.run(store, contact=contact)
