"""What is true of all campaigns at one moment, read once; no look-up for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from core.engine import planner
from core.engine.clock_watch import behind_s
from core.engine.lock import Holder, holder
from core.engine.planner import Budget
from core.home import free_bytes
from core.rules.progress import Today, expected_today, today
from core.rules.schedule import local_date, openings_of_day
from core.services.approved_for import approved_for
from core.services.silence import Silence, silences
from core.store import overview as sql
from core.store import rows
from core.store.fields import from_us, maybe_moment, to_us
from core.store.overview import CampaignLine
from core.store.rows import SlotRow
from core.workspace import Workspace

TWO_DAYS = timedelta(days=2)
"""Runs that may belong to today in whatever zone."""


@dataclass(frozen=True)
class Pending:
    """What waits for approval in one campaign."""

    since: datetime
    count: int
    invitations: int
    first_due: str | None
    """The first local date on which a message that waits is due."""


class Facts:
    """One reading of the store; made inside a `read()`, used inside it."""

    def __init__(self, workspace: Workspace, now: datetime) -> None:
        self.workspace = workspace
        self.store = workspace.store
        self.now = now
        self._todays: dict[int, Today] = {}
        self._budgets: dict[int, Budget] = {}

    # -- counts by campaign

    @cached_property
    def steps(self) -> dict[int, int]:
        return sql.counted(self.store, sql.STEPS)

    @cached_property
    def sent(self) -> dict[int, int]:
        return sql.counted(self.store, sql.SENT)

    @cached_property
    def accepted(self) -> dict[int, int]:
        return sql.counted(self.store, sql.ACCEPTED)

    @cached_property
    def left(self) -> dict[int, int]:
        return sql.left(self.store)

    @cached_property
    def failing(self) -> dict[int, int]:
        return sql.counted(self.store, sql.LAST_BATCH_FAILING)

    @cached_property
    def last_batch(self) -> dict[int, int]:
        return sql.counted(self.store, sql.LAST_BATCH)

    @cached_property
    def _statuses(self) -> dict[int, dict[str, int]]:
        found: dict[int, dict[str, int]] = {}
        for campaign, status, count in self.store.rows(sql.STATUSES):
            found.setdefault(campaign, {})[status] = count
        return found

    def statuses(self, line: CampaignLine) -> dict[str, int]:
        """How many outreaches are in each status."""
        return self._statuses.get(line.id, {})

    @cached_property
    def pending(self) -> dict[int, Pending]:
        """What waits for approval, by campaign."""
        return {row[0]: Pending(from_us(row[1]), *row[2:]) for row in self.store.rows(sql.WAITING_SINCE)}

    @cached_property
    def ready(self) -> dict[int, int]:
        """Invitations that the next opening could take now; of campaigns in which texts wait."""
        coming = {key: slot for key in self.pending if (slot := self.next_slot(key)) is not None}
        return approved_for(self.store, coming, self.now)

    @cached_property
    def events(self) -> dict[int, list[tuple[object, ...]]]:
        return sql.grouped(self.store.rows(sql.EVENTS))

    @cached_property
    def silences(self) -> dict[int, Silence]:
        """Active campaigns that planned or drew people in their last runs and sent nothing."""
        return silences(self.store)

    # -- the engine and the workspace

    @cached_property
    def engine(self) -> tuple[int | None, int | None, int | None, str]:
        """(paused at, provider down since, key refused at, the provider's words)."""
        row = self.store.row("SELECT paused_at, provider_down_since, key_refused_at, provider_words FROM engine")
        assert row is not None  # noqa: S101 - made with the store
        return row

    @cached_property
    def clock(self) -> tuple[datetime | None, float]:
        """Since when a jump of the clock holds sending, and how many seconds it lacks to where it was."""
        held, mark = self.store.row("SELECT clock_held_at, clock_mark FROM engine") or (None, None)
        return maybe_moment(held), behind_s(maybe_moment(mark), self.now)

    @cached_property
    def engine_runs(self) -> bool:
        """Whether some process holds the engine's lock: asked of the kernel, not of the store."""
        return self._holder is not None

    @cached_property
    def store_fault(self) -> str:
        """What keeps the running engine from writing its store; empty where nothing does."""
        return self._holder.fault if self._holder is not None else ""

    @cached_property
    def free(self) -> int:
        """Bytes that are free on the disk of the home folder."""
        return free_bytes(self.workspace.home.folder)

    @cached_property
    def _holder(self) -> Holder | None:
        return holder(self.workspace.home.engine_lock)

    # -- schedule and today

    @cached_property
    def _slots(self) -> dict[int, list[SlotRow]]:
        found: dict[int, list[SlotRow]] = {}
        for slot in rows.all_slots(self.store):
            found.setdefault(slot.campaign_id, []).append(slot)
        return found

    @cached_property
    def _runs(self) -> dict[int, list[tuple[object, ...]]]:
        return sql.grouped(self.store.rows(sql.RUNS_SINCE, to_us(self.now - TWO_DAYS)))

    @cached_property
    def _foretold(self) -> dict[int, int]:
        """What the planner would give each slot still to come today."""
        result: dict[int, int] = {}
        for member in rows.members(self.store):
            if not member.archived and member.state == "ok":
                result.update(planner.foretell(self.store, member, self.now))
        return result

    def next_slot(self, campaign: int) -> SlotRow | None:
        """The slot of a campaign that opens next."""
        found = [(slot.next_open_at, slot.id, slot) for slot in self._slots.get(campaign, []) if slot.next_open_at]
        return min(found)[2] if found else None

    def next_opening(self, line: CampaignLine) -> datetime | None:
        """The next opening of any slot of a campaign, UTC."""
        slot = self.next_slot(line.id)
        return None if slot is None else slot.next_open_at

    def open_until(self, line: CampaignLine) -> datetime | None:
        """When the run that is open now closes, UTC."""
        found = [from_us(row[5]) for row in self._runs.get(line.id, []) if row[6] == "open"]  # type: ignore[arg-type]
        return max(found, default=None)

    def local_today(self, line: CampaignLine) -> date:
        """Today in the campaign's zone."""
        return local_date(self.now, line.time_zone)

    def day_number(self, line: CampaignLine) -> int:
        """Local days since the creation day, which is 0."""
        return (self.local_today(line) - local_date(from_us(line.created_at), line.time_zone)).days

    def asked_before(self, line: CampaignLine) -> bool:
        """Whether a run of an earlier local date drew people: before that, nobody could approve anything."""
        first = self._first_runs.get(line.id)
        return first is not None and first < self.local_today(line).isoformat()

    @cached_property
    def _first_runs(self) -> dict[int, str]:
        return dict(self.store.rows(sql.FIRST_RUNS))

    def created_today(self, line: CampaignLine) -> bool:
        """Whether today is the campaign's creation day."""
        return self.day_number(line) == 0

    def slots_today(self, line: CampaignLine) -> list[datetime]:
        """When the campaign's slots open today, UTC."""
        rules = [slot.rule for slot in self._slots.get(line.id, [])]
        return [opening.opens for _index, opening in openings_of_day(rules, self.local_today(line))]

    def runs_today(self, line: CampaignLine) -> list[tuple[object, ...]]:
        """Rows of `RUNS_SINCE` that belong to the campaign's local date."""
        day = self.local_today(line).isoformat()
        return [row for row in self._runs.get(line.id, []) if row[3] == day]

    def budget(self, member_id: int) -> Budget:
        """What a member may still send today, and the limit that decides it."""
        if member_id not in self._budgets:
            member = rows.member(self.store, member_id)
            self._budgets[member_id] = planner.member_budget(self.store, member, self.now)
        return self._budgets[member_id]

    def today(self, line: CampaignLine) -> Today:
        """Today progress (DESIGN 3)."""
        if line.id not in self._todays:
            self._todays[line.id] = self._count_today(line)
        return self._todays[line.id]

    def _count_today(self, line: CampaignLine) -> Today:
        opens = self.slots_today(line)
        expected = expected_today(
            line.cohort_size, len(opens), day_number=self.day_number(line), approval_off=line.approval == "off"
        )
        if not line.active:
            expected = 0
        found = self.runs_today(line)
        planned = sum(int(row[7] or 0) for row in found)  # type: ignore[call-overload]
        sent = sum(int(row[8] or 0) for row in found)  # type: ignore[call-overload]
        return today(
            expected, planned + self._still_to_come(line), sent, first_opening=min(opens, default=None), now=self.now
        )

    def _still_to_come(self, line: CampaignLine) -> int:
        day = self.local_today(line)
        return sum(
            self._foretold.get(slot.id, 0)
            for slot in self._slots.get(line.id, [])
            if slot.next_open_at is not None and planner.date_of(slot, slot.next_open_at) == day
        )

    def messages_today(self, line: CampaignLine) -> dict[str, int]:
        """Messages of today's runs, counted beside the invitations."""
        found = self.runs_today(line)
        planned = sum(int(row[9] or 0) for row in found)  # type: ignore[call-overload]
        sent = sum(int(row[10] or 0) for row in found)  # type: ignore[call-overload]
        return {"planned": planned, "sent": sent}
