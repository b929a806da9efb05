"""The output of a torture: one line, with the figures that prove the run, and the words that repeat a failure."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Line:
    """The tally of one torture. `twice` and `lost` must be 0; `broken` holds what else was wrong, in words."""

    name: str
    seed: int
    cases: int = 0
    kills: int = 0
    reconciled: int = 0
    twice: int = 0
    lost: int = 0
    broken: list[str] = field(default_factory=list)
    first_failure: str = ""
    """The case that failed first, in the words that repeat it."""

    @property
    def good(self) -> bool:
        """Return whether nobody was contacted twice, nothing was lost and nothing else was wrong."""
        return not (self.twice or self.lost or self.broken)

    def fail(self, case: str, *, twice: int = 0, lost: int = 0, broken: list[str] | None = None) -> None:
        """Add the findings of a case to the tally."""
        self.twice += twice
        self.lost += lost
        self.broken += broken or []
        if (twice or lost or broken) and not self.first_failure:
            self.first_failure = case

    def add(self, other: Line) -> None:
        """Add another tally of the same torture to this one."""
        self.cases += other.cases
        self.kills += other.kills
        self.reconciled += other.reconciled
        self.fail(other.first_failure, twice=other.twice, lost=other.lost, broken=other.broken)

    def __str__(self) -> str:
        told = (
            f"{self.name:<28} cases {self.cases:>6,}  kills {self.kills:>6,}  reconciled {self.reconciled:>6,}  "
            f"twice {self.twice}  lost {self.lost}  seed {self.seed}"
        )
        if self.broken:
            told += f"\n  broken: {self.broken[0]}" + (f" (+{len(self.broken) - 1} more)" if self.broken[1:] else "")
        return told + (f"\n  first failure: {self.first_failure}" if self.first_failure else "")
