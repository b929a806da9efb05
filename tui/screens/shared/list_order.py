"""The choice of a list's order: it is written into the list's filter as `sort:…`, as in `--where`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.errors import UsageError
from core.rules.filters.keys import FilteredList, Kind
from core.rules.filters.ordering import order_of, with_order
from tui.dialogs.choose import ChooseDialog
from tui.screens.page import PageScreen
from tui.style.cells import glyph

USUAL = "usual order"
FALLING = (Kind.NUMBER, Kind.MOMENT, Kind.YES_NO)
"""Kinds of value that are sorted with the highest first, unless the same key is chosen again."""


def ask_to_sort(page: PageScreen[Any], wanted: FilteredList, text: str, apply: Callable[[str], None]) -> None:
    """Ask by which key the list is sorted, then call `apply` with the filter's new text; the same key reverses."""
    now = order_of(text)
    choices = [(key.name, f"{_sign(key.name, now)} {key.name:<10} {key.help}") for key in wanted.keys if key.sorts]

    def chosen(name: str | None) -> None:
        if name is None:
            return
        try:
            apply(with_order(text, None) if name == USUAL else sorted_by(wanted, text, name))
        except UsageError as error:
            page.overture.say(error.text)

    choices.append((USUAL, f"  {USUAL}"))
    page.app.push_screen(
        ChooseDialog("Sort by (the same key again reverses)", choices, first=now[0] if now else None), chosen
    )


def sorted_by(wanted: FilteredList, text: str, name: str) -> str:
    """Return a filter's text sorted by a key; reversed if it is sorted by that key already. Raises UsageError."""
    now = order_of(text)
    falling = not now[1] if now is not None and now[0] == name else wanted.key(name).kind in FALLING
    return with_order(text, name, falling=falling)


def _sign(name: str, now: tuple[str, bool] | None) -> str:
    if now is None or now[0] != name:
        return " "
    return glyph("bad" if now[1] else "good")
