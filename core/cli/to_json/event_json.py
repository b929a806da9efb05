"""The JSON of `overture logs`."""

from __future__ import annotations

from typing import Any

from core.views.event_view import Event


def event(view: Event) -> dict[str, Any]:
    """Return one event as in the log."""
    return {"at": view.at, "event": view.name, **view.values}
