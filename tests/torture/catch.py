"""Each planted bug must be caught: a mutant that survives makes the run fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from unittest import mock

from tests.torture import cases, mutants, mutants_on_a_server
from tests.torture.cases import Case
from tests.torture.line import Line
from tests.torture.scenes import crashes, damage, errors, holds, owners, power, promotions, takeovers
from tests.torture.scenes.wired import Parsed


def _sends() -> list[Case]:
    return [Case(kind, "none", (point,)) for kind in cases.KINDS for point in cases.around_the_sends(kind)]


def _first_send_parsed() -> list[Case]:
    """Return deaths around the first call of the real client, which is carried out and answered too late."""
    points = cases.around_the_first_send("invitation", "timeout_after", Parsed)
    return [Case("invitation", "timeout_after", (point,)) for point in points]


PLANTED: dict[str, Callable[[int], Line]] = {
    "outcome only after the call": lambda seed: crashes.run(_sends(), seed, mutants.outcome_only, "outcome only"),
    "marked sent before the call": lambda seed: crashes.run(_sends(), seed, mutants.marked_before, "marked before"),
    "blind retry at restart": lambda seed: crashes.run(_sends(), seed, mutants.blind_retry, "blind retry"),
    "blind retry, by the real client": lambda seed: crashes.run(
        _first_send_parsed(), seed, mutants.blind_retry, where=Parsed
    ),
    "settle shorter than the provider": lambda seed: crashes.run(
        [Case("invitation", "late", ())], seed, mutants.short_settle, "short settle"
    ),
    "synchronous=NORMAL": lambda seed: power.run(seed, 400, power.normal, "NORMAL"),
    "no check of the store": lambda seed: damage.run(seed, 40, mutants.unchecked_store, "no check"),
    "no check of the side journal": lambda seed: damage.run(seed, 40, mutants.unchecked_journal, "no chain"),
    "held and sent again": lambda seed: errors.run(seed, 60, mutant=mutants.held_and_sent_again),
    "given back never": lambda seed: holds.run(seed, 3, mutant=mutants.given_back_never),
    "no lock": lambda seed: owners.run(seed, 60, mutants.no_lock, "no lock"),
    "lock alone, on a server": lambda seed: takeovers.hunt(seed, mutants_on_a_server.lock_alone, "lock alone"),
    "gate without epoch": lambda seed: takeovers.hunt(seed, mutants_on_a_server.gate_without_epoch, "no epoch"),
    "read from a replica": lambda seed: takeovers.hunt(seed, mutants_on_a_server.replica_read, "replica read"),
    "timeline ignored": lambda seed: promotions.hunt(seed, mutants_on_a_server.timeline_ignored, "timeline ignored"),
}


class EnoughError(BaseException):
    """The end of a run that has caught its bug. No `except Exception` of a torture or of the product may catch it."""

    def __init__(self, line: Line) -> None:
        super().__init__(line.name)
        self.line = line


def caught(found: Line) -> bool:
    """Return whether people were harmed: contacted twice, lost, or contacted by a damaged store or a deposed engine."""
    harm = (damage.SENT, takeovers.DEPOSED)
    return found.twice > 0 or found.lost > 0 or any(words in text for text in found.broken for words in harm)


def hunted(name: str, seed: int) -> Line:
    """Run with a planted bug up to the first case that catches it, or all cases; return the tally."""
    fail = Line.fail

    def fail_once(line: Line, case: str, *, twice: int = 0, lost: int = 0, broken: list[str] | None = None) -> None:
        fail(line, case, twice=twice, lost=lost, broken=broken)
        if caught(line):
            raise EnoughError(line)

    with mock.patch.object(Line, "fail", fail_once):
        try:
            return PLANTED[name](seed)
        except EnoughError as enough:
            return enough.line


def run(seed: int) -> Iterator[Line]:
    """Yield one line per mutant: `broken` if it survived."""
    for name in PLANTED:
        found = hunted(name, seed)
        told = f"mutant: {name} (twice {found.twice}, lost {found.lost})"
        line = Line(told, seed, cases=found.cases, kills=found.kills)
        if not caught(found):
            line.fail(name, broken=[f"the planted bug “{name}” was not caught"])
        yield line
