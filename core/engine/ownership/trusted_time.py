"""The workspace time that is certainly past, and the start of the running engine: for commands beside an engine."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.clock import SteppedClock, WorkspaceClock, boot_seconds
from core.engine.ownership import clock_watch, heartbeat
from core.engine.ownership.lock import is_held
from core.rules.clock_steps import LARGEST_STEP, MOST_OFF_S
from core.store.database import Reading
from core.store.engine import clock_state, engine_state
from core.workspace import Workspace


def certainly_past(workspace: Workspace, store: Reading) -> datetime:
    """Return the latest moment (UTC) that is certainly past: now, or earlier if this machine's clock may be ahead.

    This machine's clock is compared with the clock of the store's server, and with the last mark of an engine plus the
    time elapsed since. If the machine was booted after that mark, and a jump of the clock is held, the moment before
    the jump is the latest that counts.
    """
    now, off = workspace.now(), workspace.store.clock_offset_s()
    if off > MOST_OFF_S:
        now -= timedelta(seconds=off)
    mark = clock_watch.last_mark(store, workspace)
    if mark is not None and mark.boot_id and mark.boot_id == clock_watch.boot_id():
        expected = mark.wall + timedelta(seconds=boot_seconds() - mark.boot_us / 1_000_000)
        return expected if now - expected > LARGEST_STEP else now
    held = clock_state.get(store).held_at
    return now if held is None else min(now, held)


def engine_since(workspace: Workspace, store: Reading) -> datetime | None:
    """Return the workspace time at which the engine that runs now took over; None if none runs.

    Also returns None on a clock that is moved by hand, since no other process works there.
    """
    clock = workspace.clock
    since = engine_state.since(store)
    if since is None or isinstance(clock, SteppedClock) or not _runs(workspace):
        return None
    if not isinstance(clock, WorkspaceClock):
        return since
    return clock.anchor + (since - clock.real_anchor) * clock.speed


def _runs(workspace: Workspace) -> bool:
    seen = workspace.store.engine_on_server()
    if seen is None:
        return is_held(workspace.home.engine_lock)
    return seen.silent_s is not None and (seen.connected or seen.silent_s <= heartbeat.SILENT_S)
