"""Replacements for unreadable rows of the store, so that all other rows are shown.

See docs/reliability.md#bulkheads.
"""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from core.engine.bulkhead import NEVER, place_of
from core.store.slots import SlotRow

T = TypeVar("T")
WORDS = "(this entry cannot be shown, because its stored data is invalid)"
log = logging.getLogger("overture.services")


def shown(view: Callable[[], T], instead: Callable[[Exception], T]) -> T:
    """Return a view, or the result of `instead` for its error; errors that concern all views are raised."""
    try:
        return view()
    except Exception as error:
        if isinstance(error, NEVER):
            raise
        note(error)
        return instead(error)


@contextlib.contextmanager
def skipping(tell: Callable[[Exception], object] = lambda _error: None) -> Iterator[None]:
    """Skip one item, such as a part of a sum, if reading it fails; `tell` is called with the error."""
    try:
        yield
    except Exception as error:
        if isinstance(error, NEVER):
            raise
        note(error)
        tell(error)


def note(error: Exception) -> None:
    """Log the kind and the place of an error, but no stored value."""
    log.warning("An entry cannot be shown: %s at %s.", type(error).__name__, place_of(error))


def slot(_slot: SlotRow) -> contextlib.AbstractContextManager[None]:
    """Return `skipping` as the guard of the planner's sums: they leave an unreadable slot out."""
    return skipping()


def data_of(text: object) -> Mapping[str, Any]:
    """Return the data of a journal row; nothing if it is no JSON object."""
    try:
        found = json.loads(text) if isinstance(text, str) and text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
