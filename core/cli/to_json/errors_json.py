"""The JSON of an error, on stderr."""

from __future__ import annotations

from typing import Any

from core.errors import InvalidInputError, OvertureError


def error(found: OvertureError) -> dict[str, Any]:
    """Return what a script reads of an error: its code, field, line and sentence."""
    return {"error": _shape(found)}


def _shape(found: OvertureError) -> dict[str, Any]:
    """Return an error; of several faults the first one's, and all of them beside it."""
    if not isinstance(found, InvalidInputError):
        return {"code": found.code, "field": found.field, "line": found.line, "text": found.text}
    shapes = [_shape(fault) for fault in found.faults]
    return {**shapes[0], "code": found.code, "faults": shapes}
