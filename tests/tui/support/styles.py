"""Style sheets, parsed once in each process of the tests rather than for the app of every test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_parse: Callable[..., list[RuleSet]] = Stylesheet._parse_rules
_parsed: dict[tuple[Any, ...], list[RuleSet]] = {}


def parse_once(sheet: Stylesheet, css: str, **where: Any) -> list[RuleSet]:
    """Return the parsed styles for these colours from a cache for all apps; Textual's own cache is for one app."""
    key = (css, *sorted(where.items()), *sorted(sheet._variables.items()))
    if key not in _parsed:
        _parsed[key] = _parse(sheet, css, **where)
    return _parsed[key]
