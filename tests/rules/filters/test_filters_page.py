"""docs/filters.md lists the present keys, and its examples can be parsed."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime

from core.rules.filters.keys import CAMPAIGNS, CONTACTS, QUEUE
from core.rules.filters.parse import parse
from tools import filters_page

LISTS = {"queue": QUEUE, "campaign": CAMPAIGNS, "contact": CONTACTS}


def test_the_page_is_that_of_today() -> None:
    assert filters_page.PAGE.read_text(encoding="utf-8") == filters_page.page(), "python -m tools.filters_page --write"


def test_its_examples_can_be_read() -> None:
    examples = re.findall(r"^\$ overture (.+)$", filters_page.page(), re.MULTILINE)
    assert len(examples) == len(LISTS)
    for example in examples:
        words = shlex.split(example)
        where = words[words.index("--where") + 1]
        assert parse(where, LISTS[words[0]], datetime(2026, 1, 5, tzinfo=UTC), "UTC").conditions
