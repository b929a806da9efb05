"""The text of a contact file in its encoding."""

from __future__ import annotations

import codecs
import re

from core.errors import UsageError

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes, name: str) -> str:
    """The text of a file: UTF-8, UTF-16 with or without its mark, else Windows-1252. Single NULs are dropped."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace").replace("\0", "")
    sample = data[:4096]
    if (order := _utf16(sample)) is not None:
        return data.decode(order, "replace").replace("\0", "")
    if len(_CONTROL.findall(sample)) > max(8, len(sample) // 50) or data.count(b"\0") > max(8, len(data) // 100):
        raise UsageError(f"{name} is binary, not text: export it as CSV.", field="file")
    return _utf8_or_windows(data).replace("\0", "")


def _utf16(sample: bytes) -> str | None:
    """The byte order of UTF-16 without a mark: ASCII letters leave every other byte empty."""
    even, odd, half = sample[::2].count(0), sample[1::2].count(0), max(1, len(sample) // 2)
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 * half and odd < 0.05 * half else None


def _utf8_or_windows(data: bytes) -> str:
    """UTF-8 where most of it is; a few foreign bytes (a cut or pasted line) then cost only themselves."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    foreign = sum("\udc80" <= c <= "\udcff" for c in text)
    whole = sum(c > "\x7f" for c in text) - foreign
    if foreign > whole:
        return _windows(data)
    return re.sub("[\udc80-\udcff]", lambda m: _windows(bytes([ord(m.group()) - 0xDC00])), text)


def _windows(data: bytes) -> str:
    """Windows-1252, or Latin-1 where it has a byte that Windows-1252 does not."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
