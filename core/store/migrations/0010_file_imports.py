"""Keep which imports of contact files have not ended, and how far each has come: the same command goes on there."""

from __future__ import annotations

from typing import Any


def up(_migrator: Any, db: Any) -> None:
    """Make the table."""
    db.execute_sql(
        """
        CREATE TABLE "file_import" (
            "source_id" INTEGER NOT NULL PRIMARY KEY,
            "file" TEXT NOT NULL,
            "digest" TEXT NOT NULL,
            "rows" INTEGER NOT NULL,
            "sums" TEXT NOT NULL,
            "at" INTEGER NOT NULL,
            FOREIGN KEY ("source_id") REFERENCES "source" ("id")
        )
        """
    )
