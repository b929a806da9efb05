"""The home's log file: where warnings and tracebacks go, so that they never reach a terminal."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

from core.secrets import without_secrets

FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


class Discreet(logging.Formatter):
    """Writes no secret, whatever a message or a traceback holds."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class Patient(logging.FileHandler):
    """A log that the disk does not take is no reason to stop, nor to show a traceback: the fault is said elsewhere."""

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError):
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that logging gives it
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            super().close()


@contextlib.contextmanager
def into(path: Path) -> Iterator[None]:
    """Send our own log from INFO, and everybody's warnings, into a file made when there is something to say."""
    handler = Patient(path, encoding="utf-8", errors="backslashreplace", delay=True)
    handler.setFormatter(Discreet(FORMAT))
    ours = logging.getLogger("overture")
    before = ours.level
    ours.setLevel(logging.INFO)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        ours.setLevel(before)
        logging.getLogger().removeHandler(handler)
        handler.close()
