"""Members (table `member`): the people whose accounts send."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.days_off import DaysOff
from core.errors import UnreadableError
from core.rules.states import DeliveryState
from core.store.changes import touched
from core.store.compiled import Change, Insert, Select, given
from core.store.database import Reading, Row, Writing
from core.store.fields import from_us
from core.store.owners import NamedMember, bar, of_owner
from core.store.spelled import least
from core.store.tables.outreach import Delivery, ForeignInvitation
from core.store.tables.workspace import Member


class MemberRow(NamedTuple):
    """A member as the engine uses it."""

    id: int
    name: str
    account_id: str
    provider_id: str | None
    plan: str
    time_zone: str
    day_cap: int
    ramp: bool
    spacing_s: int
    state: str
    archived: bool
    paused: bool
    cooldown_until: datetime | None
    cooldown_s: int
    sent_list_read_at: datetime | None
    next_read_at: datetime | None
    synced_at: datetime | None
    failures: int
    account_owner: str | None
    """The owner of the account, by the provider's id; None until it was read."""
    barred: str
    """The code of the problem that forbids all sending: `account.other` or `sender.duplicate`; else empty."""

    @property
    def account_known(self) -> bool:
        """Return whether the account was read and is the member's own. The lists of another account are not used."""
        return self.account_owner is not None and self.barred != "account.other"


class MemberDetails(NamedTuple):
    """A member as pages show it."""

    id: int
    name: str
    account_id: str
    provider_id: str | None
    plan: str
    time_zone: str
    day_cap: int
    ramp: bool
    state: str
    state_words: str
    state_since: datetime | None
    paused: bool
    archived: bool
    cooldown_until: datetime | None
    sent_list_was_read: bool
    created_at: datetime
    barred: str
    """The code of the problem that forbids all sending; else empty."""
    days_off: str | None
    """Dates and periods on which nothing is sent for this member."""


class _Number(NamedTuple):
    number: int


class _MaybeNumber(NamedTuple):
    number: int | None


class _Spacing(NamedTuple):
    id: int
    spacing_s: int


_ARCHIVED = Member.archived_at.is_null(False)
_UNARCHIVED = Member.archived_at.is_null()
_PAUSED = Member.paused_at.is_null(False)
_THIS = Member.id == given("id")
_ROW = Member.select(
    Member.id,
    Member.name,
    Member.account_id,
    Member.provider_id,
    Member.plan,
    Member.time_zone,
    Member.day_cap,
    Member.ramp,
    Member.spacing_s,
    Member.state,
    _ARCHIVED,
    _PAUSED,
    Member.cooldown_until,
    Member.cooldown_s,
    Member.sent_list_read_at,
    Member.next_read_at,
    Member.synced_at,
    Member.failures,
    Member.account_owner,
    bar(Member),
)
_DETAILS = Member.select(
    Member.id,
    Member.name,
    Member.account_id,
    Member.provider_id,
    Member.plan,
    Member.time_zone,
    Member.day_cap,
    Member.ramp,
    Member.state,
    Member.state_words,
    Member.state_since,
    _PAUSED,
    _ARCHIVED,
    Member.cooldown_until,
    Member.sent_list_read_at.is_null(False),
    Member.created_at,
    bar(Member),
    Member.days_off,
).order_by(Member.id)
_ONE = Select(_ROW.where(_THIS), MemberRow)
_EVERY = Select(_ROW.order_by(Member.id), MemberRow)
_ALL_UNARCHIVED = Select(_ROW.where(_UNARCHIVED).order_by(Member.id), MemberRow)
_BY_ACCOUNT = Select(
    _ROW.where(Member.account_id == given("account")).order_by(_ARCHIVED, Member.id).limit(1), MemberRow
)
_ONE_DETAILS = Select(_DETAILS.where(_THIS), MemberDetails)
_EVERY_DETAILS = Select(_DETAILS, MemberDetails)
_COUNT = Select(Member.select(pw.fn.COUNT(Member.id)).where(_UNARCHIVED), _Number)
_SPACINGS = Select(Member.select(Member.id, Member.spacing_s), _Spacing)
_BY_OWNER = Select(
    Member.select(pw.fn.MIN(Member.id)).where((Member.provider_id == given("owner")) & _UNARCHIVED), _MaybeNumber
)
_INVITED_OUTSIDE = Select(
    Member.select(Member.id, Member.name)
    .where(pw.fn.EXISTS(ForeignInvitation.select(pw.SQL("1")).where(of_owner(ForeignInvitation.member, Member.id))))
    .order_by(Member.id),
    NamedMember,
)

