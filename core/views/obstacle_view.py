"""Obstacles to the work of a member or a finder."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A code of `core.rules.codes`, its sentence, and what a person must do."""

    code: str
    text: str
    action: str
