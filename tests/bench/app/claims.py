"""Costs of the app with five hundred campaigns, each compared with a minimal app or a fixed bound."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import apsw

from tests.bench.agency import KEPT
from tests.bench.app.process import MOMENT
from tests.bench.app.watched import QUIET_S, Watched, beside, processor_of, watched
from tests.bench.app.world import CAMPAIGNS, copied

APP, BARE = "tests.bench.app.process", "tests.bench.app.bare"
MANY = 1_000
"""Campaigns of a large agency."""


def complete_words(campaigns: int = CAMPAIGNS) -> tuple[str, ...]:
    """Return the words of a complete picture: title, rows, last line of the detail, keys at the foot."""
    return f"{campaigns:,} campaigns", "campaign 1", "14 days", "Why"


COMPLETE = complete_words()
REST_S = 20.0
KEYS = 40
WAITS = 8
"""Number of changes by another process whose time to the screen is measured, one after the other."""
BETWEEN_S = 0.2
"""Real seconds between two keys, as of a person who reads row after row, so that refreshes fall between them."""
AFTER_S = 1.0
"""Real seconds allowed for the rest of a picture once its last words have appeared."""
ROUNDS = 5
DOWN = b"\x1b[B"


@dataclass(frozen=True)
class Line:
    """One line of the table: the measurement, the peer beside it, and the goal."""

    name: str
    measured: str
    against: str
    ratio: str
    goal: str


Claim = Callable[[], Iterator[Line]]


def _start() -> Iterator[Line]:
    floor, app = [], []
    for _round in range(ROUNDS):
        with watched(BARE, "0", kept=KEPT) as shown:
            shown.wait_for("Active")
            floor.append(shown.processor_s)
        with copied() as home, watched(APP, "app", str(home), kept=KEPT) as shown:
            shown.wait_for(*COMPLETE)
            app.append(shown.processor_s)
    yield _ratio("first complete picture", median(app), "bare Textual, empty table", median(floor), 2)


def _rest() -> Iterator[Line]:
    cases = ("app", "hands off, no news", CAMPAIGNS), ("engine", "own engine", CAMPAIGNS), ("app", "no news", MANY)
    for kind, name, campaigns in cases:
        words = f"{name}, {campaigns:,} campaigns"
        with copied(campaigns) as home, watched(APP, kind, str(home), kept=KEPT) as shown:
            _complete(shown, campaigns)
            spent = shown.rest(REST_S)
            yield Line(words, f"{spent.written} B in {REST_S:.0f} s", "one core", f"{spent.share:.2%}", "2 %, 0 B")
            spent = shown.rest(60)
            yield Line(f"{words}, a minute", f"{spent.written} B", "one core", f"{spent.share:.2%}", "2 %, 200 B")


def _news() -> Iterator[Line]:
    for campaigns in (CAMPAIGNS, MANY):
        with copied(campaigns) as home, watched(APP, "app", str(home), kept=KEPT) as shown:
            _complete(shown, campaigns)
            with beside(APP, "changes", str(home), "1", kept=KEPT):
                shown.rest(3)
                spent = shown.rest(REST_S)
            each = f"{spent.written / REST_S:.0f} B each"
            yield Line(f"a change a second, {campaigns:,} campaigns", each, "one core", f"{spent.share:.2%}", "10 %")
            waits = sorted(_waits(shown, home))
            longest = f"{waits[-1]:.2f} s"
            yield Line("until a change of another process is shown", f"{median(waits):.2f} s", "", longest, "2 s")


def _waits(shown: Watched, home: Path) -> Iterator[float]:
    """Yield the real seconds from each commit of another process to the app's next output."""
    with contextlib.closing(apsw.Connection(str(home / "overture.sqlite"))) as store:
        for _change in range(WAITS):
            shown.terminal.wait_until_quiet(QUIET_S)
            before = len(shown.terminal.stream)
            with store:
                store.execute("UPDATE campaign SET active = 1 - active WHERE id = 1")
                store.execute("UPDATE change_stamp SET number = number + 1 WHERE kind = 'member' AND ident = 1")
            begin = time.monotonic()
            while len(shown.terminal.stream) == before:
                shown.terminal.pump(0.02)
            yield time.monotonic() - begin