_ADD = Insert(
    Member.insert(
        {
            Member.name: given("name"),
            Member.account_id: given("account"),
            Member.plan: given("plan"),
            Member.time_zone: given("time_zone"),
            Member.day_cap: given("day_cap"),
            Member.ramp: given("ramp"),
            Member.created_at: given("now"),
            Member.sync_at: given("now"),
        }
    )
)
_EDIT = Change(
    Member.update(
        {
            Member.name: given("name"),
            Member.plan: given("plan"),
            Member.time_zone: given("time_zone"),
            Member.day_cap: given("day_cap"),
            Member.ramp: given("ramp"),
        }
    ).where(_THIS),
    about=touched.member("id"),
)
_SET_DAYS_OFF = Change(Member.update({Member.days_off: given("days")}).where(_THIS), about=touched.member("id"))
# Changing an owner concerns everything: after it, members of the former owner can no longer be found by this row.
_ARCHIVE = Change(Member.update({Member.archived_at: given("now"), Member.sync_at: None}).where(_THIS))
_PAUSE = Change(Member.update({Member.paused_at: given("at")}).where(_THIS), about=touched.member("id"))
_SET_PLAN = Change(Member.update({Member.plan: given("plan")}).where(_THIS), about=touched.member("id"))
_SET_OWNER = Change(
    Member.update(
        {
            Member.account_owner: given("owner"),
            Member.provider_id: pw.fn.COALESCE(Member.provider_id, given("owner")),
        }
    ).where(_THIS)
)
_CHANGE_ACCOUNT = Change(
    Member.update(
        {
            Member.account_id: given("account"),
            Member.account_owner: None,
            Member.state: "ok",
            Member.state_words: "",
            Member.state_since: given("now"),
            Member.sent_list_read_at: None,
            Member.sync_at: given("now"),
            Member.failures: 0,
        }
    ).where(_THIS)
)
_SET_STATE = Change(
    Member.update(
        {Member.state: given("state"), Member.state_words: given("words"), Member.state_since: given("now")}
    ).where(_THIS),
    about=touched.member("id"),
)
_SET_STATE_WORDS = Change(
    Member.update({Member.state_words: given("words")}).where(_THIS & (Member.state != "ok")),
    about=touched.member("id"),
)
_COUNT_FAILURE = Change(Member.update({Member.failures: Member.failures + 1}).where(_THIS), about=touched.member("id"))
_PLAN_NO_SYNC = Change(Member.update({Member.sync_at: None}).where(_THIS), about=touched.member("id"))
_PLAN_SYNC = Change(Member.update({Member.sync_at: given("at")}).where(_THIS), about=touched.member("id"))
_FINISH_SYNC = Change(
    Member.update({Member.sync_at: given("at"), Member.synced_at: given("read_at"), Member.failures: 0}).where(_THIS),
    about=touched.member("id"),
)
_SYNC_SOON = Change(
    Member.update({Member.sync_at: least(pw.fn.COALESCE(Member.sync_at, given("at")), given("at"))}).where(_THIS),
    about=touched.member("id"),
)
_first = Member.alias("first")
_SYNC_ONE_SOON = Change(
    Member.update({Member.sync_at: least(Member.sync_at, given("at"))}).where(
        Member.id
        == _first.select(pw.fn.MIN(_first.id)).where(_first.archived_at.is_null() & _first.sync_at.is_null(False))
    )
)
_SENT_LIST_READ = Change(
    Member.update({Member.sent_list_read_at: given("now")}).where(_THIS), about=touched.member("id")
)
_READ_SENT_LISTS_AGAIN = Change(
    Member.update({Member.sent_list_read_at: None, Member.sync_at: given("now")}).where(_UNARCHIVED)
)
_READ_DOUBTFUL_SENT_LISTS_AGAIN = Change(
    Member.update({Member.sent_list_read_at: None, Member.sync_at: given("now")}).where(
        _UNARCHIVED
        & Member.id.in_(
            Delivery.select(Delivery.member).where(
                Delivery.state.in_([DeliveryState.SENDING.value, DeliveryState.IN_DOUBT.value])
            )
        )
    )
)
_SET_NEXT_READ = Change(Member.update({Member.next_read_at: given("at")}).where(_THIS), about=touched.member("id"))
_PUT_OFF_NEXT_READ = Change(
    Member.update({Member.next_read_at: Member.next_read_at + given("microseconds")}).where(_THIS),
    about=touched.member("id"),
)


