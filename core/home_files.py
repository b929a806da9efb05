"""Whose the home and its files are: `config.toml` decides where the provider's key goes, so nobody else may write it.

As git and ssh do, a home that somebody else could have prepared is refused. What only others could read is told by
`doctor`, as everything that is refused is, with the command that mends it.
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
"""Files of a home that are looked at; it has a dozen."""
_REMOVE = "Remove it, or put the file itself there."
READ_BY_OTHERS, WRITTEN_BY_OTHERS, OWN = 0o055, 0o022, 0o600
_CAN = {"readable": READ_BY_OTHERS, "writable": WRITTEN_BY_OTHERS}
_OURS = ("overture.log", "before-")
"""How the names of the files begin that Overture makes beside those of `Home.files`."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one path, and the command that mends it; `refused`: the home is not opened before that."""

    path: Path
    text: str
    command: str
    refused: bool


def refuse_foreign(home: Home) -> None:
    """Raise RefusedError (`home.foreign`) where somebody else could have prepared the home or a file that is read."""
    for fault in faults(home):
        if fault.refused:
            raise RefusedError(f"{fault.text} Run: {fault.command}", code="home.foreign", field="--home")


def faults(home: Home) -> list[Fault]:
    """Everything that is wrong with the home folder and its files, the folder first; a path that is missing is well."""
    found = list(_folder(home.folder))
    decisive = {*home.files(), *_beside(home.store), *_beside(home.sandbox)}
    for path in _paths(home, decisive):
        found += _file(path, home, decisive=path in decisive)
    return found


def _beside(store: Path) -> tuple[Path, ...]:
    """What SQLite reads as parts of a database."""
    return tuple(store.with_name(store.name + end) for end in ("-wal", "-shm", "-journal"))


def _paths(home: Home, decisive: set[Path]) -> list[Path]:
    """The files that Overture reads or writes, and whatever else is in the folder."""
    try:
        others = set(islice(home.folder.iterdir(), MOST_FILES))
    except OSError:
        others = set()  # missing, or not to be read: opening it says why
    return sorted(decisive | others)


def _folder(path: Path) -> Iterator[Fault]:
    try:
        facts, link = path.stat(), path.lstat()
        above = [(parent, parent.stat()) for parent in path.resolve().parents]
    except OSError:
        return
    if not stat.S_ISDIR(facts.st_mode):
        return  # opening it says so
    if _is_foreign(link):
        yield Fault(path, *_belongs(path, link), refused=True)
    elif _is_foreign(facts):
        yield Fault(path, *_belongs(path, facts), refused=True)
    refused = bool(facts.st_mode & WRITTEN_BY_OTHERS & _others(facts))
    yield from _modes(path, facts, "folder", refused=refused, theirs=facts.st_mode, own=0o700)
    for parent, found in above:
        if found.st_mode & WRITTEN_BY_OTHERS & _others(found) and not found.st_mode & stat.S_ISVTX:
            text = f"Others can put another folder in the place of {quoted(path)}: they can write {quoted(parent)}."
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
        theirs = facts.st_mode if ours else within  # Overture makes its files 0600; an editor makes others as it does
        own = OWN if ours and path != home.provider_key else 0o400
        yield from _modes(path, facts, "file", refused=refused, theirs=theirs, own=own)


def _modes(path: Path, facts: os.stat_result, what: str, *, refused: bool, theirs: int, own: int) -> Iterator[Fault]:
    """What others may do with a file or folder, of the bits `theirs`, and what its owner may not, of the bits `own`."""
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
    """What stands in the place of a file, in words; None for a file or a folder."""
    if stat.S_ISLNK(mode):
        return "a link"
    return None if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else "a pipe, a device or a socket"


def _replaced(path: Path, mode: int) -> str:
    """The command that puts the file itself where a link is, or takes away what no file can be made of."""
    if not stat.S_ISLNK(mode) or not path.is_file():
        return command("rm", "--", path)
    copy = path.with_name(f"{path.name}.copy")
    return f"{command('cp', '--', path, copy)} && {command('mv', '-f', '--', copy, path)}"


def _belongs(path: Path, facts: os.stat_result) -> tuple[str, str]:
    """The sentence about a foreign owner, and the command that makes it this user's."""
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
    """The bits of those who can get at a file of this folder at all."""
    try:
        facts = folder.stat()
    except OSError:
        return 0o077
    theirs = facts.st_mode & _others(facts)
    return (0o070 if theirs & 0o010 else 0) | (0o007 if theirs & 0o001 else 0)


def _others(facts: os.stat_result) -> int:
    """The bits of other people: not the group's where it is a group of this user alone, as many systems make one."""
    return 0o007 if _is_own_group(facts.st_gid) else 0o077


def _is_own_group(number: int) -> bool:
    try:
        me, group = pwd.getpwuid(os.geteuid()), grp.getgrgid(number)
    except KeyError:
        return False
    return number == me.pw_gid and group.gr_name == me.pw_name and not set(group.gr_mem) - {me.pw_name}
