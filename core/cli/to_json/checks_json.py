"""The JSON of `overture doctor`."""

from __future__ import annotations

from typing import Any

from core.views.checks_view import Check


def check(view: Check) -> dict[str, Any]:
    """Return an element of `doctor`."""
    return {"name": view.name, "ok": view.ok, "text": view.text, "action": view.action}
