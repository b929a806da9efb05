"""The interface that only a sandbox has: its ledger and its faults, for control from outside.

See docs/design.md#the-sandbox.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, Protocol

from flask import Flask, Response, jsonify, request

from core.errors import OvertureError, UsageError
from core.network.sandbox.answers import refusal

LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
MOMENTS: Final = ("start", "until")
RULE: Final = frozenset({"account", "kind", "what", "person", "rate", "remaining", "seconds", *MOMENTS})

ACCOUNT: Final = frozenset({"name", "premium", "plan", "status", "weekly_limit", "same_owner_as"})


class Controlled(Protocol):
    """The parts of a sandbox that can be arranged and read."""

    def ledger(self) -> list[dict[str, object]]: ...
    def faults(self) -> list[dict[str, Any]]: ...
    def clear_faults(self) -> None: ...
    @property
    def fault(self) -> Callable[..., None]: ...
    @property
    def configure_account(self) -> Callable[..., None]: ...


def add(app: Flask, sandbox: Controlled, key: str) -> None:
    """Serve the addresses below `/sandbox`, which the app already routes, to callers on this machine with the key."""
    app.view_functions |= {" ".join(address): _guarded(sandbox, key, work) for address, work in WORKS.items()}


def _guarded(sandbox: Controlled, key: str, work: Callable[[Controlled], object]) -> Callable[[], tuple[Response, int]]:
    def view() -> tuple[Response, int]:
        if request.headers.get("X-API-KEY") != key or request.remote_addr not in LOOPBACK:
            status, body = refusal("missing_credentials")
            return jsonify(body), status
        try:
            return jsonify(work(sandbox)), 200
        except (OvertureError, KeyError, TypeError, ValueError) as error:
            return jsonify({"error": str(error)}), 400

    return view


def _ledger(sandbox: Controlled) -> list[dict[str, Any]]:
    return [{**entry, "at": _at(entry["at"])} for entry in sandbox.ledger()]


def _fault(sandbox: Controlled) -> None:
    given = {name: value for name, value in _given().items() if name in RULE}
    for name in MOMENTS:
        if given.get(name) is not None:
            given[name] = datetime.fromisoformat(given[name])
    sandbox.fault(given.pop("what"), **given)


def _account(sandbox: Controlled) -> None:
    given = _given()
    changes = {name: value for name, value in given.items() if name in ACCOUNT}
    sandbox.configure_account(given.pop("account"), **changes)


WORKS: Final[dict[tuple[str, str], Callable[[Controlled], object]]] = {
    ("GET", "/sandbox/ledger"): _ledger,
    ("GET", "/sandbox/faults"): lambda found: found.faults(),
    ("POST", "/sandbox/faults"): _fault,
    ("DELETE", "/sandbox/faults"): lambda found: found.clear_faults(),
    ("PUT", "/sandbox/accounts"): _account,
}
"""The function for each method and address; the two together name the endpoint."""


def _given() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise UsageError("a JSON object is needed")
    return body


def _at(value: object) -> str:
    assert isinstance(value, datetime)  # noqa: S101 - the ledger holds only moments
    return value.isoformat()
