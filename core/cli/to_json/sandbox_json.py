"""The JSON of `overture sandbox`."""

from __future__ import annotations

from typing import Any

from core.cli.to_json.moments_json import iso
from core.views.sandbox_view import AccountSettings, FaultRule, LedgerEntry


def ledger_entry(view: LedgerEntry) -> dict[str, Any]:
    """Return an element of `sandbox ledger`."""
    return {
        "at": iso(view.at),
        "account": view.account,
        "person": view.person,
        "kind": view.kind,
        "text": view.text,
    }


def fault_rule(view: FaultRule) -> dict[str, Any]:
    """Return an element of `sandbox fault list`."""
    return {
        "id": view.id,
        "account": view.account,
        "kind": view.kind,
        "what": view.what,
        "person": view.person,
        "start": iso(view.start),
        "until": iso(view.until),
        "remaining": view.remaining,
        "rate": view.rate,
        "hits": view.hits,
        "seconds": view.seconds,
    }


def account(view: AccountSettings) -> dict[str, Any]:
    """Return the JSON of `sandbox account`: the settings that were given, and no others."""
    settled = {
        "name": view.name,
        "plan": view.plan,
        "status": view.status,
        "same_owner_as": view.same_owner_as,
        "weekly_limit": view.weekly_limit,
    }
    return {"account": view.account, **{name: value for name, value in settled.items() if value is not None}}


def served(address: str, *, key: str, pid: int) -> dict[str, Any]:
    """Return the JSON of `sandbox serve`."""
    return {"address": address, "key": key, "pid": pid}


def cleared(count: int) -> dict[str, Any]:
    """Return the JSON of `sandbox fault clear`."""
    return {"cleared": count}
