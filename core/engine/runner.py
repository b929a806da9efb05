"""The engine's loop: it does due work, one item after the other or, in a daemon, members in parallel."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import partial

from core.clock import SteppedClock, boot_seconds
from core.engine import bulkhead
from core.engine.context import Context, settle_time
from core.engine.epoch import assert_epoch
from core.engine.ownership import handover, heartbeat, safe_mode
from core.engine.ownership.clock_watch import ClockWatch, applies
from core.engine.ownership.hourly_backup import HourlyBackup
from core.engine.ownership.idle_work import IdleWork
from core.engine.ownership.lock import held
from core.engine.ownership.server_clock import ServerClock
from core.engine.ownership.standby import Takeover
from core.engine.planning import draw, off_runs, runs, sequence
from core.engine.reading import account_sync, finder_search
from core.engine.restoring import daily_check, location
from core.engine.restoring.host_log import HostLog
from core.engine.sending import profile_check, send, withdraw
from core.engine.settling import held_due, reconcile, startup
from core.engine.settling.store_outage import Storage
from core.engine.store_check import StoreCheck
from core.errors import TryAgainError
from core.network.gateway import Gateway
from core.store import owners
from core.store.outreaches import StaleError
from core.store.upkeep import damage
from core.store.views import agenda, due_items
from core.store.views.agenda import Due, Kind
from core.workspace import Workspace

WORK: dict[Kind, Callable[[Context, int, datetime], None]] = {
    Kind.CLOSE: runs.close_due,
    Kind.DRAW: draw.draw_due,
    Kind.OFF: off_runs.off_due,
    Kind.OPEN: runs.open_due,
    Kind.SYNC: account_sync.sync_due,
    Kind.SETTLE: reconcile.settle_due,
    Kind.RENDER: sequence.render_due,
    Kind.READ: profile_check.read_due,
    Kind.SEND: send.send_due,
    Kind.FIND: finder_search.find_due,
    Kind.WITHDRAW: withdraw.withdraw_due,
}
MEMBERS_AT_ONCE = 8
HEARTBEAT_S = 1.0
"""Real seconds between two heartbeats."""
MARK_S = 10.0
"""Real seconds between two records of the wall clock's time while nothing is sent."""
NO_OWNER = 0
"""The lane of idle work: no owner has this id."""
BATCH = 40
"""Items of each kind read per wake-up."""


@contextlib.contextmanager
def engine(workspace: Workspace, gateway: Gateway, kind: str, takeover: Takeover | None = None) -> Iterator[Context]:
    """Take the engine's lock, or take it over as a standby, and settle the work that a dead engine left open.

    Raises EngineElsewhereError, RefusedError if the store was copied here from elsewhere, and DamagedError if it is
    damaged, also in place of another error that the damage caused.
    """
    check = StoreCheck(workspace)

    def before_ready() -> None:
        if kind in safe_mode.WATCHED:
            safe_mode.note_start(workspace.home)
        check.before_ready()

    with (
        damage.explained(workspace.home),
        contextlib.closing(check),
        safe_mode.closed_cleanly(workspace.home),
        held(workspace, kind, before_ready, None if takeover is None else takeover.seen) as epoch,
    ):
        origin = workspace.store.origin()
        settle = settle_time(workspace.clock)
        unbroken = takeover is not None and takeover.unbroken
        current = location.check(workspace, nothing_lost=unbroken, settle=settle)
        now = workspace.now()
        context = Context(workspace, gateway, epoch, now, origin, settle=settle, check=check)
        context.store_is_current = current
        if isinstance(workspace.clock, SteppedClock):
            context.patience_s = 0.0  # a stepped clock waits for nothing in real time; the next start settles it
        if kind in safe_mode.WATCHED:
            safe_mode.begin(context, now)
        startup.start(context, now)
        yield context


def do(context: Context, due: Due, now: datetime) -> None:
    """Do one item of due work; if it fails unexpectedly, hold it alone.

    If a person changed the same data first, that change stays, and the work is tried again if it is still due; if that
    happens twice, the item is held. Raises DamagedError if an error came from a damaged store.
    """
    find, undo = _held_as(context, due, now)
    bulkhead.begins(context)
    with damage.explained(context.workspace.home):
        try:
            with bulkhead.isolated(context, find, now, undo=undo):
                _do(context, due, now)
        except StaleError as error:
            if due in context.overtaken:
                bulkhead.hold(context, find, error, now, undo)
            context.overtaken.add(due)


def _held_as(context: Context, due: Due, now: datetime) -> tuple[bulkhead.Find, bulkhead.Undo]:
    """Return two functions for due work: one finds the item to hold, the other makes its state consistent again."""
    return partial(due_items.item_of, due=due), partial(held_due.undo, context, due, now)


def _do(context: Context, due: Due, now: datetime) -> None:
    if due.odd:
        raise ValueError("the stored time of this item is not a time")
    WORK[due.kind](context, due.id, now)


