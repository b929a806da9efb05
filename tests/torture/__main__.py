"""`python -m tests.torture [--long] [--only NAME [--share K]] [--seed N]`: a line for each; exit 1 if any failed."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Callable, Iterator

from tests.torture import cases, catch, catch_walks
from tests.torture.line import Line
from tests.torture.scene import Counting
from tests.torture.scenes import (
    crashes,
    damage,
    errors,
    holds,
    killed,
    machine,
    month,
    outages,
    owners,
    power,
    promotions,
    sessions,
    storage,
    takeovers,
    wired,
    withdrawals,
    zones,
)
from tests.torture.scenes.wired import Parsed
from tests.torture.spread import Run, Work, spread

Torture = Callable[[int, bool], Work]


def _crashes(seed: int, long: bool) -> Work:
    return crashes.work("crash points x faults", cases.drawn(seed, cases.LONG if long else cases.SHORT), seed, Counting)


def _wired(seed: int, long: bool) -> Work:
    wanted = cases.drawn(seed, 3_000, Parsed) if long else wired.few(seed)
    return crashes.work("real client x answers", wanted, seed, Parsed)


def _withdrawals(seed: int, long: bool) -> Work:
    """Return the shares of deaths in a withdrawal; a case's number determines its point and the network's answer."""
    shares = [(seed + first, 100, first) for first in range(0, 2_000, 100)] if long else [(seed, 30, 0)]
    return Work("withdrawals", withdrawals.run, shares)


def _machine(seed: int, long: bool) -> Work:
    """Return the shares of the random walk: 1,000 walks of 100 steps, with a seed for every 25 of them."""
    shares = [(seed * 1_000 + number, 25, 100) for number in range(40)] if long else [(seed, 6, 20), (seed + 1, 6, 20)]
    return Work("state machine", machine.run, shares)


def _months(seed: int, long: bool) -> Work:
    """Return the shares of 300 months, five months in each; the short form has three."""
    shares = (
        [(first, 5) for first in range(seed, seed + 300, 5)]
        if long
        else [(seed + number, 1, 12) for number in range(3)]
    )
    return Work("months", month.run, shares)


def _damage(seed: int, long: bool) -> Work:
    """Return the shares of damaged files; the number of a case determines the damage and its place."""
    shares = [(seed + first, 100) for first in range(0, 2_000, 100)] if long else [(seed, 60)]
    return Work("damaged files", damage.run, shares)


def _holds(seed: int, long: bool) -> Work:
    """Return the shares of deaths inside a hold; the number of a case determines its points of death."""
    shares = [(seed, 50, first) for first in range(0, 2_000, 50)] if long else [(seed, 16)]
    return Work("deaths inside a hold", holds.run, shares)


def _errors(seed: int, long: bool) -> Work:
    """Return the shares of errors; the number of a case determines the points at which they are raised."""
    shares = [(seed, 50, first) for first in range(0, 2_000, 50)] if long else [(seed, 24)]
    return Work("errors at any point", errors.run, shares)


def _processes(name: str, run: Run, share: int, short: int, long: int) -> Torture:
    """Return a torture of real processes, which mostly wait: several shares run at once on each processor."""

    def torture(seed: int, is_long: bool) -> Work:
        shares = [(seed + number, share) for number in range(long // share)] if is_long else [(seed, short)]
        return Work(name, run, shares, at_once=2)

    return torture


def _whole(name: str, run: Run, short: int, long: int) -> Torture:
    return lambda seed, is_long: Work(name, run, [(seed, long if is_long else short)])


def _sessions(seed: int, long: bool) -> Work:
    """Return the shares of a torture with a server for each share; there are some 340 cases."""
    shares = [(seed, 34, first) for first in range(0, 340, 34)] if long else [(seed, 6)]
    return Work("server lost at any point", sessions.run, shares)


TORTURES: dict[str, Torture] = {
    "crashes": _crashes,
    "answers": _wired,
    "withdrawals": _withdrawals,
    "machine": _machine,
    "month": _months,
    "power": _whole("power cuts", power.run, 100, 2_000),
    "storage": _whole("disk faults", storage.run, 40, 500),
    "damage": _damage,
    "holds": _holds,
    "errors": _errors,
    "zones": lambda _seed, long: Work("zones x half hours", zones.run, [(long,)]),
    "owners": _whole("second engines", owners.run, 50, 200),
    "server-sessions": _sessions,
    "server-takeovers": _processes("standby takes over", takeovers.run, 48, 5, 480),
    "server-promotions": _processes("lagging standby promoted", promotions.run, 18, 3, 360),
    "server-outages": _processes("three hosts, one server", outages.run, 30, 3, 600),
    "kills": _processes("kill -9 over a socket", killed.kills, 100, 10, 2_000),
    "points": _processes("killed at named points", killed.points, 5, 1, 50),
    "ended": _processes("SIGTERM at any moment", killed.ended, 20, 2, 200),
    "doubled": _processes("two daemons at once", killed.doubled, 20, 3, 200),
    "stopped": _processes("stopped and continued", killed.stopped, 10, 3, 100),
}
MUTANTS = "mutants"


def lines(name: str, seed: int, long: bool, share: int | None) -> Iterator[Line]:
    """Return the lines that one torture finds, or those of one share of it."""
    if name == MUTANTS:
        yield from catch.run(seed)
        yield from catch_walks.run(seed) if long else ()
    else:
        yield spread(TORTURES[name](seed, long), seed, share)


def main() -> int:
    """Run the requested tortures and print a line each."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--long", action="store_true", help="the sizes of a release, not those of `make test`")
    parser.add_argument("--only", choices=[*TORTURES, MUTANTS], help="one torture")
    parser.add_argument("--share", type=int, help="of that one, the share that a failure named")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.share is not None and given.only in (None, MUTANTS):
        parser.error("--share wants --only with a torture that runs in shares")
    logging.disable(logging.CRITICAL)  # the engine logs each planted fault
    good = True
    for name in (*TORTURES, MUTANTS):
        if given.only in (None, name):
            began = time.monotonic()
            for line in lines(name, given.seed, given.long, given.share):
                good &= line.good
                sys.stdout.write(f"{line}  ({time.monotonic() - began:.0f} s)\n")
                sys.stdout.flush()
    sys.stdout.write("Twice 0, lost 0.\n" if good else "NOT GOOD: see above.\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
