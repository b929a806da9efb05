"""The effects of archiving a member or a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArchivingEnds:
    """The facts shown before a member or a source is archived."""

    name: str
    campaigns: tuple[str, ...]
    """Active campaigns, which become Stopped."""
    waiting: Mapping[str, int]
    """People who are not contacted yet, by status, in all unarchived campaigns of the member or source."""
    follow: int
    """People who were contacted and may still get a message: once they accept, or after an earlier message."""
