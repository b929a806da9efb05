"""Faults on demand: rules in the state, chosen by account, kind of call, time, count and rate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from core import seeds
from core.errors import UsageError
from core.network.sandbox import misread
from core.network.sandbox.answers import STATUS, Refusal
from core.network.sandbox.request_context import World
from core.network.sandbox.state import State, moment

Kind = Literal["invite", "message", "withdraw", "read", "profile", "account", "all"]
KINDS: Final = ", ".join(get_args(Kind))
WRITES: Final = frozenset({"invite", "message", "withdraw"})
INSTEAD: Final = frozenset(
    {
        "timeout_before",
        "reset_before",
        "late",
        "html",
        "no_body",
        "unknown",
        "retry_after",
        "disconnected",
        "not_found",
        "notes_spent",
    }
)
"""Faults in place of the work; a `late` write is carried out after `seconds`.

`notes_spent` applies to invitations with a note only.
"""
AFTER: Final = (
    frozenset(
        {
            "timeout_after",
            "reset_after",
            "slow",
            "slow_headers",
            "drip",
            "half",
            "gzip",
            "garbage",
            "no_id",
            "other_id",
            "no_attendee",
            "empty",
            "lag",
            "gap",
        }
    )
    | misread.WHAT
)
"""Faults after the work is done: the answer is spoilt; `lag` and `gap` make a list lag or omit a page."""
STATES: Final = frozenset({"disconnected", "connecting"})
"""States of an account during the fault: reads show the state before the fault, writes are refused."""
OWN: Final = INSTEAD | AFTER | STATES
OFF: Final = """
SELECT what, start FROM fault WHERE what IN ('disconnected', 'connecting')
  AND account IN (?, '*') AND start <= ? AND (until IS NULL OR until > ?)
  AND (remaining IS NULL OR remaining > 0) ORDER BY start, id LIMIT 1"""
MEETING: Final = """
SELECT id, what, seconds, rate, hits FROM fault WHERE kind IN (?, 'all')
  AND (person IS NULL OR person = ?)
  AND account IN (?, '*') AND start <= ? AND (until IS NULL OR until > ?)
  AND (remaining IS NULL OR remaining > 0) ORDER BY id"""


@dataclass(frozen=True)
class Fault:
    """A rule that applied; with `after` the call does its work before it fails."""

    what: str
    seconds: float
    kind: str

    @property
    def after(self) -> bool:
        return self.what in AFTER


@dataclass(frozen=True)
class Rule:
    """A rule to add; `start` and `until` are microseconds since 1970, `person` a public identifier.

    `rate` is the share of calls to which it applies, by the seed; `remaining` is the greatest number of those calls.
    `seconds` is the delay of a slow answer or a late write, the lag of a list, or the wait that a throttle asks for.
    """

    account: str
    kind: Kind
    what: str
    start: int
    until: int | None = None
    remaining: int | None = None
    person: str | None = None
    rate: float | None = None
    seconds: float = 90.0


def add(state: State, rule: Rule) -> None:
    """Store a rule. Raises UsageError for a kind or a fault that does not exist."""
    if rule.kind not in get_args(Kind):
        raise UsageError(f"No kind of call is called {rule.kind!r}: take one of {KINDS}.", field="kind")
    what = rule.what.removeprefix("errors/")
    if what not in OWN and what not in STATUS:
        own = ", ".join(sorted(OWN))
        raise UsageError(
            f"The sandbox knows no fault {rule.what!r}: take an error type of the provider or one of {own}.",
            field="what",
        )
    kind: Kind = "all" if what in STATES else "invite" if what == "notes_spent" else rule.kind
    state.rows(
        "INSERT INTO fault (account, kind, what, person, start, until, remaining, rate, seconds)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rule.account,
        kind,
        what,
        rule.person,
        rule.start,
        rule.until,
        rule.remaining,
        rule.rate,
        rule.seconds,
    )


def requested(header: str | None, kind: str) -> Fault | None:
    """Return the fault that a request's header names, with its seconds after a space; None without the header."""
    what, _, seconds = (header or "").removeprefix("errors/").partition(" ")
    if not what:
        return None
    try:
        length = float(seconds or 90.0)
    except ValueError:
        length = math.nan
    if (what not in OWN and what not in STATUS) or not math.isfinite(length):
        raise Refusal("invalid_parameters", "X-Sandbox-Fault must be the name of a fault, then its seconds")
    return Fault(what, length, kind)


def listed(state: State) -> list[dict[str, Any]]:
    """Return every rule, also those that are used up."""
    names = ("id", "account", "kind", "what", "person", "start", "until", "remaining", "rate", "hits", "seconds")
    rows = state.rows(f"SELECT {', '.join(names)} FROM fault ORDER BY id")
    found: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in rows]
    for rule in found:
        for name in ("start", "until"):
            rule[name] = None if rule[name] is None else moment(rule[name]).isoformat()
    return found


def clear(state: State) -> None:
    """Delete every rule."""
    state.rows("DELETE FROM fault")


def exist(state: State) -> bool:
    """Return whether there is any rule: then a call may have to be counted."""
    return state.row("SELECT 1 FROM fault LIMIT 1") is not None


def off_since(state: State, account: str, now: int) -> tuple[str, int] | None:
    """Return the status in which a rule keeps the account, and since when (microseconds)."""
    found = state.row(OFF, account, now, now)
    if found is None:
        return None
    return ("credentials" if found[0] == "disconnected" else "connecting"), int(found[1] or 0)


def strike(world: World, kind: str, account: str, person: str | None, now: int, *, noted: bool) -> Fault | None:
    """Return the first rule that applies to this call, and count it; inside a transaction.

    While an account is disconnected only writes fail: its reads show the state before (docs/provider.md#accounts).
    """
    rules = world.state.rows(MEETING, kind, person, account, now, now)
    for number, what, seconds, rate, hits in rules:
        if (what in STATES and kind not in WRITES) or (what == "notes_spent" and not noted):
            continue
        world.state.rows("UPDATE fault SET hits = hits + 1 WHERE id = ?", number)
        if rate is None or seeds.fraction(world.seed, "fault", number, hits) < float(rate):
            world.state.rows("UPDATE fault SET remaining = remaining - 1 WHERE id = ?", number)
            return Fault(str(what), float(seconds or 0.0), kind)
    return None
