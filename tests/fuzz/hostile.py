"""Words, bytes and mutations that programs stumble over."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

GZIP = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
"""Header of a gzip file, the same on any machine: deflated, without a time, smallest."""
WORDS: tuple[str, ...] = (
    "",
    " ",
    "\t",
    "\r\n",
    "\0",
    "\x1b]52;c;QQ==\x07",
    "\x1b[2J",
    "\x9b31m",
    "\x85",
    "\u2028",
    "\u202e",
    "\u2066x",
    "\u200b",
    "\ufeff",
    "\u00ad",
    "\U000e0041",
    "\ue000",
    "\uffff",
    "\u200d\u200d",
    "\U0001f469\u200d\U0001f4bb",
    "a\u200db",
    "\u0301",
    "e\u0301",
    "\ufdfa",
    "\U0001d15e",
    "\u0344",
    "\u1e9e",
    "\u0130",
    "[red]x[/red]",
    "{{ 7 * 7 }}",
    "{% if x %}",
    "{{ '\\x1b' }}",
    "'\"`$(id)",
    '=HYPERLINK("x")',
    "+1",
    "@x",
    "..",
    "../..",
    "/",
    "%2e%2e",
    "%00",
    "-",
    "--",
    "--help",
    "null",
    "NaN",
    "9" * 40,
    "-1",
    "1e999",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2026-02-30",
    "https://www.linkedin.com/in/ada",
    "https://www.linkedin.com/in/%F0%9F%92%A9",
    "https://www.linkedin.com/in/" + "a" * 300,
    "https://xn--a.com/in/x",
    "http://[::1",
    "ACoAAAcDMMQBODyLwZrRcgYhrkCafURGqva0U4E",
    "{first name}",
    "%FIRSTNAME%",
    "<b>",
    "\\",
    '"',
    "'",
    ",",
    ";",
    "\n",
)
HALVES: tuple[str, ...] = ("\ud800", "x\udfff", "\ud83d", "\udcff")
"""Half characters (lone surrogates): impossible in a UTF-8 file, possible in JSON, templates and arguments."""
LONG: tuple[tuple[str, int], ...] = (
    ("a\u0301", 1),
    ("\u0301", 40_000),
    ("a", 40_000),
    (" ", 40_000),
    ("\u200d", 20_000),
    ("\U0001f469\u200d", 8_000),
    ("\u0344", 20_000),
    ("\ufdfa", 3_000),
    ("\x1b[1m", 5_000),
    ("\u202e", 20_000),
    ("a\n", 8_000),
    ("A b ", 9_000),
    ("{{", 4_000),
    ("{{ first_name }}", 400),
    ("(", 5_000),
    ("\u0315\u0300", 20_000),
    ("\u1100\u1161", 9_000),
)
"""Characters, and how often each is repeated: texts whose handling may take quadratic time."""
PIECES: tuple[bytes, ...] = (
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\r",
    b"\n",
    b'"',
    b"'",
    b",",
    b";",
    b"\t",
    b"=",
    b"[",
    b"{",
    b"\\",
    b"\x1b[31m",
    b"\x1a",
    b"PK\x03\x04",
    b"%PDF",
    b"\x1f\x8b\x08",
    b"1e999",
)
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "latin-1",
    "utf-7",
    "shift_jis",
)


def words(*, halves: bool = False, long: bool = True) -> SearchStrategy[str]:
    """Return a strategy for hostile texts."""
    plain = st.sampled_from(WORDS + HALVES if halves else WORDS)
    free = st.text(max_size=12) if halves else st.text(st.characters(codec="utf-8"), max_size=12)
    joined = st.lists(plain | free, min_size=1, max_size=4).map("".join)
    kinds = [plain, free, joined]
    if long:
        kinds.append(st.sampled_from(LONG).map(lambda pair: pair[0] * pair[1]))
    return st.one_of(kinds)


@st.composite
def mutated(draw: DrawFn, valid: bytes, most: int = 4) -> bytes:
    """Return valid bytes with a few places changed: cut, doubled, flipped, or with something put between."""
    data = valid
    for _ in range(draw(st.integers(0, most))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        data = _edit(draw, data, start, end)
    return data


def _edit(draw: DrawFn, data: bytes, start: int, end: int) -> bytes:
    how = draw(st.sampled_from(("cut", "drop", "double", "flip", "insert", "repeat")))
    part = data[start:end]
    if how == "cut":
        return data[:start]
    if how == "drop":
        return data[:start] + data[end:]
    if how == "double":
        return data[:end] + part + data[end:]
    if how == "flip":
        return data[:start] + bytes(byte ^ draw(st.sampled_from((1, 32, 128, 255))) for byte in part) + data[end:]
    if how == "insert":
        return data[:start] + draw(st.sampled_from(PIECES) | st.binary(max_size=6)) + data[start:]
    times = draw(st.sampled_from((2, 100, 2_000)))
    return data[:start] + part[:20] * times + data[end:]


def encoded(text: str, encoding: str) -> bytes:
    """Return a text in an encoding, with question marks for characters that it lacks; UTF keeps half characters."""
    try:
        return text.encode(encoding, "surrogatepass")
    except (UnicodeEncodeError, LookupError):
        return text.encode(encoding, "replace")


def bomb(count: int, *, twice: bool = False, sign: bytes = b"0") -> bytes:
    """Return about a kilobyte of gzip with `count` megabytes in it, perhaps packed twice."""
    packed = _packed(count, sign)
    return gzip.compress(packed, 9, mtime=0) if twice else packed


def _packed(count: int, sign: bytes) -> bytes:
    """Return `count` megabytes compressed: one is really compressed, and its bytes are repeated for the rest."""
    whole = sign * (1_000_000 // len(sign))
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(whole) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 0
    for _ in range(count):
        check = zlib.crc32(whole, check)
    return GZIP + block * count + packer.flush() + struct.pack("<II", check, len(whole) * count)


def one_of(values: Sequence[str]) -> SearchStrategy[str]:
    """Return a strategy that mostly draws one of the given texts, else a hostile one."""
    return st.sampled_from(tuple(values)) | st.sampled_from(tuple(values)) | words()
