"""Style sheets, parsed once in each process of the tests rather than for the app of every test.

A sheet grows with each new kind of widget, and Textual then puts all of its rules together again: that is done once
for all apps, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_parse: Callable[[Stylesheet], None] = Stylesheet.parse
_parse_rules: Callable[..., list[RuleSet]] = Stylesheet._parse_rules
_rules: dict[tuple[Any, ...], list[RuleSet]] = {}
_sheets: dict[tuple[Any, ...], tuple[list[RuleSet], dict[str, list[RuleSet]]]] = {}


def parse_once(sheet: Stylesheet) -> None:
    """Take the rules of a sheet with the same sources and colours that was parsed before, if any."""
    key = (tuple(sheet.source.items()), tuple(sheet._variables.items()))
    if key not in _sheets:
        _parse(sheet)
        assert sheet._rules is not None
        _sheets[key] = (sheet._rules, sheet.rules_map)
    sheet._rules, sheet._rules_map = _sheets[key]
    sheet._require_parse = False


def parse_rules_once(sheet: Stylesheet, css: str, **where: Any) -> list[RuleSet]:
    """Return the parsed styles for these colours from a cache for all apps; Textual's own cache is for one app."""
    key = (css, *sorted(where.items()), *sorted(sheet._variables.items()))
    if key not in _rules:
        _rules[key] = _parse_rules(sheet, css, **where)
    return _rules[key]
