"""Each file that the glossary names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "glossary.md"


def test_each_file_of_the_glossary_is_there() -> None:
    named = re.findall(r"`(core/[\w/.]+)`", PAGE.read_text(encoding="utf-8"))
    assert len(named) > 35
    assert [path for path in named if not (ROOT / path).exists()] == []
