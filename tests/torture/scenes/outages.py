"""Real daemons on three hosts of one server: faults of the daemon that sends, of the server, and of the connection.

The oracles are the ledger of the served sandbox and `verify`, as in `killed.py`.
"""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import time
from collections.abc import Callable

from tests.support.patience import DEADLINE_S
from tests.torture.fleet import DATABASE, HOSTS, Fleet, fleet
from tests.torture.line import Line
from tests.torture.scenes.killed import settle

POINTS = ("send: intent committed", "send: last gate passed", "send: answered")
"""Points of death: between intent and call, as the call is sent, and after it."""
ROUNDS = 6
"""Number of faults in one fleet, whose runs last half a minute."""
DEPOSED = 3
"""Exit code of an engine that another one replaced."""


def run(seed: int, count: int) -> Line:
    """Cause `count` faults, six in the runs of one fleet."""
    line = Line("three hosts, one server", seed)
    chance = random.Random(seed)
    while line.cases < count:
        with fleet() as made:
            for host in HOSTS:
                made.launch(host)
            for _ in range(min(ROUNDS, count - line.cases)):
                fault = chance.choice(FAULTS)
                with contextlib.suppress(_OverError):
                    fault(made, chance, line)
                line.cases += 1
            made.finish()
            settle(made, line, f"seed {seed}, fault {line.cases}")
    return line


class _OverError(Exception):
    """The runs ended before the fault could come."""


def _wait(made: Fleet, until: Callable[[], bool], what: str) -> None:
    """Wait for a condition. Raises _OverError if the runs end first."""
    deadline = time.monotonic() + DEADLINE_S
    while not until():
        assert time.monotonic() < deadline, f"never: {what}"
        if made.run_over():
            raise _OverError
        made.pause(0.02)


def _sending(made: Fleet) -> str:
    """Wait for a further write, and return the host of the engine."""
    before = made.written()
    _wait(made, lambda: made.written() > before and made.holder() is not None, "a write")
    return made.holder() or _sending(made)


def _kill_at_point(made: Fleet, chance: random.Random, line: Line) -> None:
    """End all daemons in order, and start one that dies at its point as soon as it is the engine."""
    _sending(made)
    made.finish()
    doomed = chance.choice(HOSTS)
    made.launch(doomed, chance.choice(POINTS), chance.choice((1, 2)))
    with contextlib.suppress(subprocess.TimeoutExpired):
        made.daemons[doomed].wait(20)
    line.kills += made.daemons[doomed].poll() == -signal.SIGKILL
    _start_missing(made)


def _kill_in_call(made: Fleet, _chance: random.Random, line: Line) -> None:
    host = _sending(made)
    _wait(made, made.in_flight, "a call in flight")
    made.daemons[host].kill()
    made.daemons[host].wait(DEADLINE_S)
    line.kills += 1
    _start_missing(made)


def _stop_holder(made: Fleet, _chance: random.Random, line: Line) -> None:
    """Stop the engine in a call until another one has taken over, then continue it: it ends as deposed."""
    host = _sending(made)
    daemon = made.daemons[host]
    with contextlib.suppress(_OverError):
        _wait(made, made.in_flight, "a call in flight")
    daemon.send_signal(signal.SIGSTOP)
    try:
        made.wait_for(lambda: made.holder() not in (None, host), "a takeover")
    finally:
        daemon.send_signal(signal.SIGCONT)
    code = daemon.wait(DEADLINE_S)
    if code != DEPOSED:
        line.fail("stopped and continued", broken=[f"a deposed engine ended with {code}"])
    _start_missing(made)


def _restart_server(made: Fleet, _chance: random.Random, _line: Line) -> None:
    _sending(made)
    made.cluster.stop()
    made.cluster.start()


def _freeze_server(made: Fleet, chance: random.Random, _line: Line) -> None:
    _sending(made)
    made.cluster.freeze()
    made.pause(chance.uniform(0.2, 1.5))
    made.cluster.thaw()


def _end_sessions(made: Fleet, _chance: random.Random, _line: Line) -> None:
    _sending(made)
    made.cluster.end_sessions(DATABASE)


def _cut(made: Fleet, chance: random.Random, _line: Line) -> None:
    """Lose answers for a moment, then cut, and refuse connections for another one."""
    _sending(made)
    made.proxy.mute = chance.random() < 0.7
    made.pause(chance.uniform(0, 0.3))
    made.proxy.deaf = True
    made.proxy.cut()
    made.proxy.mute = False
    made.pause(chance.uniform(0, 1.5))
    made.proxy.deaf = False


def _delay(made: Fleet, chance: random.Random, _line: Line) -> None:
    _sending(made)
    made.proxy.delay_s = chance.uniform(0.005, 0.05)
    made.pause(1.0)
    made.proxy.delay_s = 0.0


FAULTS = (
    _kill_at_point,
    _kill_at_point,
    _kill_in_call,
    _stop_holder,
    _restart_server,
    _freeze_server,
    _end_sessions,
    _cut,
    _delay,
)


def _start_missing(made: Fleet) -> None:
    for host in HOSTS:
        if made.daemons[host].poll() is not None:
            made.launch(host)
