"""A long torture in shares over the processors: each share has a seed of its own, and nothing in common with another.

Everything that a share runs must be importable: the workers are new processes, which know no `__main__`.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from tests.torture.line import Line


def spread(total: Line, run: Callable[..., Line], shares: Sequence[tuple[Any, ...]], *, at_once: int = 1) -> Line:
    """Run each share, so many at once for each processor, and add up what they found; stderr says how far it is."""
    tenth = max(1, len(shares) // 10)
    with multiprocessing.get_context("spawn").Pool(at_once * (os.cpu_count() or 1)) as pool:
        for number, line in enumerate(pool.imap_unordered(partial(_run, run, total.name), enumerate(shares)), 1):
            total.add(line)
            if number % tenth == 0 or not line.good:
                sys.stderr.write(f"  {total.name}: {number} of {len(shares)} shares, twice {total.twice}, ")
                sys.stderr.write(f"lost {total.lost}, broken {len(total.broken)}\n")
    return total


def _run(run: Callable[..., Line], name: str, numbered: tuple[int, tuple[Any, ...]]) -> Line:
    """One share; what ends it before its time is a failure of its own and leaves the others alone."""
    number, share = numbered
    logging.disable(logging.CRITICAL)
    try:
        return run(*share)
    except Exception as error:  # noqa: BLE001 - told with the share that repeats it
        line = Line(name, 0)
        where = f"share {number} of {run.__module__}.{run.__name__}: {repr(share)[:200]}"
        line.fail(f"{where}\n{traceback.format_exc()}", broken=[f"{where}: {error!r}"])
        return line
