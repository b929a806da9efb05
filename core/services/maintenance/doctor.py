"""Checks of this workspace: its library, store, files, disk, location and side journal."""

from __future__ import annotations

from collections.abc import Callable

from core import home_files
from core.engine import side_journal
from core.engine.restoring import journal_check, location
from core.errors import TryAgainError
from core.home import LEAST_FREE, NETWORK_FILE_SYSTEMS, file_system, free_bytes
from core.services import erasure_copies, workspace_values
from core.services.engine_alive import life
from core.store import deliveries, named_values
from core.store.database import APSW_VERSION, SQLITE_VERSION, is_safe_sqlite
from core.store.people import quarantine
from core.store.upkeep import damage
from core.views.checks_view import Check
from core.workspace import Workspace

ROOMY = 200 * 1024 * 1024
"""Free bytes below which `doctor` warns, before sending stops for lack of space."""
PERMISSIONS = "permissions"
_TAKE_AS_IT_IS = (
    "Put the file back from a copy, or accept it with `overture doctor --accept-journal`. The engine reads the "
    "sent lists of all accounts before it sends anything."
)


def checks(workspace: Workspace) -> list[Check]:
    """Return the result of every check: its name, whether it passed, a sentence, and a remedy if it failed."""
    every: tuple[Callable[[Workspace], Check], ...] = (
        _library,
        _pragmas,
        _integrity,
        _file_system,
        _room,
        _place,
        _engine,
        _side_journal,
        _erasure,
        _values,
    )
    return [check(workspace) for check in every]


def home_checks(found: list[home_files.Fault]) -> list[Check]:
    """Return the faults of the home folder's and its files' permissions, each with the command that repairs it.

    They are found before the home is opened: opening may be refused, and SQLite gives its own files the store's mode.
    """
    if not found:
        return [_check(PERMISSIONS, True, "The home and its files are yours, and nobody else can read them.", "")]
    return [_check(PERMISSIONS, False, fault.text, f"Run: {fault.command}") for fault in found]


def adopt(workspace: Workspace) -> None:
    """Record the store's present location: this folder on this machine, or the database on its server."""
    location.adopt(workspace)


def accept_journal(workspace: Workspace) -> int:
    """Accept the side journal as it is now; return the number of damaged lines. Raises TryAgainError."""
    path, bad = workspace.home.intents, journal_check.bad_lines(workspace)
    try:
        if bad:
            side_journal.accept(path, workspace.now(), durable=workspace.store.durable)
    except OSError as error:
        raise TryAgainError(f"{path} cannot be written: {error.strerror}.") from None
    with workspace.store.write() as store:
        named_values.delete(store, journal_check.DAMAGED)
    return len(bad)


def _check(name: str, ok: bool, text: str, action: str) -> Check:
    return Check(name, ok, text, "" if ok else action)


def _library(_workspace: Workspace) -> Check:
    text = f"SQLite {SQLITE_VERSION}, APSW {APSW_VERSION}."
    return _check("sqlite", is_safe_sqlite(), text, "Install the apsw wheel from PyPI.")


def _pragmas(workspace: Workspace) -> Check:
    with workspace.store.read():
        kept = workspace.store.settings()
    if not workspace.store.in_file:
        told = ", ".join(f"{name} = {value}" for name, value in kept.items())
        return _check("store.settings", True, f"The server of {workspace.config.store_url} keeps {told}.", "")
    mode, sync, keys = (kept[name] for name in ("journal_mode", "synchronous", "foreign_keys"))
    ok = mode == "wal" and sync == 2 and keys == 1
    text = f"The store keeps journal_mode = {mode}, synchronous = {sync}, foreign_keys = {keys}."
    return _check("store.settings", ok, text, "Use a home on another disk: this one does not support these settings.")


