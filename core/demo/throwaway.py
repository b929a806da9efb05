"""The folder of a demo, which leaves nothing behind."""

from __future__ import annotations

import contextlib
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

ENDING = (signal.SIGTERM, signal.SIGHUP)
"""Signals that end a process at once, and would leave the folder: a request to end, and the loss of the terminal."""


@contextlib.contextmanager
def throwaway() -> Iterator[Path]:
    """Yield a folder that is deleted at the end, also if a signal ends the process; call from the main thread."""
    before = {number: signal.getsignal(number) for number in ENDING}
    for number, handler in before.items():
        if handler is signal.SIG_DFL:  # one that is ignored, as under nohup, stays ignored
            signal.signal(number, _end)
    try:
        with tempfile.TemporaryDirectory(prefix="overture-demo-") as folder:
            yield Path(folder)
    finally:
        for number, handler in before.items():
            if handler is signal.SIG_DFL:
                signal.signal(number, handler)


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
