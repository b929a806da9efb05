"""Keys as the terminal sends them: escape and a key typed right after it are two keys, and sequences stay one."""

from __future__ import annotations

import string

import pytest
from textual.events import Key

from tui.terminal.key_parser import KeyParser


def keys(sent: str) -> list[str]:
    """Return the names of the keys in a terminal's input, which ends there."""
    parser = KeyParser()
    return [event.key for event in (*parser.feed(sent), *parser.feed("")) if isinstance(event, Key)]


@pytest.mark.parametrize(
    "sign", [sign for sign in string.printable if sign.isprintable() and sign not in "bf["] + ["\r"]
)
def test_escape_and_a_key_in_one_packet_are_two_keys(sign: str) -> None:
    assert keys(f"\x1b{sign}") == ["escape", *keys(sign)]
    assert len(keys(sign)) == 1


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("\x1b[A", ["up"]),
        ("\x1bOP", ["f1"]),
        ("\x1b[1;5C", ["ctrl+right"]),
        ("\x1bf", ["ctrl+right"]),  # option and an arrow on a Mac
        ("\x1b\x7f", ["ctrl+w"]),
        ("\x1b", ["escape"]),
        ("\x1b\x1b", ["escape", "escape"]),
        ("\x1b[I5", ["5"]),
        ("5\x1b5j", ["5", "escape", "5", "j"]),
    ],
)
def test_what_else_a_terminal_sends_is_as_before(sent: str, expected: list[str]) -> None:
    assert keys(sent) == expected
