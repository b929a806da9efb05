"""Repair of text that was broken on its way into a file: entities, escapes, letters of a wrong encoding.

ftfy repairs letters that were read in a wrong encoding (`JÃ¶rg`); plain ASCII never needs it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from functools import lru_cache
from urllib.parse import unquote

from core.rules.names.changes import Part, Why

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u\{([0-9a-f]{2,6})\}|\\u([0-9a-f]{4})|\\x([0-9a-f]{2})|_x([0-9a-f]{4})_", re.IGNORECASE)
_QUOTED_SIGN = re.compile(r"\\([\"'/])")
_MIME = re.compile(r"=\?[\w-]{1,40}\?[qb]\?[^?\s]{0,300}\?=", re.IGNORECASE)
_QUOTED_PRINTABLE = re.compile("(?:=[0-9A-F]{2}){2,}")
_PERCENT = re.compile(r"(?:%[0-9a-f]{2})+", re.IGNORECASE)
_SUSPECT = re.compile(
    "[\u0080-\u009f]|[\u00c2-\u00f4\u221a][\u00a0-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122\u2202-\u222b]"
)
"""Traces of a letter read in a wrong encoding: a control character, or the two characters that its bytes became."""
_BEFORE_SMALL = re.compile("[\u00c3-\u00df]\u00a0(?=[a-z\u00df-\u00ff])")
"""Š or à read in a wrong encoding before a small letter, which ftfy leaves alone: Å\u00a0imon."""
_PLAIN_LETTERS = (
    (0x1D400, 0x1D7FF),
    (0xFF21, 0xFF5A),
    (0x2460, 0x24FF),
    (0x1F100, 0x1F1AC),
    (0xFB00, 0xFB06),
    (0x2102, 0x2138),
    (0x1D2C, 0x1D6A),
    (0x1D78, 0x1DBF),
    (0x2071, 0x209C),
    (0x02B0, 0x02B8),
    (0x02E1, 0x02E3),
)
_LIGATURES = range(0xFB00, 0xFB07)
_FIRST_SMALL_CAPITAL = 0x250
_SMALL_CAPITAL = "LATIN LETTER SMALL CAPITAL "
_SQUARED = re.compile(r"(?:NEGATIVE )?(?:CIRCLED|SQUARED|PARENTHESIZED) LATIN (?:CAPITAL|SMALL) LETTER ([A-Z])")


def repaired(raw: str) -> Part:
    """Return a cell with its broken letters repaired, and the reasons; call it before the cell is cleaned."""
    if raw.isascii() and not any(sign in raw for sign in "&\\%_="):
        return Part(raw)
    return _mended(raw)


def unescaped(raw: str) -> Part:
    """Return a cell of any kind with its HTML entities and escapes decoded: AT&amp;T, M\\u00fcller GmbH."""
    if "&" not in raw and "\\" not in raw:
        return Part(raw)
    return _unescaped(Part(raw))


def _unescaped(part: Part) -> Part:
    for _ in range(2):  # exported twice, so escaped twice: &amp;#39;
        part = part.to(_ENTITY.sub(_entity, part.text), Why.ENTITY)
        part = part.to(_ESCAPE.sub(_escaped, _QUOTED_SIGN.sub(r"\1", part.text)), Why.ESCAPE)
    return part


@lru_cache(maxsize=16384)
def _mended(raw: str) -> Part:
    part = _unescaped(Part(raw))
    part = part.to(_MIME.sub(_mime, part.text), Why.ESCAPE) if "=?" in part.text else part
    part = part.to(_QUOTED_PRINTABLE.sub(_quoted_printable, part.text), Why.ESCAPE)
    part = part.to(_PERCENT.sub(_percent, part.text), Why.ESCAPE)
    if _SUSPECT.search(part.text):
        part = part.to(_decoded(part.text), Why.ENCODING)
        part = part.to(_BEFORE_SMALL.sub(_two_bytes, part.text), Why.ENCODING)
    return part.to(plain_letters(part.text), Why.LETTERS)


def plain_letters(text: str) -> str:
    """Return the text with ornamental letters (bold, full width, circled, small capitals) as ordinary ones."""
    if text.isascii():
        return text
    found = "".join(_plain(c) for c in text)
    return text if found == text else unicodedata.normalize("NFC", found)


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    code = ord(character)
    if any(first <= code <= last for first, last in _PLAIN_LETTERS):
        plain = unicodedata.normalize("NFKC", character)
        if plain.isalpha() and (len(plain) == 1 or code in _LIGATURES):
            return plain
        squared = _SQUARED.fullmatch(unicodedata.name(character, ""))
        return squared[1] if squared else character
    return _small_capital(character) if code >= _FIRST_SMALL_CAPITAL else character


def _small_capital(character: str) -> str:
    name = unicodedata.name(character, "")
    letter = name.removeprefix(_SMALL_CAPITAL)
    return letter.lower() if name.startswith(_SMALL_CAPITAL) and len(letter) == 1 else character


def _decoded(text: str) -> str:
    from ftfy import TextFixerConfig, fix_text  # 85 ms to load, and most files never need it

    settings = TextFixerConfig(
        unescape_html=False,
        uncurl_quotes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        fix_line_breaks=False,
        remove_terminal_escapes=False,
        remove_control_chars=False,
        normalization="NFC",
    )
    return fix_text(text, settings)


def _two_bytes(found: re.Match[str]) -> str:
    letter = found.group().encode("latin-1").decode()
    return letter if letter.isalpha() else found.group()


def _entity(found: re.Match[str]) -> str:
    text = html.unescape(found.group())
    return " " if text == "\u00a0" else text


def _escaped(found: re.Match[str]) -> str:
    code = int(next(group for group in found.groups() if group), 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


def _mime(found: re.Match[str]) -> str:
    """Decode a word of a mail's header: `=?UTF-8?Q?M=C3=BCge?=`; one that cannot be decoded stays."""
    try:
        return str(make_header(decode_header(found.group())))
    except (LookupError, ValueError, HeaderParseError):
        return found.group()


def _quoted_printable(found: re.Match[str]) -> str:
    """Undo quoted-printable letters beyond ASCII: `M=C3=BCge`."""
    return _percent_letters(found.group().replace("=", "%")) or found.group()


def _percent(found: re.Match[str]) -> str:
    """Undo the percent-encoding of letters and spaces: `J%C3%B6rg`; `100%25` stays."""
    return _percent_letters(found.group()) or found.group()


def _percent_letters(encoded: str) -> str:
    """Decode percent-encoded letters and spaces; return an empty text if they encode anything else."""
    try:
        text = unquote(encoded, errors="strict")
    except UnicodeDecodeError:
        return ""
    return text if all(c.isalpha() or c == " " for c in text) else ""
