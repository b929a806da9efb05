"""The home: the folder that holds all files of one workspace."""

from __future__ import annotations

import os
import shlex
import shutil
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core.errors import OvertureError, TryAgainError, UsageError

FOLDER_MODE = 0o700
FILE_MODE = 0o600
NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph"})

LONGEST_SHOWN = 300
"""Most characters of a path that an error message shows."""
LEAST_FREE = 64 * 1024 * 1024
"""Bytes that must be free before anything is sent, since the outcome of each call has to be written down.

See docs/reliability.md#disks.
"""


@dataclass(frozen=True)
class Home:
    """Paths of one workspace. `make` creates the folder, with mode 0700."""

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

    @cached_property
    def damaged(self) -> Path:
        """The file that exists while damage of the store is known; the engine looks for it before each step."""
        return self.folder / "damaged"

    @property
    def checked(self) -> Path:
        """The file with the state of a large store when it was closed, and the time when it was last found whole."""
        return self.folder / "checked"

    @property
    def starts(self) -> Path:
        """The file with the starts of engines that did not close cleanly."""
        return self.folder / "starts"

    @property
    def events(self) -> Path:
        """The daemon's log of events, one JSON object per line."""
        return self.folder / "events.jsonl"

    @property
    def views(self) -> Path:
        """The file with the saved views of the app's lists."""
        return self.folder / "views.toml"

    @property
    def backups(self) -> Path:
        """The file with the names of the backups written from this home."""
        return self.folder / "backups"

    @property
    def seen(self) -> Path:
        """The file with the state in which this home last saw its store on a server."""
        return self.folder / "seen.json"

    def files(self) -> tuple[Path, ...]:
        """Return the path of every file that Overture itself reads or writes in the folder."""
        return (
            self.store,
            self.store_lock,
            self.engine_lock,
            self.intents,
            self.config,
            self.provider_key,
            self.sandbox,
            self.log,
            self.damaged,
            self.checked,
            self.backups,
            self.beat,
            self.starts,
            self.views,
            self.events,
            self.seen,
        )

    def refuse_unwritable(self) -> None:
        """Raise an error with the remedy if the home cannot be written: then not even reading a store works.

        Raises OvertureError with the code `home.read_only`, and UsageError if the path cannot be a folder. A missing
        file or folder is fine.
        """
        try:
            is_folder = stat.S_ISDIR(self.folder.stat().st_mode)
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from None
        if not is_folder:
            raise self._unusable("it is not a folder")
        self._refuse_unwritable_folder()
        logs = [base.with_name(base.name + end) for base in (self.store, self.sandbox) for end in ("-wal", "-shm")]
        for path in (*self.files(), *logs):
            needed = os.R_OK if path in (self.config, self.provider_key) else os.R_OK | os.W_OK
            if path.is_file() and not os.access(path, needed):
                mode, done = ("r", "read") if needed == os.R_OK else ("rw", "written")
                raise read_only(f"{path} cannot be {done} by you. Run `chmod u+{mode} {shlex.quote(str(path))}`.")

    def _refuse_unwritable_folder(self) -> None:
        if os.access(self.folder, os.R_OK | os.W_OK | os.X_OK):
            return
        if is_on_read_only_disk(self.folder):
            raise read_only(
                f"The home {self.folder} is on a read-only disk: mount it for writing, or choose another "
                "home with --home."
            )
        raise read_only(
            f"The home {self.folder} cannot be written by you. Run `chmod u+rwx {shlex.quote(str(self.folder))}`, or "
            "choose another home with --home."
        )

    def _unusable(self, why: str) -> UsageError:
        shown = str(self.folder)[:LONGEST_SHOWN]
        return UsageError(
            f"The home {shown} cannot be used: {why.lower()}. Choose another with --home.", field="--home"
        )

    def make(self) -> None:
        """Create the folder if it is missing; refuse a path that cannot be a home.

        Raises UsageError if the path is a file or lies on a network file system (SQLite's write-ahead log needs shared
        memory, which those do not offer).
        """
        try:
            self.folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        except OSError as error:
            raise self._unusable(
                "it is not a folder" if self.folder.exists() else error.strerror or str(error)
            ) from None
        self._refuse_unwritable_folder()
        kind = file_system(self.folder)
        if kind in NETWORK_FILE_SYSTEMS:
            raise UsageError(
                f"The home {self.folder} lies on a network file system ({kind}), where a store can be damaged. "
                "Choose a local folder with --home.",
                field="--home",
            )


def read_only(text: str) -> OvertureError:
    """Return the error for a home that cannot be written."""
    return OvertureError(text, code="home.read_only", field="--home")


def locate(option: str | None) -> Home:
    """Return the home of `--home`, else `OVERTURE_HOME`, else the system's folder for application data.

    Raises UsageError if the path cannot be one, or if this user has no such folder.
    """
    chosen = option or os.environ.get("OVERTURE_HOME")
    if chosen:
        try:
            folder = Path(_text(chosen)).expanduser().absolute()
        except RuntimeError:  # ~name of a user who does not exist
            raise UsageError(f"The home {chosen} cannot be used: there is no such user.", field="--home") from None
    else:
        import platformdirs

        try:
            folder = Path(platformdirs.user_data_dir("overture", appauthor=False))
        except RuntimeError:  # a user whom the system does not know, without the variable HOME
            raise UsageError(
                "This user has no home folder in which a workspace could be: name a folder with --home or "
                "OVERTURE_HOME.",
                field="--home",
            ) from None
    return Home(Path(_text(str(folder))))


def _text(path: str) -> str:
    if "\0" in path or any("\ud800" <= character <= "\udfff" for character in path):
        raise UsageError("The path of the home is not UTF-8 text: choose another with --home.", field="--home")
    return path


def free_bytes(folder: Path) -> int:
    """Return the free bytes on the disk of `folder`. Raises TryAgainError if the system reports an error."""
    try:
        return shutil.disk_usage(folder).free
    except OSError as error:
        raise TryAgainError(
            f"The free space on the disk of {folder} cannot be determined: {error.strerror}."
        ) from error


def is_on_read_only_disk(folder: Path) -> bool:
    """Return whether the file system that holds an existing folder is mounted for reading only."""
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def sync(*paths: Path) -> None:
    """Sync files and folders to disk, so that they survive a power cut; SQLite does not do this for `VACUUM INTO`."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def file_system(folder: Path) -> str | None:
    """Return the type of the file system that holds `folder`; None if the system does not show it (only Linux does)."""
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
