"""The JSON of `overture contact forget`, and of the remaining copies in `overture status`."""

from __future__ import annotations

from typing import Any

from core.cli.to_json.moments_json import iso
from core.views.erasure_view import ErasureCopies, ErasureResult


def erased(view: ErasureResult) -> dict[str, Any]:
    """Return the JSON of `contact forget`."""
    return {
        "id": None if view.id is None else str(view.id),
        "forgotten": True,
        "people": view.people,
        "cancelled": view.cancelled,
        "compacted": view.compacted,
        "contacts": [{"id": str(one.id), "cancelled": one.cancelled} for one in view.contacts],
        "files": list(view.files),
        "backups": view.backups,
    }


def copies(view: ErasureCopies) -> dict[str, Any]:
    """Return the remaining copies in the store's own file."""
    return {"since": iso(view.since), "text": view.text, "why": view.why, "action": view.action}
