"""Safe reading of files from outside: regular files only, up to a size limit."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


class NotRegularError(OSError):
    """A pipe, a device or a socket; reading one may block or never end."""


class TooLargeError(OSError):
    """A file larger than its reader accepts."""


def expanded(path: Path | str) -> Path:
    """Return a path with `~` and `~user` resolved; unchanged without such a user: a file may have that name."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


@contextlib.contextmanager
def open_regular(path: Path, most: int) -> Iterator[BinaryIO]:
    """Open a regular file of at most `most` bytes for reading; links are followed.

    Raises FileNotFoundError, IsADirectoryError, NotRegularError, TooLargeError, another OSError if the system
    refuses, and ValueError for a path that cannot exist. Opened without blocking: a pipe that nobody writes to would
    hang, and a device such as /dev/zero never ends.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
        if not stat.S_ISREG(found.st_mode):
            raise NotRegularError(errno.EINVAL, "it is not a file but a pipe, a device or a socket", str(path))
        if found.st_size > most:
            raise _too_large(most, str(path))
        with os.fdopen(handle, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(handle)


def read_regular(path: Path, most: int) -> bytes:
    """Return the content of a regular file of at most `most` bytes. Raises the errors of `open_regular`."""
    with open_regular(path, most) as file:
        data = file.read(most + 1)
    if len(data) > most:  # it grew since it was opened
        raise _too_large(most, str(path))
    return data


def _too_large(most: int, name: str) -> TooLargeError:
    return TooLargeError(errno.EFBIG, f"it is larger than {most:,} bytes", name)


def read_stdin(most: int) -> bytes:
    """Read stdin to its end and return its bytes. Raises TooLargeError beyond `most` bytes, since it may never end."""
    data = sys.stdin.buffer.read(most + 1)
    if len(data) > most:
        raise _too_large(most, "stdin")
    return data
