"""Who must not be contacted: whoever is marked do not contact, and everybody whom a rule matches while it stands."""

from __future__ import annotations

from core.engine import side_journal
from core.store.database import Reading
from core.store.people import contacts, exclusions
from core.store.people.exclusions import HashOf
from core.workspace import Workspace

EXCLUDED = "excluded"
"""The reason of whatever a rule ends."""


def hash_of(workspace: Workspace) -> HashOf:
    """Return the keyed hash of an address, as a function."""
    return lambda address: side_journal.person_hash(workspace.stamp.hash_key, "", address)


def reason_against(workspace: Workspace, store: Reading, contact: int) -> str:
    """Return `blocked` or `excluded` for somebody who must not be contacted, else an empty text.

    What is known of the person is compared with the rules themselves, not with who was found to be held before.
    """
    if contacts.is_blocked(store, contact):
        return "blocked"
    person = contacts.surviving(store, contact) or contact
    return EXCLUDED if exclusions.matching(store, [person], hash_of(workspace)) else ""
