"""The daemon's process: its signals, the wait for the engine's lock, and an orderly end."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

from core.clock import boot_seconds
from core.daemon import early_end
from core.daemon.alarm import ScheduledAlarm
from core.daemon.event_log import EventLog
from core.daemon.health_server import served
from core.daemon.loop import RELOAD, STOP, Loop
from core.daemon.loop_watch import DaemonWatch
from core.daemon.role import Role
from core.daemon.supervisor import Supervisor
from core.engine.context import Context
from core.engine.epoch import ServerReplacedError
from core.engine.ownership import handover
from core.engine.ownership.lock import Holder, holder
from core.engine.ownership.standby import Watch
from core.engine.restoring.host_log import HostLog
from core.engine.runner import engine
from core.errors import EngineElsewhereError, TryAgainError
from core.home import Home
from core.network.gateway import Gateway
from core.services.engine_alive import life
from core.store.database import Store
from core.workspace import Workspace

ASK_S = 1.0
"""Real seconds between two requests to the process that runs the engine."""
CHECK_S = 0.2
"""Real seconds between two checks whether the engine's lock is free."""
ENDED_EARLY = "Ended before the engine began."
WAIT_ENDED = "Stopped waiting; the other process keeps the engine."
STANDING_BY = "Standing by: this process takes over if the running engine gives no sign of life for 30 s."


def run_daemon(
    workspace: Workspace,
    gateway: Gateway,
    said: Callable[[str], None],
    *,
    wait: bool = False,
    standby: bool = False,
    health_port: int | None = None,
) -> None:
    """Run the engine until SIGTERM or SIGINT, or until another process asks for it; a second signal exits at once.

    With `wait`, ask the process that runs the engine to hand it over; for a store on a server only an app is asked, on
    any host. With `standby`, wait until the running engine gives no sign of life. Without either, raises
    EngineElsewhereError if an engine runs. After a failover of the store's server the engine begins again. `said` gets
    each sentence for the user.
    """
    inbox: queue.SimpleQueue[str] = queue.SimpleQueue()
    _listen(inbox)
    if early_end.was_told():
        said(ENDED_EARLY)
        return
    while True:
        try:
            _run_once(workspace, gateway, said, inbox, wait=wait, standby=standby, health_port=health_port)
        except ServerReplacedError as error:
            said(error.text)
        else:
            return


def _run_once(
    workspace: Workspace,
    gateway: Gateway,
    said: Callable[[str], None],
    inbox: queue.SimpleQueue[str],
    *,
    wait: bool,
    standby: bool,
    health_port: int | None,
) -> None:
    """Run one engine to its end. Raises ServerReplacedError if it has to begin again."""
    supervisor = Supervisor()
    role = Role(workspace)
    with contextlib.ExitStack() as stack:
        if standby:
            _serve(stack, role, health_port, said)
            context = _take_over(stack, role, gateway, said, inbox, supervisor)
        else:
            context = _take_place(stack, workspace, gateway, said, inbox, wait=wait)
        if context is None:
            said(WAIT_ENDED)
            return
        role.context = context
        events = stack.enter_context(contextlib.closing(EventLog(workspace.home)))
        watch = DaemonWatch(context, supervisor, events)
        loop = Loop(context, ScheduledAlarm, inbox, watch)
        if not standby:
            _serve(stack, role, health_port, said)
        said(f"The engine runs here, process id {os.getpid()}. Ctrl+C ends it after the call in flight.")
        watch.began()
        loop.run()
    said(f"The engine was handed over to the {loop.handed_to}." if loop.handed_to else "The engine has stopped.")


def _serve(stack: contextlib.ExitStack, role: Role, port: int | None, said: Callable[[str], None]) -> None:
    if port is not None:
        said(f"Health: {stack.enter_context(served(role, port))}")


def _take_place(
    stack: contextlib.ExitStack,
    workspace: Workspace,
    gateway: Gateway,
    said: Callable[[str], None],
    inbox: queue.SimpleQueue[str],
    *,
    wait: bool,
) -> Context | None:
    """Return the engine, at once or after a wait; None if a signal ended the wait."""
    while True:
        try:
            return stack.enter_context(engine(workspace, gateway, "daemon"))
        except EngineElsewhereError:
            if not wait or not _may_be_asked(workspace):
                raise
            if _asked_holder(workspace) is None and _told_to_stop(inbox, ASK_S):  # it is stopping, or has just stopped
                return None
        if not _wait_for_place(workspace.store, lambda: _asked_holder(workspace), said, inbox):
            return None


