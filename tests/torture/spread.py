"""A long torture in shares over the processors: each share has a seed of its own, and nothing in common with another.

Everything that a share runs must be importable: the workers are new processes, which know no `__main__`.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from tests.torture.line import Line


def spread(total: Line, run: Callable[..., Line], shares: Sequence[tuple[Any, ...]], *, at_once: int = 1) -> Line:
    """Run each share, so many at once for each processor, and add up what they found."""
    with multiprocessing.get_context("spawn").Pool(at_once * (os.cpu_count() or 1)) as pool:
        for line in pool.imap_unordered(partial(_run, run), shares):
            total.add(line)
    return total


def _run(run: Callable[..., Line], share: tuple[Any, ...]) -> Line:
    logging.disable(logging.CRITICAL)
    return run(*share)
