"""The parser of the terminal's input: escape and another key that arrive together stay two keys."""

from __future__ import annotations

from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.events import Key

ESC = "\x1b"
GO_ON = frozenset("[OP]X^_")
"""Characters after an escape that begin a longer sequence of the terminal."""
OWN = frozenset("bf")
"""Letters after an escape that many terminals send for alt and an arrow, which moves by a word in a text."""


class KeyParser(XTermParser):
    """Textual's parser, changed so that escape and a character that came in one packet stay two keys.

    Textual itself reads both as the character with alt: it drops the escape before most characters, and turns a digit
    into another character (escape and 5 become ∞). Over a slow line, keys typed fast come in one packet.
    """

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        if len(sequence) == 2 and sequence[0] == ESC and _is_key(sequence[1]):
            alt, sequence = True, sequence[1]
        if alt:
            yield Key("escape", ESC)
        yield from super()._sequence_to_key_events(sequence)


def _is_key(character: str) -> bool:
    return character == "\r" or (character.isprintable() and character not in GO_ON | OWN)
