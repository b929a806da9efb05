"""An open workspace: the objects that every service and the engine need."""

from __future__ import annotations

import contextlib
import getpass
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.clock import Clock
from core.config import Config, load
from core.home import Home
from core.home_files import refuse_foreign
from core.rules.clock_steps import MOST_OFF_S, clock_seconds
from core.store.database import Store
from core.store.opening import check_network, open_store, open_to_read
from core.store.stamp import Stamp, generation, read_stamp
from core.store.upkeep import checked
from core.text import clean


@dataclass
class Workspace:
    """An open store with its configuration, its clock and the acting user."""

    home: Home
    config: Config
    store: Store
    stamp: Stamp
    clock: Clock
    actor: str
    passed: datetime | None = None
    """Real time at which an engine of this process last found the store whole."""

    def now(self) -> datetime:
        """Return the workspace's time, in UTC."""
        return self.clock.now()

    def reload(self) -> None:
        """Read `config.toml` again. Raises RefusedError if the network differs."""
        config = load(self.home.config)
        check_network(self.stamp, config, self.home)
        self.config = config
        self.take_values()

    def refuse_newer(self) -> None:
        """Raise NewerStoreError if a newer version has brought the store up to date: this program must end."""
        with self.store.read() as reading:
            self.store.refuse_newer(reading)

    def clock_warning(self) -> str:
        """Return a warning if this machine's clock differs from that of the store's server; else an empty text.

        The server is asked for its time. Raises TryAgainError.
        """
        off = self.store.clock_offset_s()
        if abs(off) <= MOST_OFF_S:
            return ""
        return (
            f"This machine's clock is {clock_seconds(off)} the clock of the store's server: an engine here would send "
            "nothing. Let both follow the same time servers (NTP)."
        )

    def moved(self) -> str:
        """Return a sentence if the store was moved to another place; else an empty text."""
        if not self.stamp.moved_to:
            return ""
        return (
            f"This store was moved to {self.stamp.moved_to}: nothing is sent from here, and changes here are not seen "
            "there."
        )

    def take_values(self) -> None:
        """Take the workspace's values as the store has them now: another process may have changed one."""
        self.stamp = read_stamp(self.store) or self.stamp

    def store_generation(self) -> str:
        """Return a text that stays the same as long as row ids of this store mean the same rows.

        Each `restore`, each `doctor --adopt` and each failover of the server changes it. Once it differs, row ids that
        were kept outside the store are no longer valid. Raises the errors of `Store.read`.
        """
        with self.store.read() as store:
            found = generation(store)
        return found if self.store.in_file else " ".join((found, self.store.place(self.home), self.store.history()))


@contextlib.contextmanager
def opened(
    home: Home,
    *,
    config: Config | None = None,
    clock: Clock | None = None,
    durable: bool = True,
    readonly: bool = False,
) -> Iterator[Workspace]:
    """Open the workspace of a home and close it again; with `readonly` no file of it is changed.

    Raises the errors of `load`, and of `open_store` or `open_to_read`.
    """
    refuse_foreign(home)
    if readonly:
        settings = config if config is not None else load(home.config)
        store, stamp = open_to_read(home, settings)
    else:
        home.refuse_unwritable()
        settings = config if config is not None else load(home.config)
        store, stamp = open_store(home, settings, durable=durable)
    workspace = Workspace(home, settings, store, stamp, clock or stamp.clock, who(shared=not store.in_file))
    try:
        with store.session():
            yield workspace
    finally:
        store.close()
    if workspace.passed is not None:
        checked.note_closed(home, workspace.passed)


def who(*, shared: bool) -> str:
    """Return the name of the acting user, for a store that several hosts share as `ada@db2`."""
    name = _user()
    return f"{name}@{clean(socket.gethostname(), 60)}" if shared and "@" not in name else name


def _user() -> str:
    """Return `OVERTURE_ACTOR`, else the user of the operating system, else "unknown"."""
    named = clean(os.environ.get("OVERTURE_ACTOR", ""), 60)
    if named:
        return named
    try:
        return clean(getpass.getuser(), 60) or "unknown"
    except (KeyError, OSError):
        return "unknown"


def home_of(folder: str | Path) -> Home:
    """Return the home in a folder."""
    return Home(Path(folder).absolute())
