"""Find a contact by what a person types."""

from __future__ import annotations

from core.errors import NotFoundError
from core.rules.addresses.identity import identity_of
from core.services.lookup import as_id
from core.store.database import Reading
from core.store.people import addresses, contacts
from core.text import clean


def find_contact(store: Reading, ref: str) -> int:
    """A contact by id, or by any form of its address. Raises NotFoundError."""
    ident = as_id(ref)
    if ident is not None:
        found = contacts.surviving(store, ident)
    else:
        identity = identity_of(ref, bare=True)
        found = addresses.contact_of(store, identity.key) if identity else None
    if found is None:
        raise NotFoundError(f"No contact is “{clean(ref, 80)}”. Give an id or a profile address.")
    return found
