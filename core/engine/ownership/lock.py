"""One engine per store: a file lock that is held while the engine runs, and an epoch in the store."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.clock import real_now
from core.engine.ownership import heartbeat
from core.errors import EngineElsewhereError
from core.files import read_regular
from core.store.database import Store, open_lock
from core.store.engine import engine_state
from core.store.engine.engine_place import EnginePlace, Seen
from core.workspace import Workspace

TRIES, TRY_AGAIN_S = 5, 0.02
LARGEST = 65_536
"""Most bytes of the lock file that are read."""


class PlaceTakenError(EngineElsewhereError):
    """An engine of another home, on this machine or another, already runs the store on a server."""


@dataclass(frozen=True)
class Holder:
    """The process that holds the lock, as it described itself in the lock file; for display only."""

    pid: int
    kind: str
    host: str
    fault: str = ""
    """The fault that keeps its store from being written, as a sentence."""


@contextlib.contextmanager
def held(
    workspace: Workspace, kind: str, before: Callable[[], None] = lambda: None, silent: Seen | None = None
) -> Iterator[int]:
    """Hold the engine's lock and yield the new epoch. Raises EngineElsewhereError naming the holder.

    `before` runs with the lock held and nothing written yet; an error from it ends the attempt. `silent` is an engine
    as a standby saw it: its place is taken over if it has given no sign of life since.
    """
    path = workspace.home.engine_lock
    handle = open_lock(path)
    try:
        if not _locked(handle):
            raise EngineElsewhereError(_who_holds(path) if workspace.store.in_file else _who_runs(workspace.store))
        with contextlib.suppress(OSError):  # for display only; raising the epoch shows whether the disk can be written
            _sign(handle, kind)
        heartbeat.touch(workspace.home.beat)
        try:
            with workspace.store.engine_place(silent) as place:
                if not place:
                    raise PlaceTakenError(_who_runs(workspace.store))
                before()
                epoch = _raise_epoch(workspace.store, kind, place)
                place.begin(epoch)
                yield epoch
        finally:
            with contextlib.suppress(OSError):
                os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    """Try to take the lock several times within a tenth of a second, since `is_held` takes it for an instant."""
    for attempt in range(TRIES):
        if attempt:
            threading.Event().wait(TRY_AGAIN_S)
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    return False


def _who_holds(path: Path) -> str:
    found = holder(path)
    name = f"the {found.kind} with process id {found.pid}" if found else "another process"
    return (
        f"The engine of this store is run by {name}. Stop it first, use commands that need no engine, or take it over "
        "with `overture daemon --wait`."
    )


def _who_runs(store: Store) -> str:
    """Return a sentence that names the engine of a store on a server, as that engine recorded itself there."""
    with store.read() as reading:
        place = engine_state.place(reading)
    return (
        f"The engine of this store is run by the {place.kind} with process id {place.pid} on {place.host}. Stop it "
        "first, use commands that need no engine, or wait to take over with `overture daemon --standby`."
    )


def holder(path: Path) -> Holder | None:
    """Return the present holder, as the lock file describes it; None if the lock is free."""
    if not is_held(path):
        return None
    try:
        told = json.loads(read_regular(path, LARGEST) or b"{}")
        return Holder(int(told["pid"]), str(told["kind"]), str(told["host"]), str(told.get("fault", "")))
    except (ValueError, RecursionError, KeyError, OSError):
        return Holder(0, "engine", "")


def is_held(path: Path) -> bool:
    """Return whether an engine holds its lock now.

    The attempt takes the lock shared, so that two processes that look at the same instant do not see each other.
    """
    if not path.exists():
        return False
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)  # so that a read-only disk is no obstacle
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)


def _sign(handle: int, kind: str) -> None:
    text = json.dumps({"pid": os.getpid(), "kind": kind, "host": socket.gethostname()})
    os.ftruncate(handle, 0)
    os.pwrite(handle, text.encode(), 0)


def tell(path: Path, fault: str) -> None:
    """Write into this process's lock file the fault that keeps the store from being written."""
    handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        told = json.loads(os.pread(handle, LARGEST, 0) or b"{}")
        text = json.dumps({**told, "fault": fault}).encode()
        os.pwrite(handle, text, 0)
        os.ftruncate(handle, len(text))
    finally:
        os.close(handle)


def _raise_epoch(store: Store, kind: str, place: EnginePlace) -> int:
    real = real_now()
    with store.write() as writing:
        store.refuse_newer(writing)
        if not place.may_begin(writing):
            raise PlaceTakenError(_who_runs(store))
        return engine_state.take(
            writing, owner=secrets.token_hex(8), pid=os.getpid(), host=socket.gethostname(), kind=kind, now=real
        )
