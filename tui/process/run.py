"""Opening the app on a home, with the engine inside the app if that is allowed."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable

from core.home import Home
from core.logs import dropped, into
from core.workspace import Workspace, opened
from tui.app import LEAVING, OvertureApp
from tui.engine_host import PATIENCE_S, EngineHost
from tui.memory import memory_of
from tui.process.shutdown import ShutdownWatch

HAND_OVER_S = 0.001
"""Seconds after which a computing thread must let the others run. Python's default of 5 ms adds up for each key: after
every wait for the terminal, the engine and a page being read may both run before the event loop does.
"""
LEFT_ALONE_S = 1.0
"""Seconds for which the process, at its end, waits for an engine that `EngineHost.release` gave up."""
COLLECT_AFTER = (50_000, 20, 50)
"""Thresholds of Python's garbage collector, by generation. The default of the first is 700 new objects, and one page
makes many times as many: a third of a key's time was spent on collections.
"""


def run(home: Home, *, readonly: bool) -> None:
    """Open the app on a home. Raises what `opened` raises."""
    with opened(home, readonly=readonly) as workspace:
        run_app(workspace)


def run_app(workspace: Workspace, *, remember: bool = True, discard: Callable[[], None] = lambda: None) -> None:
    """Run the app; the engine is closed before this returns, however the app ended. A crash never exits with 0.

    `remember` says whether the next start on this home shows the screen that the app ended with. `discard` is called
    if the process ends without returning from here, as after the loss of its terminal, to delete what is left.
    """
    host = EngineHost(workspace) if may_run_engine(workspace) else None
    app = OvertureApp(workspace, host=host, memory=memory_of(workspace.home.folder) if remember else None)

    def close_engine() -> bool:
        return host is None or host.close()

    def close_engine_first() -> None:
        app.call_later(app.say, LEAVING)
        close_engine()

    def leave() -> None:
        app.call_later(app.exit)

    def waits_in_vain() -> bool:
        return (host is not None and host.gave_up) or not workspace.store.answers(PATIENCE_S)

    watch = ShutdownWatch(close_engine_first, leave, app.undo_modes, discard, waits_in_vain)
    watch.start()
    app.leaving = watch.limit
    sys.setswitchinterval(HAND_OVER_S)
    gc.set_threshold(*COLLECT_AFTER)
    if host is not None:
        host.start()
    code = 1
    try:
        # On stderr, log lines would be written over the screen.
        with dropped() if workspace.store.readonly else into(workspace.home.log):
            app.run(mouse=workspace.config.mouse)
        code = app.return_code or 0
    finally:
        watch.stop()
        if not close_engine():  # its threads wait for a server that does not answer, and so would the process
            watch.end_in(LEFT_ALONE_S, code)
    if app.return_code:
        raise SystemExit(app.return_code)


def may_run_engine(workspace: Workspace) -> bool:
    """Return whether the app may run the engine: the configuration allows it, and the store is not open read-only."""
    return workspace.config.engine_in_app and not workspace.store.readonly
