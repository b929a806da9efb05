"""Finding a contact by what a person types."""

from __future__ import annotations

from core.errors import NotFoundError
from core.rules.addresses.identity import identity_of
from core.rules.addresses.in_cell import addresses_in
from core.services.lookup import as_id
from core.store.database import Reading
from core.store.people import addresses, contacts
from core.text import clean

CANDIDATES = 10
"""Most people of one name whom an error lists."""


def find_contact(store: Reading, ref: str) -> int:
    """Find a contact by id, by any form of its address, or by its full name. Raises NotFoundError."""
    ident = as_id(ref)
    if ident is not None:
        found = contacts.surviving(store, ident)
    else:
        identity = identity_of(ref, bare=True)
        keys = [person.key for person in ([identity] if identity else addresses_in(ref))]
        found = addresses.contact_of(store, *keys) if keys else None
        found = _named(store, ref) if found is None else found
    if found is None:
        raise NotFoundError(f"There is no contact “{clean(ref, 80)}”. Give an id, a profile address or a full name.")
    return found


def find_or_address(store: Reading, ref: str) -> int | tuple[str, ...]:
    """Return a contact as `find_contact` does, or the typed addresses if nobody with one of them was imported yet.

    A name or a part of an address may be a typing mistake, so these match only known people. Raises NotFoundError.
    """
    try:
        return find_contact(store, ref)
    except NotFoundError:
        keys = tuple(person.key for person in addresses_in(ref))
        bare = identity_of(ref, bare=True)
        if not keys and bare is not None and bare.kind == "provider":
            keys = (bare.key,)
        if not keys:
            raise
        return keys


def _named(store: Reading, ref: str) -> int | None:
    """Return the contact with this name (case ignored), or None. Raises NotFoundError if several have it."""
    name = clean(ref, 200)
    found = contacts.ids_by_name(store, name, limit=CANDIDATES + 1) if name else []
    if len(found) <= 1:
        return found[0] if found else None
    listed = ", ".join(str(ident) for ident in found[:CANDIDATES])
    count, more = (f"{len(found)}", "") if len(found) <= CANDIDATES else (f"More than {CANDIDATES}", " and more")
    raise NotFoundError(f"{count} contacts are called “{clean(ref, 80)}”: ids {listed}{more}. Give one of the ids.")
