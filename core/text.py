"""Cleaning of text from outside, for the store and for a terminal.

Neither Textual nor Rich removes escape sequences, so the same functions clean every value twice: when it enters
(import, provider answers) and when it is shown. Cleaning twice changes nothing. See docs/reliability.md#hostile-text.
"""

from __future__ import annotations

import re
import unicodedata

# U+0085 is a control character; U+2028/9 are separators of their own category.
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_JOINERS = re.compile("[\u200c\u200d]+")
_VARIANTS = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_SPACES = re.compile(r"\s+")
# Cf holds every bidi control, U+FEFF, the zero width space, the tags from U+E0000, and the joiners, handled separately.
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
"""Letters and marks that Unicode draws as nothing; some people use them as an invisible name."""
_SHAPING = re.compile(f"{_JOINERS.pattern}|{_VARIANTS.pattern}|[{_FILLERS}]")
_KEYCAPS = frozenset("0123456789#*")
_ESCAPE = re.compile(
    r"""
    \x1b \[ [0-?]* [\x20-/]* [@-~]?                                        # colours, moves
    | \x1b [\]PX^_] [^\x00-\x1f\x7f-\x9f]* (?: \x07 | \x1b\\ | \x9c )?  # clipboard, title, link: to its end
    | \x1b [\x20-/]+ [0-~]? | \x1b [78=>c]                                 # character sets, reset
    | \x9b [0-?]+ [\x20-/]* [@-~] | \x9d [^\x00-\x1f\x7f-\x9f]* [\x07\x9c]  # also in broken letters
    """,
    re.VERBOSE,
)
"""A command to a terminal (ECMA-48): the characters after the control character are not text."""
MOST_MARKS = 30
"""Most combining marks in a row (Unicode's Stream-Safe Text Format): sorting more takes quadratic time."""
ROOM = 64
"""Multiple of its limit up to which a value is read at all, since cleaning drops and joins characters."""


def clean(value: str, limit: int = 200) -> str:
    """Return one safe line: NFC, no control or invisible character, single spaces, at most `limit` code points."""
    if len(value) <= limit and is_plain(value):
        return value
    value = value[: ROOM * limit]
    if not (value.isascii() and value.isprintable()):
        value = _visible(_LINE_END.sub(" ", _ESCAPE.sub("", value)).replace("\t", " "))
    value = _SPACES.sub(" ", value).strip()
    return value[:limit].rstrip(" \u200c\u200d") if len(value) > limit else value


def is_plain(value: str) -> bool:
    """Return whether a text is ASCII that cleaning would not change; a quick check that most texts pass."""
    return (
        value.isascii()
        and value.isprintable()
        and "  " not in value
        and not value.startswith(" ")
        and not value.endswith(" ")
    )


def clean_block(value: str, limit: int) -> str:
    r"""Clean a text of several lines like `clean`, but keep "\n" and the spaces inside a line.

    Spaces at the ends of lines and of the text are removed; a tab becomes a space.
    """
    return _tidy_lines(_tidy_lines(_block(value[: ROOM * limit]))[:limit])


def typed_line(value: str) -> str:
    """Return the content of a one-line field: line ends and tabs become spaces, invisible characters are removed.

    Unlike `clean` it keeps the spaces and joiners at the end: the next character may still be typed.
    """
    if value.isascii() and value.isprintable():
        return value
    line = _LINE_END.sub(" ", _ESCAPE.sub("", value)).replace("\t", " ")
    return "".join(c for c in line if c in "\u200c\u200d" or _is_seen(c))


def utf16_length(text: str) -> int:
    """Return the length of a text in UTF-16 units, in which LinkedIn counts: an emoji is two or more."""
    return len(text) + sum(character > "\uffff" for character in text)


def is_clean(value: str) -> bool:
    """Return whether cleaning as a block would change no character; spaces at ends of lines do not count."""
    return _block(value) == value


def hidden_in(value: str) -> str:
    """Return the first character that cleaning removes, such as "U+202E"; an empty text if it removes none."""
    if is_clean(value):
        return ""
    unseen = [c for c in value if c not in "\n\u200c\u200d" and not _is_seen(c)]
    hidden = [*unseen, *(found[0] for found in _SHAPING.finditer(value))]
    return f"U+{ord(hidden[0][0]):04X}" if hidden else ""


def _block(value: str) -> str:
    if value.isascii() and value.replace("\n", "").isprintable():
        return value
    return _visible(_LINE_END.sub("\n", _ESCAPE.sub("", value)).replace("\t", " "))


def _visible(value: str) -> str:
    """Remove characters without a glyph, except those that shape their neighbours; return NFC."""
    if value.isprintable() and not _SHAPING.search(value):
        return _composed(value)
    kept = "".join(c for c in value if c in "\n\u200c\u200d" or _is_seen(c))
    shaped = _VARIANTS.sub(_variant, _JOINERS.sub(_joiner, _composed(kept)))
    return _composed(shaped)


def _is_seen(character: str) -> bool:
    """Return whether a character has a glyph or, like a combining mark, changes the glyph of its neighbour."""
    return unicodedata.category(character) not in _DROPPED and character not in _FILLERS


def _composed(value: str) -> str:
    """Return NFC without a run of over thirty marks.

    A longer run is cut both before NFC, since sorting it is slow, and afterwards, since NFC adds marks.
    """
    return _stream_safe(unicodedata.normalize("NFC", _stream_safe(value)))


def _stream_safe(value: str) -> str:
    """Drop all combining marks of a run after the first thirty."""
    if len(value) <= MOST_MARKS or value.isascii():
        return value
    kept, marks = [], 0
    for character in value:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _joiner(found: re.Match[str]) -> str:
    """Return one joiner between two characters that can join (emoji, Arabic, Indic scripts), else an empty text."""
    text = found.string
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    if not before.strip() or not after.strip() or (before + after).isascii():
        return ""
    return "" if _is_plain(before) or _is_plain(after) else found.group()[0]


def _variant(found: re.Match[str]) -> str:
    """Return one variation selector after a character that has variants (emoji, Han, Mongolian), else an empty text."""
    before = found.string[found.start() - 1 : found.start()]
    varies = before in _KEYCAPS or not (before.isascii() or before.isspace() or _is_plain(before))
    return found.group()[0] if before and varies else ""


def _is_plain(character: str) -> bool:
    """Return whether a letter is of the Latin, Greek, Cyrillic or Armenian script, which no neighbour reshapes."""
    return character.isalpha() and (character < "\u0590" or "\u1e00" <= character < "\u2000")


def _tidy_lines(value: str) -> str:
    return "\n".join(line.rstrip(" \u200c\u200d") for line in value.split("\n")).strip("\n \u200c\u200d")
