"""The JSON of `overture contact`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from core.cli.to_json.activity_json import journey_event
from core.cli.to_json.exclusions_json import holder
from core.cli.to_json.moments_json import iso
from core.rules.value_origin import Origin

if TYPE_CHECKING:
    from core.views.exclusions_view import AddedRule
    from core.views.people_view import (
        BlockedContact,
        BlockedFile,
        ChangedTexts,
        Contact,
        ContactValue,
        EditedContact,
        Journey,
        RefusedRow,
        UnblockedContact,
    )

_ORIGINS = {Origin.UPDATE: "file", Origin.FULL_NAME: "file"}
"""Origins that the JSON shows under a common name."""


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
        "held_by": [holder(one) for one in view.held_by],
        "merged_into": None if view.merged_into is None else str(view.merged_into),
        "custom": view.custom,
    }


def journey(view: Journey) -> dict[str, Any]:
    """Return one contact with all its events."""
    return {
        **contact(view.contact),
        "values": values(view.values),
        "journey": [journey_event(event) for event in view.events],
    }


def values(found: Mapping[str, ContactValue]) -> dict[str, Any]:
    """Return each value and its origin; a value from `--update` has the origin `file`, too."""
    return {
        name: {
            "value": value.text,
            "origin": _ORIGINS.get(value.origin, value.origin.value),
            "at": iso(value.at),
            "was": value.was or value.file or None,
            "file": value.file or None,
        }
        for name, value in found.items()
    }


def edited(view: EditedContact) -> dict[str, Any]:
    """Return an edited contact, its changed values, and the effects on texts."""
    return {
        **contact(view.contact),
        "values": values(view.values),
        "changed": {name: {"before": before, "after": after} for name, (before, after) in view.changed.items()},
        "texts": changed_texts(view.texts),
        "waiting": [str(ident) for ident in view.waiting],
    }


def changed_texts(view: ChangedTexts) -> dict[str, Any]:
    """Return how many texts changed because values of their people changed."""
    return {
        "rendered_again": view.rendered_again,
        "asked_again": view.asked_again,
        "ended": view.ended,
    }


def blocked(contacts: Sequence[BlockedContact], file: BlockedFile | None, company: AddedRule | None) -> dict[str, Any]:
    """Return the people who were marked “do not contact”: by name, by a file, by a company."""
    return {
        "contacts": [
            {"id": _id(view.id), "name": view.name, "blocked": True, "cancelled": view.cancelled} for view in contacts
        ],
        "file": None
        if file is None
        else {"rows": file.rows, "blocked": file.blocked, "refused": [refused_row(row) for row in file.refused]},
        "company": None
        if company is None
        else {"name": company.rule.value, "blocked": company.rule.holds, "id": company.rule.id},
    }


def unblocked(contacts: Sequence[UnblockedContact]) -> list[dict[str, Any]]:
    """Return the people from whom the mark “do not contact” was removed."""
    return [
        {
            "id": _id(view.id),
            "name": view.name,
            "unblocked": view.unblocked,
            "held_by": [holder(one) for one in view.held_by],
        }
        for view in contacts
    ]


def _id(ident: int | None) -> str | None:
    return None if ident is None else str(ident)


def refused_row(view: RefusedRow) -> dict[str, Any]:
    """Return a row of a contact file that names nobody."""
    return {"line": view.line, "reason": view.reason}
