"""Completion of the words of a command while they are typed."""

from __future__ import annotations

import asyncio

from textual.suggester import Suggester


class CommandSuggester(Suggester):
    """A suggester of the first command or option that completes the last word."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the whole line, or None; commands are imported in a thread."""
        from core.cli.in_app import completed

        return await asyncio.to_thread(completed, value) if value else None
