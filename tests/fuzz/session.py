"""One seeded run of Hypothesis over a door, and its line of the report."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.door import BrokenError, Door, Passage

LONGEST_CASE = 800
"""Characters of a case that a line shows; the seed repeats all of it."""
LONGEST_WORDS = 3000


@dataclass
class Line:
    """The result of one door."""

    name: str
    cases: int = 0
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = f"{self.name:12} {self.cases:6} cases {self.seconds:8.1f} s of processor, {len(self.failures)} failures"
        return "\n".join([told, *self.failures])


def kept(door: Door[Any], line: Line) -> None:
    """Take the door's kept examples through it."""
    with tempfile.TemporaryDirectory(prefix="overture-fuzz-") as folder:
        passage = Passage(door, Path(folder))
        for number, case in enumerate(door.kept):
            try:
                passage.check(case)
            except BrokenError as error:
                line.failures.append(
                    _told(f"python -m tests.fuzz --only {door.name}, kept example {number}", case, error)
                )
        line.cases, line.seconds = line.cases + passage.cases, line.seconds + passage.seconds


def drawn(door: Door[Any], number: int, cases: int, line: Line, *, shrink: bool) -> None:
    """Draw cases from a seed and take them through the door, up to the first failure, which `shrink` makes smaller."""
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    last: list[tuple[object, BrokenError]] = []
    with tempfile.TemporaryDirectory(prefix="overture-fuzz-") as folder:
        passage = Passage(door, Path(folder))

        @seed(number)
        @settings(
            max_examples=cases,
            database=None,
            deadline=None,
            phases=phases,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        )
        @given(door.cases)
        def one(case: object) -> None:
            try:
                passage.check(case)
            except BrokenError as error:
                if not last and shrink:  # shrinking the case may take minutes
                    sys.stderr.write(f"{_told('made smaller now', case, error)}\n")
                last[:] = [(case, error)]
                raise

        try:
            one()
        except BrokenError:
            case, error = last[0]
            again = f"python -m tests.fuzz --only {door.name} --seed {number} --cases {cases}"
            line.failures.append(_told(again, case, error))
        line.cases, line.seconds = line.cases + passage.cases, line.seconds + passage.seconds


def _told(again: str, case: object, error: BrokenError) -> str:
    picture = repr(case)
    if len(picture) > LONGEST_CASE:
        picture = f"{picture[:LONGEST_CASE]}… ({len(picture)} characters)"
    words = str(error)[-LONGEST_WORDS:].replace("\n", "\n    ")
    return f"  FAILED: {again}\n    case: {picture}\n    {words}"
