"""List and archive sources."""

from __future__ import annotations

from core.engine.planning import overdue_runs
from core.engine.planning.runs import give_back_all
from core.services.audience.finders import finder_view
from core.services.dependents import campaigns_on
from core.services.engine_alive import life
from core.services.lookup import find
from core.store import campaigns, journal, slots
from core.store.people import file_imports, finders, sources
from core.store.people.file_imports import FileImportRow
from core.store.people.sources import NOBODY, sizes_of_sources
from core.views.sources_view import ArchivedSource, Importing
from core.views.sources_view import Source as SourceView
from core.workspace import Workspace


def list_sources(workspace: Workspace, *, archived: bool = False) -> list[SourceView]:
    """Return the sources with their sizes and the active campaigns on them; with `archived`, archived sources, too."""
    with workspace.store.read() as store:
        found = sources.list_rows(store, archived=archived)
        sizes = sizes_of_sources(store)
        used = campaigns_on(store, "source")
        alive = life(workspace)
        importing = file_imports.every(store)
        found_by = {row.id: finder_view(workspace, store, row.id, alive) for row in found if row.kind == "finder"}
    return [
        SourceView(
            id=row.id,
            name=row.name,
            kind=row.kind,
            archived=row.archived,
            contacts=sizes.get(row.id, NOBODY).people,
            left=sizes.get(row.id, NOBODY).left,
            excluded=sizes.get(row.id, NOBODY).excluded,
            used_by=used.get(row.id, ()),
            finder=found_by.get(row.id),
            importing=importing_view(importing.get(row.id)),
        )
        for row in found
    ]


def importing_view(row: FileImportRow | None) -> Importing | None:
    """Return the progress of an unfinished import; None if there is none."""
    return None if row is None else Importing(row.file, row.rows)


def archive_source(workspace: Workspace, ref: str) -> ArchivedSource:
    """Archive a source: active campaigns on it become Stopped; its contacts stay."""
    overdue_runs.record_ahead(workspace, lambda store: campaigns.active_on_source(store, find(store, "source", ref)))
    now = workspace.now()
    with workspace.store.write() as store:
        source = sources.get(store, find(store, "source", ref))
        for campaign in campaigns.active_on_source(store, source.id):
            overdue_runs.record(workspace, store, campaign)
        if sources.archive(store, source.id, now):
            journal.write(store, now, workspace.actor, "source.archived", data={"source": source.id})
            for campaign in campaigns.active_on_source(store, source.id):
                give_back_all(workspace, store, now, "stopped", campaign=campaign, actor=workspace.actor)
            slots.stop_source(store, source.id)
            file_imports.end(store, source.id)
            finders.set_next(store, source.id, None, None)
    return ArchivedSource(source.id, source.name)
