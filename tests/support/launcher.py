"""`python -m tests.support.launcher POINT NTH WORD…`: the command line, killed at a named point.

It dies by SIGKILL, or by the signal that TEST_SIGNAL names: systemd's watchdog kills by SIGABRT. The product knows
nothing of it: the boundaries are wrapped from outside before the command runs.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

POINTS = {
    "send: before the intent": ("core.engine.sending.send:_commit_intent", "before"),
    "send: intent committed": ("core.engine.sending.send:_commit_intent", "after"),
    "send: side journal written": ("core.engine.side_journal:append", "after"),
    "send: last gate passed": ("core.engine.sending.attempt:_check_at_wire", "after"),
    "send: answered": ("core.engine.sending.send:_call", "after"),
    "send: outcome committed": ("core.engine.sending.send:record", "after"),
    "start: lock held": ("core.engine.reading.circuit_breaker:remember", "before"),
    "start: open calls given up": ("core.engine.sending.outcome:give_up_open_calls", "after"),
    "start: side journal read": ("core.engine.restoring.replay:replay", "after"),
    "reconcile: looked": ("core.engine.settling.reconcile:_evidence", "after"),
    "reconcile: before the decision": ("core.engine.settling.reconcile:_was_sent", "before"),
    "reconcile: decided": ("core.engine.settling.reconcile:_was_sent", "after"),
    "migration: backed up": ("core.store.migrate:_back_up", "after"),
    "migration: before it": ("core.store.migrate:_apply", "before"),
    "migration: under way": ("core.store.migrate:runner", "after"),
    "migration: done": ("core.store.migrate:_apply", "after"),
    "backup: written": ("core.services.maintenance.backup:inspect", "before"),
    "backup: checked": ("core.services.maintenance.backup:inspect", "after"),
}


def die_at(point: str, nth: int) -> None:
    """Wrap the boundary of a point: its `nth` passing kills the process."""
    where, when = POINTS[point]
    module, _, name = where.partition(":")
    owner = import_module(module)
    original = getattr(owner, name)
    passed = 0

    def pass_by(moment: str) -> None:
        nonlocal passed
        if moment == when:
            passed += 1
            if passed == nth:
                os.kill(os.getpid(), signal.Signals[os.environ.get("TEST_SIGNAL", "SIGKILL")])

    def wrapped(*given: Any, **named: Any) -> Any:
        pass_by("before")
        result = original(*given, **named)
        pass_by("after")
        return result

    setattr(owner, name, wrapped)


def hurry() -> None:
    """Let a standby take over after 3 s without a heartbeat, not 30."""
    process, place = import_module("core.daemon.process"), import_module("core.store.postgres.place")
    place.BEAT_S, place.SILENT_S, process.ASK_S = 0.5, 3.0, 0.2  # type: ignore[attr-defined]
    import_module("core.engine.ownership.standby").WATCHED_S = 1.0  # type: ignore[attr-defined]


if __name__ == "__main__":
    from core.cli.main import main
    from core.store import migrate

    if "TEST_HURRY" in os.environ:
        hurry()
    if sys.argv[1] in POINTS:
        die_at(sys.argv[1], int(sys.argv[2]))
    migrate.FOLDER = Path(os.environ.get("TEST_MIGRATIONS") or migrate.FOLDER)
    main(sys.argv[3:])
