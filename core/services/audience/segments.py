"""Segments: a source that is a saved filter over contacts; its people are those who match it at the moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from core.errors import RefusedError, UsageError
from core.rules.filters.terms import LONGEST
from core.rules.language import normalise
from core.services.lookup import find
from core.store import journal
from core.store.database import Reading, Writing
from core.store.fields import dump_json
from core.store.people import source_people, sources
from core.store.people.segments import HOLDS, WHERE, where_of
from core.text import clean
from core.views.sources_view import Segment
from core.workspace import Workspace

FIELDS = (*HOLDS, "language", "source", WHERE)
OPTIONS = {"name": "person"}
"""Option of `source segment`, by field, if its name differs: `--name` already names the segment."""
MOST_VALUES = 20


def add(workspace: Workspace, name: str, wanted: Mapping[str, Sequence[str]]) -> Segment:
    """Save a filter as a source. Raises UsageError, RefusedError if the name is taken, NotFoundError."""
    name, now = name_of(name), workspace.now()
    with workspace.store.write() as store:
        refuse_taken(store, name)
        chosen = _checked(store, wanted)
        ident = insert(store, name, chosen, now, workspace.actor)
        people = source_people.count(store, ident)
    return Segment(ident, name, chosen, people)


def insert(store: Writing, name: str, chosen: Mapping[str, Sequence[str]], now: datetime, actor: str) -> int:
    """Store a checked filter as a source; return its id."""
    ident = sources.add(store, name, "segment", now, filter_json=dump_json(chosen))
    journal.write(store, now, actor, "source.added", data={"source": ident, "kind": "segment"})
    return ident


def name_of(given: str) -> str:
    """Return a cleaned name for a source. Raises UsageError."""
    name = clean(given, 100)
    if not name:
        raise UsageError("A source needs a name: --name NAME.", field="--name")
    return name


def refuse_taken(store: Reading, name: str) -> None:
    """Raise RefusedError if a source that is not archived has the name."""
    if sources.by_name(store, name) is not None:
        raise RefusedError(f"A source is called “{name}” already: choose another name.")


def _checked(store: Reading, wanted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    chosen = {field: _values(field, texts) for field, texts in wanted.items() if texts}
    if not chosen:
        names = ", ".join(f"--{OPTIONS.get(field, field)}" for field in FIELDS)
        raise UsageError(f"A segment needs something to look for: give one or more of {names}.")
    if any(where_of(text).order for text in chosen.get(WHERE, ())):
        raise UsageError("A segment has no order: leave “sort:” out.", field="--where")
    if "language" in chosen:
        chosen["language"] = [_language(text) for text in chosen["language"]]
    if "source" in chosen:
        chosen["source"] = [str(_listed(store, ref)) for ref in chosen["source"]]
    return chosen


def _values(field: str, texts: Sequence[str]) -> list[str]:
    longest = LONGEST if field == WHERE else 200
    values = list(dict.fromkeys(clean(text, longest) for text in texts))
    if not all(values):
        raise UsageError(f"--{field}: an empty text would match everybody. Leave it out.", field=f"--{field}")
    if len(values) > MOST_VALUES:
        raise UsageError(f"--{field}: at most {MOST_VALUES} values.", field=f"--{field}")
    return values


def _language(text: str) -> str:
    found = normalise(text)
    if not found:
        raise UsageError(f"--language: “{clean(text, 40)}” is no language; use a code such as fr.", field="--language")
    return found


def _listed(store: Reading, ref: str) -> int:
    ident = find(store, "source", ref, field="--source")
    if sources.get(store, ident).kind == "segment":
        raise RefusedError(f"“{clean(ref, 80)}” is a segment itself; a segment looks into lists and finders only.")
    return ident
