"""The JSON of `overture backup`, `restore`, `store copy` and `advance`."""

from __future__ import annotations

from typing import Any

from core.cli.to_json.moments_json import iso
from core.views.maintenance_view import AdvanceResult, BackupResult, RestoreResult, StoreCopyResult, StoreFacts


def backup(view: BackupResult) -> dict[str, Any]:
    """Return the JSON of `backup`."""
    return {"file": str(view.file), "bytes": view.bytes, "at": iso(view.at), **_facts(view.facts)}


def restore(view: RestoreResult) -> dict[str, Any]:
    """Return the JSON of `restore`."""
    return {
        "file": str(view.file),
        "store": view.store,
        "aside": None if view.aside is None else str(view.aside),
        **_facts(view.facts),
    }


def store_copy(view: StoreCopyResult) -> dict[str, Any]:
    """Return the JSON of `store copy`."""
    return {
        "from": view.source,
        "to": view.target,
        "store_id": view.store_id,
        "rows": dict(view.rows),
        "epoch": view.epoch,
    }


def advance(view: AdvanceResult) -> dict[str, Any]:
    """Return the JSON of `advance`."""
    return {
        "from": iso(view.started_at),
        "to": iso(view.ended_at),
        "opened": view.runs_opened,
        "sent": view.sent,
    }


def _facts(facts: StoreFacts) -> dict[str, Any]:
    return {"store_id": facts.store_id, "network": facts.network, "people": facts.people}
