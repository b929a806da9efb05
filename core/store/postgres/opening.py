"""Opening the PostgreSQL store that `[store] url` of a home names: the store is made, stamped and checked."""

from __future__ import annotations

import os
from collections.abc import Callable

import psycopg

from core.config import STORE_URL, Config
from core.errors import EngineElsewhereError, NothingSetUpError, OldStoreError, RefusedError
from core.home import Home
from core.secrets import keep_secret
from core.store import named_values
from core.store.copying.marks import file_moved_to, file_setting
from core.store.database import Reading, Writing
from core.store.engine import engine_state
from core.store.engine.engine_place import EnginePlace
from core.store.migrate import known, runner
from core.store.opening import refuse_orphan
from core.store.postgres import schema, server_checks
from core.store.postgres.database import PostgresDatabase
from core.store.postgres.store import PostgresStore
from core.store.stamp import STORE_ID, UNFINISHED

SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
PASSWORD = "OVERTURE_STORE_PASSWORD"  # noqa: S105 - the name of a variable


def address_of(url: str) -> str:
    """Return the address with the password of the environment, if one is set; libpq also reads its password file."""
    password = os.environ.get(PASSWORD, "")
    if not password:
        return url
    keep_secret(password)
    return psycopg.conninfo.make_conninfo(url, password=password)


def opened(home: Home, config: Config, *, durable: bool, readonly: bool) -> PostgresStore:
    """Return the open store, made or brought up to date unless it may only be read.

    Raises RefusedError for a server, a database or a home that cannot be used, OldStoreError for an older store that
    may only be read, TryAgainError if the server cannot be reached.
    """
    assert config.store_url is not None  # noqa: S101 - the caller asks for it
    if config.embedded and durable:
        raise RefusedError(
            "The embedded sandbox is a file of one machine, and [store] url is for several machines: serve the sandbox "
            "(`overture sandbox serve`) and name its address in config.toml.",
            code="store.sandbox",
            field=STORE_URL,
        )
    refuse_second(home, config.store_url)
    own = file_setting(home.store, STORE_ID)
    _refuse_misspelled(config.store_url, STORE_URL)
    store = PostgresStore(address_of(config.store_url), config.store_url, durable=durable, readonly=readonly)
    store.open()
    try:
        server_checks.refuse_unsafe(store, STORE_URL)
        _bring_up_to_date(store, lambda: _refuse_new(home, own, store.shown), STORE_URL)
        _refuse_other(store, home, own)
    except BaseException:
        store.close()
        raise
    return store


def opened_for_copy(url: str, field: str) -> PostgresStore:
    """Return the open store of a database into which another store is copied; its tables are made.

    `field` names the address in an error. Raises RefusedError for a server or a database that cannot be used,
    TryAgainError if the server cannot be reached.
    """
    _refuse_misspelled(url, field)
    store = PostgresStore(address_of(url), url)
    store.open()
    try:
        server_checks.refuse_unsafe(store, field)
        _bring_up_to_date(store, lambda: None, field)
    except BaseException:
        store.close()
        raise
    return store


def refuse_second(home: Home, url: str) -> None:
    """Refuse a home that has a store of its own beside the address, unless that one is marked as moved."""
    if home.store.exists() and not file_moved_to(home.store):
        raise RefusedError(
            f"{home.folder} has a store of its own, {home.store.name}, and config.toml names {url}: take the line out, "
            "move the store there with `overture store copy`, or use a home without a store.",
            code="store.two",
            field=STORE_URL,
        )


def _refuse_new(home: Home, own: str, shown: str) -> None:
    """Refuse to make a store in an empty database beside a moved store, or beside an old side journal."""
    if own:
        raise _not_that_store(home, shown)
    refuse_orphan(home)


def _refuse_other(store: PostgresStore, home: Home, own: str) -> None:
    """Refuse a store other than the one that was moved from the home's file: the address must be wrong.

    The address may differ from the marked one: the store may have been moved again, or its server has two names.
    """
    if not own:
        return
    with store.read() as reading:
        found, unfinished = (named_values.get(reading, key) for key in (STORE_ID, UNFINISHED))
    if unfinished is None and found != own:
        raise _not_that_store(home, store.shown)


def _not_that_store(home: Home, shown: str) -> RefusedError:
    return RefusedError(
        f"The store {home.store.name} of {home.folder} was moved to {file_moved_to(home.store)}, and config.toml names "
        f"{shown}, which does not hold that store: correct the line, or move {home.store.name} away to use this one.",
        code="store.other",
        field="store.url",
    )


def _refuse_misspelled(url: str, field: str) -> None:
    """Raise RefusedError for an address that libpq cannot read, such as one with an option that does not exist."""
    fault = _fault_of(url)
    if fault:
        which = "of [store] url in config.toml" if field == STORE_URL else "of the copy"
        raise RefusedError(
            f"The address {url} {which} cannot be read: {fault}. Correct it; an example is in docs/postgresql.md.",
            code="store.server",
            field=field,
        )


def _fault_of(url: str) -> str:
    try:
        found = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        return str(error).strip()
    mode = found.get("sslmode", SSL_MODES[0])
    return "" if mode in SSL_MODES else f'sslmode is "{mode}", and may be one of {", ".join(SSL_MODES)}'


def _bring_up_to_date(store: PostgresStore, before_making: Callable[[], None], field: str) -> None:
    with store.read() as reading:
        found = _applied(reading, store)
    if found == known():
        return
    if store.readonly:
        if not found:
            before_making()
            raise NothingSetUpError(store.shown)
        raise OldStoreError(
            f"The store {store.shown} is of an older version of Overture, and must be upgraded first: start the daemon "
            "of this version, or run `overture status`."
        )
    with store.engine_place() as place, store.write() as writing:  # another process may have been first
        found = _applied(writing, store)
        if found == []:
            before_making()
            _make(writing, store, field)
        elif found != known():
            _refuse_engine(store, writing, place)
            _migrate(store)
            engine_state.depose(writing)


def _refuse_engine(store: PostgresStore, writing: Writing, place: EnginePlace) -> None:
    """Raise EngineElsewhereError if an engine is connected, or sent a heartbeat less than 30 s ago."""
    if place and place.may_begin(writing):
        return
    runs = engine_state.place(writing)
    raise EngineElsewhereError(
        f"The store {store.shown} must be brought up to date, but the {runs.kind} with process id {runs.pid} on "
        f"{runs.host} runs its engine, or did less than 30 s ago. Stop every daemon of the older version first."
    )


def _migrate(store: PostgresStore) -> None:
    """Apply pending migrations; they are written with SQLite's types."""
    database = store.peewee
    assert isinstance(database, PostgresDatabase)  # noqa: S101 - the store's own
    with database.with_types_of_sqlite():
        runner(database).up()


def _make(writing: Writing, store: PostgresStore, field: str) -> None:
    database = store.peewee
    assert isinstance(database, PostgresDatabase)  # noqa: S101 - the store's own
    if writing.scalar("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"):
        raise RefusedError(
            f"The database {store.shown} holds tables of another program: make one for Overture alone.",
            code="store.foreign",
            field=field,
        )
    schema.make(database, known())


def _applied(reading: Reading, store: PostgresStore) -> list[str]:
    """Return the migrations that were applied, oldest first. Raises NewerStoreError for those of a newer version."""
    if reading.scalar("SELECT to_regclass($1)", schema.HISTORY) is None:
        return []
    store.refuse_newer(reading)
    return [str(row[0]) for row in reading.rows(f"SELECT name FROM {schema.HISTORY} ORDER BY name")]
