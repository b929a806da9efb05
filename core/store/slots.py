"""Slots (table `slot`): when a campaign's runs open. A slot is never changed: an edit ends it and adds others."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from typing import Annotated, NamedTuple

from core.errors import UnreadableError
from core.rules.schedule import SlotRule
from core.store.changes import touched
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Row, Writing
from core.store.fields import is_true
from core.store.tables.campaigns import Campaign, Slot

_WEEK = frozenset(range(7))
_LONGEST = 7 * 24 * 60
"""Minutes of a week. No slot lasts longer, so a longer one in the store is invalid."""


class SlotRow(NamedTuple):
    """A slot, with its schedule rule."""

    id: int
    campaign_id: int
    rule: SlotRule
    next_open_at: datetime | None


class _Moment(NamedTuple):
    at: datetime | None


class OpeningSlot(NamedTuple):
    """A slot that opens, with the sender and the cohort size of its campaign."""

    slot: SlotRow
    member_id: int
    cohort_size: int


@lru_cache(4096)
def rule_of(
    days: frozenset[int],
    start: time,
    minutes: int,
    zone: str,
    first_date: date | None = None,
    last_date: date | None = None,
) -> SlotRule:
    """Return the rule of a slot. Raises ValueError or TypeError for an impossible length."""
    if not 0 < minutes <= _LONGEST:
        raise ValueError("a slot cannot have this length")
    return SlotRule(days, start, minutes, zone, first_date, last_date)


@lru_cache(256)
def _days_of(digits: str) -> frozenset[int]:
    """Return the weekdays stored as digits, 0 for Monday. Raises ValueError for other characters."""
    found = frozenset(map(int, digits))
    if not found <= _WEEK:
        raise ValueError("no weekdays")
    return found


Days = Annotated[frozenset[int], _days_of]
"""Weekdays as the type of a row's field, 0 for Monday."""


def rule_values(rule: SlotRule) -> dict[str, object]:
    """Return the stored form of a rule, by column, without its dates."""
    return {
        "days": "".join(str(day) for day in sorted(rule.days)),
        "start": rule.start.strftime("%H:%M"),
        "minutes": rule.minutes,
        "time_zone": rule.zone,
    }


def _row(
    id: int,  # noqa: A002 - a column
    campaign_id: int,
    days: Days,
    start: time,
    minutes: int,
    time_zone: str,
    first_date: date | None,
    last_date: date | None,
    next_open_at: datetime | None,
) -> SlotRow:
    return SlotRow(id, campaign_id, rule_of(days, start, minutes, time_zone, first_date, last_date), next_open_at)


def _opening(
    id: int,  # noqa: A002 - a column
    campaign_id: int,
    days: Days,
    start: time,
    minutes: int,
    time_zone: str,
    first_date: date | None,
    last_date: date | None,
    next_open_at: datetime | None,
    member_id: int,
    cohort_size: int,
) -> OpeningSlot:
    slot = _row(id, campaign_id, days, start, minutes, time_zone, first_date, last_date, next_open_at)
    return OpeningSlot(slot, member_id, cohort_size)


_BY_ID = Slot.id == given("slot")
_ROW = Slot.select(
    Slot.id,
    Slot.campaign,
    Slot.days,
    Slot.start,
    Slot.minutes,
    Slot.time_zone,
    Slot.first_date,
    Slot.last_date,
    Slot.next_open_at,
)
_LIVE = Campaign.select(Campaign.id).where(Campaign.archived_at.is_null())
_RUNNING_OF_MEMBER = _LIVE.where((Campaign.member == given("member")) & is_true(Campaign.active))

_ONE = Select(_ROW.where(_BY_ID), _row)
_NEXT_OFF = Select(Slot.select(Slot.next_off_at).where(_BY_ID), _Moment)
_OF_CAMPAIGN = Select(_ROW.where(Slot.campaign == given("campaign")).order_by(Slot.id), _row)
_OF_LIVE_CAMPAIGNS = Select(_ROW.where(Slot.campaign.in_(_LIVE)).order_by(Slot.id), _row)
_OPENING_BY = Select(
    _ROW.where((Slot.next_open_at <= given("until")) & Slot.campaign.in_(_RUNNING_OF_MEMBER)).order_by(
        Slot.next_open_at, Slot.id
    ),
    _row,
)

_ALL_OPENING_BY = Select(
    _ROW.select_extend(Campaign.member, Campaign.cohort_size)
    .join(Campaign)
    .where((Slot.next_open_at <= given("until")) & is_true(Campaign.active) & Campaign.archived_at.is_null())
    .order_by(Slot.next_open_at, Slot.id),
    _opening,
)

_AHEAD = (
    Slot.select(Slot.id)
    .where(
        (Slot.next_open_at > given("now")) | (Slot.next_open_at.is_null() & (Slot.next_off_at > given("now"))),
        Slot.next_off_at.is_null() | (Slot.next_off_at > given("now")),
    )
    .order_by(Slot.id)
)
_TO_COME = Select(_AHEAD.where(Slot.campaign.in_(_LIVE.where(is_true(Campaign.active)))), int)
_TO_COME_OF_MEMBER = Select(_AHEAD.where(Slot.campaign.in_(_RUNNING_OF_MEMBER)), int)

