"""The place to which a store is copied: an empty database on a server, or a new file."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import apsw

from core.config import STORE_URL
from core.config_file import database_address
from core.errors import EngineElsewhereError, OvertureError, RefusedError, TryAgainError, UsageError
from core.files import expanded
from core.home import FILE_MODE, sync
from core.store import migrate, named_values
from core.store.copying import marks, rows
from core.store.database import Store
from core.store.engine import engine_state
from core.store.stamp import MOVED, STORE_ID, UNFINISHED
from core.store.tables import base

FILE = "sqlite:///"
"""Prefix of the address of a file, as in `sqlite:////home/ada/overture.sqlite`."""
LOGS = ("-wal", "-shm", "-journal")
"""Ends of the names of the files that SQLite keeps beside a store."""
UNFINISHED_NAME = ".unfinished"
"""End of the name of a file's copy until it is complete."""


@dataclass(frozen=True)
class Address:
    """The address of a store: of a database on a server, or of a file."""

    shown: str
    field: str
    """The option, argument or line of config.toml that names the address; the `field` of errors about it."""
    file: Path | None = None


def address_of(text: str, field: str = "--to") -> Address:
    """Return the address that a person gave. Raises UsageError if the text is no address, or holds a password."""
    if text.startswith(FILE):
        if not text.removeprefix(FILE):
            raise UsageError(f"Name a file after {FILE}, as in {FILE}/home/ada/overture.sqlite.", field=field)
        path = expanded(Path(text.removeprefix(FILE))).absolute()
        return Address(f"{FILE}{path}", field, path)
    try:
        return Address(database_address(text), field)
    except ValueError as error:
        raise UsageError(
            f"{text.split('@')[-1]} is no address of a store: {error}. For a file write {FILE}FILE.", field=field
        ) from None


@contextlib.contextmanager
def opened(address: Address, source_id: str, *, keeps: bool = False) -> Iterator[Store]:
    """Open the destination, empty and marked as unfinished; an unfinished copy of the same source is removed first.

    The models are bound to it until it is closed. With `keeps`, an unfinished file stays after an error. Raises
    UsageError, RefusedError if it is not empty, EngineElsewhereError if it is in use, TryAgainError if it cannot be
    written.
    """
    with (
        base.released(),
        _on_server(address) if address.file is None else _in_file(address.file, address.field, keeps) as store,
    ):
        with store.write() as writing:
            if not rows.is_empty(writing):
                if named_values.get(writing, UNFINISHED) != source_id:
                    raise _not_empty(address)
                rows.remove_all(writing)
            named_values.put(writing, UNFINISHED, source_id)
        yield store


def is_unfinished(address: Address, source_id: str) -> bool:
    """Return whether the destination holds an unfinished copy of a store."""
    if address.file is not None:
        return not address.file.exists() and _part(address.file).exists()
    with base.released(), _on_server(address) as store, store.read() as reading:
        return named_values.get(reading, UNFINISHED) == source_id


def is_complete(address: Address, source_id: str) -> bool:
    """Return whether the destination holds a complete copy of a store, and that copy was not moved away since."""
    keys = (STORE_ID, UNFINISHED, MOVED)
    if address.file is not None:
        found = [marks.file_setting(address.file, key) for key in keys]
    else:
        with base.released(), _on_server(address) as store, store.read() as reading:
            found = [named_values.get(reading, key) or "" for key in keys]
    return found == [source_id, "", ""]


def finish(store: Store, values: Mapping[str, str | None]) -> None:
    """Complete the copy in one transaction, as a store of its own with these named `values`; None removes one.

    Its epoch is higher than the source's, and no engine runs on it.
    """
    with store.write() as writing:
        for key, value in values.items():
            if value is None:
                named_values.delete(writing, key)
            else:
                named_values.put(writing, key, value)
        engine_state.depose(writing)
        named_values.delete(writing, UNFINISHED)


def _not_empty(address: Address) -> RefusedError:
    if address.field == STORE_URL:
        remedy = "a backup is restored only into an empty database. Make one, and name it in config.toml"
    else:
        remedy = "name a new file, or a database in which nothing was made"
    return RefusedError(f"{address.shown} is not empty: {remedy}.", code="copy.not_empty", field=address.field)


@contextlib.contextmanager
def _on_server(address: Address) -> Iterator[Store]:
    try:
        from core.store.postgres import opening
    except ImportError:
        raise RefusedError(
            "A database needs psycopg, which is not installed: `pip install 'overture[postgres]'`.", field=address.field
        ) from None
    store = opening.opened_for_copy(address.shown, address.field)
    try:
        with store.engine_place() as free:
            seen = store.engine_seen()
            if not free or (seen is not None and not store.engine_may_be_replaced(seen)):
                raise EngineElsewhereError(
                    f"An engine runs on {address.shown}, or something is being copied into it. Stop it first."
                )
            yield store
    finally:
        store.close()


@contextlib.contextmanager
def _in_file(target: Path, field: str, keeps: bool) -> Iterator[Store]:
    """Yield a store in a file that gets its name only once it is complete."""
    _refuse_taken(target, field)
    part = _part(target)
    remove(part)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, FILE_MODE))
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}.", field=field) from None
    try:
        with Store(part) as store:
            migrate.make(store)
            yield store
        _name(part, target, field)
    except BaseException:
        if not keeps:
            remove(part)
        raise


def _refuse_taken(target: Path, field: str) -> None:
    """Refuse a file that exists, and one beside the log of a former store, which SQLite would apply to the copy."""
    if target.exists():
        raise UsageError(f"{target} exists already: name a new file.", field=field)
    for end in LOGS:
        left = target.with_name(target.name + end)
        if left.exists():
            raise UsageError(
                f"{left} is left of a former store and would damage the copy: move it away together with that store, "
                "or name a new file.",
                field=field,
            )


def _part(target: Path) -> Path:
    return target.with_name(target.name + UNFINISHED_NAME)


def _name(part: Path, target: Path, field: str) -> None:
    """Sync a complete copy, which is one file without a write-ahead log, and rename it from `part` to `target`."""
    try:
        connection = apsw.Connection(str(part))
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.close()
        sync(part)
        _refuse_taken(target, field)  # somebody may have made it meanwhile
        os.link(part, target)  # never over another file
        part.unlink()
        sync(target.parent)
    except FileExistsError:
        raise UsageError(f"{target} exists already: name a new file.", field=field) from None
    except (OSError, apsw.Error) as error:
        raise TryAgainError(f"{target} cannot be written: {error}. Try again.") from None


def remove(part: Path) -> None:
    """Remove an unfinished file with its log. Raises OvertureError if it cannot be removed."""
    try:
        for end in ("", *LOGS):
            part.with_name(part.name + end).unlink(missing_ok=True)
    except OSError as error:
        raise OvertureError(f"{part} is in the way and cannot be removed: {error.strerror}.") from None
