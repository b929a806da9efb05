"""The sandbox as one object: its state, its app, and the arrangements for tests and demos."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import UsageError
from core.network.sandbox import accounts, delayed_writes, faults, hosted_sign_in, ledger, people, twins
from core.network.sandbox.request_context import SandboxTime, World
from core.network.sandbox.state import State, micro, moment
from core.text import clean

if TYPE_CHECKING:
    from flask import Flask

MICRO = timedelta(microseconds=1)
STATUSES = ("ok", "connecting", "credentials", "permissions", "error", "stopped", accounts.REMOVED)


class Sandbox:
    """A network on which any account and any person exist, repeatable by its seed.

    `durable` commits every write to the disk before the answer; without it a crash of the machine may lose the last
    ones. `relation_lag` is the longest delay until a new contact is listed, `sent_lag` that until an invitation is.
    """

    def __init__(
        self,
        path: Path | str,
        seed: str | int,
        *,
        durable: bool = True,
        relation_lag: timedelta = timedelta(hours=8),
        sent_lag: timedelta = timedelta(0),
    ) -> None:
        self._state = State(path, durable=durable)
        self._time = SandboxTime(self._state)
        self._world = World(self._state, str(seed), relation_lag, sent_lag)

    @cached_property
    def app(self) -> Flask:
        """The API, in process or for a server; built on first use, since Flask takes time to load."""
        from core.network.sandbox import control
        from core.network.sandbox.flask_app import KEY, create

        app = create(self._world, self._time)
        control.add(app, self, KEY)
        return app

    @property
    def now(self) -> datetime:
        """Return the sandbox's time: the latest that a client sent, else the machine's."""
        return moment(self._time.arranged() or self._time.now())

    def ledger(self) -> list[dict[str, object]]:
        """Return the effects that really happened, in order: at (aware), account, person (public id), kind, text."""
        with self._state.transaction() as state:
            delayed_writes.carry_out(self._world, self._time.arranged())
            return ledger.read(state)

    def configure_account(
        self,
        account_id: str,
        *,
        name: str | None = None,
        premium: bool | None = None,
        plan: str | None = None,
        status: str | None = None,
        weekly_limit: int | None = None,
        same_owner_as: str | None = None,
    ) -> None:
        """Set properties of an account that otherwise follow from its id.

        Any `status` but "ok" (docs/provider.md#accounts, in lower case) disconnects the account from now on: writes are
        refused, reads are stale. The status "removed" deletes the account at the provider. `plan` is one of
        accounts.PLANS and has priority over `premium`. `same_owner_as` names an account whose LinkedIn owner becomes
        the owner of this one, too. Raises UsageError for another plan or status.
        """
        level = None if premium is None else int(premium)
        if plan is not None:
            level = _one_of(accounts.PLANS, plan.lower())
        if status is not None:
            status = STATUSES[_one_of(STATUSES, status.lower())]
        changes = {"name": name, "premium": level, "status": status, "weekly_limit": weekly_limit}
        with self._state.transaction() as state:
            if same_owner_as is not None:
                twins.share(state, account_id, same_owner_as)
            accounts.configure(state, account_id, self._time.arranged(), changes)

    def fault(
        self,
        what: str,
        *,
        account: str = "*",
        kind: faults.Kind = "all",
        start: datetime | None = None,
        until: datetime | None = None,
        remaining: int | None = None,
        person: str | None = None,
        rate: float | None = None,
        seconds: float = 90.0,
    ) -> None:
        """Make calls fail: `what` is an error type of docs/provider.md#error-types or one of `faults.OWN`.

        The rule holds from `start` (default: now) until `until` in sandbox time, at most `remaining` times, for one
        `person` (any identifier), at a `rate` between 0 and 1. Raises UsageError for an unknown kind or fault.
        """
        rule = faults.Rule(
            account=account,
            kind=kind,
            what=what,
            start=self._time.arranged() if start is None else micro(start),
            until=None if until is None else micro(until),
            remaining=remaining,
            person=None if person is None else people.public_id(person),
            rate=rate,
            seconds=seconds,
        )
        with self._state.transaction() as state:
            faults.add(state, rule)

    def faults(self) -> list[dict[str, Any]]:
        """Return every rule of `fault`, with the number of calls to which it applied (hits)."""
        with self._state.reading() as state:
            return faults.listed(state)

    def clear_faults(self) -> None:
        """Delete every fault rule."""
        with self._state.transaction() as state:
            faults.clear(state)

    def script(
        self,
        account: str,
        person: str,
        *,
        accepts_after: timedelta | None = None,
        replies_after: timedelta | None = None,
    ) -> None:
        """Set when one person accepts and replies, which the seed decides otherwise. None means never."""
        accept = None if accepts_after is None else accepts_after // MICRO
        reply = None if replies_after is None else replies_after // MICRO
        with self._state.transaction() as state:
            state.rows(
                "INSERT OR REPLACE INTO script VALUES (?, ?, ?, ?)",
                twins.root(state, account),
                people.public_id(person),
                accept,
                reply,
            )

    def sign_in_takes(self, duration: timedelta | None) -> None:
        """Set the time from the making of a sign-in link until its account appears or is back; None for never."""
        with self._state.transaction() as state:
            hosted_sign_in.takes(state, None if duration is None else duration // MICRO)

    def close(self) -> None:
        """Close the state's file."""
        self._state.close()


def _one_of(words: tuple[str, ...], word: str) -> int:
    """Return the position of a word. Raises UsageError for any other word."""
    if word not in words:
        raise UsageError(f"“{clean(word, 40)}” is none of {', '.join(words)}.")
    return words.index(word)