_ADD = Change(
    Slot.insert(
        {
            Slot.campaign: given("campaign"),
            Slot.days: given("days"),
            Slot.start: given("start"),
            Slot.minutes: given("minutes"),
            Slot.time_zone: given("time_zone"),
            Slot.first_date: given("first_date"),
        }
    ),
    about=touched.campaign(),
)
_END = Change(Slot.update({Slot.last_date: given("last_date")}).where(_BY_ID), about=touched.slot("slot"))
_SCHEDULE = Change(
    Slot.update(
        {Slot.next_open_at: given("opens"), Slot.next_draw_at: given("draws"), Slot.next_off_at: given("off")}
    ).where(_BY_ID),
    about=touched.slot("slot"),
)
_DRAWN = Change(Slot.update({Slot.next_draw_at: None}).where(_BY_ID), about=touched.slot("slot"))
_NEVER = {Slot.next_open_at: None, Slot.next_draw_at: None, Slot.next_off_at: None}
_STOP_CAMPAIGN = Change(Slot.update(_NEVER).where(Slot.campaign == given("campaign")), about=touched.campaign())
_STOP_MEMBER = Change(
    Slot.update(_NEVER).where(
        Slot.campaign.in_(Campaign.select(Campaign.id).where(Campaign.member == given("member")))
    ),
    about=touched.member(),
)
_STOP_SOURCE = Change(
    Slot.update(_NEVER).where(Slot.campaign.in_(Campaign.select(Campaign.id).where(Campaign.source == given("source"))))
)


def get(store: Reading, slot: int) -> SlotRow:
    """Return one slot. Raises LookupError for an unknown id."""
    return _ONE.one(store, slot=slot)


def to_come(store: Reading, now: datetime, member: int | None) -> list[int]:
    """Return the slots of running campaigns whose next run is later than `now`, of one member or of all, ordered by id.

    A run on a day off counts, too: a slot is left out while such a run is overdue.
    """
    return (_TO_COME if member is None else _TO_COME_OF_MEMBER).all(store, now=now, member=member)


def next_off_at(store: Reading, slot: int) -> datetime | None:
    """Return when a slot's next run on a day off would open; None if there is none. Raises LookupError."""
    return _NEXT_OFF.one(store, slot=slot).at


def of_campaign(store: Reading, campaign: int) -> list[SlotRow]:
    """Return every slot that a campaign has or had, ordered by id."""
    return _OF_CAMPAIGN.all(store, campaign=campaign)


def readable_of_campaign(store: Reading, campaign: int) -> list[SlotRow]:
    """Return every slot that a campaign has or had, ordered by id, except unreadable ones."""
    return _OF_CAMPAIGN.readable(store, campaign=campaign)


def of_live_campaigns(store: Reading, odd: dict[int, UnreadableError] | None = None) -> list[SlotRow]:
    """Return every slot of the campaigns that are not archived, ordered by id.

    An unreadable one is left out, and `odd` gets its error under its campaign.
    """

    def note(row: Row, error: UnreadableError) -> None:
        if odd is not None:
            odd[row[1]] = error

    return _OF_LIVE_CAMPAIGNS.readable(store, note)


def opening_by(store: Reading, member: int, until: datetime) -> list[SlotRow]:
    """Return the slots of a member's running campaigns that open by a moment, the soonest first.

    An unreadable one is left out: it is held when it falls due itself.
    """
    return _OPENING_BY.readable(store, member=member, until=until)


def all_opening_by(store: Reading, until: datetime) -> list[OpeningSlot]:
    """Return the slots of all running campaigns that open by a moment, the soonest first.

    An unreadable one is left out, as in `opening_by`.
    """
    return _ALL_OPENING_BY.readable(store, until=until)


def add(store: Writing, campaign: int, rule: SlotRule) -> None:
    """Add a slot that has no opening yet; the rule has no last date."""
    _ADD.run(store, campaign=campaign, first_date=rule.first_date, **rule_values(rule))


def end(store: Writing, slot: int, last_date: date) -> None:
    """Set the last local date on which a slot opens."""
    _END.run(store, slot=slot, last_date=last_date)


def schedule(
    store: Writing, slot: int, opens: datetime | None, draws: datetime | None, off: datetime | None = None
) -> None:
    """Set the slot's next opening, and the draw and the day-off run before it; each is None if it is not planned."""
    _SCHEDULE.run(store, slot=slot, opens=opens, draws=draws, off=off)


def note_drawn(store: Writing, slot: int) -> None:
    """Record that the people of a slot's next run are drawn."""
    _DRAWN.run(store, slot=slot)


def stop_campaign(store: Writing, campaign: int) -> None:
    """Clear the next openings of a campaign's slots, readable or not."""
    _STOP_CAMPAIGN.run(store, campaign=campaign)


def stop_member(store: Writing, member: int) -> None:
    """Clear the next openings of a member's slots: the campaigns stay marked as active, but open no run."""
    _STOP_MEMBER.run(store, member=member)


def stop_source(store: Writing, source: int) -> None:
    """Clear the next openings of the slots on a source: the campaigns stay marked as active, but open no run."""
    _STOP_SOURCE.run(store, source=source)
