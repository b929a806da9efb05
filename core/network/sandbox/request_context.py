"""The context of every route of the sandbox: the state, the seed, the settings, the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from core import clock
from core.moments import is_possible
from core.network.sandbox.answers import Refusal
from core.network.sandbox.state import State, micro

TIME_HEADER: Final = "X-Sandbox-Now"


@dataclass(frozen=True)
class World:
    """The sandbox's network; its lags are the delays of the lists of relations and of sent invitations."""

    state: State
    seed: str
    relation_lag: timedelta
    sent_lag: timedelta


@dataclass(frozen=True)
class Ask:
    """One request: its moment, its account, and its content.

    `now` is the sandbox's time and `asof` the time that the reads of this account show (stale while it is
    disconnected), both in microseconds since 1970.
    """

    now: int
    asof: int
    account: str
    """The account under which LinkedIn's side is stored."""
    via: str
    """The account that made the request, which may be another one of the same owner."""
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, object] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """Return a text of the body, None if it is absent; another type is refused."""
        value = self.body.get(name)
        if value is not None and not isinstance(value, str):
            raise Refusal("invalid_parameters", f"{name} must be a string")
        return value

    def need(self, name: str) -> str:
        """Return a text of the body; one that is absent or empty is refused."""
        value = self.text(name)
        if not value:
            raise Refusal("missing_parameters", f"{name} is required")
        return value


class SandboxTime:
    """The sandbox's time: the latest that a client sent, or the machine's if none did."""

    def __init__(self, state: State) -> None:
        with state.reading():
            self._seen = state.count("SELECT value FROM meta WHERE name = 'now'")
        self._real = False

    def now(self, told: str | None = None) -> int:
        """Return the time in microseconds since 1970; `told` is the header of a request."""
        at = _moment(told)
        if at is not None:
            self._seen = max(self._seen, micro(at))
        self._real = not self._seen
        return self._seen or micro(clock.real_now())

    def arranged(self) -> int:
        """Return the time from which an arrangement from outside counts, such as a fault: 0 until the first request.

        The machine's time would be wrong there: a workspace with a time of its own may be earlier.
        """
        return self.now() if self._seen or self._real else 0

    def keep(self, state: State) -> None:
        """Store the time so that it survives a restart; inside a transaction."""
        if self._seen:
            state.rows("INSERT OR REPLACE INTO meta (name, value) VALUES ('now', ?)", self._seen)


def _moment(told: str | None) -> datetime | None:
    if told is None:
        return None
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not is_possible(at):
        raise Refusal("invalid_parameters", f"{TIME_HEADER} must be ISO 8601 with a zone, in the years 2000 to 2099")
    return at.astimezone(UTC)