def advance(context: Context, until: datetime, progress: Callable[[datetime], None] | None = None) -> None:
    """Do, inline on a stepped clock, all work that falls due up to `until`, in the order (due, kind, id)."""
    clock = context.workspace.clock
    assert isinstance(clock, SteppedClock)  # noqa: S101 - only such a clock may be moved
    idle = IdleWork(context)
    with damage.explained(context.workspace.home):
        while not context.stopping.is_set():
            with context.store.read() as store:
                due = agenda.first(store)
            if idle.has_work(clock.now(), None if due is None else due.at):
                idle.run()
            if due is None or due.at > until:
                break
            clock.move_to(due.at)
            heartbeat.touch(context.workspace.home.beat)
            daily_check.run_due(context, clock.now())
            startup.replay_again(context, clock.now())
            startup.give_up_left_open(context, clock.now())
            do(context, due, clock.now())
            if progress is not None:
                progress(clock.now())
        clock.move_to(until)


class Lanes:
    """Background work: one lane per LinkedIn owner, so that an owner has one call at a time."""

    def __init__(self, context: Context, watch: ClockWatch | None = None) -> None:
        self._context = context
        if watch is None and applies(context.workspace):
            watch = ClockWatch(context)
        self._watch = watch
        if watch is not None:
            context.keep_mark = watch.keep
        self._pool = ThreadPoolExecutor(MEMBERS_AT_ONCE, thread_name_prefix="engine")
        self._busy: dict[int, Future[None]] = {}
        self._idle_work = IdleWork(context)
        self._backup = HourlyBackup(context)
        self._server_clock = ServerClock(context)
        self._host_log = HostLog(context.workspace, context)
        self._lock = threading.Lock()
        self._beat_at = self._mark_at = -MARK_S
        self.storage = Storage(context)
        self.error: BaseException | None = None
        self.asked_by = ""
        """The process that waits for this engine's place, as of the last heartbeat."""

    def tick(self, now: datetime) -> datetime | None:
        """Start due work whose lane is free; return when the next work that is not under way is due.

        While the store cannot be written or read, nothing is started.
        """
        if self.storage.holds:
            return None
        try:
            with damage.explained(self._context.workspace.home):
                daily_check.run_due(self._context, now)
                startup.replay_again(self._context, now)
                return self._tick(now)
        except TryAgainError as error:
            self.storage.failed(error)
            return None

    def _tick(self, now: datetime) -> datetime | None:
        goes_on = (self._watch is None or self._watch.allows(now)) and self._server_clock.allows()
        self._heartbeat()
        self._backup.start_if_due()
        if not goes_on:
            return None
        with self._context.store.read() as store:
            found = agenda.upcoming(store, BATCH)
        self._idle_work.give_way(due=any(due.at <= now for due in found))
        upcoming: datetime | None = None
        for due in found:
            if due.at > now:
                upcoming = due.at if upcoming is None else min(upcoming, due.at)
            elif due.member is None:
                do(self._context, due, self._context.workspace.now())
                upcoming = now  # the work done may have made other work due
            else:
                self._start(due)
        if self.idle() and self._idle_work.has_work(now, upcoming):
            with self._lock:
                self._busy[NO_OWNER] = self._pool.submit(self._tidy)
        return upcoming

    def _heartbeat(self) -> None:
        """Touch the heartbeat, check that this engine still has its place, and read which process asks for it."""
        moment = boot_seconds()
        if moment - self._beat_at < HEARTBEAT_S and not self.storage.words:
            return
        self._beat_at = moment
        with self._context.store.read() as store:
            self._context.store.refuse_newer(store)
            assert_epoch(self._context, store)
            if self._context.replayed:
                self._host_log.read(store)
            self.asked_by = handover.asked_by(store)
        self._host_log.write()
        safe_mode.refresh(self._context)
        heartbeat.touch(self._context.workspace.home.beat)
        if self._watch is not None and moment - self._mark_at >= MARK_S:
            self._mark_at = moment
            self._watch.note()
        self.storage.try_again()

    def _start(self, due: Due) -> None:
        assert due.member is not None  # noqa: S101 - `_tick` checks it
        lane, now = None, self._context.workspace.now()
        find, undo = _held_as(self._context, due, now)
        bulkhead.begins(self._context)
        with (
            bulkhead.isolated(self._context, find, now, undo=undo, releases=False),
            self._context.store.read() as store,
        ):
            lane = owners.lane(store, due.member)
        with self._lock:
            if lane is None or lane in self._busy:
                return
            future = self._pool.submit(self._run, due, lane)
            self._busy[lane] = future

    def _run(self, due: Due, lane: int) -> None:
        try:
            if not self._context.stopping.is_set():
                with self._context.store.session():
                    do(self._context, due, self._context.workspace.now())
        except TryAgainError as error:
            self.storage.failed(error)
        except BaseException as error:
            self.error = error
            raise
        finally:
            with self._lock:
                self._busy.pop(lane, None)
            self._context.wake()

    def _tidy(self) -> None:
        try:
            with self._context.store.session():
                self._idle_work.run()
        except BaseException as error:
            self.error = error
            raise
        finally:
            with self._lock:
                self._busy.pop(NO_OWNER, None)
            self._context.wake()

    def in_flight(self) -> int:
        """Return how many lanes are at work."""
        with self._lock:
            return len(self._busy)

    def idle(self) -> bool:
        """Return whether no call is under way."""
        with self._lock:
            return not self._busy

    def close(self) -> None:
        """Wait for the calls under way and their outcomes."""
        self._context.stopping.set()
        self._pool.shutdown(wait=True)
        self._backup.close()
        self._host_log.close()
