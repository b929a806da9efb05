"""Remote control of a sandbox that is served on this machine."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import httpx

from core.errors import RefusedError, UnreachableError, UsageError

SECONDS: Final = 20.0


class Remote:
    """The ledger and the faults of a served sandbox, as in `Sandbox`; the caller closes it."""

    def __init__(self, address: str, key: str) -> None:
        self._address = address.rstrip("/").removesuffix("/api/v1")
        self._client = httpx.Client(trust_env=False, timeout=SECONDS, headers={"X-API-KEY": key})

    def ledger(self) -> list[dict[str, object]]:
        found: list[dict[str, Any]] = self._call("GET", "ledger")
        return [{**entry, "at": datetime.fromisoformat(entry["at"])} for entry in found]

    def faults(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._call("GET", "faults")
        return found

    def fault(self, what: str, **rule: Any) -> None:
        """Add a rule as `Sandbox.fault` does. Raises UsageError if the sandbox refuses it."""
        plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in rule.items()}
        self._call("POST", "faults", {"what": what, **plain})

    def clear_faults(self) -> None:
        self._call("DELETE", "faults")

    def configure_account(self, account: str, **changes: Any) -> None:
        """Configure an account there as `Sandbox.configure_account` does.

        Raises UsageError if the sandbox refuses it.
        """
        self._call("PUT", "accounts", {"account": account, **changes})

    def close(self) -> None:
        self._client.close()

    def _call(self, method: str, what: str, body: dict[str, Any] | None = None) -> Any:
        url = f"{self._address}/sandbox/{what}"
        try:
            response = self._client.request(method, url, json=body)
            answer = response.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise UnreachableError(
                f"No sandbox answers at {self._address}. Start it there with `overture sandbox serve --port PORT`.",
                code="sandbox.unreachable",
            ) from error
        if response.status_code == httpx.codes.BAD_REQUEST:
            raise UsageError(str(answer.get("error")))
        if response.is_error:
            raise RefusedError(f"The sandbox at {self._address} refused: {answer.get('title', response.status_code)}.")
        return answer
