"""Power cuts while the engine sends: what was acknowledged must be there afterwards, at every instant."""

from __future__ import annotations

import contextlib
import copy as copies
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from unittest import mock

import apsw

from core.engine import runner as engines
from core.engine import side_journal
from core.store.database import Store, Writing
from tests.support.disk import Disk, after_a_power_cut, put
from tests.torture import scene
from tests.torture.line import Line
from tests.torture.provider import Provider
from tests.torture.scene import EVE

PEOPLE = tuple(f"p{number:02d}-person" for number in range(14))
SENDING = timedelta(hours=5)
CHECKPOINT_PAGES = (20, 1000)
"""Pages after which the log is moved into the main file: few, so that a mistake in this shows, and the usual number."""


@dataclass
class Acknowledged:
    """Number of operations after which each durable thing was acknowledged.

    An intent, by its key: in the store (`intents`), then in the side journal (`lines`). A commit: by the last entry of
    the journal.
    """

    intents: list[tuple[int, str]] = field(default_factory=list)
    lines: list[tuple[int, str]] = field(default_factory=list)
    journal: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Day:
    """The operations of a day of sending on its disk."""

    home: Path
    start: dict[str, bytes]
    disk: Disk = field(default_factory=partial(Disk, keeps=True))
    told: Acknowledged = field(default_factory=Acknowledged)


@contextlib.contextmanager
def normal() -> Iterator[None]:
    """Commit without a sync: the mutant."""
    kept = Store._pragmas

    def pragmas(store: Store) -> dict[str, int | str]:
        return {**kept(store), "synchronous": 1}

    with mock.patch.object(Store, "_pragmas", pragmas):
        yield


def run(
    seed: int, cuts: int, mutant: Callable[[], AbstractContextManager[object]] = nullcontext, name: str = "power cut"
) -> Line:
    """Record one day of sending, with each way of moving the log, then cut the power at `cuts` places of them."""
    line = Line(name, seed)
    chance = random.Random(seed)
    with scene.scratch() as folder:
        provider = scene.make(folder / "eve", "invitation", PEOPLE)
        with mutant():
            days = [_record(folder, pages, copies.deepcopy(provider)) for pages in CHECKPOINT_PAGES]
        for number in range(cuts):
            day = days[number % len(days)]
            at = chance.randrange(1, len(day.disk.operations) + 1)
            files = after_a_power_cut(day.start, day.disk.operations[:at], chance.choice((0.0, 0.5, 0.9)))
            target = folder / f"cut-{number}"
            target.mkdir()
            put(files, day.home, target)
            line.cases += 1
            line.kills += 1
            _judge(line, target, day.told, at)
            shutil.rmtree(target)
    return line


def _record(folder: Path, pages: int, provider: Provider) -> Day:
    home = folder / f"after-{pages}"
    scene.copy(folder / "eve", home)
    day = Day(home, {str(path): path.read_bytes() for path in home.iterdir()})
    with _checkpointed(pages), day.disk.mounted(), _listening(day.disk, day.told):
        _send(home, provider)
    assert len(day.told.intents) > len(PEOPLE) // 2
    return day


def _send(home: Path, provider: Provider) -> None:
    with scene.workspace(home, EVE["invitation"], durable=True) as ws:
        provider.now = ws.now
        with engines.engine(ws, provider, "torture") as context:
            engines.advance(context, EVE["invitation"] + SENDING)


@contextlib.contextmanager
def _checkpointed(pages: int) -> Iterator[None]:
    kept = Store._pragmas

    def pragmas(store: Store) -> dict[str, int | str]:
        return {**kept(store), "wal_autocheckpoint": pages}

    with mock.patch.object(Store, "_pragmas", pragmas):
        yield


@contextlib.contextmanager
def _listening(disk: Disk, told: Acknowledged) -> Iterator[None]:
    """Record when an intent in the store, its line in the side journal and each commit are acknowledged."""
    append, write = side_journal.append, Store.write

    def appended(path: Path, line: dict[str, object], *, durable: bool) -> None:
        told.intents.append((disk.count, str(line["delivery"])))
        append(path, line, durable=durable)
        told.lines.append((disk.count, str(line["delivery"])))

    @contextlib.contextmanager
    def written(store: Store) -> Iterator[Writing]:
        with write(store) as found:
            yield found
            last = int(found.scalar("SELECT coalesce(max(id), 0) FROM journal"))
        if not store.peewee.in_transaction():
            told.journal.append((disk.count, last))

    with mock.patch.object(side_journal, "append", appended), mock.patch.object(Store, "write", written):
        yield


def _judge(line: Line, home: Path, told: Acknowledged, at: int) -> None:
    case = f"power cut after {at} operations"
    connection = apsw.Connection(str(home / "overture.sqlite"))
    try:
        whole = next(connection.execute("PRAGMA integrity_check"))[0]
        keys = {row[0] for row in connection.execute("SELECT key FROM delivery")}
        last = next(connection.execute("SELECT coalesce(max(id), 0) FROM journal"))[0]
    finally:
        connection.close()
    lines = {line["delivery"] for line in side_journal.read(home / "intents.jsonl")}
    lost = sum(key not in keys for when, key in told.intents if when <= at)
    lost += sum(key not in lines for when, key in told.lines if when <= at)
    promised = max((ident for when, ident in told.journal if when <= at), default=0)
    lost += max(0, promised - last)
    line.fail(case, lost=lost, broken=[] if whole == "ok" else [f"{case}: {whole}"])
