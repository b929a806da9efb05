"""A disk that forgets, fills up and fails: an APSW file system under the real store, on any machine, without root.

Write-ahead log and shared memory pass through; every write, sync, truncation and deletion is counted first.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import apsw

NAME = "overture-torture"


@dataclass(frozen=True)
class Operation:
    """What a file system was asked to do; `data` for writes, `at` an offset or a size."""

    what: str
    file: str
    at: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """What happened on it, and what is to go wrong: `fault` sees the number of each operation, and may raise."""

    operations: list[Operation] = field(default_factory=list)
    fault: Callable[[int, Operation], None] = lambda _number, _operation: None

    def note(self, operation: Operation) -> None:
        """Count an operation before it is done."""
        self.operations.append(operation)
        self.fault(len(self.operations), operation)

    @contextlib.contextmanager
    def mounted(self) -> Iterator[None]:
        """Every connection opened meanwhile lives on this disk."""
        before = apsw.vfs_names()[0]
        system = _System(self, before)
        apsw.set_default_vfs(NAME)
        try:
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
        self.disk.note(Operation("write", self.name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self.disk.note(Operation("sync", self.name))
        super().xSync(flags)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self.disk.note(Operation("truncate", self.name, newsize))
        super().xTruncate(newsize)


def after_a_power_cut(start: dict[str, bytes], operations: list[Operation], torn: float) -> dict[str, bytes]:
    """The files as the platter holds them: what was not synced is gone, but for the first `torn` share of it."""
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
