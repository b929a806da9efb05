"""The door of paths: a pipe, a link or a folder in place of a file of the home, or of a file given to a command."""

from __future__ import annotations

import os
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.fuzz import lists
from tests.fuzz.command import overture
from tests.fuzz.door import Door
from tests.fuzz.oracle import holds

KINDS = (
    "pipe",
    "socket",
    "folder",
    "full folder",
    "zeros",
    "nothing",
    "loop",
    "elsewhere",
    "twice",
    "writable",
    "empty",
)
GIVEN, BACKUP = "given", "backup.sqlite"
NAMES = (
    "config.toml",
    "provider.key",
    "overture.sqlite",
    "overture.sqlite-wal",
    "overture.sqlite-shm",
    "overture.sqlite-journal",
    "intents.jsonl",
    "overture.log",
    "overture.log.1",
    "sandbox.sqlite",
    "engine.lock",
    "store.lock",
    "engine.beat",
    "checked",
    "damaged",
    "backups",
    "before-restore-2026-01-05.sqlite",
    "a\x1b[2J\u202e'b",
)
WITH_GIVEN = (
    ("source", "import", GIVEN, "--name", "x"),
    ("contact", "block", "--file", GIVEN),
    ("contact", "forget", "--from", GIVEN, "--yes"),
    ("campaign", "create", GIVEN),
    ("campaign", "edit", "plain", GIVEN, "--yes"),
    ("restore", GIVEN, "--yes"),
    ("backup", GIVEN),
    ("backup", f"{GIVEN}/inner.sqlite"),
)
USES = (
    ("status", "--json"),
    ("doctor",),
    ("locate",),
    ("advance", "--days", "1"),
    ("verify",),
    ("restore", BACKUP, "--yes"),
)
PRECIOUS = b"a file of somebody that no command was asked to change\n"


@dataclass(frozen=True)
class Place:
    """A case: the kind of thing that replaces a file, and the words of a command that then reads or writes there.

    `name` is the file's name in the home; empty for the file that the command is given.
    """

    name: str
    kind: str
    words: tuple[str, ...]


@st.composite
def places(draw: DrawFn) -> Place:
    name = draw(st.just("") | st.sampled_from(NAMES))
    words = draw(st.sampled_from(USES)) if name else draw(st.sampled_from(WITH_GIVEN))
    kinds = [kind for kind in KINDS if not name or kind != "twice"]  # only a home's owner can make a second link
    return Place(name, draw(st.sampled_from(kinds)), words)


def use(case: Place, folder: Path) -> None:
    os.chdir(folder)
    home, precious = folder / "home", folder / "precious"
    precious.write_bytes(PRECIOUS)
    _put(home / case.name if case.name else folder / GIVEN, case.kind, precious)
    overture(home, *case.words)
    overture(home, "doctor")
    overture(home, "status", "--json")
    holds(precious.read_bytes() == PRECIOUS, "WRITTEN: a file elsewhere, by way of a link")


def _put(path: Path, kind: str, precious: Path) -> None:
    """Put this kind of thing in the place of a file."""
    data = path.read_bytes() if path.is_file() else b"{}\n"
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path, 0o600)
    elif kind == "socket":
        os.chdir(path.parent)  # its name must be short
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(path.name)
        os.chdir(precious.parent)
    elif kind in ("folder", "full folder"):
        path.mkdir()
        if kind == "full folder":
            (path / "inner").write_bytes(data)
    elif kind in ("writable", "empty"):
        path.write_bytes(data if kind == "writable" else b"")
        path.chmod(0o666 if kind == "writable" else 0o600)
    elif kind == "twice":
        os.link(precious, path)
    else:
        path.symlink_to({"zeros": "/dev/zero", "nothing": "no/such/file", "loop": path.name}.get(kind, precious))


def prepare(folder: Path) -> None:
    lists.prepare(folder)
    holds(overture(folder / "home", "backup", str(folder / BACKUP)).code == 0, "no backup was made")
    shutil.copy(folder / "people.csv", folder / GIVEN)


def twin(case: Place) -> Place:
    return Place("", "empty", WITH_GIVEN[0]) if not case.name else Place("damaged-", "empty", case.words)


DOOR = Door(
    "places",
    places(),
    use,
    twin,
    per_seed=24,
    size=lambda case: 2 ** (USES.index(case.words) if case.name else 9),
    prepare=prepare,
)
