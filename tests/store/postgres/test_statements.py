"""Every statement that a module of the store keeps is one that PostgreSQL understands."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import psycopg

import core.store
from core.store import compiled
from core.store.database import Reading
from core.store.postgres.database import PostgresDatabase

KINDS = (compiled.Select, compiled.Change, compiled.Insert)
TYPED_BY_ITS_VALUES = {"core.store.outreach_plans._PUT_READS_OFF"}
"""Statements left out: one sets a column from two given moments, whose type the server learns only from the values."""


def statements() -> Iterator[tuple[str, compiled.Statement]]:
    for found in pkgutil.walk_packages(core.store.__path__, "core.store."):
        if ".migrations." in found.name:
            continue
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            listed = value.values() if isinstance(value, dict) else [value]
            yield from ((f"{found.name}.{name}", one._statement) for one in listed if isinstance(one, KINDS))


def test_each_kept_statement_is_understood(url: str) -> None:
    reading = Reading(PostgresDatabase(url))
    texts = {name: statement._make(reading)[0] for name, statement in statements()}
    assert len(texts) > 400
    odd = []
    with psycopg.connect(url, autocommit=True) as connection:
        for name, text in texts.items():
            try:
                connection.execute(f"PREPARE one AS {text}".encode())
                connection.execute(b"DEALLOCATE one")
            except psycopg.Error as error:
                odd.append((name, str(error), text))
    assert [one for one in odd if one[0] not in TYPED_BY_ITS_VALUES] == []
