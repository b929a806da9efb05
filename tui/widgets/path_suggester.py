"""Completion of the path of a file while it is typed."""

from __future__ import annotations

import asyncio
import os

from textual.suggester import Suggester

from core.files import expanded

MOST = 5000
"""Most entries of a folder that are read."""


class PathSuggester(Suggester):
    """A suggester of the first file or folder, by name, that completes the typed path; `~` is the home folder."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the whole path, or None; the folder is read in a thread."""
        return await asyncio.to_thread(completed, value) if value else None


def completed(value: str) -> str | None:
    """Return the path completed to the end of a name, or None."""
    start, _slash, begun = value.rpartition("/")
    folder = expanded(start + "/" if "/" in value else ".")
    if not begun:
        return None
    try:
        with os.scandir(folder) as entries:
            found = [
                entry
                for _index, entry in zip(range(MOST), entries, strict=False)
                if entry.name.startswith(begun) and entry.name.isprintable()
            ]
            best = min(found, key=lambda entry: entry.name, default=None)
            if best is None:
                return None
            return f"{value}{best.name[len(begun) :]}{'/' if best.is_dir() else ''}"
    except (OSError, ValueError):
        return None
