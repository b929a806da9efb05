"""The JSON of `overture source` and `overture finder`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.cli.to_json.contact_file_json import file_report, greeting
from core.cli.to_json.exclusions_json import holder
from core.cli.to_json.moments_json import iso
from core.cli.to_json.obstacle_json import obstacle
from core.cli.to_json.people_json import changed_texts, refused_row
from core.services.versions import finder_version

if TYPE_CHECKING:
    from core.views.sources_view import (
        ArchivedSource,
        Connections,
        Finder,
        ImportedFile,
        LiftedConnections,
        SavedFinder,
        Segment,
        Source,
    )


def source(view: Source) -> dict[str, Any]:
    """Return one source of `source list`."""
    return {
        "id": str(view.id),
        "name": view.name,
        "kind": view.kind,
        "archived": view.archived,
        "contacts": view.contacts,
        "left": view.left,
        "excluded": view.excluded,
        "used_by": view.used_by,
        "finder": None if view.finder is None else finder(view.finder),
        "importing": None if view.importing is None else {"file": view.importing.file, "row": view.importing.row},
        "version": None if view.finder is None else finder_version(view.name, view.finder),
    }


def finder(view: Finder) -> dict[str, Any]:
    """Return a saved search."""
    return {
        "owner": view.owner,
        "search": view.search,
        "per_slot": view.per_slot,
        "days": view.days,
        "start": f"{view.start:%H:%M}",
        "minutes": view.minutes,
        "time_zone": view.time_zone,
        "active": view.active,
        "next": iso(view.next),
        "next_state": view.next_state,
        "problem": obstacle(view.problem),
    }


def saved_finder(view: SavedFinder) -> dict[str, Any]:
    """Return a finder that was made or changed; a new one with the id of its segment."""
    made = {} if view.segment is None else {"segment": str(view.segment)}
    version = {"version": finder_version(view.name, view.finder)}
    return {"id": str(view.id), "name": view.name, "kind": "finder", **made, **finder(view.finder), **version}


def segment(view: Segment) -> dict[str, Any]:
    """Return a filter that was saved as a source."""
    return {
        "id": str(view.id),
        "name": view.name,
        "kind": "segment",
        "filter": view.filter,
        "contacts": view.contacts,
    }


def imported_file(view: ImportedFile) -> dict[str, Any]:
    """Return the result of importing a contact file."""
    return {
        "id": None if view.id is None else str(view.id),
        "name": view.name,
        "rows": view.rows,
        "added": view.added,
        "known": view.known,
        "new_contacts": view.new_contacts,
        "refused": [refused_row(row) for row in view.refused],
        "refused_total": view.refused_total,
        "dry_run": view.dry_run,
        "resumed_at": view.resumed_at,
        **file_report(view.report),
        "excluded": [{"rule": holder(one.rule), "count": one.people} for one in view.excluded],
        "connections": None if view.connections is None else connections(view.connections),
        "greeting": None if view.greeting is None else greeting(view.greeting),
        "updated": view.updated,
        "filled": view.filled,
        "differ": view.differ,
        "kept": view.kept,
        "texts": changed_texts(view.texts),
    }


def connections(view: Connections) -> dict[str, Any]:
    """Return how many people of a file are connected with the member, and how many outreaches that cancelled."""
    return {
        "member": {"id": str(view.member), "name": view.name},
        "people": view.people,
        "cancelled": view.cancelled,
    }


def lifted_connections(view: LiftedConnections) -> dict[str, Any]:
    """Return how many people are no longer recorded as connected with a member."""
    return {"member": {"id": str(view.member), "name": view.name}, "people": view.people}


def archived_source(view: ArchivedSource) -> dict[str, Any]:
    """Return a source that was archived."""
    return {"id": str(view.id), "name": view.name, "archived": True}
