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
"""Rows in one transaction: others wait a part of a second, and what was read takes no memory."""
Progress = Callable[[int, int], None]
"""Hears how many of how many lines were read."""


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
    progress: Progress = lambda _done, _of: None,
    refused: Callable[[RefusedRow], None] = lambda _row: None,
) -> ImportedFile:
    """Import a contact file into a source, new or existing; the same file twice adds nobody.

    Of people who are known it fills in what is empty; with `update` its values win over those of earlier files.
    With `connections_of` the people are connected with that member already, so that nobody invites them from there.
    A `dry_run` does the same and saves nothing; `refused` hears of every row that cannot be used. Raises UsageError
    where the file cannot be read or the name is empty, RefusedError where it names nobody, and with `strict` for
    whatever had to be guessed or left out.
    """
    name = clean(name, 100)
    if not name:
        raise UsageError("A source needs a name: --name NAME.", field="--name")
    if strict:
        refuse_guesses(path, reading)
    member = None if connections_of is None else connected_member(workspace, connections_of)
    with open_contact_file(path, reading) as file:
        work = _Import(workspace, file, name, clean(path.name, 100), member, update=update, dry_run=dry_run)
        rows = RefusedRows(refused)
        for batch in file.batches(BATCH, rows.add):
            work.take(batch)
            progress(file.lines if batch.last else batch.line, file.lines)
        if not file.people:
            raise nobody_usable(file.unusable(), rows)
        return work.told(rows)


class _NothingSaved(Exception):  # noqa: N818 - no error: it ends a transaction that was only tried
    """Raised within a transaction that is not to be kept."""


class _Import:
    """One file on its way into a source, a transaction for each batch; a dry run takes each of them back."""

    def __init__(
        self,
        workspace: Workspace,
        file: ContactReader,
        name: str,
        file_name: str,
        member: MemberRow | None,
        *,
        update: bool,
        dry_run: bool,
    ) -> None:
        self._workspace = workspace
        self._file = file
        self._name = name
        self._file_name = file_name
        self._member = member
        self._update = update
        self._dry_run = dry_run
        self._now = workspace.now()
        self._sums = Sums()
        self._greeting: Greeting | None = None
        with workspace.store.read() as store:
            known = sources.by_name(store, name)
        self._source = None if known is None else known.id
        """None until somebody is put into it."""

    def take(self, batch: Batch) -> None:
        """Import the people of one batch; a source is only made for somebody."""
        if not self._file.people:
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
            if batch.last:
                self._end(store, source)
            self._source = source

    def _end(self, store: Writing, source: int) -> None:
        now, actor = self._now, self._workspace.actor
        data = {"rows": self._file.rows, "added": self._sums.added, "file": self._file_name}
        journal.write(store, now, actor, "source.imported", data={"source": source, **data})
        call_holds.source_changed(store, source, now, actor)
        if self._sums.filled or self._sums.updated:
            call_holds.values_came(store, now, actor)
        held_lifting.edited(store, now, actor, source=source)

    def told(self, refused: RefusedRows) -> ImportedFile:
        """Return what became of the file."""
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
        )


def read_usable(path: Path) -> ContactFile:
    """Read a contact file of moderate size. Raises RefusedError where no row names a person, and UsageError."""
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
