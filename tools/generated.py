"""Output of a generated page of the documents: printed, or written to its file."""

from __future__ import annotations

import sys
from pathlib import Path


def print_or_write(page: Path, text: str) -> None:
    """Print a page's text, or write it to its file where `--write` is given."""
    if sys.argv[1:] == ["--write"]:
        page.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
