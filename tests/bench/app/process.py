"""Processes on the bench's world, at a moment when nothing falls due: `python -m tests.bench.app.process KIND HOME`.

`app [MOMENT]` is Overture without an engine, `engine` with its own; `changes SECONDS` stops and starts campaigns in
turn.
"""

from __future__ import annotations

import itertools
import sys
import threading
from datetime import UTC, datetime
from unittest.mock import patch

from core.clock import WorkspaceClock, real_now
from core.workspace import Workspace, home_of, opened

MOMENT = datetime(2026, 1, 13, 21, 0, 1, tzinfo=UTC)
"""An evening of the world's ninth day, just after the full minute."""
CHANGED = 5
"""Number of campaigns that change in turn: the first ones, which are on the screen."""


def change(workspace: Workspace, every_s: float) -> None:
    """Stop a campaign, start it again, and so on with the next, until this process is ended."""
    from core.services.campaigns import lifecycle

    never = threading.Event()
    for number in itertools.cycle(range(1, CHANGED + 1)):
        for act in (lifecycle.stop, lifecycle.start):
            act(workspace, str(number))
            never.wait(every_s)


def main() -> None:
    """Run the requested kind of process on the world's own clock."""
    kind, home, *rest = sys.argv[1:]
    moment = datetime.fromisoformat(rest[0]) if kind == "app" and rest else MOMENT
    with opened(home_of(home), clock=WorkspaceClock(moment, real_now()), durable=False) as workspace:
        if kind == "changes":
            change(workspace, float(rest[0]))
            return
        from tui.process.run import run_app

        with patch("tui.process.run.may_run_engine", lambda _workspace: kind == "engine"):
            run_app(workspace)


if __name__ == "__main__":
    main()
