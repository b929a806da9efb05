"""Import contact files into sources."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from core.engine.sending import call_holds
from core.errors import RefusedError, UsageError
from core.services import held_lifting
from core.services.audience.connections import connected_member
from core.services.audience.contact_file import (
    AS_FOUND,
    Batch,
    ContactFile,
    ContactReader,
    HowToRead,
    open_contact_file,
    read_contact_file,
)
from core.services.audience.first_greeting import first_greeting
from core.services.audience.import_batch import Sums, import_batch
from core.services.audience.import_place import Place, Whole, digest_of, stopped_at
from core.services.audience.refused_rows import RefusedRows
from core.services.audience.rule_holders import holders_of
from core.services.audience.strict_import import refuse_guesses
from core.store import journal
from core.store.database import Writing
from core.store.members import MemberRow
from core.store.people import sources
from core.text import clean
from core.views.contact_file_view import Greeting
from core.views.people_view import RefusedRow
from core.views.sources_view import Connections, ExcludedPeople, ImportedFile
from core.workspace import Workspace

BATCH = 5000
"""Rows in one transaction: other writers wait less than a second, and few rows are in memory at once."""
Progress = Callable[[int, int], None]
"""Callback that gets the number of lines read so far, and the number of all lines."""


def import_file(
    workspace: Workspace,
    path: Path,
    name: str,
    *,
    reading: HowToRead = AS_FOUND,
    update: bool = False,
    connections_of: str | None = None,
    strict: bool = False,
    dry_run: bool = False,
    instead: bool = False,
    stopped: Callable[[], bool] = lambda: False,
    progress: Progress = lambda _done, _of: None,
    refused: Callable[[RefusedRow], None] = lambda _row: None,
) -> ImportedFile:
    """Import a contact file into a source, new or existing; the same file twice adds nobody.

    Empty values of known people are filled in; with `update` the file's values win over those of earlier files. With
    `connections_of` the people are that member's connections, so that member does not invite them. A `dry_run`
    does the same and saves nothing; `refused` receives every row that cannot be used. An import that was stopped or
    killed continues where it was; until then the source takes another file only with `instead`. Raises UsageError if
    the file cannot be read or the name is empty; RefusedError if the file names nobody, if the source waits for another
    file, if `stopped` returns True after a batch, and with `strict` for anything that was guessed or left out.
    """
    name = clean(name, 100)
    if not name:
        raise UsageError("A source needs a name: --name NAME.", field="--name")
    if strict:
        refuse_guesses(path, reading)
    member = None if connections_of is None else connected_member(workspace, connections_of)
    with open_contact_file(path, reading) as file:
        digest = digest_of(file.digest, reading, update=update, connected=None if member is None else member.id)
        whole = Whole(clean(path.name, 100), digest)
        work = _Import(workspace, file, name, whole, member, update=update, dry_run=dry_run, instead=instead)
        rows = RefusedRows(refused)
        for batch in file.batches(BATCH, rows.add):
            work.take(batch)
            progress(file.lines if batch.last else batch.line, file.lines)
            if stopped() and not batch.last:
                raise work.halted()
        if not file.people:
            raise nobody_usable(file.unusable(), rows)
        return work.told(rows)


class _NothingSaved(Exception):  # noqa: N818 - no error: it ends a transaction that was only tried
    """Raised to roll back a transaction of a dry run."""


class _Import:
    """One import of a file into a source, with a transaction for each batch; a dry run rolls each of them back."""

    def __init__(
        self,
        workspace: Workspace,
        file: ContactReader,
        name: str,
        whole: Whole,
        member: MemberRow | None,
        *,
        update: bool,
        dry_run: bool,
        instead: bool,
    ) -> None:
        self._workspace = workspace
        self._file = file
        self._name = name
        self._member = member
        self._update = update
        self._dry_run = dry_run
        self._now = workspace.now()
        self._sums = Sums()
        self._greeting: Greeting | None = None
        self._resumed_at: int | None = None
        with workspace.store.read() as store:
            known = sources.by_name(store, name)
            self._place = Place(store, None if known is None else known.id, name, whole, instead=instead)
        self._source = None if known is None else known.id
        """The id of the source; None for a new source until a person is added to it."""
        if self._place.sums is not None and not dry_run:
            self._sums, self._resumed_at = Sums.of(self._place.sums), self._place.rows

    def take(self, batch: Batch) -> None:
        """Import the people of one batch; a new source is made only once there is a person for it."""
        if not self._file.people:
            return
        if self._resumed_at is not None and batch.rows <= self._resumed_at:
            self._greet(batch)
            return
        with suppress(_NothingSaved), self._workspace.store.write() as store:
            source = _source(store, self._name, self._now, self._workspace.actor)
            done = import_batch(
                self._workspace, store, source, batch, self._now, update=self._update, connected=self._member
            )
            if self._greeting is None:
                self._greeting = first_greeting(store, source, batch.people[0])
            self._sums += done
            if self._dry_run:
                raise _NothingSaved
            self._place.go_on(store, source, batch, self._sums.noted(), self._now)
            if batch.last:
                self._end(store, source)
            self._source = source

    def _greet(self, batch: Batch) -> None:
        """Render the first greeting of a file whose first people an earlier, stopped import added."""
        if self._greeting is None and self._source is not None and batch.people:
            with self._workspace.store.read() as store:
                self._greeting = first_greeting(store, self._source, batch.people[0])

    def halted(self) -> RefusedError:
        """Return the error for an import that was stopped between two batches."""
        if self._dry_run:
            return RefusedError("Reading was stopped; nothing was saved.", code="stopped")
        return RefusedError(stopped_at(self._name, self._file.rows), code="stopped")

    def _end(self, store: Writing, source: int) -> None:
        now, actor = self._now, self._workspace.actor
        data = {"rows": self._file.rows, "added": self._sums.added, "file": self._place.file}
        journal.write(store, now, actor, "source.imported", data={"source": source, **data})
        call_holds.source_changed(store, source, now, actor)
        if self._sums.filled or self._sums.updated:
            call_holds.values_came(store, now, actor)
        held_lifting.edited(store, now, actor, source=source)

    def told(self, refused: RefusedRows) -> ImportedFile:
        """Return the result of the import."""
        file, sums, member = self._file, self._sums, self._member
        with self._workspace.store.read() as store:
            rules = holders_of(store, sums.held)
        return ImportedFile(
            id=self._source,
            name=self._name,
            rows=file.rows,
            added=sums.added,
            known=file.rows - sums.added - file.refused,
            new_contacts=sums.new,
            updated=sums.updated,
            filled=sums.filled,
            differ=sums.differ,
            kept=sums.kept,
            texts=sums.texts,
            refused=tuple(refused.first),
            refused_total=refused.count,
            report=file.report(),
            greeting=self._greeting,
            dry_run=self._dry_run,
            excluded=tuple(ExcludedPeople(rule, sums.held[ident]) for ident, rule in sorted(rules.items())),
            connections=None if member is None else Connections(member.id, member.name, sums.connected, sums.cancelled),
            resumed_at=self._resumed_at,
        )


def read_usable(path: Path) -> ContactFile:
    """Read a contact file of moderate size. Raises RefusedError if no row names a person, and UsageError."""
    file = read_contact_file(path)
    if not file.people:
        raise nobody_usable(file.unusable, RefusedRows.of(file.refused))
    return file


def nobody_usable(why: str, refused: RefusedRows) -> RefusedError:
    """Return the refusal of a file in which no row names a person, with the first reasons."""
    found = refused.sentence()
    return RefusedError(f"{why}{f' Refused: {found}.' if found else ''}", field="file")


def _source(store: Writing, name: str, now: datetime, actor: str) -> int:
    found = sources.by_name(store, name)
    if found is not None:
        if found.kind != "list":
            raise RefusedError(f"“{name}” is a {found.kind}; a file can only be imported into a list.")
        return found.id
    ident = sources.add(store, name, "list", now)
    journal.write(store, now, actor, "source.added", data={"source": ident})
    return ident