def _keys() -> Iterator[Line]:
    with watched(BARE, "500", kept=KEPT) as shown:
        shown.wait_for("Active")
        floor, floor_s = _walk(shown)
    with copied() as home, watched(APP, "app", str(home), kept=KEPT) as shown:
        _complete(shown)
        with beside(APP, "changes", str(home), "0.1", kept=KEPT):
            shown.rest(3)
            app, app_s = _walk(shown)
    yield _ratio("key to picture, p95, 10 commits/s", app, "bare table, idle", floor, 1.5)
    yield _ratio("the same: processor for each key", app_s, "bare table, idle", floor_s, None)


def _walk(shown: Watched) -> tuple[float, float]:
    """Walk down the list; return the 95th percentile from key to picture in real time, and a key's processor time."""
    shown.rest(1)
    before = shown.processor_s
    taken = []
    for _key in range(KEYS):
        taken.append(shown.key(DOWN))
        shown.rest(BETWEEN_S)
    return quantiles(taken, n=20)[-1], (shown.processor_s - before) / KEYS


def _editor() -> Iterator[Line]:
    opened = []
    with copied() as home, watched(APP, "app", str(home), kept=KEPT) as shown:
        _complete(shown)
        for _round in range(ROUNDS):
            shown.terminal.forget()
            before = shown.processor_s
            shown.terminal.send(b"e")
            shown.wait_for("Languages", "Save")
            shown.rest(AFTER_S)  # a fixed time: the blinking cursor keeps the output from ending
            opened.append(shown.processor_s - before)
            shown.terminal.forget()
            shown.terminal.send(b"\x1b")
            shown.wait_for(*COMPLETE)  # or the next key may go to the closing editor
            shown.terminal.wait_until_quiet(QUIET_S)
    yield Line("the editor opens", f"{median(opened) * 1000:.0f} ms", "", "", "300 ms")


def _commands() -> Iterator[Line]:
    python, overture = sys.executable, str(Path(sys.executable).with_name("overture"))
    with copied() as home:
        commands = {
            "floor": [python, "-c", "pass"],
            "--version": [overture, "--version"],
            "libraries": [python, "-c", "import peewee, apsw, click"],
            "status --json": [overture, "--home", str(home / "empty"), "status", "--json"],
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _round in range(ROUNDS + 1):  # the first one makes the home and what Python keeps
            for name, command in commands.items():
                taken[name].append(processor_of(command, KEPT))
    middle = {name: median(found[1:]) for name, found in taken.items()}
    yield _ratio("overture --version", middle["--version"], "python -c pass", middle["floor"], 4)
    yield _ratio("overture status --json", middle["status --json"], "its libraries", middle["libraries"], 1.5)


def _complete(shown: Watched, campaigns: int = CAMPAIGNS) -> None:
    shown.wait_for(*complete_words(campaigns))
    shown.terminal.wait_until_quiet(QUIET_S)


def _ratio(name: str, app: float, floor_name: str, floor: float, goal: float | None) -> Line:
    against = f"{floor_name} {floor * 1000:.0f} ms"
    return Line(name, f"{app * 1000:.0f} ms", against, f"x {app / floor:.2f}", f"x {goal}" if goal else "")


CLAIMS: dict[str, Claim] = {
    "app: commands": _commands,
    "app: start": _start,
    "app: hands off": _rest,
    "app: news": _news,
    "app: keys": _keys,
    "app: editor": _editor,
}
HEADING = (
    f"The app at 140x40 with 500 campaigns, processor time unless said; the world stands at {MOMENT:%d %b, %H:%M} UTC"
)


def lines(only: str) -> Iterator[Line]:
    """Measure the claims whose names contain this text, one after the other."""
    for name, claim in CLAIMS.items():
        if only in name:
            yield from claim()
