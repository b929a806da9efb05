"""The door of contact files: `source import` and `contact block --file`."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.fuzz import hostile, workbooks
from tests.fuzz.command import check_home, make_home, overture
from tests.fuzz.door import Door
from tests.fuzz.oracle import holds

HEADERS = (
    "URL",
    "First Name",
    "Last Name",
    "Name",
    "Company",
    "Position",
    "publicIdentifier",
    "Profile URL",
    "Email",
    "Language",
    "Connected On",
    "custom",
    "Größe",
    "名前",
    "URL",
    "Title",
    "",
)
ADDRESSES = (*(f"https://www.linkedin.com/in/person-{n}" for n in range(9)), "linkedin.com/in/é", "person-x1")
OPTIONS: tuple[tuple[str, ...], ...] = (
    *(("--encoding", name) for name in ("utf-8", "utf-16", "utf-7", "windows-1251", "idna", "rot13", "x", "\0x")),
    *(("--sheet", name) for name in ("People", "2", "0", "9" * 400, "\u0663", "x")),
    ("--update",),
    ("--strict",),
    ("--dry-run",),
    ("--refused", "refused.csv"),
    ("--refused", "given.csv"),
)
MAPS = ("URL=address", "Name=nickname", "a=b=c", "publicIdentifier=public_id", "=", "URL=")


@dataclass(frozen=True)
class File:
    """A contact file, and the words that follow `source import FILE --name x`; or a file for `contact block`."""

    data: bytes
    words: tuple[str, ...] = ()
    blocks: bool = False


@st.composite
def tables(draw: DrawFn) -> bytes:
    """Return a table as some program might write it, with hostile cells."""
    header = draw(st.lists(hostile.one_of(HEADERS), min_size=1, max_size=7))
    cell = st.sampled_from(ADDRESSES) | st.sampled_from(("Ada", "Wong", "ACME", "")) | hostile.words()
    rows = draw(st.lists(st.lists(cell, min_size=1, max_size=8), max_size=8))
    out = io.StringIO()
    delimiter = draw(st.sampled_from(",;\t|"))
    quoting: Literal[0, 1] = 1 if draw(st.booleans()) else 0  # csv.QUOTE_ALL, csv.QUOTE_MINIMAL
    end = draw(st.sampled_from(("\n", "\r\n", "\r", "\n\n")))
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows([header, *rows])
    return hostile.encoded(draw(st.sampled_from(("", "Notes:\n\n", "\ufeff"))) + out.getvalue(), draw(_ENCODING))


_ENCODING = st.just("utf-8") | st.sampled_from(hostile.ENCODINGS)


def _shapes() -> dict[str, bytes]:
    """Return a strategy for small files that cause much work: many columns, cells, quotes, marks, lines."""
    row = "https://www.linkedin.com/in/ada"
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    return {
        "equal columns": ("URL" + ",a" * 8_000 + "\n" + row + "," * 8_000).encode(),
        "different columns": ("URL," + ",".join(f"a{n}" for n in range(4_000)) + f"\n{row}").encode(),
        "just enough columns": ("URL" + ",Name" * 499 + "\n" + (row + ",x" * 499 + "\n") * 20).encode(),
        "quotes": ("URL,Name\n" + (row + ',"\n') * 4_000).encode(),
        "lone quotes": b'"' * 40_000,
        "empty lines": b"URL\n" + b"\n" * 60_000,
        "delimiters": b"URL\n" + b"," * 60_000,
        "no line end": b"a" * 90_000,
        "carriage returns": b"URL\r" * 20_000,
        "one long header": b"URL," + b"x" * 90_000 + b"\n" + row.encode(),
        "marks in the header": ("URL,a" + "\u0301" * 30_000 + f"\n{row},x").encode(),
        "marks in an address": (f"URL\n{row}" + "\u0301" * 30_000).encode(),
        "a workbook": book.getvalue(),
        "zeros": b"URL\n" + b"\0" * 50_000,
        "percent signs": b"URL\nhttps://www.linkedin.com/in/" + b"%25" * 20_000,
        "slashes": b"URL\nhttps://www.linkedin.com/in" + b"/in" * 20_000,
    }


SHAPES = _shapes()


@st.composite
def files(draw: DrawFn) -> File:
    kind = draw(st.sampled_from(("table", "table", "mutated", "shape", "book", "raw")))
    if kind == "book":
        data = draw(workbooks.books())
    elif kind == "shape":
        data = SHAPES[draw(st.sampled_from(sorted(SHAPES)))]
    elif kind == "raw":
        data = draw(st.binary(max_size=200))
    else:
        data = draw(tables())
        data = draw(hostile.mutated(data)) if kind == "mutated" else data
    words = draw(st.just(()) | st.tuples(st.just("--map"), st.sampled_from(MAPS)))
    for more in draw(st.lists(st.sampled_from(OPTIONS), max_size=2)):
        words = (*words, *(word.replace("\0", "") for word in more))
    return File(data, words, draw(st.booleans()))


def use(case: File, folder: Path) -> None:
    home, path = folder / "home", folder / "given.csv"
    path.write_bytes(case.data)
    os.chdir(folder)
    if case.blocks:
        overture(home, "contact", "block", "--file", str(path))
    else:
        once = overture(home, "source", "import", str(path), "--name", "x", "--json", *case.words)
        if once.code == 0:
            told = once.data
            holds(told["rows"] == told["added"] + told["known"] + len(told["refused"]), f"SUMS: {once.out[:500]}")
            holds(path.read_bytes() == case.data, "LOST: the file itself was written over")
            again = overture(home, "source", "import", str(path), "--name", "x", "--json", *case.words).data
            tried = "--dry-run" in case.words
            holds(
                again["added"] == (once.data["added"] if tried else 0),
                f"TWICE: the same file adds {again['added']} people",
            )
    check_home(home)


def twin(case: File) -> File:
    """Return plain rows of the same number of bytes, in a workbook if the case is one."""
    if case.data.startswith(b"PK"):
        return File(workbooks.plain(len(case.data)), (), case.blocks)
    rows, size = ["First Name,Last Name,URL,Company"], len(case.data)
    while size > 0:
        rows.append(f"Ada,Wong,https://www.linkedin.com/in/ada-wong-{len(rows)},Company of some length {len(rows) % 7}")
        size -= len(rows[-1]) + 1
    return File("\n".join(rows).encode() + b"\n", (), case.blocks)


KEPT = (
    File(workbooks.odd(workbooks.ODD[0])),  # a cell at the far corner: the reader aborted the whole app
    File(workbooks.odd(workbooks.ODD[5])),  # an impossible place of a cell: a panic that was not caught
    File(b"URL\nx\n", ("--encoding", "utf-16")),  # no byte order mark: Python's codec raises another kind of error
)
DOOR = Door(
    "contacts",
    files(),
    use,
    twin,
    per_seed=12,
    size=lambda case: 2 * len(case.data) + case.blocks,
    kept=KEPT,
    prepare=make_home,
)
