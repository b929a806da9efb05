"""The JSON of an error, on stderr."""

from __future__ import annotations

from typing import Any

from core.errors import ChangedMeanwhileError, EncodingError, InvalidInputError, OvertureError


def error(found: OvertureError) -> dict[str, Any]:
    """Return an error's code, field, line and sentence for a script."""
    return {"error": _shape(found)}


def _shape(found: OvertureError) -> dict[str, Any]:
    """Return an error as JSON values; for several faults, the values of the first fault, and all faults in `faults`."""
    if not isinstance(found, InvalidInputError):
        shape = {"code": found.code, "field": found.field, "line": found.line, "text": found.text}
        if isinstance(found, ChangedMeanwhileError):
            return shape | _changes(found.changes)
        return shape | _choices(found.choices) if isinstance(found, EncodingError) else shape
    shapes = [_shape(fault) for fault in found.faults]
    return {**shapes[0], "code": found.code, "faults": shapes}


def _choices(choices: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Return the possible encodings of a file, each with a sample line in that encoding."""
    return {"choices": [{"encoding": encoding, "sample": sample} for encoding, sample in choices]}


def _changes(changes: tuple[tuple[str, Any, Any], ...]) -> dict[str, Any]:
    """Return the fields that somebody else changed, each as it was read and as it is now."""
    return {"changes": [{"field": field, "before": before, "after": after} for field, before, after in changes]}
