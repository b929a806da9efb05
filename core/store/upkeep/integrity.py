"""The check that a store is whole, for both `doctor` and the engine (docs/reliability.md#damage).

The check opens its own connection: an open one would answer from its cache.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import apsw

from core.errors import OvertureError, TryAgainError
from core.store.database import BUSY_TIMEOUT_MS, PASSING, STEPS_BETWEEN_LOOKS
from core.text import clean

LARGE = 200 * 1024 * 1024
"""Bytes of a store above which the whole check takes seconds, so that it is made in two parts."""
LONGEST_WORDS = 200
FORMATS, OLD, WAL = slice(18, 20), b"\x01\x01", b"\x02\x02"
"""Position, in a file's header, of the format versions for writing and reading it, and the two possible values."""
HEAD = "*** in database main ***\n"
"""The line that SQLite prints before its findings; it is removed, since a store is a single database."""


class NotWantedError(OvertureError):
    """A check that was abandoned before it had a result."""


def fault(path: Path, *, at_rest: bool = False) -> str:
    """Return the fault of a store, in SQLite's words; empty if it is whole.

    Runs `integrity_check` and `foreign_key_check`; for a large store in two parts that together find the same.
    `at_rest` is for a backup, which nobody has open. Raises TryAgainError if the disk does not allow the check.
    """
    if is_large(path) and not at_rest:
        return fault_of_first_part(path) or fault_of_tables(path)
    with _asking(path, at_rest=at_rest) as answer:
        answer.append(_header(path) or _told(_rows(answer, "PRAGMA integrity_check")) or _references(answer))
    return answer.words


def store_id(path: Path, *, at_rest: bool = False) -> str:
    """Return the id of the store in a file; empty if the file cannot be read, or is no store of Overture."""
    with contextlib.suppress(OvertureError), _asking(path, at_rest=at_rest) as answer:
        return "".join(str(row[0]) for row in _rows(answer, "SELECT value FROM setting WHERE key = 'store.id'"))
    return ""


def fault_of_first_part(path: Path) -> str:
    """Run the quick checks: pages, rows and references, but not whether each index agrees with its table."""
    with _asking(path) as answer:
        answer.append(_header(path) or _told(_rows(answer, "PRAGMA quick_check")) or _references(answer))
    return answer.words


def fault_of_tables(path: Path, unwanted: Callable[[], bool] = lambda: False) -> str:
    """Run the other checks, one table at a time, so that no long read keeps the log from being emptied.

    Raises NotWantedError as soon as `unwanted` returns True.
    """
    with _asking(path, unwanted) as answer:
        for (name,) in _rows(answer, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"):
            quoted = str(name).replace('"', '""')
            answer.append(_told(_rows(answer, f'PRAGMA integrity_check("{quoted}")')))
            if answer.words:
                break
    return answer.words


def is_large(path: Path) -> bool:
    """Return whether a store, with its log, is too large to be checked in one go."""
    return sum(part.stat().st_size for part in (path, log_of(path)) if part.exists()) > LARGE


def log_of(path: Path) -> Path:
    """Return the path of a store's write-ahead log."""
    return path.with_name(f"{path.name}-wal")


class _Answer:
    """A connection for a check, and the first fault that the check found."""

    def __init__(self, connection: apsw.Connection) -> None:
        self.connection = connection
        self.words = ""

    def append(self, words: str) -> None:
        self.words = self.words or clean(words.removeprefix(HEAD).replace("\n", " "), LONGEST_WORDS)


@contextlib.contextmanager
def _asking(path: Path, unwanted: Callable[[], bool] = lambda: False, *, at_rest: bool = False) -> Iterator[_Answer]:
    """Yield an answer with a new connection; SQLite's errors about a broken page or text become the answer's fault."""
    try:
        connection = apsw.Connection(
            _address(path, at_rest=at_rest), flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
        )
    except apsw.Error as error:
        raise _not_asked(path, error) from error
    answer = _Answer(connection)
    try:
        connection.set_busy_timeout(BUSY_TIMEOUT_MS)
        connection.set_progress_handler(unwanted, STEPS_BETWEEN_LOOKS)
        yield answer
    except apsw.InterruptError:
        raise NotWantedError(f"The check of {path} was abandoned.") from None
    except PASSING as error:
        raise _not_asked(path, error) from error
    except (apsw.Error, UnicodeDecodeError) as error:
        answer.append(str(error) or type(error).__name__)
    finally:
        connection.close()


def _address(path: Path, *, at_rest: bool) -> str:
    """Return the address of a file; one at rest is opened as immutable, so that no log or index is left beside it."""
    return path.absolute().as_uri() + ("?immutable=1" if at_rest and not log_of(path).exists() else "")


def _not_asked(path: Path, error: apsw.Error) -> TryAgainError:
    return TryAgainError(f"The store {path} cannot be checked just now: {error}. Try again.")


def _header(path: Path) -> str:
    """Return a fault if the header's format allows only reading: SQLite's own check passes, but no write would work."""
    file = opened(path)
    try:
        found = file.xRead(FORMATS.stop, 0)[FORMATS] if file.xFileSize() else OLD
    finally:
        file.xClose()
    return "" if found in (OLD, WAL) else "its header has a format version that SQLite cannot write"


def opened(path: Path) -> apsw.VFSFile:
    """Open a database file to read its bytes. SQLite's own file system keeps the locks that `open()` would drop."""
    return apsw.VFSFile("", str(path), [apsw.SQLITE_OPEN_MAIN_DB | apsw.SQLITE_OPEN_READONLY, 0])


def _rows(answer: _Answer, sql: str) -> list[tuple[object, ...]]:
    return list(answer.connection.execute(sql))


def _told(rows: list[tuple[object, ...]]) -> str:
    if rows == [("ok",)]:
        return ""
    more = f" (and {len(rows) - 1} more)" if rows[1:] else ""
    return f"{rows[0][0] if rows else 'no answer'}{more}"


def _references(answer: _Answer) -> str:
    broken = len(_rows(answer, "PRAGMA foreign_key_check"))
    return f"{broken} broken references" if broken else ""