def _integrity(workspace: Workspace) -> Check:
    """Run the same integrity check as the engine. Unless the store is read-only, record damage for a running engine."""
    record = not workspace.store.readonly
    found = damage.ask(workspace.home, record=record)
    if found is None:
        if record:
            damage.clear(workspace.home)
        return _check("store.integrity", True, _whole(workspace), "")
    return _check("store.integrity", False, f"The store is damaged, nothing is sent: {found.words}.", found.remedy)


def _whole(workspace: Workspace) -> str:
    if workspace.store.in_file:
        return "The store is whole."
    if workspace.store.settings()["data_checksums"] == "on":
        return "The store's server checks its own pages."
    return "The store's server keeps no checksums of its pages, so it may not notice damage on its disk."


def _file_system(workspace: Workspace) -> Check:
    kind = file_system(workspace.home.folder) or "not told by the system"
    action = "Move the home to a local disk: a store on a network file system can be damaged."
    return _check("file.system", kind not in NETWORK_FILE_SYSTEMS, f"File system: {kind}.", action)


def _room(workspace: Workspace) -> Check:
    free = free_bytes(workspace.home.folder)
    text = f"{free // 1024 // 1024} MB are free on the disk."
    return _check(
        "disk.room", free >= ROOMY, text, f"Make room: below {LEAST_FREE // 1024 // 1024} MB nothing is sent."
    )


def _place(workspace: Workspace) -> Check:
    why = location.moved(workspace)
    text = f"{why}, so nothing is sent here." if why else "The store was not moved."
    action = "Make sure that the other copy sends no more, then run `overture doctor --adopt`."
    return _check("store.place", not why, text, action)


def _erasure(workspace: Workspace) -> Check:
    found = erasure_copies.found(workspace)
    if found is None:
        return _check("erasure", True, "No copies of erased people remain in the store.", "")
    return _check("erasure", False, found.text, found.action)


def _values(workspace: Workspace) -> Check:
    found = workspace_values.differing(workspace)
    text = " ".join(found) or "No value of the workspace differs from config.toml."
    return _check(
        "workspace.values", not found, text, "Change it with `overture set`, or take the line out of the file."
    )


def _engine(workspace: Workspace) -> Check:
    alive = life(workspace)
    found = alive.holder
    standbys = ", ".join(f"process id {one.pid} on {one.host}" for one in alive.standbys)
    more = f" Standing by: {standbys}." if standbys else ""
    if found is None:
        told = "No engine runs just now." if alive.taking_over_s is None else "A standby takes the engine over."
        return _check("engine", True, f"{told}{more}", "")
    text = f"The engine is run by the {found.kind} with process id {found.pid} on {found.host}.{more}"
    if found.fault:
        text = f"{text} It cannot write the store: {found.fault}"
    return _check("engine", not found.fault, text, "Make room on the disk; it resumes by itself.")


def _side_journal(workspace: Workspace) -> Check:
    """Check the side journal. Sends in neither deliveries nor quarantine are looked up when the engine starts."""
    path = workspace.home.intents
    try:
        lines, damaged, bad = list(side_journal.read(path)), side_journal.damaged(path), side_journal.bad_lines(path)
    except OSError as error:
        text = f"The safety log {path} cannot be read: {error.strerror}."
        return _check("side.journal", False, text, "Make it readable: no engine starts without it.")
    with workspace.store.read() as store:
        known = deliveries.keys(store) | quarantine.keys(store)
    sends = [str(line["delivery"]) for line in lines if line["kind"] in ("invitation", "message")]
    ahead = len(set(sends) - known)
    text = f"The safety log holds {len(sends)} sends, {ahead} of them unknown to the store; damaged lines: {damaged}."
    if bad:
        more = f", and {len(bad) - 1} more were" if bad[1:] else ""
        text = (
            f"The safety log holds {len(sends)} sends, {ahead} of them unknown to the store. Line {bad[0].number} of "
            f"it was changed since it was written{more}."
        )
        return _check("side.journal", False, text, _TAKE_AS_IT_IS)
    action = "Start the engine: it looks up the people concerned before it contacts anybody."
    return _check("side.journal", ahead == 0, text, action)
