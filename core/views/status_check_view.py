"""The answer of `overture status --check`: one line for a monitor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["well", "warning", "error", "unknown"]


@dataclass(frozen=True, slots=True)
class StatusCheck:
    """The verdict whether the workspace needs a person, and the reason."""

    verdict: Verdict
    """`unknown` if it could not be determined, or not in time."""
    codes: tuple[str, ...]
    """Codes of the problems that were found, the most severe first."""
    text: str
    """One line."""
