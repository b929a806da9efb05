"""`python -m tests.bench.app.pages`: how long each page of the app takes in the agency's world of a million people."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from tests.bench import agency
from tests.bench.app.watched import QUIET_S, Watched, watched
from tests.support.world import START

PEOPLE = 1_000_000
EVENING = START + timedelta(days=agency.DAYS[PEOPLE], hours=14)
"""A moment after the world's last day, when nothing falls due."""
KEYS = {
    "queue": b"3",
    "queue, its end": b"G",
    "queue, its beginning": b"gg",
    "approvals": b"2",
    "sources": b"4",
    "contacts": b"5",
    "members": b"6",
    "programs": b"7",
    "activity": b"9",
    "settings": b"0",
    "home page again": b"1",
    "next campaign": b"j",
    "why": b"w",
    "home page from there": b"q",
    "runs": b"l",
    "needs a person": b"!",
}


class Opened(NamedTuple):
    """The real seconds from a key to the first byte and to the complete picture, and the processor seconds for it."""

    first_s: float
    picture_s: float
    processor_s: float


def pages(home: Path) -> Iterator[tuple[str, Opened]]:
    """Yield each page with the cost of opening it, twice: for its first opening, and for a later one."""
    begin = time.monotonic()
    with watched("tests.bench.app.process", "app", str(home), EVENING.isoformat(), kept=agency.KEPT) as shown:
        shown.wait_for("Invites")
        first = time.monotonic() - begin
        yield "start", Opened(first, first + _until_quiet(shown), shown.processor_s)
        for turn in ("", ", again"):
            for name, key in KEYS.items():
                yield f"{name}{turn}", _pressed(shown, key)


def _pressed(shown: Watched, key: bytes) -> Opened:
    processor = shown.processor_s
    first = shown.key(key)
    return Opened(first, first + _until_quiet(shown), shown.processor_s - processor)


def _until_quiet(shown: Watched) -> float:
    """Return the seconds until the last byte before `QUIET_S` without any; a change of the clock does not count."""
    begin = last = time.monotonic()
    while time.monotonic() - last < QUIET_S:
        before = len(shown.terminal.stream)
        shown.terminal.pump(QUIET_S)
        if len(shown.terminal.stream) > before:
            last = time.monotonic()
    return last - begin


def main() -> None:
    """Print one line for each page."""
    agency.world(PEOPLE).close()
    with tempfile.TemporaryDirectory(prefix="overture-bench-", dir=agency.KEPT) as folder:
        home = Path(shutil.copytree(agency.KEPT / str(PEOPLE) / "home", Path(folder) / "home"))
        for name, opened in pages(home):
            sys.stdout.write(f"{name:<30}{opened.first_s:>8.2f} s{opened.picture_s:>8.2f} s")
            sys.stdout.write(f"{opened.processor_s * 1000:>8.0f} ms\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
