"""What goes wrong on demand: rules kept in the state, chosen by account, kind of call, time, count, rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from core import seeds
from core.errors import UsageError
from core.network.sandbox.answers import STATUS
from core.network.sandbox.state import State
from core.network.sandbox.world import World

Kind = Literal["invite", "message", "withdraw", "read", "profile", "account", "all"]
WRITES: Final = frozenset({"invite", "message", "withdraw"})
OWN: Final = frozenset({"timeout_before", "timeout_after", "slow", "html", "disconnected", "not_found", "empty"})
DISCONNECTED: Final = """
SELECT min(start) FROM fault WHERE what = 'disconnected'
  AND account IN (?, '*') AND start <= ? AND (until IS NULL OR until > ?)
  AND (remaining IS NULL OR remaining > 0)"""
MEETING: Final = """
SELECT id, what, seconds, rate, hits FROM fault WHERE kind IN (?, 'all')
  AND (person IS NULL OR person = ?)
  AND account IN (?, '*') AND start <= ? AND (until IS NULL OR until > ?)
  AND (remaining IS NULL OR remaining > 0) ORDER BY id"""


@dataclass(frozen=True)
class Fault:
    """A rule that struck; `after` says that the call does its work before it goes wrong."""

    what: str
    seconds: float
    kind: str

    @property
    def after(self) -> bool:
        return self.what in ("timeout_after", "slow", "empty")


@dataclass(frozen=True)
class Rule:
    """A rule to add; `start` and `until` are microseconds since 1970, `person` a public identifier.

    `rate` is the share of calls it strikes, by the seed; `remaining` how many it strikes at most;
    `seconds` how slow a slow answer is.
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
    """Keep a rule. UsageError for a kind or a fault that does not exist."""
    if rule.kind not in get_args(Kind):
        raise UsageError(f"No kind of call is called {rule.kind!r}.", field="kind")
    what = rule.what.removeprefix("errors/")
    if what not in OWN and what not in STATUS:
        raise UsageError(f"The sandbox knows no fault {rule.what!r}.", field="what")
    kind = "all" if what == "disconnected" else rule.kind
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


def clear(state: State) -> None:
    """Forget every rule."""
    state.rows("DELETE FROM fault")


def exist(state: State) -> bool:
    """Whether there is any rule: then a call may have to count."""
    return state.row("SELECT 1 FROM fault LIMIT 1") is not None


def disconnected_since(state: State, account: str, now: int) -> int | None:
    """Since when a rule keeps the account disconnected."""
    found = state.row(DISCONNECTED, account, now, now)
    return None if found is None or found[0] is None else int(found[0])


def strike(world: World, kind: str, account: str, person: str | None, now: int) -> Fault | None:
    """The first rule that meets this call, counted; inside a transaction.

    A disconnected account refuses writes only: its reads answer from before (PROVIDER 3.3).
    """
    rules = world.state.rows(MEETING, kind, person, account, now, now)
    for number, what, seconds, rate, hits in rules:
        if what == "disconnected" and kind not in WRITES:
            continue
        world.state.rows("UPDATE fault SET hits = hits + 1 WHERE id = ?", number)
        if rate is None or seeds.fraction(world.seed, "fault", number, hits) < float(rate):
            world.state.rows("UPDATE fault SET remaining = remaining - 1 WHERE id = ?", number)
            return Fault(str(what), float(seconds or 0.0), kind)
    return None
