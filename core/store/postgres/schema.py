"""The schema of a new database: the final one, made from the same tables as SQLite's.

Migrations that were made before PostgreSQL was known are noted as applied; a later one runs on both.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

import peewee as pw

from core.rules.filters.folding import NOT_DECOMPOSED
from core.store.tables.all_tables import TABLES

HISTORY = "schema_migration"
WHY = """
    CASE
        WHEN "status" = 'withdrawn' THEN 'withdrawn'
        WHEN "step" > 0 OR "invited_at" IS NOT NULL THEN 'contacted'
        WHEN "status" IN ('queued', 'approved', 'cancelled', 'failed') AND split_part("reason", ':', 1) <> ''
            THEN split_part("reason", ':', 1)
        WHEN "status" = 'queued' THEN 'profiles.unread'
        WHEN "status" = 'pending' THEN 'approvals.wanting'
        WHEN "status" = 'approved' THEN 'run.waiting'
        WHEN "status" IN ('scheduled', 'sending') THEN 'send.planned'
        WHEN "status" IN ('in_doubt', 'unresolved', 'rejected') THEN "status"
        WHEN "status" = 'failed' THEN 'refused'
        WHEN "status" <> 'cancelled' THEN 'contacted'
    END
"""
"""SQL of the code of a person's state or reason, as migration 0016 computes it in SQLite."""
_COMPUTED = (
    f"""
    ALTER TABLE "outreach" ADD COLUMN "why" TEXT COLLATE "C" GENERATED ALWAYS AS ({WHY}) STORED
    CHECK ("why" IS NOT NULL)
    """,
    """
    ALTER TABLE "booking" ADD COLUMN "accounted" SMALLINT GENERATED ALWAYS AS
    (CASE WHEN "state" <> 'not_sent' OR "reason" <> '' THEN 1 ELSE 0 END) STORED CHECK ("accounted" = 1)
    """,
)
_JSON = """
    CREATE FUNCTION overture_json(given text) RETURNS json LANGUAGE plpgsql IMMUTABLE AS $body$
    BEGIN
        RETURN given::json;
    EXCEPTION WHEN invalid_text_representation THEN RETURN NULL;
    END $body$
"""
"""A text as JSON; null if it is not JSON, so that one invalid row hides no other."""
_NEWS = ("CREATE TABLE news (number BIGINT NOT NULL)", "INSERT INTO news VALUES (1)")


def make(database: pw.Database, migrations: list[str]) -> None:
    """Make all tables, indexes and functions, inside the caller's transaction."""
    for statement in _functions():
        database.execute_sql(statement)
    for table in TABLES:
        settings = table._meta  # noqa: SLF001 - Peewee has no public word for it
        without, settings.without_rowid = settings.without_rowid, False  # only SQLite knows it
        try:
            table.create_table(safe=False)
        finally:
            settings.without_rowid = without
    for statement in (*_COMPUTED, *_NEWS):
        database.execute_sql(statement)
    database.execute_sql(
        f"CREATE TABLE {HISTORY} (id BIGSERIAL PRIMARY KEY, name TEXT NOT NULL UNIQUE, applied BIGINT NOT NULL)"
    )
    for name in migrations:
        database.execute_sql(f"INSERT INTO {HISTORY} (name, applied) VALUES ($1, 1)", (name,))


@cache
def _functions() -> list[str]:
    """Return the functions that queries call; two fold texts exactly as Python does (`rules/filters/folding.py`)."""
    signs = [chr(code) for code in range(128, sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
    one = {sign: sign.casefold() for sign in signs if sign.casefold() != sign}
    marks = "".join(sign for sign in signs if unicodedata.combining(sign))
    single = {chr(code): to for code, to in NOT_DECOMPOSED.items()}
    folded = _replaced('lower(given COLLATE "C")', one)
    split = _replaced(f"translate(normalize(overture_folded(given), NFKD), '{marks}', '')", single)
    return [_function("overture_folded", folded), _function("overture_without_accents", split), _JSON]


def _function(name: str, expression: str) -> str:
    return f"""
        CREATE FUNCTION {name}(given text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
        BEGIN
            IF given IS NULL THEN RETURN ''; END IF;
            IF octet_length(given) = length(given) THEN RETURN lower(given COLLATE "C"); END IF;
            RETURN {expression};
        END $body$
    """


def _replaced(expression: str, signs: dict[str, str]) -> str:
    """Return an expression that replaces characters: in one call those that become one character, then the others."""
    single = {sign: to for sign, to in signs.items() if len(to) == 1}
    expression = f"translate({expression}, '{''.join(single)}', '{''.join(single.values())}')"
    for sign, to in signs.items():
        if len(to) > 1:
            expression = f"replace({expression}, '{sign}', '{to}')"
    return expression
