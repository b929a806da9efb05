"""The text of a contact file in its encoding: certain, given by a person, or guessed and reported."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.errors import EncodingError, UsageError
from core.services.audience.contact_file.encoding_guess import CODECS, WINDOWS_HOLES, guess
from core.services.audience.contact_file.file_bytes import FileBytes
from core.text import clean

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_FOREIGN = re.compile("[\udc80-\udcff]")
"""Bytes that are not UTF-8, as Python's error handler `surrogateescape` represents them."""
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_ISO_2022_JP = re.compile(rb"\x1b\$[@B]")
_WIDER = {
    "latin-1": "windows-1252", "latin1": "windows-1252", "iso-8859-1": "windows-1252", "iso8859-1": "windows-1252",
    "ascii": "windows-1252", "ansi": "windows-1252", "gb2312": "gb18030", "gbk": "gb18030", "koi8-r": "koi8-u",
    "macintosh": "mac-roman", "cp949": "euc-kr", "sjis": "shift_jis", "shift-jis": "shift_jis",
}  # fmt: skip
"""The encoding that a name really means: a larger character set, as browsers take it."""
_NO_TEXT = frozenset(("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem", "utf-7"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, decoded block by block. `sure` is False for a guess; `stray` counts bytes of another encoding."""

    data: FileBytes
    encoding: str
    codec: str
    sure: bool = True
    stray: int = 0
    errors: str = "strict"
    skip: int = 0
    """Bytes of the byte order mark before the text."""
    drop: bytes = b""
    """Bytes that are invalid in the encoding, and are omitted."""

    def blocks(self) -> Iterator[str]:
        """Yield the text, without NULs. Raises UnicodeDecodeError if the bytes do not fit the encoding."""
        decoder = codecs.getincrementaldecoder(self.codec)(self.errors)
        skip = self.skip
        for block in self.data.blocks():
            text = decoder.decode((block[skip:] if skip else block).translate(None, self.drop))
            skip = 0
            yield self._tidy(text)
        yield self._tidy(decoder.decode(b"", final=True))

    def _tidy(self, text: str) -> str:
        if self.stray:
            text = _FOREIGN.sub(lambda m: bytes([ord(m.group()) - 0xDC00]).decode("cp1252", "replace"), text)
        return text.replace("\0", "")

    def is_right(self) -> bool:
        """Return whether all bytes are valid in the encoding."""
        try:
            for _block in self.blocks():
                pass
        except UnicodeDecodeError:
            return False
        return True


def decode(data: FileBytes, name: str, encoding: str | None = None) -> Decoded:
    """Return the text of a file. Raises UsageError for a file that is no text or an unknown `encoding`.

    UTF-8 and UTF-16 are certain. Otherwise the likeliest encoding is used if it reads clearly better than the others;
    if not, EncodingError names the three likeliest with a line of each.
    """
    return _given(data, name, encoding) if encoding else _found(data, name)


def _given(data: FileBytes, name: str, encoding: str) -> Decoded:
    """Decode in the encoding that a person gave. Raises UsageError for an unknown one, and for invalid bytes."""
    wanted = (
        encoding.strip().lower().replace("_", "-").replace("cp125", "windows-125").replace("shift-jis", "shift_jis")
    )
    wanted = _WIDER.get(wanted, wanted)
    try:
        codec = codecs.lookup(CODECS[wanted][0] if wanted in CODECS else wanted)
        text = getattr(codec, "_is_text_encoding", True) and codec.incrementaldecoder is not None
        known = text and codec.name not in _NO_TEXT
    except (LookupError, ValueError):
        known = False
    if not known:
        raise UsageError(
            f"There is no encoding “{clean(encoding, 40)}”. Some are utf-8, {', '.join(list(CODECS)[:3])}, shift_jis, "
            "mac-roman.",
            field="--encoding",
        )
    marked = _marked(data)
    if marked is not None and marked.codec.startswith(codec.name.removesuffix("-sig")):
        return marked
    chosen = _ordered(data, name) if codec.name == "utf-16" else codec.name
    _refuse_without_meaning(data, name, wanted, chosen)
    return Decoded(data, wanted, chosen)


def _ordered(data: FileBytes, name: str) -> str:
    """Return the codec of UTF-16 without a byte order mark. Raises UsageError if the bytes show no order."""
    found = _utf16(data.begin())
    if found is None:
        raise UsageError(
            f"{name} does not look like utf-16: it has no byte order mark, and its letters have no zero bytes. "
            "Leave --encoding out, or give utf-16-le or utf-16-be if you know the byte order.",
            field="--encoding",
        )
    return found


def _refuse_without_meaning(data: FileBytes, name: str, wanted: str, codec: str) -> None:
    """Raise UsageError with the line of the first bytes that are invalid in an encoding."""
    decoder = codecs.getincrementaldecoder(codec)()
    lines = 0
    try:
        for block in data.blocks():
            decoder.decode(block)
            lines += block.count(b"\n")
        decoder.decode(b"", final=True)
    except UnicodeError as error:  # some codecs raise this base class, which has no position
        here = error.object.count(b"\n", 0, error.start) if isinstance(error, UnicodeDecodeError) else 0
        line = lines + here + 1
        raise UsageError(
            f"{name} is not {clean(wanted, 40)}: line {line} holds bytes that are invalid in this encoding.",
            field="--encoding",
            line=line,
        ) from error


def _marked(data: FileBytes) -> Decoded | None:
    """Return the text of a file that begins with a byte order mark, else None."""
    begin = data.begin()
    mark = next(((mark, its) for mark, its in _BOMS if begin.startswith(mark)), None)
    return Decoded(data, mark[1], mark[1], errors="replace", skip=len(mark[0])) if mark else None


def _found(data: FileBytes, name: str) -> Decoded:
    if (marked := _marked(data)) is not None:
        return marked
    sample = data.begin()
    if (order := _utf16(sample)) is not None:
        return Decoded(data, order, order, errors="replace")
    size = nothing = 0
    for block in data.blocks():
        size, nothing = size + len(block), nothing + block.count(b"\0")
    if len(_CONTROL.findall(sample)) > max(8, len(sample) // 50) or nothing > max(8, size // 100):
        raise UsageError(f"{name} is binary, not text: export it as CSV.", field="file")
    if _ISO_2022_JP.search(sample) and all(block.isascii() for block in data.blocks()):
        japanese = Decoded(data, "iso-2022-jp", "iso2022_jp")
        if japanese.is_right():
            return japanese
    return _utf8(data) or _guessed(data, name)


def _utf16(sample: bytes) -> str | None:
    """Return the codec if bytes look like UTF-16 without a mark: for ASCII letters, every other byte is zero."""
    even, odd, half = sample[::2].count(0), sample[1::2].count(0), max(1, len(sample) // 2)
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 * half and odd < 0.05 * half else None


def _utf8(data: FileBytes) -> Decoded | None:
    """Return the text as UTF-8 if most of it is; other bytes (a cut or pasted line) are read as Windows-1252."""
    text = Decoded(data, "utf-8", "utf-8")
    if text.is_right():
        return text
    text = replace(text, errors="surrogateescape", sure=False)
    foreign = whole = 0
    for block in text.blocks():
        found = len(_FOREIGN.findall(block))
        foreign, whole = foreign + found, whole + len(_BEYOND_ASCII.findall(block)) - found
    return replace(text, stray=foreign) if foreign <= whole else None


def _guessed(data: FileBytes, name: str) -> Decoded:
    found = guess(data.blocks())
    for reading in found.readings if found.confident else ():
        text = Decoded(data, reading.encoding, CODECS[reading.encoding][0], sure=False)
        if text.is_right():
            return text
        if text.codec == "cp1252":
            return replace(text, drop=WINDOWS_HOLES)
    choices = tuple((reading.encoding, reading.sample) for reading in found.readings)
    if not choices:
        return Decoded(data, "windows-1252", "latin-1", sure=False)
    told = ", ".join(f"{encoding} (“{sample}”)" for encoding, sample in choices)
    raise EncodingError(
        f"{name} does not say which encoding it has, and several fit: {told}. Give one: --encoding {choices[0][0]}.",
        choices,
    )
