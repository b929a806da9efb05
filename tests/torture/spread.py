"""A torture in shares over the processors: each share has a seed of its own, and nothing in common with another.

Everything that a share runs must be importable: the workers are new processes, which know no `__main__`.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.torture.line import Line

Run = Callable[..., Line]


@dataclass(frozen=True)
class Work:
    """One torture: its function, the arguments of each of its shares, and the shares at once for each processor."""

    name: str
    run: Run
    shares: Sequence[tuple[Any, ...]]
    at_once: int = 1


def spread(work: Work, seed: int, only: int | None = None) -> Line:
    """Run each share, or one alone, and add up the results; stderr shows the progress."""
    total = Line(work.name, seed)
    chosen = [(number, share) for number, share in enumerate(work.shares) if only in (None, number)]
    if not chosen:
        raise SystemExit(f"{work.name} has the shares 0 to {len(work.shares) - 1}, and no share {only}.")
    tenth = max(1, len(chosen) // 10)
    for done, line in enumerate(_lines(work, chosen), 1):
        total.add(line)
        if len(chosen) > 1 and (done % tenth == 0 or not line.good):
            sys.stderr.write(f"  {work.name}: {done} of {len(chosen)} shares, twice {total.twice}, ")
            sys.stderr.write(f"lost {total.lost}, broken {len(total.broken)}\n")
        if len(chosen) > 1 and not line.good:
            sys.stderr.write(f"  {line.first_failure}\n")
    return total


def _lines(work: Work, chosen: list[tuple[int, tuple[Any, ...]]]) -> Iterator[Line]:
    if len(chosen) == 1:
        yield _run(work.run, work.name, chosen[0])
        return
    processes = work.at_once * (os.cpu_count() or 1)
    with multiprocessing.get_context("spawn").Pool(processes, logging.disable, (logging.CRITICAL,)) as pool:
        yield from pool.imap_unordered(partial(_run, work.run, work.name), chosen)


def _run(run: Run, name: str, numbered: tuple[int, tuple[Any, ...]]) -> Line:
    """Run one share; an error that ends it is a failure of its own and leaves the others alone."""
    number, share = numbered
    try:
        line = run(*share)
    except Exception as error:  # noqa: BLE001 - told with the share that repeats it
        line = Line(name, 0)
        line.fail(traceback.format_exc(), broken=[repr(error)])
    if not line.good:
        line.first_failure = f"share {number} (`--share {number}` repeats it): {line.first_failure}"
    return line
