"""The meaning of an account's status at the provider for its member, and the remedy (docs/provider.md#accounts)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

_CONNECT: Final = "run `overture member connect` for {sender}, or press C on the Members page"
_RESTART: Final = "restart the account in the provider's dashboard; if that does not help, connect {sender} again"
_STEPS: Final = {
    "CREDENTIALS": f"{_CONNECT} (LinkedIn asks to sign in again)",
    "PERMISSIONS": f"{_CONNECT} (not every permission was given)",
    "ERROR": _RESTART,
    "STOPPED": _RESTART,
}


CONNECTING_FOR: Final = timedelta(days=2)
"""Time after which an account that is still connecting is not expected to recover by itself."""


def state_of_status(status: str) -> str:
    """Return the member's state: ok, connecting (recovers by itself), or disconnected."""
    return status if status in ("ok", "connecting") else "disconnected"


def next_step(words: str, sender: str) -> str:
    """Return the remedy for a status in the provider's own words."""
    word = words.strip().upper()
    return _STEPS.get(word, _CONNECT).format(sender=sender)


def plan_now(plan: str, *, premium: bool | None, sales_navigator: bool) -> str:
    """Return the plan of the account's owner; a stored paid plan is kept if the answer says only “paid”."""
    if sales_navigator:
        return "sales-navigator"
    if premium is None:
        return plan
    if not premium:
        return "basic"
    return "premium" if plan == "basic" else plan
