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
    """A log that the disk does not take is no reason to stop, nor to show a traceback: `fault` keeps why."""

    fault: OSError | None = None

    def emit(self, record: logging.LogRecord) -> None:
        try:
            super().emit(record)
        except OSError as error:
            self.fault = error

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that logging gives it
        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            self.fault = error
        else:
            super().handleError(record)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            super().close()


@contextlib.contextmanager
def into(path: Path) -> Iterator[Patient]:
    """Send our own log from INFO, and everybody's warnings, into a file made when there is something to say."""
    handler = Patient(path, encoding="utf-8", errors="backslashreplace", delay=True)
    handler.setFormatter(Discreet(FORMAT))
    ours = logging.getLogger("overture")
    before = ours.level
    ours.setLevel(logging.INFO)
    logging.getLogger().addHandler(handler)
    try:
        yield handler
    finally:
        ours.setLevel(before)
        logging.getLogger().removeHandler(handler)
        handler.close()
