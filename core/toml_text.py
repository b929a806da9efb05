"""A check of TOML text before it is parsed."""

from __future__ import annotations

import re

LONGEST_KEY = 50
"""Most parts of a dotted key; parsers need time that grows with the square of their number."""
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP = re.compile(rf"(?<![\w-])(?:{_PART}[ \t]*+\.[ \t]*+){{{LONGEST_KEY},}}")
"""A dotted key of at least `LONGEST_KEY` dots.

The lookbehind lets a match start only where a part of a key starts: from each letter of a long word, the time would
grow with the square of the word's length.
"""


def deep_key_line(text: str) -> int | None:
    """Return the line (from 1) of the first key with 50 dots or more; None if there is none."""
    found = _DEEP.search(text)
    return None if found is None else text.count("\n", 0, found.start()) + 1