def _may_be_asked(workspace: Workspace) -> bool:
    """Return whether `--wait` may ask the engine to hand over; for a store on a server, only an app's may be asked.

    The daemon of a store on a server is stopped on its own host, and its standbys take over. An engine that has already
    gone refuses nothing.
    """
    found = life(workspace).holder
    return workspace.store.in_file or found is None or found.kind == "app"


def _told_to_stop(inbox: queue.SimpleQueue[str], seconds: float) -> bool:
    """Wait for a time, in real seconds, and return whether a signal came."""
    with contextlib.suppress(queue.Empty):
        return inbox.get(timeout=seconds) == STOP
    return False


def _asked_holder(workspace: Workspace) -> Holder | None:
    """Return the process that is asked to hand the engine over; None once it has, or if a daemon took over."""
    found = life(workspace).holder
    return found if found is None or workspace.store.in_file or found.kind == "app" else None


def _take_over(
    stack: contextlib.ExitStack,
    role: Role,
    gateway: Gateway,
    said: Callable[[str], None],
    inbox: queue.SimpleQueue[str],
    supervisor: Supervisor,
) -> Context | None:
    """Return the engine once the one that runs gives no sign of life; None if a signal ended the wait."""
    with contextlib.closing(Watch(role.workspace.store)) as watch:
        notes, told = HostLog(role.workspace), False
        while True:
            takeover = watch.check()
            with contextlib.suppress(TryAgainError):
                with role.workspace.store.read() as store:
                    notes.read(store)
                notes.write()
            role.looked()
            if takeover is not None:
                notes.close()  # before the engine writes its own note
                with contextlib.suppress(EngineElsewhereError, TryAgainError):  # another was first, or it lives
                    return stack.enter_context(engine(role.workspace, gateway, "daemon", takeover))
            if not told:
                said(STANDING_BY)
                supervisor.ready(STANDING_BY)
                told = True
            supervisor.beat(STANDING_BY)
            with contextlib.suppress(queue.Empty):
                if inbox.get(timeout=ASK_S) == STOP:
                    notes.close()
                    return None


def wait_for_older(home: Home, said: Callable[[str], None]) -> bool:
    """Ask an engine of an older version to hand over, and wait; return False if a signal ended the wait.

    The store is not upgraded for that: its table of requests has been the same in every version.
    """
    inbox: queue.SimpleQueue[str] = queue.SimpleQueue()
    _listen(inbox)
    with Store(home.store) as store:
        handed_over = _wait_for_place(store, lambda: holder(home.engine_lock), said, inbox)
    if not handed_over:
        said(WAIT_ENDED)
    return handed_over


def _wait_for_place(
    store: Store, holds: Callable[[], Holder | None], said: Callable[[str], None], inbox: queue.SimpleQueue[str]
) -> bool:
    """Ask for the engine until nobody `holds` it; return False if a signal came first."""
    me = f"daemon with process id {os.getpid()} on {socket.gethostname()}"
    asked, told = -ASK_S, False
    while (found := holds()) is not None:
        if not told:
            where = "" if store.in_file else f" on {found.host}"
            said(f"Waiting for the {found.kind} with process id {found.pid}{where} to hand the engine over.")
            told = True
        if boot_seconds() - asked >= ASK_S:
            with contextlib.suppress(TryAgainError):  # the holder is stuck while it holds the store
                handover.ask(store, me)
            asked = boot_seconds()
        with contextlib.suppress(queue.Empty):
            if inbox.get(timeout=CHECK_S) == STOP:
                with contextlib.suppress(TryAgainError):  # a request expires by itself
                    handover.withdraw(store, me)
                return False
    return True


def _listen(inbox: queue.SimpleQueue[str]) -> None:
    """Install signal handlers that only put a word into the queue: other work could deadlock inside a handler."""
    seen: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        seen.append(number)
        if len(seen) > 1:
            sys.stderr.flush()
            os._exit(128 + number)
        inbox.put(STOP)

    def reload(_number: int, _frame: FrameType | None) -> None:
        inbox.put(RELOAD)

    signal.signal(signal.SIGTERM, stop)
    if early_end.was_told():
        inbox.put(STOP)
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGHUP, reload)
