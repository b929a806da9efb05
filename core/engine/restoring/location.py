"""The location of a store: a copy in another folder or on another machine sends nothing until it is adopted.

Two copies of one store do not know each other's sends, and neither reads the other's side journal.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from core.engine.context import settle_time
from core.engine.restoring import seen
from core.errors import RefusedError
from core.store import members, named_values
from core.store.copying.marks import moved_to, unmark_moved
from core.store.database import Reading, Writing
from core.store.stamp import FOLDER, RESTORED, renew_generation
from core.workspace import Workspace

RAISED = 1
"""Number by which the engine has already raised the epoch when it checks the location."""
MACHINE = "place.machine"
MACHINE_FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


def check(workspace: Workspace, *, nothing_lost: bool = False, settle: timedelta = timedelta(0)) -> bool:
    """Check the location as an engine starts: note the machine, or raise RefusedError if the store was used elsewhere.

    Return True if a store on a server is known to have everything that this home ever saw in it, else False.

    `nothing_lost` is True if a standby knows that no commit of the last engine is lost: then only the lists of members
    with something in doubt are read again.

    If the server's history is another one or the store is older, another machine may have sent until just now: the
    network may carry that out up to `settle` later, so only later reads of the lists count.
    """
    with workspace.store.read() as reading:
        moved = _moved(reading, workspace)
    if moved:
        raise RefusedError(
            f"{moved}, so nothing is sent. Make sure that the other copy sends no more, then run "
            "`overture doctor --adopt`.",
            code="store.moved",
        )
    if not workspace.store.durable:
        return False
    # `seen.json` is not written here: until the side journal was replayed, each start has to find the store older.
    with workspace.store.write() as store:
        before = None if workspace.store.in_file else seen.noted(workspace.home)
        older = before is not None and seen.is_older(store, workspace, before, raised=RAISED)
        unknown = before is None and not workspace.store.in_file and _noted(store)[1] != ""
        if _elsewhere(store, workspace) or older or unknown:
            same = not older and _history_of(_noted(store)[1]) in ("", _history_of(_host(workspace)))
            if nothing_lost and same:
                members.read_doubtful_sent_lists_again(store, workspace.now())
            else:
                _read_lists_again(store, workspace, timedelta(0) if same else settle)
                if older or unknown:
                    named_values.put(store, RESTORED, "1")  # until a replay, from this home or another
            _note(store, workspace)
        if not _noted(store)[1]:
            _note(store, workspace)  # also the machine, now that something may be sent from it
        return before is not None and not older and named_values.get(store, RESTORED) is None


def ran_here(store: Reading, workspace: Workspace) -> bool:
    """Return whether the last engine of a store on a server ran from this home."""
    return _noted(store)[1] == _host(workspace)


def moved(workspace: Workspace) -> str:
    """Return why the engine does not start here, as the first half of a sentence; empty if it does."""
    with workspace.store.read() as store:
        return _moved(store, workspace)


def adopt(workspace: Workspace) -> None:
    """Make this the store's location: a person confirms that no other copy of it sends."""
    with workspace.store.write() as store:
        unmark_moved(store)
        _note(store, workspace)
        renew_generation(store)
        _read_lists_again(store, workspace, settle_time(workspace.clock))  # the other copy may have sent until now


def of_copy(copied: Workspace) -> dict[str, str | None]:
    """Return the named values that record the location of a finished copy, by key."""
    return {FOLDER: _folder(copied), MACHINE: _host(copied)}


def _read_lists_again(store: Writing, workspace: Workspace, settle: timedelta) -> None:
    from core.engine.reading import account_lists

    now = workspace.now()
    account_lists.read_again(store, now, counts_from=now + settle if settle else None)


def machine() -> str:
    """Return the system's id of this machine; empty if it has none."""
    for path in MACHINE_FILES:
        try:
            return path.read_text().strip()
        except OSError:
            continue
    return ""


def _moved(store: Reading, workspace: Workspace) -> str:
    address = moved_to(store)
    if address:
        return f"This store was moved to {address}"
    if not workspace.store.durable:
        return ""  # a throw-away home may be copied: the people contacted there are made up
    folder, there = _noted(store)
    if folder is not None and folder != _folder(workspace):
        return f"This store was used in {folder} before"
    if not workspace.store.in_file:
        return ""  # its engine may run on any machine
    here = machine()
    return "This store was used on another machine before" if there and here and there != here else ""


def _elsewhere(store: Reading, workspace: Workspace) -> bool:
    """Return whether the engine of a store on a server last ran from another home: its side journal is there."""
    there = _noted(store)[1]
    return not workspace.store.in_file and there not in ("", _host(workspace))


def _host(workspace: Workspace) -> str:
    """Return the machine from which an engine runs; for a store on a server, with its home and the server's history."""
    if workspace.store.in_file:
        return machine()
    return " ".join((machine(), str(workspace.home.folder.resolve()), workspace.store.history()))


def _history_of(host: str) -> str:
    return host.rpartition(" ")[2]


def _noted(store: Reading) -> tuple[str | None, str]:
    return named_values.get(store, FOLDER), named_values.get(store, MACHINE) or ""


def _note(store: Writing, workspace: Workspace) -> None:
    named_values.put(store, FOLDER, _folder(workspace))
    named_values.put(store, MACHINE, _host(workspace))


def _folder(workspace: Workspace) -> str:
    return workspace.store.place(workspace.home)
