"""A disk that fills up and fails: an APSW file system under the real store, on any machine, without root.

Reads, shared memory and locks pass through; every write, sync and truncation is asked about first.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import apsw

NAME = "overture-broken-disk"
ERRORS: dict[str, type[apsw.Error]] = {
    "disk full": apsw.FullError,
    "I/O error": apsw.IOError,
    "read-only": apsw.ReadOnlyError,
    "locked": apsw.BusyError,
}


@dataclass
class BrokenDisk:
    """`fault` sees each operation ("write", "sync", "truncate") with its file, and may raise one of ERRORS."""

    fault: Callable[[str, str], None] = lambda _what, _file: None

    def breaks(self, what: str) -> None:
        """From now on every operation fails so."""

        def fail(_what: str, _file: str) -> None:
            raise ERRORS[what](what)

        self.fault = fail

    def mends(self) -> None:
        """It works again."""
        self.fault = lambda _what, _file: None

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
    def __init__(self, disk: BrokenDisk, base: str) -> None:
        self._disk = disk
        self._base = base
        super().__init__(NAME, base)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - APSW's name
        return _File(self._disk, self._base, name, flags)


class _File(apsw.VFSFile):
    def __init__(self, disk: BrokenDisk, base: str, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self._disk = disk
        self._name = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        super().__init__(base, name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.fault("write", self._name)
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.fault("sync", self._name)
        super().xSync(flags)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self._disk.fault("truncate", self._name)
        super().xTruncate(newsize)
