"""The JSON of `overture contact`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from core.cli.to_json.activity_json import journey_event

if TYPE_CHECKING:
    from core.views.people_view import BlockedCompany, BlockedContact, BlockedFile, Contact, Journey, RefusedRow


def contact(view: Contact) -> dict[str, Any]:
    """Return one contact of `contact list`."""
    return {
        "id": str(view.id),
        "name": view.name,
        "first_name": view.first_name,
        "last_name": view.last_name,
        "profile": view.profile,
        "company": view.company,
        "position": view.position,
        "location": view.location,
        "headline": view.headline,
        "language": view.language,
        "blocked": view.blocked,
        "custom": view.custom,
    }


def journey(view: Journey) -> dict[str, Any]:
    """Return one contact with everything that happened."""
    return {**contact(view.contact), "journey": [journey_event(event) for event in view.events]}


def blocked(
    contacts: Sequence[BlockedContact], file: BlockedFile | None, company: BlockedCompany | None
) -> dict[str, Any]:
    """Return the people who were marked do not contact: by name, by a file, by a company."""
    return {
        "contacts": [
            {"id": str(view.id), "name": view.name, "blocked": True, "cancelled": view.cancelled} for view in contacts
        ],
        "file": None
        if file is None
        else {"rows": file.rows, "blocked": file.blocked, "refused": [refused_row(row) for row in file.refused]},
        "company": None if company is None else {"name": company.name, "blocked": company.blocked},
    }


def refused_row(view: RefusedRow) -> dict[str, Any]:
    """Return a row of a contact file that names nobody."""
    return {"line": view.line, "reason": view.reason}
