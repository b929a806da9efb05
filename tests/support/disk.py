"""A disk that loses data, fills up and fails, under the real store and the side journal.

It is an APSW file system for the store, and replaces the system calls of the side journal. Reads, shared memory and
locks pass through; every write, sync, truncation and deletion is counted first, and may fail. It needs no root, and the
product knows nothing of it.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import apsw

from core.engine import side_journal

NAME = "overture-broken-disk"
ERRORS: dict[str, type[apsw.Error]] = {
    "disk is full": apsw.FullError,
    "I/O error": apsw.IOError,
    "read-only": apsw.ReadOnlyError,
    "locked": apsw.BusyError,
}
SAYS: dict[type[apsw.Error], int] = {
    apsw.FullError: errno.ENOSPC,
    apsw.IOError: errno.EIO,
    apsw.ReadOnlyError: errno.EROFS,
    apsw.BusyError: errno.EAGAIN,
}
"""The error of the operating system for each error of SQLite."""


class ShortWriteError(Exception):
    """A write that stopped halfway. The system tells the side journal only the length; SQLite gets "disk is full"."""


@dataclass(frozen=True)
class Operation:
    """An operation of a file system; `data` for writes, `at` an offset or a size."""

    what: str
    file: str
    at: int = 0
    data: bytes = b""

    @property
    def on_side_journal(self) -> bool:
        """Return True for the side journal, False for the store."""
        return self.file.endswith(".jsonl")


def _well(_number: int, _operation: Operation) -> None:
    """Do nothing: no operation fails."""


@dataclass
class Disk:
    """A disk that records its operations; `fault` gets the number of each, and may raise."""

    fault: Callable[[int, Operation], None] = _well
    keeps: bool = False
    operations: list[Operation] = field(default_factory=list)
    """The operations so far, if `keeps` is set."""
    count: int = 0
    unsynced: set[str] = field(default_factory=set)
    """The files that would lose something in a power cut."""

    def note(self, operation: Operation) -> None:
        """Count an operation before it is done."""
        self.count += 1
        if self.keeps:
            self.operations.append(operation)
        if operation.what == "write":
            self.unsynced.add(operation.file)
        self.fault(self.count, operation)
        if operation.what == "sync":
            self.unsynced.discard(operation.file)

    def breaks(self, what: str) -> None:
        """Let every operation fail with this error from now on."""

        def fail(_number: int, _operation: Operation) -> None:
            raise ERRORS[what](what)

        self.fault = fail

    def mends(self) -> None:
        """Let operations succeed again."""
        self.fault = _well

    @contextlib.contextmanager
    def mounted(self) -> Iterator[None]:
        """Put the side journal, and every connection opened inside the block, on this disk."""
        before = apsw.vfs_names()[0]
        system = _System(self, before)
        apsw.set_default_vfs(NAME)
        try:
            with mock.patch.object(side_journal, "os", _Calls(self)):
                yield
        finally:
            apsw.set_default_vfs(before)
            system.unregister()


class _System(apsw.VFS):
    def __init__(self, disk: Disk, base: str) -> None:
        self.disk = disk
        self.base = base
        super().__init__(NAME, base)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - APSW's name
        return _File(self.disk, self.base, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        self.disk.note(Operation("delete", filename))
        super().xDelete(filename, syncdir)


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, base: str, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self.disk = disk
        self.name = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        super().__init__(base, name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        try:
            self.disk.note(Operation("write", self.name, offset, bytes(data)))
        except ShortWriteError:
            super().xWrite(data[: len(data) // 2], offset)
            raise apsw.FullError("short write") from None
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self.disk.note(Operation("sync", self.name))
        super().xSync(flags)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self.disk.note(Operation("truncate", self.name, newsize))
        super().xTruncate(newsize)


class _Calls:
    """The side journal's system calls: writes and syncs go through the disk, all others directly to the system."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._names: dict[int, str] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def open(self, path: Path, flags: int, mode: int = 0o777) -> int:
        handle = os.open(path, flags, mode)
        self._names[handle] = str(path)
        return handle

    def write(self, handle: int, data: bytes) -> int:
        with contextlib.suppress(ShortWriteError):
            self._note(Operation("write", self._names[handle], os.fstat(handle).st_size, data))
            return os.write(handle, data)
        return os.write(handle, data[: len(data) // 2])

    def fsync(self, handle: int) -> None:
        self._note(Operation("sync", self._names[handle]))
        os.fsync(handle)

    def _note(self, operation: Operation) -> None:
        try:
            self._disk.note(operation)
        except apsw.Error as error:
            number = SAYS[type(error)]
            raise OSError(number, os.strerror(number), operation.file) from error


def after_a_power_cut(start: dict[str, bytes], operations: list[Operation], torn: float) -> dict[str, bytes]:
    """Return the files as they are on the disk: unsynced data is lost, except for the first `torn` share of it."""
    durable = {name: bytearray(data) for name, data in start.items()}
    waiting: dict[str, list[Operation]] = {}
    for operation in operations:
        if operation.what == "delete":
            durable.pop(operation.file, None)
            waiting.pop(operation.file, None)
        elif operation.what == "sync":
            for entry in waiting.pop(operation.file, []):
                _apply(durable, entry)
        else:
            waiting.setdefault(operation.file, []).append(operation)
    for entries in waiting.values():
        kept = entries[: int(len(entries) * torn)]
        for entry in kept[:-1]:
            _apply(durable, entry)
        if kept:
            last = kept[-1]
            _apply(durable, Operation(last.what, last.file, last.at, last.data[: len(last.data) // 2]))
    return {name: bytes(data) for name, data in durable.items()}


def _apply(files: dict[str, bytearray], operation: Operation) -> None:
    content = files.setdefault(operation.file, bytearray())
    if operation.what == "truncate":
        del content[operation.at :]
        return
    end = operation.at + len(operation.data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[operation.at : end] = operation.data


def put(files: dict[str, bytes], old: Path, new: Path) -> None:
    """Write files that were recorded in one folder into another."""
    for name, data in files.items():
        if Path(name).parent == old and not name.endswith("-shm"):
            (new / Path(name).name).write_bytes(data)
