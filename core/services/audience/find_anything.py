"""The search of the app's palette: people, campaigns, members, programs and sources by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.rules.filters.folding import fold
from core.rules.filters.keys import CONTACTS
from core.rules.filters.natural_order import natural
from core.rules.filters.parse import Condition, Filter
from core.services.audience.contact_page import contacts_of
from core.store.database import Reading
from core.store.filters import filtered
from core.store.views import names
from core.text import clean
from core.views.find_view import FoundKind, FoundThing
from core.workspace import Workspace

EACH = 8
"""Most results of a kind."""
SHORTEST = 2
"""Fewest characters for a search of people: fewer match nearly everybody."""
KINDS: tuple[FoundKind, ...] = ("campaign", "member", "source")


def find_anything(workspace: Workspace, text: str, *, each: int = EACH) -> list[FoundThing]:
    """Return the things whose names contain all of the words; for people, company, position and address count, too.

    Case and accents do not count. Archived campaigns, members and sources are left out. At most `each` things of a kind
    are returned, those whose names begin with the text first.
    """
    wanted = fold(clean(text, 100))
    words = wanted.split()
    if not words:
        return []
    with workspace.store.read() as store:
        found = [thing for kind in KINDS for thing in _named(store, kind, wanted, words, each)]
        programs = [(name, name) for name in names.programs(store) if name]
        found += _fitting("program", programs, wanted, words, each)
        return found + list(_people(store, wanted, words, each))


def _named(store: Reading, kind: FoundKind, wanted: str, words: Sequence[str], each: int) -> list[FoundThing]:
    rows = [(str(row.id), row.name) for row in names.every(store, kind)]
    return _fitting(kind, rows, wanted, words, each)


def _fitting(
    kind: FoundKind, rows: Sequence[tuple[str, str]], wanted: str, words: Sequence[str], each: int
) -> list[FoundThing]:
    """Return the (id, name) rows whose name contains all words, those that begin with the text first."""
    fitting = [(ident, name, fold(name)) for ident, name in rows]
    found = [
        FoundThing(kind, ident, name, "", folded.startswith(wanted))
        for ident, name, folded in fitting
        if all(word in folded for word in words)
    ]
    return sorted(found, key=lambda one: (not one.begins, natural(one.name)))[:each]


def _people(store: Reading, wanted: str, words: Sequence[str], each: int) -> Iterator[FoundThing]:
    if len(wanted) < SHORTEST:
        return
    conditions = tuple(Condition(CONTACTS.name_keys, ":", (word,)) for word in words)
    ids = filtered.ids(store, "contacts", Filter(conditions), limit=each)
    for one in contacts_of(store, ids):
        about = ", ".join(part for part in (one.position, one.company) if part)
        yield FoundThing("person", str(one.id), one.name, about, fold(one.name).startswith(wanted))
