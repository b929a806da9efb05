"""Moving the store into another place: from a file to a server, or back.

The copy cannot be opened before it is complete, and the source is marked as moved before that, so that at no moment
both stores could send.
"""

from __future__ import annotations

import shlex
from dataclasses import replace

from core.engine.ownership import lock
from core.engine.restoring import location, seen
from core.errors import OvertureError, RefusedError
from core.home import Home
from core.services.maintenance.verify import verify
from core.store.copying import comparison, destination, marks, rows
from core.store.copying.destination import Address
from core.store.database import Store
from core.store.engine import engine_state
from core.store.stamp import RESTORED
from core.store.upkeep import damage
from core.views.maintenance_view import StoreCopyResult
from core.views.verification_view import Verification
from core.workspace import Workspace


def move(workspace: Workspace, to: str, progress: rows.Progress = lambda _table, _rows: None) -> StoreCopyResult:
    """Copy the store to an address, check the copy, and mark the source as moved.

    Nobody can change the source meanwhile. Raises EngineElsewhereError while an engine runs on the source or the
    destination, UsageError or RefusedError for a destination that is not empty, TryAgainError, and OvertureError if the
    copy differs.
    """
    address = destination.address_of(to)
    _refuse_embedded(workspace, address)
    damage.refuse(workspace.home)
    with lock.held(workspace, "copy"):
        again = _refuse_moved(workspace, address)
        source_id = workspace.stamp.store_id
        before = verify(workspace)
        with destination.opened(address, source_id, keeps=True) as target:
            copied = _copied_to(workspace, target, address)
            with workspace.store.write() as source:
                workspace.store.allow_long(source)
                counts = rows.copy(source, target, progress)
                comparison.refuse_difference(source, target, in_file=workspace.store.in_file)
                _refuse_difference(before, verify(copied))
                notes = location.of_copy(copied)
                marks.mark_moved(source, address.shown)
            if again or _leaves_journal(workspace, address):
                notes[RESTORED] = "1"
            destination.finish(target, notes)
            with target.read() as reading:
                if not target.in_file:
                    seen.note(workspace.home, seen.now(reading, copied))
                epoch = engine_state.place(reading).epoch
    return StoreCopyResult(shown(workspace), address.shown, source_id, counts, epoch)


def shown(workspace: Workspace) -> str:
    """Return the address of the present store."""
    return str(workspace.config.store_url or workspace.home.store)


def moved_to(workspace: Workspace) -> str:
    """Return the address to which the store was moved; empty if it was not."""
    with workspace.store.read() as store:
        return marks.moved_to(store)


def steps_after(workspace: Workspace, address: str) -> tuple[str, ...]:
    """Return, as sentences, the steps that a person takes next to use the copy."""
    target = destination.address_of(address)
    if target.file is None:
        return (
            f'Write the address into {workspace.home.config}: a section [store] with url = "{address}".',
            "Do the same in the home of each other machine. The store in the home is marked as moved, and may stay.",
        )
    if target.file == workspace.home.store:
        return (f"Take the section [store] out of {workspace.home.config}.",)
    folder = shlex.quote(str(workspace.home.folder))
    return (
        f"Move {target.file} to {workspace.home.store}, and take the section [store] out of {workspace.home.config}.",
        f"Then run `overture --home {folder} doctor --adopt`.",
    )


def _refuse_embedded(workspace: Workspace, address: Address) -> None:
    if workspace.config.embedded and workspace.store.durable and address.file is None:
        raise RefusedError(
            "The embedded sandbox is a file of one machine, and a store on a server is for several machines: serve the "
            "sandbox (`overture sandbox serve`), in a home that names its address.",
            code="store.sandbox",
        )


def _refuse_moved(workspace: Workspace, address: Address) -> bool:
    """Refuse a source that was moved; return True if it is marked because an earlier copy was interrupted.

    If the interruption came after the last commit, the copy is complete, and another one is refused.
    """
    to = moved_to(workspace)
    if to and to == address.shown and destination.is_unfinished(address, workspace.stamp.store_id):
        return True
    if to and to == address.shown and destination.is_complete(address, workspace.stamp.store_id):
        raise RefusedError(
            f"The copy in {to} is complete, and this store is marked as moved to it: nothing is left to copy. "
            + " ".join(steps_after(workspace, to)),
            code="copy.complete",
        )
    if why := location.moved(workspace):
        raise RefusedError(
            f"{why}, so it is not copied from here. Make sure that no other copy sends, then run "
            "`overture doctor --adopt` first.",
            code="store.moved",
        )
    return False


def _copied_to(workspace: Workspace, target: Store, address: Address) -> Workspace:
    """Return a workspace whose store is the copy."""
    home = workspace.home if address.file is None else Home(address.file.parent)
    return replace(workspace, home=home, store=target)


def _leaves_journal(workspace: Workspace, address: Address) -> bool:
    """Return whether the copy is for another home, which has no side journal of what was sent."""
    return address.file is not None and address.file.parent.resolve() != workspace.home.folder.resolve()


def _refuse_difference(before: Verification, after: Verification) -> None:
    if (before.differences, before.duplicates) != (after.differences, after.duplicates):
        raise OvertureError(
            "The copy was counted again, and its figures differ from the source's. The source is as it was, and "
            "nothing uses the copy.",
            code="copy.differs",
        )
