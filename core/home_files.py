"""Checks of owner and permissions of the home: nobody else may write `config.toml`, which directs the provider's key.

Like git and ssh, Overture refuses a home that another user could have prepared. A file that others can only read is not
refused; `doctor` reports it, like every refused file, with the command that repairs it.
"""

from __future__ import annotations

import grp
import os
import pwd
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from core.errors import RefusedError
from core.home import Home
from core.shell_words import command, quoted

MOST_FILES = 1000
"""Most files of a home that are checked; a usual home has a dozen."""
_REMOVE = "Remove it, or put the file itself there."
READ_BY_OTHERS, WRITTEN_BY_OTHERS, OWN = 0o055, 0o022, 0o600
_CAN = {"readable": READ_BY_OTHERS, "writable": WRITTEN_BY_OTHERS}
_OURS = ("overture.log", "events.jsonl", "before-", "hourly-", "daily-", "screen-")
"""Prefixes of the files that Overture makes beside those of `Home.files`."""


@dataclass(frozen=True)
class Fault:
    """A fault of one path and the command that repairs it; if `refused`, the home is not opened before the repair."""

    path: Path
    text: str
    command: str
    refused: bool


def refuse_foreign(home: Home) -> None:
    """Raise RefusedError (`home.foreign`) if another user could have prepared the home or a file in use."""
    for fault in faults(home):
        if fault.refused:
            raise RefusedError(f"{fault.text} Run: {fault.command}", code="home.foreign", field="--home")


def faults(home: Home) -> list[Fault]:
    """Return all faults of the home folder and its files, the folder first; a missing path is no fault."""
    found = list(_folder(home.folder))
    decisive = {*home.files(), *_beside(home.store), *_beside(home.sandbox)}
    for path in _paths(home, decisive):
        found += _file(path, home, decisive=path in decisive)
    return found


def _beside(store: Path) -> tuple[Path, ...]:
    """Return the paths of the files that SQLite treats as parts of a database."""
    return tuple(store.with_name(store.name + end) for end in ("-wal", "-shm", "-journal"))


def _paths(home: Home, decisive: set[Path]) -> list[Path]:
    """Return the files that Overture reads or writes, and the others in the folder (at most MOST_FILES), sorted."""
    try:
        others = set(islice(home.folder.iterdir(), MOST_FILES))
    except OSError:
        others = set()  # missing or unreadable: the error is raised when the home is opened
    return sorted(decisive | others)


def _folder(path: Path) -> Iterator[Fault]:
    try:
        facts, link = path.stat(), path.lstat()
        above = [(parent, parent.stat()) for parent in path.resolve().parents]
    except OSError:
        return
    if not stat.S_ISDIR(facts.st_mode):
        return  # the error is raised when the home is opened
    if _is_foreign(link):
        yield Fault(path, *_belongs(path, link), refused=True)
    elif _is_foreign(facts):
        yield Fault(path, *_belongs(path, facts), refused=True)
    refused = bool(facts.st_mode & WRITTEN_BY_OTHERS & _others(facts))
    yield from _modes(path, facts, "folder", refused=refused, theirs=facts.st_mode, own=0o700)
    for parent, found in above:
        if found.st_mode & WRITTEN_BY_OTHERS & _others(found) and not found.st_mode & stat.S_ISVTX:
            text = f"Others can replace {quoted(path)}, because they can write into {quoted(parent)}."
            yield Fault(parent, text, _chmod("go-w", parent), refused=False)


def _file(path: Path, home: Home, *, decisive: bool) -> Iterator[Fault]:
    try:
        facts = path.lstat()
    except OSError:
        return
    kind = _kind(facts.st_mode)
    if kind is not None:
        yield Fault(
            path, f"{quoted(path)} is {kind}, not a file. {_REMOVE}", _replaced(path, facts.st_mode), refused=decisive
        )
    elif _is_foreign(facts):
        yield Fault(path, *_belongs(path, facts), refused=decisive)
    elif stat.S_ISREG(facts.st_mode):
        within = facts.st_mode & _reach(home.folder)
        refused = decisive and bool(within & WRITTEN_BY_OTHERS & _others(facts))
        ours = path != home.config and (decisive or path.name.startswith(_OURS))
        theirs = facts.st_mode if ours else within  # Overture makes its files 0600; editors choose other modes
        own = OWN if ours and path != home.provider_key else 0o400
        yield from _modes(path, facts, "file", refused=refused, theirs=theirs, own=own)


def _modes(path: Path, facts: os.stat_result, what: str, *, refused: bool, theirs: int, own: int) -> Iterator[Fault]:
    """Yield the faults of a mode: bits of `theirs` that others have, and bits of `own` that the owner lacks."""
    name, mode = f"The {what} {quoted(path)}", f"(mode {stat.S_IMODE(facts.st_mode):04o})"
    bits = theirs & _others(facts)
    can = [word for word, wanted in _CAN.items() if bits & wanted]
    if can:
        yield Fault(path, f"{name} is {' and '.join(can)} by others {mode}.", _chmod("go=", path), refused)
    if facts.st_mode & own != own:
        letters = "".join(letter for letter, bit in (("r", 0o400), ("w", 0o200), ("x", 0o100)) if own & bit)
        yield Fault(path, f"{name} is closed to its owner {mode}.", _chmod(f"u+{letters}", path), refused=False)


def _chmod(change: str, path: Path) -> str:
    return command("chmod", change, "--", path)


def _kind(mode: int) -> str | None:
    """Return the words for a path that is no file, such as "a link"; None for a file or a folder."""
    if stat.S_ISLNK(mode):
        return "a link"
    return None if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else "a pipe, a device or a socket"


def _replaced(path: Path, mode: int) -> str:
    """Return the command that replaces a link by the file it leads to, or removes a path that leads to no file."""
    if not stat.S_ISLNK(mode) or not path.is_file():
        return command("rm", "--", path)
    copy = path.with_name(f"{path.name}.copy")
    return f"{command('cp', '--', path, copy)} && {command('mv', '-f', '--', copy, path)}"


def _belongs(path: Path, facts: os.stat_result) -> tuple[str, str]:
    """Return the sentence about a foreign owner, and the command that makes this user the owner."""
    whose = f"belongs to another user ({_user(facts.st_uid)})"
    text = f"{quoted(path)} {whose}: start Overture as that user, or make it your own."
    return text, command("sudo", "chown", "-h", str(os.geteuid()), "--", path)


def _user(number: int) -> str:
    try:
        return quoted(pwd.getpwuid(number).pw_name)
    except KeyError:
        return f"number {number}"


def _is_foreign(facts: os.stat_result) -> bool:
    return facts.st_uid not in (os.geteuid(), 0)


def _reach(folder: Path) -> int:
    """Return the permission bits of the classes (group, others) that can enter the folder and so reach its files."""
    try:
        facts = folder.stat()
    except OSError:
        return 0o077
    theirs = facts.st_mode & _others(facts)
    return (0o070 if theirs & 0o010 else 0) | (0o007 if theirs & 0o001 else 0)


def _others(facts: os.stat_result) -> int:
    """Return the permission bits of other people, without the group's if only this user is in it, as is common."""
    return 0o007 if _is_own_group(facts.st_gid) else 0o077


def _is_own_group(number: int) -> bool:
    try:
        me, group = pwd.getpwuid(os.geteuid()), grp.getgrgid(number)
    except KeyError:
        return False
    return number == me.pw_gid and group.gr_name == me.pw_name and not set(group.gr_mem) - {me.pw_name}
