"""Safe mode: an engine that crashes repeatedly still reads, but sends nothing until a person runs `overture resume`.

Starts are noted in a file of their own, since the store may be the cause of the crashes.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from core.clock import real_now
from core.engine.epoch import assert_epoch
from core.errors import EngineElsewhereError, OvertureError, TryAgainError, UnreadableError
from core.files import read_regular
from core.home import FILE_MODE, Home
from core.moments import is_possible
from core.store import journal, named_values
from core.store.database import Reading, Writing

if TYPE_CHECKING:
    from core.engine.context import Context

STARTS = 5
"""Number of starts within `WITHIN`, the present one included and none cleanly closed, that begins safe mode."""
WITHIN = timedelta(minutes=10)
WATCHED = frozenset({"app", "daemon"})
"""Kinds of engine that restart by themselves or by a supervisor."""
KEY = "engine.safe"
LARGEST = 10_000
"""Most bytes of the file that are read; five starts take two hundred."""
log = logging.getLogger("overture.engine")


def note_start(home: Home) -> None:
    """Note, in real time, that an engine starts. A disk that refuses it is ignored: then nothing can be sent either."""
    kept = [*_starts(home.starts, real_now()), real_now()][-STARTS:]
    with contextlib.suppress(OSError):
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
        with os.fdopen(os.open(home.starts, flags, FILE_MODE), "w", encoding="ascii") as file:
            file.write("".join(f"{start.isoformat()}\n" for start in kept))
            file.flush()
            os.fsync(file.fileno())


@contextlib.contextmanager
def closed_cleanly(home: Home) -> Iterator[None]:
    """Forget the starts if an engine ends normally, or refuses to run with a sentence that says why.

    The starts are kept if another engine runs, since they belong to that engine, and if a stored value cannot be read,
    since the next start would end in the same way.
    """
    try:
        yield
    except (EngineElsewhereError, UnreadableError):
        raise
    except OvertureError:
        _forget(home)
        raise
    _forget(home)


def _forget(home: Home) -> None:
    with contextlib.suppress(OSError):
        home.starts.unlink(missing_ok=True)


def begin(context: Context, now: datetime) -> None:
    """Begin or continue safe mode if engines crash repeatedly; `now` is workspace time."""
    with context.store.read() as store:
        before = since(store)
    if before is None and len(_starts(context.workspace.home.starts, real_now())) < STARTS:
        return
    context.safe = True
    if before is None:
        log.error("The engine was started %d times in ten minutes and crashed: it sends nothing more.", STARTS)
        with context.store.write() as store:
            assert_epoch(context, store)
            named_values.put(store, KEY, now.isoformat())
            journal.write(store, now, journal.ENGINE, "safe.began", code=KEY)


def refresh(context: Context) -> None:
    """End safe mode in a running engine once a person has ended it in the store; needs no query outside safe mode."""
    if not context.safe:
        return
    with contextlib.suppress(TryAgainError), context.store.read() as store:
        context.safe = since(store) is not None


def since(store: Reading) -> datetime | None:
    """Return the workspace time at which safe mode began; None outside safe mode."""
    noted = named_values.get(store, KEY)
    return None if noted is None else _moment(noted) or real_now()


def end(store: Writing, home: Home, now: datetime, actor: str) -> None:
    """End safe mode, if it is on; the starts noted so far no longer count."""
    _forget(home)
    if named_values.delete(store, KEY):
        journal.write(store, now, actor, "safe.ended")


def _starts(path: Path, now: datetime) -> list[datetime]:
    """Return the starts of the last ten minutes of real time, oldest first."""
    try:
        lines = read_regular(path, LARGEST).decode("ascii", "replace").split()
    except OSError:
        return []
    found = [moment for moment in map(_moment, lines) if moment is not None]
    return [moment for moment in found if abs(now - moment) < WITHIN]


def _moment(text: str) -> datetime | None:
    with contextlib.suppress(ValueError, TypeError):
        found = datetime.fromisoformat(text)
        return found if is_possible(found) else None
    return None
