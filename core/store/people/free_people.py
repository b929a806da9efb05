"""The condition that a person may be contacted at all, shared by the draw, counts and pages."""

from __future__ import annotations

from typing import Any

import peewee as pw

from core.store.tables.people import Contact, ExcludedContact

_ROW_EXISTS = pw.SQL("1")


def is_excluded() -> Any:
    """Return the condition that a rule excludes the contact."""
    return pw.fn.EXISTS(ExcludedContact.select(_ROW_EXISTS).where(ExcludedContact.contact == Contact.id))


def is_free() -> Any:
    """Return the condition that the contact is neither marked “do not contact” nor excluded by a rule."""
    return Contact.blocked_at.is_null() & ~is_excluded()
