"""Keep how often something of each member, of each source, or of everything changed."""

from __future__ import annotations

from typing import Any

TABLE = """
    CREATE TABLE "change_stamp" (
        "kind" TEXT NOT NULL, "ident" INTEGER NOT NULL, "number" INTEGER NOT NULL, PRIMARY KEY ("kind", "ident")
    )
"""


def up(_migrator: Any, db: Any) -> None:
    """Add the table, empty: whoever keeps a list reads it anew after this version's start."""
    db.execute_sql(TABLE)
