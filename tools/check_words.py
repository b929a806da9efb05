"""Find docstrings that begin as a question or use words that CONTRIBUTING rules out, also in the tests.

Part of `make check`. Ruff's `D` rules check presence, capital letter and imperative; this program checks the words.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("core", "tui", "tools", "tests")
FROZEN = "core/store/migrations"
"""Migrations never change, not even in their docstrings."""
QUESTION = re.compile(
    r"(?:Whether|What|Why|Who|Whom|Whose|How|Where|When|Which|Whatever|Whoever|Whichever|If|So|Such)\b"
)
"""Words with which no docstring may begin: it must state a fact, not ask a question."""
RULED_OUT = re.compile(
    r"\b(?:who(?:m|so)?ever|of (?:ours|theirs)|stands?(?! (?:for|in for)\b)|so many|so much|manieth|"
    r"for want of|wanting|odd|anew|foret(?:ells?|old)|mend(?:s|ed)?|hence|lest)\b",
    re.IGNORECASE,
)
CODE = re.compile(r"`[^`]*`")
"""Names of the code, which are not checked."""


def docstrings(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and text of each docstring, those of attributes and constants included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Lambda | ast.IfExp):
            continue
        for child in getattr(node, "body", []):
            match child:
                case ast.Expr(value=ast.Constant(value=str() as text)):
                    yield child.lineno, text.strip()


def faults(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the word of each docstring that breaks the style."""
    for line, text in docstrings(source):
        for found in (QUESTION.match(text), RULED_OUT.search(CODE.sub("", text))):
            if found is not None:
                yield line, found.group()


def main() -> int:
    """Print each fault; return 1 if there is any."""
    found = [
        f"{path.relative_to(ROOT)}:{line}: “{word}” in a docstring (CONTRIBUTING.md, style)"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if not path.relative_to(ROOT).as_posix().startswith(FROZEN)
        for line, word in faults(path.read_text(encoding="utf-8"))
    ]
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
