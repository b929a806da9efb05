"""The text of a contact file in its encoding: certain, given by a person, or guessed and said."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from core.errors import EncodingError, UsageError
from core.services.audience.contact_file.encoding_guess import CODECS, decoded, guess
from core.text import clean

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ISO_2022_JP = re.compile(rb"\x1b\$[@B]")
_WIDER = {
    "latin-1": "windows-1252", "latin1": "windows-1252", "iso-8859-1": "windows-1252", "iso8859-1": "windows-1252",
    "ascii": "windows-1252", "ansi": "windows-1252", "gb2312": "gb18030", "gbk": "gb18030", "koi8-r": "koi8-u",
    "macintosh": "mac-roman", "cp949": "euc-kr", "sjis": "shift_jis", "shift-jis": "shift_jis",
}  # fmt: skip
"""Names under which a larger set is meant, as browsers read them."""
_NO_TEXT = frozenset(("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem", "utf-7"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text; `sure` unless the encoding was guessed; `stray` bytes were of another one."""

    text: str
    encoding: str
    sure: bool = True
    stray: int = 0


def decode(data: bytes, name: str, encoding: str | None = None) -> Decoded:
    """Return the text of a file, without NULs. Raises UsageError for what is no text or an unknown `encoding`.

    UTF-8 and UTF-16 are certain. Else the likeliest encoding is taken if it reads clearly better than the others;
    otherwise EncodingError names the three likeliest with a line of each.
    """
    found = _given(data, name, encoding) if encoding else _found(data, name)
    return Decoded(found.text.replace("\0", ""), found.encoding, found.sure, found.stray)


def _given(data: bytes, name: str, encoding: str) -> Decoded:
    """Decode as a person says. Bytes that have no meaning there are an error: nothing may be lost unseen."""
    wanted = (
        encoding.strip().lower().replace("_", "-").replace("cp125", "windows-125").replace("shift-jis", "shift_jis")
    )
    wanted = _WIDER.get(wanted, wanted)
    try:
        codec = codecs.lookup(CODECS[wanted][0] if wanted in CODECS else wanted)
        known = getattr(codec, "_is_text_encoding", True) and codec.name not in _NO_TEXT
    except (LookupError, ValueError):
        known = False
    if not known:
        raise UsageError(
            f"There is no encoding “{clean(encoding, 40)}”. Some are utf-8, {', '.join(list(CODECS)[:3])}, shift_jis, "
            "mac-roman.",
            field="--encoding",
        )
    for mark, its in _BOMS:
        if data.startswith(mark) and its.startswith(codec.name.removesuffix("-sig")):
            return Decoded(data[len(mark) :].decode(its, "replace"), its)
    try:
        return Decoded(data.decode(codec.name), wanted)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{name} is not {clean(wanted, 40)}: line {line} holds bytes that have no meaning in it.",
            field="--encoding",
            line=line,
        ) from error


def _found(data: bytes, name: str) -> Decoded:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(encoding, "replace"), encoding)
    sample = data[:4096]
    if (order := _utf16(sample)) is not None:
        return Decoded(data.decode(order, "replace"), order)
    if len(_CONTROL.findall(sample)) > max(8, len(sample) // 50) or data.count(b"\0") > max(8, len(data) // 100):
        raise UsageError(f"{name} is binary, not text: export it as CSV.", field="file")
    if _ISO_2022_JP.search(sample) and data.isascii() and (text := decoded(data, "iso2022_jp")) is not None:
        return Decoded(text, "iso-2022-jp")
    return _utf8(data) or _guessed(data, name)


def _utf16(sample: bytes) -> str | None:
    """The byte order of UTF-16 without a mark: ASCII letters leave every other byte empty."""
    even, odd, half = sample[::2].count(0), sample[1::2].count(0), max(1, len(sample) // 2)
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 * half and odd < 0.05 * half else None


def _utf8(data: bytes) -> Decoded | None:
    """UTF-8 where most of it is; a few foreign bytes (a cut or pasted line) then cost only themselves."""
    try:
        return Decoded(data.decode(), "utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    foreign = sum("\udc80" <= c <= "\udcff" for c in text)
    whole = sum(c > "\x7f" for c in text) - foreign
    if foreign > whole:
        return None
    text = re.sub("[\udc80-\udcff]", lambda m: bytes([ord(m.group()) - 0xDC00]).decode("cp1252", "replace"), text)
    return Decoded(text, "utf-8", sure=False, stray=foreign)


def _guessed(data: bytes, name: str) -> Decoded:
    found = guess(data)
    for reading in found.readings if found.confident else ():
        text = decoded(data, CODECS[reading.encoding][0])
        if text is not None:
            return Decoded(text, reading.encoding, sure=False)
    choices = tuple((reading.encoding, reading.sample) for reading in found.readings)
    if not choices:
        return Decoded(data.decode("latin-1"), "windows-1252", sure=False)
    told = ", ".join(f"{encoding} (“{sample}”)" for encoding, sample in choices)
    raise EncodingError(
        f"{name} does not say how its letters are written, and several ways fit: {told}. "
        f"Say which: --encoding {choices[0][0]}.",
        choices,
    )
