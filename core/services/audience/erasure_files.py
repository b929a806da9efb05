"""The files of a home, besides the store, that may still hold data of erased people, to be named to the user.

Older stores (backups, `before-*`) and the sandbox network's memory are named unread; any other file of the home is
named if a name, an address or an id of these people is found in it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from core.engine.restoring.erase import NAME, provider_ids
from core.files import NotRegularError, TooLargeError, read_regular
from core.home import Home
from core.shell_words import quoted
from core.store.database import Reading
from core.store.people.contacts import identifying_words
from core.store.upkeep import backups

SHORTEST = 6
"""Fewest letters of a word that is searched for; shorter ones are found in any file."""
MOST_WORDS = 500
"""Most words that are searched for; with more, every file that could hold people is named instead."""
LARGEST = 64_000_000
"""Most bytes of a file that is searched; a larger one is named without a search."""


def words_of(store: Reading, contacts: list[int]) -> set[str]:
    """Return the words that identify these contacts (name, e-mail, public and provider's id), before an erasure."""
    found = identifying_words(store, contacts)
    for contact in contacts:
        found |= provider_ids(store, contact)
    return {word for word in found - {NAME} if len(word) >= SHORTEST}


def holding(home: Home, words: set[str]) -> list[str]:
    """Return the sorted paths of files that contain, or may contain, these people, without the store's own files."""
    known = {path for path in backups.known(home) if path.exists()}
    needles = [word.encode() for word in sorted(words)]
    return sorted(str(path) for path in known | {path for path in _others(home) if _holds(path, needles, home.sandbox)})


def sentences(files: list[str]) -> list[str]:
    """Return one sentence that names the files, or none."""
    if not files:
        return []
    return [f"These files also contain data about them, or may: {', '.join(quoted(path) for path in files)}."]


def _others(home: Home) -> Iterator[Path]:
    """Yield every file of the home except the store's own and the side journal, which holds keyed hashes.

    A database that this process has open is never opened here: closing it again would drop SQLite's locks.
    """
    own = {home.intents, home.engine_lock, home.store_lock}
    for path in home.folder.iterdir():
        store = path.with_name(path.name.removesuffix("-wal").removesuffix("-shm"))
        if path not in own and store != home.store and (store != home.sandbox or path == store):
            yield path


def _holds(path: Path, needles: list[bytes], sandbox: Path) -> bool:
    if path.name.startswith("before-") or path == sandbox:
        return path.is_file()
    with contextlib.suppress(NotRegularError, FileNotFoundError, IsADirectoryError):
        try:
            data = read_regular(path, LARGEST)
        except (TooLargeError, PermissionError):
            return True  # cannot be searched, so it may name the person
        return data.startswith(backups.HEAD) or _found(data, needles)
    return False


def _found(data: bytes, needles: list[bytes]) -> bool:
    return len(needles) > MOST_WORDS or any(needle in data for needle in needles)
