"""The home's log file: where warnings and tracebacks go, so that they never reach a terminal."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path

from core.secrets import without_secrets

FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


class Discreet(logging.Formatter):
    """Writes no secret, whatever a message or a traceback holds."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


@contextlib.contextmanager
def into(path: Path) -> Iterator[None]:
    """Send our own log from INFO, and everybody's warnings, into a file made when there is something to say."""
    handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace", delay=True)
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