def get(store: Reading, ident: int) -> MemberRow:
    """Return one member. Raises LookupError for an unknown id."""
    return _ONE.one(store, id=ident)


def every(store: Reading) -> list[MemberRow]:
    """Return all members, archived ones too, ordered by id."""
    return _EVERY.all(store)


def unarchived(store: Reading) -> list[MemberRow]:
    """Return the members that are not archived, ordered by id."""
    return _ALL_UNARCHIVED.all(store)


def readable(store: Reading) -> list[MemberRow]:
    """Return the members that are not archived and whose values can be read, ordered by id."""
    return _ALL_UNARCHIVED.readable(store)


def by_account(store: Reading, account: str) -> MemberRow | None:
    """Return the member with this account, an archived one only if no other has it; None if there is none."""
    return _BY_ACCOUNT.first(store, account=account)


def by_owner(store: Reading, owner: str) -> int | None:
    """Return the oldest unarchived member with this LinkedIn owner, or None."""
    return _BY_OWNER.one(store, owner=owner).number


def details(store: Reading, ident: int) -> MemberDetails:
    """Return the details of one member for pages. Raises LookupError for an unknown id."""
    return _ONE_DETAILS.one(store, id=ident)


def every_details(store: Reading, odd: dict[int, UnreadableError]) -> list[MemberDetails]:
    """Return what pages show about all members, archived ones too, ordered by id.

    An unreadable one is returned without its moments (`created_at` is then 1970), and `odd` gets its error by id.
    """
    bare: list[MemberDetails] = []

    def note(row: Row, error: UnreadableError) -> None:
        odd[row[0]] = error
        member = MemberDetails(*row)._replace(state_since=None, cooldown_until=None, created_at=from_us(0))
        bare.append(member._replace(ramp=bool(member.ramp), paused=bool(member.paused), archived=bool(member.archived)))

    found = _EVERY_DETAILS.readable(store, note)
    return sorted([*found, *bare], key=lambda member: member.id) if bare else found


def count(store: Reading) -> int:
    """Return how many members are not archived."""
    return _COUNT.one(store).number


def spacings(store: Reading) -> dict[int, int]:
    """Return the seconds between two writes of each member."""
    return {row.id: row.spacing_s for row in _SPACINGS.all(store)}


def invited_outside(store: Reading) -> list[NamedMember]:
    """Return the members, ordered by id, whose owner is known to have invited somebody outside Overture."""
    return _INVITED_OUTSIDE.all(store)


def add(
    store: Writing,
    name: str,
    account: str,
    *,
    plan: str,
    time_zone: str,
    day_cap: int,
    ramp: bool,
    now: datetime,
) -> int:
    """Add a member and return its id; its account is read at once."""
    return _ADD.run(
        store, name=name, account=account, plan=plan, time_zone=time_zone, day_cap=day_cap, ramp=ramp, now=now
    )


