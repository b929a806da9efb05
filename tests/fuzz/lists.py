"""The doors of files and stdin that a command reads to their end: people to erase, the text for one person."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.fuzz import campaigns, hostile
from tests.fuzz.command import check_home, overture
from tests.fuzz.door import Door
from tests.fuzz.oracle import check_text, holds

PEOPLE = tuple(f"https://www.linkedin.com/in/p-{n}" for n in range(5))
LINES = (*PEOPLE, "1", "2", "999", "# a remark", "Ada Wong", "p-3", "9" * 30, "\u0663", "-1", "x" * 2_001)


@dataclass(frozen=True)
class Given:
    """Bytes that a command gets on stdin or as a file."""

    data: bytes
    stdin: bool
    text: bool
    """True for a text for `queue edit-text`, False for people for `contact forget`."""


@st.composite
def lists(draw: DrawFn) -> Given:
    line = st.sampled_from(LINES) | st.sampled_from(LINES) | hostile.words()
    end = draw(st.sampled_from(("\n", "\r\n", "\r", "\u2028", "\x1c", "\x85")))
    text = draw(st.sampled_from(("", "\ufeff"))) + end.join(draw(st.lists(line, max_size=6)))
    data = hostile.encoded(text, draw(st.just("utf-8") | st.sampled_from(hostile.ENCODINGS)))
    data = draw(st.just(data) | hostile.mutated(data) | st.sampled_from(SHAPES))
    return Given(data, draw(st.booleans()), draw(st.booleans()))


SHAPES = (
    b"",
    b"\n" * 90_000,
    b"x" * 100_001,
    b"1\n" * 5_001,
    (PEOPLE[0] + "\n").encode() * 4_000,
    b"9" * 5_000,
    ("Hi " + "\u0301" * 40_000).encode(),
    b"Hi {{ first_name }}",
    b"\0" * 9_000,
)


def use(case: Given, folder: Path) -> None:
    home, path = folder / "home", folder / "given.txt"
    path.write_bytes(case.data)
    sys.stdin = io.TextIOWrapper(io.BytesIO(case.data))
    if case.text:
        _edit(home)
    else:
        before = _people(home)
        said = overture(home, "contact", "forget", "--from", "-" if case.stdin else str(path), "--yes", "--json")
        after = _people(home)
        holds(said.code == 0 or before == after, "HALF: a list that was refused erased people")
        holds(said.code != 0 or after < before, "NOBODY: a list was taken, and nobody was erased")
    check_home(home)


def _people(home: Path) -> int:
    return sum(bool(one["profile"]) for one in overture(home, "contact", "list", "--json").data)


def _edit(home: Path) -> None:
    """Give the first waiting person the text, and check that it is shown as it was accepted."""
    waiting = overture(home, "queue", "list", "--json").data
    holds(waiting, "the home has nobody who waits")
    ident = str(waiting[0]["id"])
    if overture(home, "queue", "edit-text", ident, "-").code == 0:
        shown = overture(home, "queue", "list", "--json").data
        text = next(row["text"] for row in shown if str(row["id"]) == ident)
        check_text(text or "", "a text from stdin")
        holds(len(text or "") <= 3_000, "LONG: a text from stdin")


def prepare(folder: Path) -> None:
    """Add a campaign whose people wait for approval."""
    campaigns.prepare(folder)
    home = folder / "home"
    for words in (("campaign", "start", "plain"), ("advance", "--days", "1")):
        made = overture(home, *words)
        holds(made.code == 0, made.err)


def twin(case: Given) -> Given:
    if case.text:
        return Given(b"Hi Ada, I liked your talk.", True, True)
    line = b"# a remark of some length that says nothing\n"
    return Given(PEOPLE[0].encode() + b"\n" + line * (min(3_900_000, len(case.data)) // len(line)), case.stdin, False)


DOOR = Door(
    "lists", lists(), use, twin, per_seed=16, size=lambda case: 4 * len(case.data) + 2 * case.text, prepare=prepare
)
