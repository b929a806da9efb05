"""Opening the store of a home, which is made, stamped, migrated and checked under one lock."""

from __future__ import annotations

import os
from datetime import UTC
from pathlib import Path

from core.clock import real_now
from core.config import STORE_URL, Config
from core.errors import EngineElsewhereError, NothingSetUpError, OvertureError, RefusedError, TryAgainError
from core.home import FILE_MODE, Home, is_on_read_only_disk, read_only
from core.store import named_values
from core.store.database import Store, file_lock
from core.store.migrate import bring_up_to_date, old, refuse_old
from core.store.stamp import FOLDER, Stamp, read_stamp, write_stamp
from core.store.upkeep import damage
from core.time_zones import known_zones


def open_to_read(home: Home, config: Config) -> tuple[Store, Stamp]:
    """Open the store of `home` without changing a file of it.

    Raises NothingSetUpError if there is none, RefusedError if it belongs to another network, OldStoreError if this
    version must bring it up to date first, DamagedError if it cannot be opened because it is damaged, OvertureError
    (`home.read_only`) if SQLite cannot read it there.
    """
    if config.store_url is not None:
        return _opened_on_server(home, config, readonly=True)
    if not home.store.exists():
        refuse_orphan(home)
        raise NothingSetUpError(home.folder)
    _refuse_read_only_disk(home)
    with damage.explained(home, (OvertureError,)):
        store = Store(home.store, readonly=True).open()
        try:
            return store, _ready_to_read(store, home, config)
        except BaseException:
            store.close()
            raise


def _refuse_read_only_disk(home: Home) -> None:
    """Refuse a read-only disk that lacks the files which SQLite's readers share: SQLite cannot make them there."""
    shared = [home.store.with_name(home.store.name + end) for end in ("-wal", "-shm")]
    if is_on_read_only_disk(home.folder) and not all(path.exists() for path in shared):
        raise read_only(
            f"The store {home.store} is on a read-only disk, where SQLite cannot open it: copy the folder to another "
            "disk and name the copy with --home, or mount this disk for writing."
        )


def _ready_to_read(store: Store, home: Home, config: Config) -> Stamp:
    refuse_old(store, home)
    stamp = read_stamp(store)
    if stamp is None:  # another process is still making the store
        raise old(home)
    check_network(stamp, config, home)
    return stamp


def open_store(home: Home, config: Config, *, durable: bool = True) -> tuple[Store, Stamp]:
    """Open the store of `home`, and make it if it is missing.

    Raises RefusedError if the store belongs to another network, or if `durable` is False for anything but the embedded
    sandbox; DamagedError if the store cannot be opened because it is damaged.
    """
    if not durable and not config.embedded:
        raise RefusedError("Only the embedded sandbox may be run without syncing to disk.")
    home.make()
    if config.store_url is not None:
        return _opened_on_server(home, config, durable=durable)
    with file_lock(home.store_lock, wait=True):
        fresh = not home.store.exists()
        if fresh:
            refuse_orphan(home)
            os.close(os.open(home.store, os.O_CREAT | os.O_WRONLY, FILE_MODE))
        with damage.explained(home, (TryAgainError, EngineElsewhereError)):
            store = Store(home.store, durable=durable).open()
            try:
                return store, _ready(store, home, config, fresh=fresh)
            except BaseException:
                store.close()
                raise


def _opened_on_server(
    home: Home, config: Config, *, durable: bool = True, readonly: bool = False
) -> tuple[Store, Stamp]:
    try:
        from core.store.postgres import opening as server
    except ImportError:
        raise RefusedError(
            "[store] url needs psycopg, which is not installed: `pip install 'overture[postgres]'`.", field=STORE_URL
        ) from None
    store = server.opened(home, config, durable=durable, readonly=readonly)
    try:
        return store, _stamped(store, home, config)
    except BaseException:
        store.close()
        raise


def refuse_orphan(home: Home) -> None:
    """Refuse to make a store beside an old side journal: a new store cannot read who was contacted or blocked."""
    if home.intents.exists() and home.intents.stat().st_size > 0:
        raise RefusedError(
            f"The store of {home.folder} is gone, but its safety log {home.intents.name} is still there. A new store "
            "could not read that log, and would contact people again. Restore a backup with `overture restore FILE`, "
            "or use another home.",
            code="store.gone",
        )


def _ready(store: Store, home: Home, config: Config, *, fresh: bool) -> Stamp:
    bring_up_to_date(store, home, fresh=fresh)
    return _stamped(store, home, config)


def _stamped(store: Store, home: Home, config: Config) -> Stamp:
    stamp = read_stamp(store)
    if stamp is None:
        if store.readonly:  # on a server; the process that made the tables was stopped before the first row
            raise NothingSetUpError(config.store_url)
        _stamp(store, home, config)
        stamp = read_stamp(store)
        assert stamp is not None  # noqa: S101 - just written
    check_network(stamp, config, home)
    return stamp


def _stamp(store: Store, home: Home, config: Config) -> None:
    real = real_now()
    place = store.place(home)
    with store.write() as writing:
        if named_values.every(writing):
            return  # another process was first
        write_stamp(
            writing,
            network=config.network,
            anchor=config.clock.start or real,
            real_anchor=real,
            speed=config.clock.speed,
            time_zone=config.time_zone or machine_zone(),
            dedupe=config.dedupe or "group",
            seed=config.seed,
            off=config.days_off or "",
            notes_a_month=config.notes_a_month,
        )
        if store.durable:  # no other copy of a throw-away home can send to real people
            named_values.put(writing, FOLDER, place)


def check_network(stamp: Stamp, config: Config, home: Home) -> None:
    """Refuse a store of another network (docs/design.md#promises, 9). Raises RefusedError."""
    if stamp.network != config.network:
        raise RefusedError(
            f"The store in {home.folder} belongs to the network {words(stamp.network)}, but config.toml says "
            f"{words(config.network)}. Use another home for the other network.",
            code="network.mixed",
        )


def words(network: tuple[str, str]) -> str:
    """Return a network's kind and address, for sentences."""
    return " ".join(part for part in network if part)


def machine_zone() -> str:
    """Return the machine's time zone by name if it can be found, else UTC."""
    named = os.environ.get("TZ", "").lstrip(":")
    if named in known_zones():
        return named
    link = Path("/etc/localtime")
    if link.is_symlink():
        _head, found, name = str(link.resolve()).partition("zoneinfo/")
        if found and name in known_zones():
            return name
    return str(UTC)
