"""Facts about all campaigns at one moment, each read at most once, for all campaigns together."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from functools import cached_property

from core.clock import WorkspaceClock
from core.days_off import DaysOff
from core.engine.ownership import safe_mode
from core.engine.ownership.clock_watch import behind_s, latest_mark
from core.engine.planning import planner, shares_today
from core.engine.planning.budget import Budget, member_budget
from core.engine.planning.planner import Share
from core.engine.restoring import journal_check
from core.errors import UnreadableError
from core.home import free_bytes
from core.rules.health import Problem
from core.rules.limits import AFTER_WITHDRAWAL
from core.rules.schedule import local_date, openings_of_day
from core.rules.states import RELEASED, RunState
from core.rules.today import Today
from core.services import unshown
from core.services.engine_alive import Life, late_after, life
from core.services.overview import backup_age
from core.services.overview.approved_for import approved_for
from core.services.overview.shared_source import SharedSources
from core.services.overview.silence import Silence, silences
from core.services.overview.today_progress import today_progress
from core.services.overview.wanting_values import Wanting, wanting
from core.store import bookings, campaign_counts, campaign_days, held_items, holds, members, outreach_counts, slots
from core.store.campaign_days import CampaignDays
from core.store.database import Reading
from core.store.engine import clock_state, engine_state
from core.store.engine.clock_state import ClockDifference
from core.store.engine.engine_state import Interruptions
from core.store.fields import from_us, to_us
from core.store.held_items import Held
from core.store.holds import HoldRow
from core.store.members import MemberRow
from core.store.people import file_imports
from core.store.people.file_imports import FileImportRow
from core.store.readings import FaultyReading, open_by_member
from core.store.slots import SlotRow
from core.store.upkeep import damage
from core.store.upkeep.damage import Damage
from core.store.views import campaign_events, campaign_people, campaign_runs, lacking_values, limit_usage
from core.store.views import campaign_numbers as sql
from core.store.views.campaign_events import CampaignEvent
from core.store.views.campaign_numbers import CampaignLine
from core.store.views.campaign_people import LastBatch, Pending
from core.store.views.campaign_runs import RecentRun
from core.store.views.lacking_values import Lacks
from core.views.campaign_list_view import MessagesToday
from core.views.status_view import SideJournalDamage
from core.workspace import Workspace

TWO_DAYS = timedelta(days=2)
"""Age of the oldest run that may still belong to today in some time zone."""


def side_journal_damage(store: Reading) -> SideJournalDamage | None:
    """Return the damage of the side journal that nobody has accepted, None if there is none."""
    found = journal_check.known(store)
    return None if found is None else SideJournalDamage(int(found["lines"]), from_us(int(found["at"])))


class Facts:
    """Facts about the workspace and its campaigns from one reading of the store, each read when first asked for."""

    def __init__(
        self, workspace: Workspace, store: Reading, now: datetime, *, of_members: Collection[int] | None = None
    ) -> None:
        """With `of_members`, today's shares are computed for these members only: no other campaigns are shown."""
        self.workspace = workspace
        self.store = store
        self.now = now
        self.problems: dict[int, tuple[Problem, ...]] = {}
        """The problems that were computed already, by campaign."""
        self.of_members = of_members
        self._todays: dict[int, Today] = {}
        self._odd_lines: dict[int, UnreadableError] = {}
        self._dates: dict[str, date] = {}
        self._openings: dict[int, list[datetime]] = {}
        self._statuses: dict[int, dict[str, int]] = {}
        self._budgets: dict[int, Budget] = {}
        self._left: dict[int, tuple[int, int]] = {}
        self._wanting: dict[int, Wanting | None] = {}

    # -- campaigns, and counts by campaign

    def lines(self, *, archived: bool = False) -> list[CampaignLine]:
        """Return all archived or all unarchived campaigns; one with an unreadable moment is without its moments."""
        return sql.lines(self.store, archived=archived, odd=self._odd_lines)

    @cached_property
    def steps(self) -> dict[int, int]:
        return sql.steps(self.store)

    @cached_property
    def _counts(self) -> dict[int, dict[str, int]]:
        return campaign_counts.every(self.store)

    def sent(self, line: CampaignLine) -> int:
        """Return the number of invitations that a campaign sent."""
        return self._counts.get(line.id, {}).get(campaign_counts.INVITATIONS, 0)

    def accepted(self, line: CampaignLine) -> int:
        """Return the number of people of a campaign who accepted."""
        return self._counts.get(line.id, {}).get(campaign_counts.ACCEPTANCES, 0)

    def _by_status(self, campaign: int) -> dict[str, int]:
        if campaign not in self._statuses:
            self._statuses[campaign] = campaign_counts.statuses(self._counts.get(campaign, {}))
        return self._statuses[campaign]

    @cached_property
    def uninvited(self) -> set[int]:
        """Campaigns with a drawn person whose invitation is in doubt or not sent yet."""
        return outreach_counts.uninvited(self.store)

    @cached_property
    def file_imports(self) -> dict[int, FileImportRow]:
        """Unfinished imports, by their source."""
        return file_imports.every(self.store)

    @cached_property
    def shared_sources(self) -> SharedSources:
        """Campaigns of one sender that draw from the same source."""
        return SharedSources(self.store, self._people_held)

    def _people_held(self, campaign: int) -> int:
        return sum(number for status, number in self._by_status(campaign).items() if status not in RELEASED)

    @cached_property
    def last_batches(self) -> dict[int, LastBatch]:
        """The people whom each campaign drew last."""
        return campaign_people.last_batches(self.store)

    def left(self, line: CampaignLine, most: int) -> int:
        """Return the number of people whom an active campaign may still draw, counted up to `most`."""
        counted, found = self._left.get(line.id, (0, 0))
        if counted < most and found == counted:
            found = self._count_left(line, most)
            self._left[line.id] = most, found
        return min(found, most)

    def _count_left(self, line: CampaignLine, most: int) -> int:
        after = to_us(self.now - AFTER_WITHDRAWAL)
        return sql.left(
            self.store,
            line,
            dedupe=self.workspace.stamp.dedupe,
            withdrawn_after=after,
            most=most,
            lacks=self._lacks.get(line.id, Lacks)(),
        )

    def wanting(self, line: CampaignLine) -> Wanting | None:
        """Return the number of a campaign's next people who lack values that its invitation needs; None if none do."""
        if line.id not in self._wanting:
            after = to_us(self.now - AFTER_WITHDRAWAL)
            lacks = self._lacks.get(line.id, Lacks)()
            self._wanting[line.id] = wanting(self.workspace, self.store, line, after, lacks)
        return self._wanting[line.id]

    @cached_property
    def _lacks(self) -> dict[int, Callable[[], Lacks]]:
        """By active campaign, a function that returns the values whose lack leaves a person out."""
        return lacking_values.lacks_of_running(self.store)

    def statuses(self, line: CampaignLine) -> dict[str, int]:
        """Return the number of outreaches in each status."""
        return self._by_status(line.id)

    @cached_property
    def pending(self) -> dict[int, Pending]:
        """The numbers of texts that wait for approval, by campaign."""
        return campaign_people.pending(self.store)

    @cached_property
    def ready(self) -> dict[int, int]:
        """Numbers of approved invitations that the next opening could take, for campaigns in which texts wait."""
        coming = {key: slot for key in self.pending if (slot := self.next_slot(key)) is not None}
        return approved_for(self.store, coming, self.now)

    @cached_property
    def events(self) -> dict[int, list[CampaignEvent]]:
        """Problem events by campaign, each counted since the last run without such an event."""
        return _by_campaign(campaign_events.problems(self.store))

    @cached_property
    def held(self) -> list[Held]:
        """The items on hold after an unexpected error."""
        return held_items.every(self.store, self.now)

    @cached_property
    def held_events(self) -> dict[int, list[CampaignEvent]]:
        """Events of held items by campaign, counted since the last run without one."""
        return _by_campaign(campaign_events.held(self.store))

    @cached_property
    def holds(self) -> list[HoldRow]:
        """The holds that the network's answers caused, on campaigns and on whole members."""
        return holds.every(self.store)

    @cached_property
    def notes_kept(self) -> dict[int, int]:
        """The numbers of unsent invitations with a note, by campaign, for campaigns that keep their notes."""
        return campaign_people.notes_kept(self.store)

    @cached_property
    def readings(self) -> dict[int, list[FaultyReading]]:
        """The lists, chats and profiles that cannot be read, by member."""
        return open_by_member(self.store)

    @cached_property
    def silences(self) -> dict[int, Silence]:
        """Active campaigns that planned or drew people in their last runs and sent nothing."""
        return silences(self.store)

    # -- the engine and the workspace

    @cached_property
    def interruptions(self) -> Interruptions:
        """Time since which sending is held for everybody, and the cause."""
        return engine_state.interruptions(self.store)

    @cached_property
    def clock(self) -> tuple[datetime | None, float]:
        """Time since which a jump of the clock holds sending, and the seconds by which the clock is behind its mark."""
        kept = clock_state.get(self.store)
        held, mark = kept.held_at, latest_mark(kept, self.workspace)
        return held, behind_s(None if mark is None else mark.wall, self.now)

    @cached_property
    def clock_difference(self) -> ClockDifference | None:
        """The difference between the clocks of engine and server that holds all work; None if there is none."""
        return None if self.workspace.store.in_file else clock_state.difference(self.store)

    @cached_property
    def life(self) -> Life:
        """The state of the engine, from the kernel's lock and the heartbeat, or from the server."""
        return life(self.workspace)

    @cached_property
    def by_hand(self) -> bool:
        """True if time is moved by hand, as by `overture advance`: no engine is expected between two moves."""
        moved = not isinstance(self.workspace.clock, WorkspaceClock)
        return moved or engine_state.place(self.store).kind in ("advance", "demo")

    @cached_property
    def next_sends(self) -> dict[int, datetime]:
        """The first unused send time of each campaign, UTC."""
        return sql.next_sends(self.store)

    @cached_property
    def late_sends(self) -> dict[int, tuple[int, datetime, str]]:
        """By campaign: the number of overdue sends, since when, and the reason for which the first was postponed."""
        found: dict[int, tuple[int, datetime, str]] = {}
        for send in sql.late_sends(self.store, self.now - late_after(self.workspace)):
            count, first, why = found.get(send.campaign, (0, send.at, send.reason))
            found[send.campaign] = (count + 1, first, why)
        return found

    @cached_property
    def last_writes(self) -> dict[int, datetime]:
        """The time of the last write, for each member with an unused send time."""
        waiting = bookings.members_waiting(self.store)
        found = {member: limit_usage.last_write(self.store, member) for member in waiting}
        return {member: at for member, at in found.items() if at is not None}

    @cached_property
    def spacings(self) -> dict[int, int]:
        """Seconds between two writes of each member."""
        return members.spacings(self.store)

    @cached_property
    def safe_since(self) -> datetime | None:
        """Time since which the engine sends nothing after repeated crashes."""
        return safe_mode.since(self.store)

    @cached_property
    def backup_hours(self) -> int:
        """The age of the last backup in whole hours of real time if it is too old; else 0."""
        return backup_age.hours_too_old(self.workspace)

    @cached_property
    def store_fault(self) -> str:
        """The error because of which the running engine cannot write its store; empty if there is none."""
        return self.life.holder.fault if self.life.holder is not None else ""

    @cached_property
    def damage(self) -> Damage | None:
        """The known damage of the store."""
        return damage.known(self.workspace.home)

    @cached_property
    def side_journal(self) -> SideJournalDamage | None:
        """The damage of the side journal that nobody has accepted."""
        return side_journal_damage(self.store)

    @cached_property
    def free(self) -> int:
        """Bytes that are free on the disk of the home folder."""
        return free_bytes(self.workspace.home.folder)

    # -- schedule and today

    @cached_property
    def _read_slots(self) -> tuple[dict[int, list[SlotRow]], dict[int, UnreadableError]]:
        """The readable slots, and the errors of unreadable slots, each by campaign."""
        found: dict[int, list[SlotRow]] = {}
        odd: dict[int, UnreadableError] = {}
        for slot in slots.of_live_campaigns(self.store, odd):
            found.setdefault(slot.campaign_id, []).append(slot)
        return found, odd

    @property
    def _slots(self) -> dict[int, list[SlotRow]]:
        return self._read_slots[0]

    def refuse_odd(self, line: CampaignLine) -> None:
        """Raise UnreadableError for a campaign with an unreadable moment or slot: its counts would be wrong."""
        error = self.odd(line)
        if error is not None:
            raise error

    def odd(self, line: CampaignLine) -> UnreadableError | None:
        """Return the error of a campaign's unreadable moment, day off or slot; None if all of them can be read."""
        self.days_off(line)  # an unreadable one is odd, too
        return self._odd_lines.get(line.id) or self._read_slots[1].get(line.id)

    @cached_property
    def _runs(self) -> dict[int, list[RecentRun]]:
        return campaign_runs.since(self.store, self.now - TWO_DAYS)

    @cached_property
    def coming_shares(self) -> dict[int, Share]:
        """The shares that the planner would give to the slots still to come today, by slot."""
        sending = [one for one in members.readable(self.store) if one.state == "ok" and not one.barred]
        if self.of_members is not None:
            sending = [one for one in sending if one.id in self.of_members]
        return shares_today.shares_by_slot(self.store, sending, self.now, self._budget_of, unshown.slot)

    def slots_of(self, line: CampaignLine) -> list[SlotRow]:
        """Return the slots of a campaign, including those that an edit has ended."""
        return self._slots.get(line.id, [])

    def coming_today(self, line: CampaignLine) -> list[SlotRow]:
        """Return the slots of a campaign that are still to open on its local date."""
        day = self.local_today(line)
        return [
            slot
            for slot in self._slots.get(line.id, [])
            if slot.next_open_at is not None and planner.date_of(slot, slot.next_open_at) == day
        ]

    def next_slot(self, campaign: int) -> SlotRow | None:
        """Return the slot of a campaign that opens next."""
        found = [(slot.next_open_at, slot.id, slot) for slot in self._slots.get(campaign, []) if slot.next_open_at]
        return min(found)[2] if found else None

    def next_opening(self, line: CampaignLine) -> datetime | None:
        """Return the next opening of any slot of a campaign, UTC."""
        slot = self.next_slot(line.id)
        return None if slot is None else slot.next_open_at

    @cached_property
    def _days_off(self) -> dict[int, CampaignDays]:
        return campaign_days.of_live_campaigns(self.store, self._odd_lines)

    def days_off(self, line: CampaignLine) -> DaysOff:
        """Return the days off of a campaign, the workspace's and its member's."""
        found = self._days_off.get(line.id)
        return DaysOff() if found is None else found.days

    def off_today(self, line: CampaignLine) -> bool:
        """Return whether today, in the campaign's zone, is a day off."""
        return self.local_today(line) in self.days_off(line)

    def open_until(self, line: CampaignLine) -> datetime | None:
        """Return when the run that is open now closes, UTC."""
        found = [from_us(run.closes_at) for run in self._runs.get(line.id, []) if run.state == RunState.OPEN]
        return max(found, default=None)

    def open_since(self, line: CampaignLine) -> datetime | None:
        """Return when the run that is open now opened, UTC."""
        found = [from_us(run.opens_at) for run in self._runs.get(line.id, []) if run.state == RunState.OPEN]
        return min(found, default=None)

    def local_today(self, line: CampaignLine) -> date:
        """Today in the campaign's zone."""
        if line.time_zone not in self._dates:
            self._dates[line.time_zone] = local_date(self.now, line.time_zone)
        return self._dates[line.time_zone]

    def day_number(self, line: CampaignLine) -> int:
        """Local days since the creation day, which is 0."""
        return (self.local_today(line) - local_date(line.created_at, line.time_zone)).days

    def asked_before(self, line: CampaignLine) -> bool:
        """Return whether a run of an earlier local date drew people: before that, nobody could approve anything."""
        first = self._first_runs.get(line.id)
        return first is not None and first < self.local_today(line).isoformat()

    @cached_property
    def _first_runs(self) -> dict[int, str]:
        return campaign_runs.first_days(self.store)

    def created_today(self, line: CampaignLine) -> bool:
        """Return whether today is the campaign's creation day."""
        return self.day_number(line) == 0

    def slots_today(self, line: CampaignLine) -> list[datetime]:
        """Return when the campaign's slots open today, UTC."""
        if line.id not in self._openings:
            rules = [slot.rule for slot in self._slots.get(line.id, [])]
            found = openings_of_day(rules, self.local_today(line))
            self._openings[line.id] = [opening.opens for _index, opening in found]
        return self._openings[line.id]

    def still_to_open(self, line: CampaignLine) -> set[datetime]:
        """Return when runs will still open today, UTC; nothing for a slot whose next opening is on a later date.

        Without an engine, a slot's next opening may be in the past: the slot's openings of today from then on count.
        """
        slots = self._slots.get(line.id, [])
        found = openings_of_day([slot.rule for slot in slots], self.local_today(line))
        due = ((slots[index].next_open_at, opening.opens) for index, opening in found)
        return {opens for at, opens in due if at is not None and at <= opens}

    def runs_today(self, line: CampaignLine) -> list[RecentRun]:
        """Return the runs that belong to the campaign's local date."""
        day = self.local_today(line).isoformat()
        return [run for run in self._runs.get(line.id, []) if run.local_date == day]

    def budget(self, member_id: int) -> Budget:
        """Return the number of invitations that a member may still send today, and the limit that decides it."""
        if member_id not in self._budgets:
            self._budget_of(members.get(self.store, member_id))
        return self._budgets[member_id]

    def _budget_of(self, member: MemberRow) -> Budget:
        if member.id not in self._budgets:
            self._budgets[member.id] = member_budget(self.store, member, self.now)
        return self._budgets[member.id]

    def today(self, line: CampaignLine) -> Today:
        """Return today's progress of a campaign (docs/design.md#today)."""
        if line.id not in self._todays:
            self._todays[line.id] = today_progress(self, line)
        return self._todays[line.id]

    def messages_today(self, line: CampaignLine) -> MessagesToday:
        """Return the messages of today's runs, counted separately from the invitations."""
        found = self.runs_today(line)
        return MessagesToday(sum(run.messages or 0 for run in found), sum(run.messaged or 0 for run in found))


def _by_campaign(events: list[CampaignEvent]) -> dict[int, list[CampaignEvent]]:
    found: dict[int, list[CampaignEvent]] = {}
    for event in events:
        found.setdefault(event.campaign, []).append(event)
    return found
