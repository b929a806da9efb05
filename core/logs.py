"""The home's log file: it takes warnings and tracebacks, so that they never reach a terminal."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Iterator
from io import BufferedWriter, FileIO, TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from core.home import FILE_MODE
from core.secrets import without_secrets

LARGEST, KEPT = 5_000_000, 2
"""Bytes at which the log is rotated, and how many old logs are kept."""
LONGEST = 100_000
"""Most characters of one entry: an exception may quote a whole answer."""
FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


class Discreet(logging.Formatter):
    """A formatter that hides secrets in messages and tracebacks, and cuts what is too long."""

    def format(self, record: logging.LogRecord) -> str:
        entry = without_secrets(super().format(record))  # before the cut, which could leave half a secret
        return entry if len(entry) <= LONGEST else f"{entry[:LONGEST]} … ({len(entry):,} characters)"


class Patient(RotatingFileHandler):
    """A log handler that ignores a disk error instead of stopping or showing a traceback; `fault` holds the error.

    The file has mode 0600 and a bounded size; a link in its place is not followed.
    """

    fault: OSError | None = None

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        handle = os.open(self.baseFilename, flags, FILE_MODE)
        with contextlib.suppress(OSError):  # somebody else's file that this user may write
            os.fchmod(handle, FILE_MODE)  # one that existed may have a wider mode
        return TextIOWrapper(BufferedWriter(FileIO(handle, "a")), encoding="utf-8", errors="backslashreplace")

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
def dropped() -> Iterator[None]:
    """Discard all messages, for a process that may change no file."""
    nowhere = logging.NullHandler()
    logging.getLogger().addHandler(nowhere)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(nowhere)


@contextlib.contextmanager
def into(path: Path) -> Iterator[Patient]:
    """Log Overture's messages from INFO, and all warnings, into a file that is created with the first line."""
    handler = Patient(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", delay=True)
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
