"""Quoting of words for a command line: a shell reads each exactly, and no control character reaches a terminal."""

from __future__ import annotations

import os
import shlex
from pathlib import Path


def quoted(word: str | Path) -> str:
    r"""Return a word in the quoting of bash, zsh and ksh.

    Line ends, controls, invisible characters and bytes that are not UTF-8 are written as octal numbers ($'a\012b').
    """
    text = str(word)
    return shlex.quote(text) if text.isprintable() else "$'" + "".join(map(_escaped, text)) + "'"


def command(*words: str | Path) -> str:
    """Return a command line of these words, each quoted for a shell."""
    return " ".join(quoted(word) for word in words)


def _escaped(character: str) -> str:
    if character in "'\\":
        return f"\\{character}"
    if character.isprintable():
        return character
    return "".join(f"\\{byte:03o}" for byte in os.fsencode(character))
