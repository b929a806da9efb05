"""Queries on the journal: whether, when and how often an event happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.journal import ENGINE
from core.store.owners import of_owner
from core.store.spelled import contains, json_number, json_text, pattern_of
from core.store.tables.journal import Journal


class StatusChange(NamedTuple):
    """A journal row about a new status of an outreach; `data` is JSON, which may be damaged."""

    outreach: int
    data: str


class Approval(NamedTuple):
    """A journal row about an approval; `data` is JSON, which may be damaged.

    The moment is in microseconds, as stored, because it is compared and never shown.
    """

    outreach: int
    step: int
    at_us: int
    data: str | None


class _Maybe(NamedTuple):
    at: datetime | None


class _Actor(NamedTuple):
    actor: str


class _Number(NamedTuple):
    number: int


class _Moment(NamedTuple):
    at: datetime


class ApprovalRequest(NamedTuple):
    """The request to approve a text: when it was made, and the code recorded with it."""

    code: str
    """Code of the reason why a note was dropped from the text; else empty."""
    at: datetime | None


_ABOUT = Journal.outreach == given("outreach")
_STARTED = Select(
    Journal.select(pw.fn.MAX(Journal.at)).where(
        (Journal.campaign == given("campaign")) & (Journal.kind == "campaign.started")
    ),
    _Maybe,
)
_CAMPAIGN_EDITOR, _MEMBER_EDITOR = (
    Select(
        Journal.select(Journal.actor)
        .where((subject == given(name)) & (Journal.kind == f"{name}.edited"))
        .order_by(Journal.at.desc(), Journal.id.desc())  # the order of the index
        .limit(1),
        _Actor,
    )
    for name, subject in (("campaign", Journal.campaign), ("member", Journal.member))
)
_PROFILE_READ = Select(
    Journal.select(Journal.id)
    .where(_ABOUT & (Journal.kind == "profile.read") & (Journal.at > given("moment")))
    .limit(1),
    _Number,
)
_EDITED_BY_HAND = Select(
    Journal.select(Journal.id)
    .where(_ABOUT & (Journal.step == given("step")) & (Journal.kind == "edited") & (Journal.actor != ENGINE))
    .limit(1),
    _Number,
)
_ASKED_WITH = Select(
    Journal.select(Journal.code, Journal.at)
    .where(_ABOUT & Journal.kind.in_(("pending", "edited")))
    .order_by(Journal.id.desc())
    .limit(1),
    ApprovalRequest,
)
_SEARCHED = Select(
    Journal.select(Journal.id)
    .where(
        (Journal.kind == "search.read")
        & (Journal.at >= given("moment"))
        & (json_number(Journal.data, "source") == given("source"))
    )
    .limit(1),
    _Number,
)
_LIST_PAGES = Select(
    Journal.select(pw.fn.COALESCE(pw.fn.SUM(json_number(Journal.data, "pages")), 0)).where(
        (Journal.kind == "list.again")
        & (Journal.member == given("member"))
        & (Journal.at >= given("moment"))
        & (json_text(Journal.data, "list") == given("name"))
        & (json_text(Journal.data, "part") == given("part"))
    ),
    _Number,
)
_CHANGES = Select(
    Journal.select(Journal.outreach, Journal.data)
    .where(Journal.outreach.is_null(False) & contains(Journal.data, "pattern"))
    .order_by(Journal.id),
    StatusChange,
)
_APPROVALS = Select(
    Journal.select(Journal.outreach, Journal.step, Journal.at, Journal.data)
    .where(Journal.kind == "approved")
    .order_by(Journal.id),
    Approval,
)
_MOVED_ZONES = Select(
    Journal.select(Journal.member)
    .distinct()
    .where((Journal.kind == "member.edited") & Journal.member.is_null(False) & contains(Journal.data, "pattern")),
    _Number,
)
_OF_OWNER = of_owner(Journal.member, given("member"))
_READS = Select(
    Journal.select(pw.fn.COUNT(Journal.id)).where(
        Journal.kind.in_(("profile.read", "search.read")) & _OF_OWNER & (Journal.at >= given("moment"))
    ),
    _Number,
)
_PAGES = Select(
    Journal.select(pw.fn.COALESCE(pw.fn.SUM(json_number(Journal.data, "pages")), 0)).where(
        (Journal.kind == "lists.read") & _OF_OWNER & (Journal.at >= given("moment"))
    ),
    _Number,
)
# Only doubts with words recorded for the call: a doubt that a crash left says nothing about the account.
_DOUBTS = Select(
    Journal.select(Journal.at)
    .where(
        (Journal.kind == "in_doubt")
        & _OF_OWNER
        & (Journal.at > given("moment"))
        & json_text(Journal.data, "words").is_null(False)
    )
    .order_by(Journal.at),
    _Moment,
)

_ERASURES = Select(Journal.select(pw.fn.COUNT(Journal.id)).where(Journal.kind == "forgotten"), _Number)


def erasures(store: Reading) -> int:
    """Count the people who were erased."""
    return _ERASURES.one(store).number


def last_started(store: Reading, campaign: int) -> datetime | None:
    """Return when a campaign was started last, UTC; None if it never was."""
    return _STARTED.one(store, campaign=campaign).at


def last_editor(store: Reading, campaign: int) -> str:
    """Return who edited a campaign last; empty if nobody did."""
    found = _CAMPAIGN_EDITOR.first(store, campaign=campaign)
    return "" if found is None else found.actor


def last_editor_of_member(store: Reading, member: int) -> str:
    """Return who edited a member last; empty if nobody did."""
    found = _MEMBER_EDITOR.first(store, member=member)
    return "" if found is None else found.actor


def profile_was_read(store: Reading, outreach: int, after: datetime) -> bool:
    """Return whether the profile of an outreach's person was read later than a moment."""
    return _PROFILE_READ.first(store, outreach=outreach, moment=after) is not None


