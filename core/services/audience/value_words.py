"""What an import or a correction did to values and texts, in words."""

from __future__ import annotations

from collections.abc import Iterator

from core.plural import plural
from core.views.sources_view import ChangedTexts, ImportedFile


def imported(view: ImportedFile) -> list[str]:
    """Say what became of the values of known people, and of texts that name them; nothing where nothing did."""
    return [*_values(view), *texts(view.texts)]


def _values(view: ImportedFile) -> Iterator[str]:
    if view.updated:
        yield f"{_people(view.updated)} {plural(view.updated, 'has', 'have')} the values of this file now."
    if view.filled:
        yield f"{_people(view.filled)} got values that were not known before."
    if view.differ:
        have = plural(view.differ, "has", "have")
        yield f"{_people(view.differ)} {have} other values in this file; --update takes them."
    if view.kept:
        yield f"{view.kept} kept, set by hand."


def texts(view: ChangedTexts) -> Iterator[str]:
    """Say which texts changed with the values of their people."""
    if view.rendered_again:
        yield f"{_texts(view.rendered_again)} written again with the new values."
    if view.asked_again:
        count = view.asked_again
        yield f"{_texts(count)} approved before: {plural(count, 'it changes', 'they change')}, so you are asked again."
    if view.ended:
        yield f"{_texts(view.ended)} cannot be written any more; fill in the values, then requeue."


def _people(count: int) -> str:
    return f"{count:,} {plural(count, 'person', 'people')}"


def _texts(count: int) -> str:
    return f"{count:,} {plural(count, 'text')}"
