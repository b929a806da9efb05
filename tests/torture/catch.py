"""Each planted bug must be caught: a mutant that survives makes the run fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.torture import crashes, mutants, owners, power
from tests.torture.crashes import Case
from tests.torture.line import Line
from tests.torture.scene import Kind

KINDS: tuple[Kind, ...] = ("invitation", "message")


def _sends() -> list[Case]:
    return [Case(kind, "none", (point,)) for kind in KINDS for point in crashes.around_the_sends(kind)]


PLANTED: dict[str, Callable[[int], Line]] = {
    "outcome only after the call": lambda seed: crashes.run(_sends(), seed, mutants.outcome_only, "outcome only"),
    "marked sent before the call": lambda seed: crashes.run(_sends(), seed, mutants.marked_before, "marked before"),
    "blind retry at restart": lambda seed: crashes.run(_sends(), seed, mutants.blind_retry, "blind retry"),
    "settle shorter than the provider": lambda seed: crashes.run(
        [Case("invitation", "late", ())], seed, mutants.short_settle, "short settle"
    ),
    "synchronous=NORMAL": lambda seed: power.run(seed, 200, power.normal, "NORMAL"),
    "no lock": lambda seed: owners.run(seed, 10, mutants.no_lock, "no lock"),
}


def run(seed: int) -> Iterator[Line]:
    """One line a mutant: `broken` where it survived."""
    for name, planted in PLANTED.items():
        found = planted(seed)
        line = Line(f"mutant: {name}", seed, cases=found.cases, kills=found.kills)
        if found.good:
            line.fail(name, broken=[f"the planted bug “{name}” was not caught"])
        yield line
