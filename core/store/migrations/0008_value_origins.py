"""Keep of each contact who said which value, and what their file says where that is another one.

Nothing is known of that for contacts of an earlier version: every value of theirs counts as a file's.
"""

from __future__ import annotations

from typing import Any


def up(_migrator: Any, db: Any) -> None:
    """Add the column; null says that all values are as the file told them."""
    db.execute_sql('ALTER TABLE "contact" ADD COLUMN "origins" TEXT')