def edit(store: Writing, ident: int, *, name: str, plan: str, time_zone: str, day_cap: int, ramp: bool) -> None:
    """Store the edited settings of a member."""
    _EDIT.run(store, id=ident, name=name, plan=plan, time_zone=time_zone, day_cap=day_cap, ramp=ramp)


def set_days_off(store: Writing, ident: int, days: DaysOff) -> None:
    """Set the days off of a member."""
    _SET_DAYS_OFF.run(store, id=ident, days=str(days) or None)


def archive(store: Writing, ident: int, now: datetime) -> None:
    """Archive a member, whose account is not read any more."""
    _ARCHIVE.run(store, id=ident, now=now)


def pause(store: Writing, ident: int, at: datetime | None) -> None:
    """Pause a member from `at` on, or resume it with None."""
    _PAUSE.run(store, id=ident, at=at)


def set_plan(store: Writing, ident: int, plan: str) -> None:
    """Change the LinkedIn plan of a member."""
    _SET_PLAN.run(store, id=ident, plan=plan)


def set_owner(store: Writing, ident: int, owner: str) -> None:
    """Record the owner of the account; the first owner that is read becomes the member's own."""
    _SET_OWNER.run(store, id=ident, owner=owner)


def change_account(store: Writing, ident: int, account: str, now: datetime) -> None:
    """Give a member another account, whose owner and sent list are not read yet."""
    _CHANGE_ACCOUNT.run(store, id=ident, account=account, now=now)


def set_state(store: Writing, ident: int, state: str, words: str, now: datetime) -> None:
    """Record a new state of the account, with the provider's words."""
    _SET_STATE.run(store, id=ident, state=state, words=words, now=now)


def set_state_words(store: Writing, ident: int, words: str) -> None:
    """Record the provider's words about an account whose state is not ok."""
    _SET_STATE_WORDS.run(store, id=ident, words=words)


def count_failure(store: Writing, ident: int) -> None:
    """Count one more failed read of the account."""
    _COUNT_FAILURE.run(store, id=ident)


def plan_no_sync(store: Writing, ident: int) -> None:
    """Cancel the planned read of a member's account: it is not read any more."""
    _PLAN_NO_SYNC.run(store, id=ident)


def plan_sync(store: Writing, ident: int, at: datetime) -> None:
    """Plan the next read of the account."""
    _PLAN_SYNC.run(store, id=ident, at=at)


def finish_sync(store: Writing, ident: int, at: datetime, read_at: datetime) -> None:
    """Record that the account's lists and chats were read, and the time of the next read."""
    _FINISH_SYNC.run(store, id=ident, at=at, read_at=read_at)


def sync_soon(store: Writing, ident: int, at: datetime) -> None:
    """Plan a read of the account for `at`, unless an earlier one is planned."""
    _SYNC_SOON.run(store, id=ident, at=at)


def sync_one_soon(store: Writing, at: datetime) -> None:
    """Move the planned read of the oldest unarchived member that has one to `at`, if it is later."""
    _SYNC_ONE_SOON.run(store, at=at)


def sent_list_was_read(store: Writing, ident: int, now: datetime) -> None:
    """Record that the account's list of sent invitations was read to its end."""
    _SENT_LIST_READ.run(store, id=ident, now=now)


def read_sent_lists_again(store: Writing, now: datetime) -> None:
    """Require that every account's list of sent invitations is read before anything is sent."""
    _READ_SENT_LISTS_AGAIN.run(store, now=now)


def read_doubtful_sent_lists_again(store: Writing, now: datetime) -> None:
    """Require a new read of the sent lists of the accounts with a call that is open or in doubt."""
    _READ_DOUBTFUL_SENT_LISTS_AGAIN.run(store, now=now)


def set_next_read(store: Writing, ident: int, at: datetime) -> None:
    """Set the time before which the member reads no further profile."""
    _SET_NEXT_READ.run(store, id=ident, at=at)


def put_off_next_read(store: Writing, ident: int, microseconds: int) -> None:
    """Postpone the member's next read of a profile, if it has a time."""
    _PUT_OFF_NEXT_READ.run(store, id=ident, microseconds=microseconds)
