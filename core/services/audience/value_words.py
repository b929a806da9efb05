"""Sentences about the values and texts that an import or a correction changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.plural import plural
from core.rules.value_origin import Origin
from core.text import clean
from core.views.people_view import ChangedTexts, ContactValue, EditedContact
from core.views.sources_view import ImportedFile


def imported(view: ImportedFile) -> list[str]:
    """Return sentences about the changed values of known people, and about texts that name them."""
    return [*_values(view), *texts(view.texts)]


def _values(view: ImportedFile) -> Iterator[str]:
    if view.updated:
        yield f"{_people(view.updated)} {plural(view.updated, 'has', 'have')} the values of this file now."
    if view.filled:
        yield f"{_people(view.filled)} got values that were not known before."
    if view.differ:
        have = plural(view.differ, "has", "have")
        yield f"{_people(view.differ)} {have} other values in this file; --update uses them."
    if view.kept:
        yield f"{view.kept} kept, set by hand."


def edited(view: EditedContact, requeue: str) -> Iterator[str]:
    """Yield sentences about the texts that a correction by hand changed, and the outreaches that it makes possible.

    `requeue` names the command or key that puts those outreaches back into the queue.
    """
    yield from texts(view.texts)
    if view.waiting:
        count = len(view.waiting)
        ended = f"{count:,} {plural(count, 'outreach', 'outreaches')} had ended for lack of this value"
        yield f"{ended}: {requeue} queues {plural(count, 'it', 'them')} again."


def texts(view: ChangedTexts) -> Iterator[str]:
    """Yield sentences about the texts that changed because values of their people changed."""
    if view.rendered_again:
        yield f"{_texts(view.rendered_again)} rendered again with the new values."
    if view.asked_again:
        count = view.asked_again
        yield f"{_texts(count)} approved before: {plural(count, 'it changes', 'they change')}, so you are asked again."
    if view.ended:
        yield f"{_texts(view.ended)} cannot be rendered any more; fill in the values, then requeue."


def _people(count: int) -> str:
    return f"{count:,} {plural(count, 'person', 'people')}"


def _texts(count: int) -> str:
    return f"{count:,} {plural(count, 'text')}"


_BY = {Origin.HAND: "set by hand", Origin.UPDATE: "from a later file", Origin.PROFILE: "from LinkedIn"}


def origin(value: ContactValue) -> str:
    """Return, in words, the origin of a value, and the file's value if it differs; empty for a file's own value."""
    told = [_BY[value.origin]] if value.origin in _BY else []
    if value.file:
        told.append(f"file: {value.file}")
    elif value.was and value.was != value.text:
        told.append(f"previously: {value.was}")
    return f"({'; '.join(told)})" if told else ""


def changes(data: Mapping[str, Any]) -> list[str]:
    """Return the changed values of a journal row, one line each; `data` may be anything."""
    found = data.get("changes")
    pairs = found.items() if isinstance(found, dict) else ()
    return [
        f"{clean(str(name), 60).replace('_', ' ')}: {_quoted(pair[0])} → {_quoted(pair[1])}"
        for name, pair in pairs
        if isinstance(pair, list) and len(pair) == len(("before", "after"))
    ]


def _quoted(value: object) -> str:
    return f"“{clean(str(value), 200)}”" if value else "(empty)"
