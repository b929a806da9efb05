"""Completion of the name of a field after the last `=` of `COLUMN=FIELD; COLUMN=FIELD`."""

from __future__ import annotations

from textual.suggester import Suggester

from core.rules.file_columns.column_names import FIELDS


class FieldSuggester(Suggester):
    """A suggester of the first field, in their usual order, that completes the typed text."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the whole line with the field completed, or None."""
        before, equals, begun = value.rpartition("=")
        if not equals or not begun or ";" in begun:
            return None
        field = next((field for field in FIELDS if field.startswith(begun)), None)
        return f"{before}={field}" if field is not None else None
