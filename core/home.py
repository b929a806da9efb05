"""The home folder: where everything of one workspace lies."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from core.errors import TryAgainError, UsageError

FOLDER_MODE = 0o700
FILE_MODE = 0o600
NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph"})

LEAST_FREE = 64 * 1024 * 1024
"""Bytes that must be free before anything is sent: what becomes of a call has to be written down (RELIABILITY 8.8)."""


@dataclass(frozen=True)
class Home:
    """Paths of one workspace. The folder is made with mode 0700 by `make`."""

    folder: Path

    @property
    def store(self) -> Path:
        return self.folder / "overture.sqlite"

    @property
    def store_lock(self) -> Path:
        return self.folder / "store.lock"

    @property
    def engine_lock(self) -> Path:
        return self.folder / "engine.lock"

    @property
    def beat(self) -> Path:
        return self.folder / "engine.beat"

    @property
    def intents(self) -> Path:
        return self.folder / "intents.jsonl"

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def provider_key(self) -> Path:
        return self.folder / "provider.key"

    @property
    def sandbox(self) -> Path:
        return self.folder / "sandbox.sqlite"

    @property
    def log(self) -> Path:
        return self.folder / "overture.log"

    @property
    def damaged(self) -> Path:
        """Is there while the store is known to be damaged."""
        return self.folder / "damaged"

    @property
    def checked(self) -> Path:
        """What a large store was when it was closed, and when it was last found whole."""
        return self.folder / "checked"

    @property
    def backups(self) -> Path:
        """The names of the backups that were written from here."""
        return self.folder / "backups"

    def files(self) -> tuple[Path, ...]:
        """Every file that Overture itself reads or writes in the folder."""
        return (
            self.store, self.store_lock, self.engine_lock, self.intents, self.config, self.provider_key, self.sandbox,
            self.log, self.damaged, self.checked, self.backups, self.beat,
        )  # fmt: skip

    def make(self) -> None:
        """Create the folder where it is missing; refuse what cannot be a home.

        Raises UsageError where the path is a file or lies on a network file system (SQLite's write-ahead
        log needs shared memory, which those do not offer).
        """
        try:
            self.folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        except OSError as error:
            why = "it is not a folder" if self.folder.exists() else str(error.strerror or error).lower()
            raise UsageError(
                f"The home {self.folder} cannot be used: {why}. Choose another with --home.", field="--home"
            ) from None
        kind = file_system(self.folder)
        if kind in NETWORK_FILE_SYSTEMS:
            raise UsageError(
                f"The home {self.folder} lies on a network file system ({kind}), where a store can be damaged. "
                "Choose a local folder with --home.",
                field="--home",
            )


def locate(option: str | None) -> Home:
    """The home from `--home`, else `OVERTURE_HOME`, else where the system keeps an application's data."""
    chosen = option or os.environ.get("OVERTURE_HOME")
    if chosen:
        if "\0" in chosen or any("\ud800" <= character <= "\udfff" for character in chosen):
            raise UsageError("The path of the home is not UTF-8 text: choose another with --home.", field="--home")
        return Home(Path(chosen).expanduser().absolute())
    import platformdirs

    return Home(Path(platformdirs.user_data_dir("overture", appauthor=False)))


def free_bytes(folder: Path) -> int:
    """Bytes that are free where `folder` lies. Raises TryAgainError where the system does not tell."""
    try:
        return shutil.disk_usage(folder).free
    except OSError as error:
        raise TryAgainError(f"The room on the disk of {folder} cannot be told: {error.strerror}.") from error


def sync(*paths: Path) -> None:
    """What SQLite does not do for a `VACUUM INTO`: the file, and its name in its folder, outlive a power cut."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def file_system(folder: Path) -> str | None:
    """The type of the file system that holds `folder`, where the system tells (Linux)."""
    mounts = Path("/proc/self/mounts")
    if not mounts.exists():
        return None
    target = str(folder.resolve())
    best, kind = "", None
    for line in mounts.read_text(errors="replace").splitlines():
        _device, point, found, *_rest = line.split(" ")
        inside = target == point or target.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, found
    return kind
