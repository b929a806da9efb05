"""Overture and other tools doing the same work in one run; the bench installs each tool into its own environment."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench import contact_files
from tests.bench.agency import KEPT

SQLITE_UTILS = "sqlite-utils==4.2.1"
ROWS, ROUNDS = 20_000, 3
IMPORTS = {"import, plain file": False, "import, each tenth row odd": True}
GOAL = 4.0
"""Highest ratio of an import to inserting the rows into a table: the import also cleans, matches and journals."""


@dataclass(frozen=True)
class Beside:
    """The processor seconds of one piece of work by Overture and by a peer."""

    name: str
    ours_s: float
    theirs_s: float

    @property
    def slower(self) -> float:
        """Return Overture's time as a multiple of the other's."""
        return self.ours_s / self.theirs_s


def imports(only: str = "") -> Iterator[Beside]:
    """Time the import of a contact file beside `sqlite-utils insert --csv`, in turn; the medians count."""
    for name, odd in IMPORTS.items():
        if only in name:
            with tempfile.TemporaryDirectory(prefix="overture-peers-") as folder:
                yield _import(name, Path(folder), odd=odd)


def _import(name: str, folder: Path, *, odd: bool) -> Beside:
    file, peer = folder / "people.csv", installed(SQLITE_UTILS) / "sqlite-utils"
    contact_files.make(file, ROWS, odd=odd)
    ours, theirs = [], []
    for number in range(ROUNDS):
        home = ("--home", f"{folder}/home-{number}")
        _seconds([sys.executable, "-m", "tui", *home, "status"])
        ours.append(_seconds([sys.executable, "-m", "tui", *home, "source", "import", str(file), "--name", "people"]))
        theirs.append(_seconds([str(peer), "insert", f"{folder}/{number}.db", "people", str(file), "--csv"]))
    return Beside(name, median(ours), median(theirs))


def installed(package: str) -> Path:
    """Return the folder of a package's commands; the package is installed at the first use and kept with the worlds."""
    folder = KEPT / "peers" / package
    if not (folder / "done").exists():
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", package], check=True)
        (folder / "done").touch()
    return folder / "bin"


def _seconds(command: Sequence[str]) -> float:
    """Run a process to its end, and return the processor time that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
