"""People who must not be contacted: those marked “do not contact”, and those whom a rule in force matches."""

from __future__ import annotations

from core.engine import side_journal
from core.store.database import Reading
from core.store.people import contacts, exclusions
from core.store.people.exclusions import HashOf
from core.workspace import Workspace

EXCLUDED = "excluded"
"""The reason of everything that a rule cancels."""


def hash_of(workspace: Workspace) -> HashOf:
    """Return a function that gives the keyed hash of an address."""
    return lambda address: side_journal.person_hash(workspace.stamp.hash_key, "", address)


def reason_against(workspace: Workspace, store: Reading, contact: int) -> str:
    """Return `blocked` or `excluded` for a person who must not be contacted, else an empty text.

    The person's data is compared with the rules themselves, not with the stored result of an earlier comparison.
    """
    if contacts.is_blocked(store, contact):
        return "blocked"
    person = contacts.surviving(store, contact) or contact
    return EXCLUDED if exclusions.matching(store, [person], hash_of(workspace)) else ""
