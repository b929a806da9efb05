"""Clean and cut what earlier versions kept of profiles as it came, so that no text is made of it."""

from __future__ import annotations

from typing import Any

from core.text import clean

LONGEST = {
    "first_name": 200, "last_name": 200, "name": 200, "company": 200, "position": 200, "location": 200, "headline": 300,
}  # fmt: skip
COLUMNS = ", ".join(f'"{column}"' for column in LONGEST)
SETTINGS = ", ".join(f'"{column}" = ?' for column in LONGEST)


def up(_migrator: Any, db: Any) -> None:
    """Change the contacts whose words are not clean; texts already made of them are the engine's, at its next start."""
    changed = []
    for ident, *values in db.execute_sql(f'SELECT "id", {COLUMNS} FROM "contact"'):
        cleaned = [clean(value, limit) for value, limit in zip(values, LONGEST.values(), strict=True)]
        if cleaned != values:
            changed.append((*cleaned, ident))
    for row in changed:
        db.execute_sql(f'UPDATE "contact" SET {SETTINGS} WHERE "id" = ?', row)