def was_edited_by_hand(store: Reading, outreach: int, step: int) -> bool:
    """Return whether a person changed the text of one step of an outreach."""
    return _EDITED_BY_HAND.first(store, outreach=outreach, step=step) is not None


def approval_request(store: Reading, outreach: int) -> ApprovalRequest:
    """Return when approval of the present text of an outreach was asked for, and the code recorded with it."""
    return _ASKED_WITH.first(store, outreach=outreach) or ApprovalRequest("", None)


def searched_since(store: Reading, source: int, moment: datetime) -> bool:
    """Return whether a finder has called the network since a moment."""
    return _SEARCHED.first(store, source=source, moment=moment) is not None


def list_pages_since(store: Reading, member: int, name: str, part: str, moment: datetime) -> int:
    """Count the pages spent since a moment on reading one list of a member again."""
    return _LIST_PAGES.one(store, member=member, name=name, part=part, moment=moment).number


def status_changes(store: Reading) -> Iterator[StatusChange]:
    """Yield the rows about an outreach's status, oldest first."""
    return _CHANGES.each(store, pattern=pattern_of('"to":'))


def approvals(store: Reading) -> list[Approval]:
    """Return the rows about approvals, oldest first."""
    return _APPROVALS.all(store)


def members_with_moved_zone(store: Reading) -> set[int]:
    """Return the members whose time zone was ever changed."""
    return {row.number for row in _MOVED_ZONES.all(store, pattern=pattern_of('"time_zone"'))}


def reads_since(store: Reading, member: int, moment: datetime) -> int:
    """Count the profiles and searches read since `moment` for the owner of a member."""
    return _READS.one(store, member=member, moment=moment).number


def pages_since(store: Reading, member: int, moment: datetime) -> int:
    """Count the pages of LinkedIn's lists read since `moment` for the owner of a member."""
    return _PAGES.one(store, member=member, moment=moment).number


def doubts_after(store: Reading, member: int, moment: datetime) -> list[datetime]:
    """Return when sends of an owner became in doubt because no answer came, later than `moment`, oldest first."""
    return [row.at for row in _DOUBTS.all(store, member=member, moment=moment)]
