"""Guess the encoding of a contact file that is neither UTF-8 nor UTF-16, and tell whether the guess is safe.

charset-normalizer, at any confidence, guesses only 25 of 62 small files of names correctly. Here candidates are
compared by the words that they produce (`core.rules.misread_words`); if two are about equally likely, a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.rules.file_columns.column_names import field_of
from core.rules.misread_words import MAYBE, cost, words_in
from core.text import clean

CODECS = {
    "windows-1252": ("cp1252", 0.0), "windows-1250": ("cp1250", 0.2), "windows-1251": ("cp1251", 0.0),
    "windows-1254": ("cp1254", 0.0), "windows-1253": ("cp1253", 0.0), "windows-1257": ("cp1257", 0.2),
    "windows-1255": ("cp1255", 0.0), "windows-1256": ("cp1256", 0.0), "windows-874": ("cp874", 0.0),
    "shift_jis": ("cp932", 0.0), "gb18030": ("gb18030", 0.0), "big5": ("cp950", 0.0), "euc-kr": ("cp949", 0.0),
    "euc-jp": ("euc_jp", 0.0), "mac-roman": ("mac_roman", 0.1), "iso-8859-2": ("iso8859_2", 0.1),
    "iso-8859-15": ("iso8859_15", 0.1), "iso-8859-5": ("iso8859_5", 0.1), "koi8-u": ("koi8_u", 0.1),
    "ibm866": ("cp866", 0.1), "ibm850": ("cp850", 0.1), "ibm852": ("cp852", 0.1),
    "mac-cyrillic": ("mac_cyrillic", 0.1), "mac-latin2": ("mac_latin2", 0.1),
}  # fmt: skip
"""Python's codec, and a penalty if the encoding is rare, by name of the encoding; the commonest first."""
_EVERYDAY = {"gb18030": "gb2312", "big5": "big5", "euc-kr": "euc_kr", "shift_jis": "shift_jis"}
"""Codec of the common part, which names use, by large character set."""
WINDOWS_HOLES = b"\x81\x8d\x8f\x90\x9d"
"""Bytes that are invalid in Windows-1252: they are dropped, like other control characters."""

CHOICES = 3
_LINES, _LINE_BYTES = 500, 500
_MOST_OF_A_LINE = 10_000
"""Most bytes that are read of a line that does not end."""
_MARGIN, _MARGIN_OF_WORDS = 0.5, 0.02
"""Margin by which the best reading must beat the next: absolute, and as a share of the words read."""
_MOST_ODD = 0.3
"""Share of words that look wrongly decoded above which no encoding is chosen."""
_SAMPLE = 60
_HEADER_LINES = 5
_LEAST_LATIN = 4
"""Fewest Latin letters for a column's name to count as evidence of the encoding."""
_A_COLUMN = 2.0
"""Weight of a known column name when the encoding is guessed: a wrong encoding does not produce one by chance."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The file in one encoding, with a sample line; `cost` counts the words that are unlikely in any language."""

    encoding: str
    cost: float
    sample: str


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest readings, which all differ; `confident` is True if the first is clearly better than the others."""

    readings: tuple[Reading, ...]
    confident: bool


def guess(blocks: Iterable[bytes]) -> Guess:
    """Return the likeliest readings of bytes that are not UTF-8; Windows-1252 alone if nothing else decodes."""
    sample = _telling_lines(blocks)
    found: dict[str, tuple[float, str]] = {}
    for name, (codec, rarity) in CODECS.items():
        text = decoded(sample, codec)
        if text is not None and text not in found:
            holes = sum(sample.count(byte) for byte in WINDOWS_HOLES) if codec == "cp1252" else 0
            odd = cost(text) + rarity + MAYBE * (holes + _beyond_everyday(text, name))
            found[text] = (odd - _A_COLUMN * _columns_named(text), name)
    best = sorted(found.items(), key=lambda item: item[1][0])[:CHOICES]
    at = _telling_line([text for text, _ in best])
    readings = tuple(Reading(name, odd, _shown(text.split("\n")[at])) for text, (odd, name) in best)
    words = max(1, words_in(best[0][0]))
    margin = max(_MARGIN, _MARGIN_OF_WORDS * words)
    clear = len(readings) == 1 or readings[1].cost - readings[0].cost >= margin - 1e-9
    return Guess(readings, clear and readings[0].cost <= max(_MARGIN, _MOST_ODD * words))


def decoded(data: bytes, codec: str) -> str | None:
    """Return the text, or None if bytes are invalid in the codec."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return data.translate(None, WINDOWS_HOLES).decode(codec) if codec == "cp1252" else None


def _telling_lines(blocks: Iterable[bytes]) -> bytes:
    """Return lines that are not pure ASCII, taken evenly from the whole file, up to a limit."""
    kept: list[bytes] = []
    step = count = 0
    for line in _lines(blocks):
        if not line.isascii():
            if count % 2**step == 0:
                kept.append(line)
            count += 1
            if len(kept) == 2 * _LINES:
                kept, step = kept[::2], step + 1
    return b"\n".join(_shortened(line) for line in kept[:: max(1, len(kept) // _LINES)][:_LINES])


def _lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for block in blocks:
        *whole, rest = (rest + block).replace(b"\r", b"\n").split(b"\n")
        yield from whole
        rest = rest[:_MOST_OF_A_LINE]
    yield rest


def _shortened(line: bytes) -> bytes:
    """Cut a long line before an ASCII separator, quote or space, so that no multi-byte character is cut."""
    if len(line) <= _LINE_BYTES:
        return line
    cut = line[:_LINE_BYTES]
    ends = [cut.rfind(byte) for byte in (b",", b";", b"\t", b'"', b" ")]
    return cut[: max(ends)] if max(ends) > 0 else cut


def _beyond_everyday(text: str, name: str) -> int:
    """Count characters outside the common part of an East Asian set, and kana if it is not Japanese."""
    codec = _EVERYDAY.get(name)
    if codec is None:
        return 0
    found = 0
    for character in text:
        if not character.isascii():
            kana = name != "shift_jis" and "\u3040" <= character <= "\u30ff"
            found += kana or not _can(character, codec)
    return found


def _columns_named(text: str) -> int:
    """Count cells of the first lines that are known column names with letters beyond ASCII: 姓, Имя, Prénom."""
    lines = text.split("\n")[:_HEADER_LINES]
    cells = {cell.strip(' "') for line in lines for cell in re.split("[,;\t|]", line) if not cell.isascii()}
    return sum(_tells(cell) and field_of(cell) is not None for cell in cells)


def _tells(cell: str) -> bool:
    """Return whether a cell is no column's name by chance; accents are ignored, so a short “Ţen” would match “Tên”."""
    latin = sum("A" <= c <= "\u024f" for c in cell)
    return len(cell) < _SAMPLE and (latin == 0 or latin >= _LEAST_LATIN)


def _can(character: str, codec: str) -> bool:
    try:
        character.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _telling_line(texts: list[str]) -> int:
    """Return the index of the first line that every reading reads differently, 0 if there is none."""
    for at, lines in enumerate(zip(*(text.split("\n") for text in texts), strict=False)):
        if len(set(lines)) == len(texts):
            return at
    return 0


def _shown(line: str) -> str:
    """Return a line's cells without addresses, for the user to judge the encoding."""
    for sign in ",;\t|":
        line = line.replace(sign, "\n")
    cells = [clean(cell.strip('"')) for cell in line.split("\n")]
    return clean(", ".join(cell for cell in cells if cell and "/" not in cell), _SAMPLE)
