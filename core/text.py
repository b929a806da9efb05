"""Text from outside: what may enter the store, and what may reach a terminal or a spreadsheet.

RELIABILITY section 6: neither Textual nor Rich removes escape sequences, so every value is cleaned twice with
the same functions, at the door (import, provider answers) and at the screen. Cleaning twice changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

# Line ends of all kinds; U+0085 is a control character, U+2028/9 are separators of their own category.
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_JOINERS = re.compile("[\u200c\u200d]+")
_SPACES = re.compile(r"\s+")
_BLANK = re.compile(r"[^\S\n]")
# Cf holds every bidi control, U+FEFF, the zero width space and the tags U+E0000-; the joiners are kept apart.
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
MOST_MARKS = 30
"""Combining marks in a row (Unicode's Stream-Safe Text Format): sorting more takes time that grows with the square."""
ROOM = 64
"""How many times the limit a value is read: what is dropped or joined on the way leaves room for the rest."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def clean(value: str, limit: int = 200) -> str:
    """One safe line: NFC, no control or invisible character, single spaces, at most `limit` code points."""
    value = _stream_safe(value[: ROOM * limit])
    if not value.isprintable():
        value = _visible(_LINE_END.sub(" ", value).replace("\t", " "))
    value = _SPACES.sub(" ", unicodedata.normalize("NFC", value)).strip()
    return value[:limit].rstrip(" \u200c\u200d") if len(value) > limit else value


def clean_block(value: str, limit: int) -> str:
    """The same for a text of several lines: "\\n" stays, and so do the author's own spaces inside a line.

    Spaces at the ends of lines and of the text go; a tab becomes a space.
    """
    value = _stream_safe(value[: ROOM * limit])
    value = _visible(_LINE_END.sub("\n", value).replace("\t", " "))
    return _tidy_lines(_tidy_lines(unicodedata.normalize("NFC", value))[:limit])


def csv_safe(value: str) -> str:
    """The value for a cell of an export: a leading formula sign gets an apostrophe (OWASP)."""
    return "'" + value if value.startswith(_FORMULA) else value


def _stream_safe(value: str) -> str:
    """Drop all combining marks of a run but the first thirty."""
    if len(value) <= MOST_MARKS or value.isascii():
        return value
    kept, marks = [], 0
    for character in value:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _visible(value: str) -> str:
    """Without what has no glyph of its own, but for joiners that shape their neighbours; NFC."""
    kept = "".join(c for c in value if c in "\n\u200c\u200d" or unicodedata.category(c) not in _DROPPED)
    return _JOINERS.sub(_joiner, unicodedata.normalize("NFC", kept))


def _joiner(found: re.Match[str]) -> str:
    """One joiner between two characters that can join (emoji, Arabic, Indic scripts), else nothing."""
    text = found.string
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    if not before.strip() or not after.strip() or (before + after).isascii():
        return ""
    return found.group()[0]


def _tidy_lines(value: str) -> str:
    return "\n".join(line.rstrip(" \u200c\u200d") for line in value.split("\n")).strip("\n \u200c\u200d")
