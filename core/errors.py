"""Errors that are shown to the user, each as one sentence."""

from __future__ import annotations

from typing import Any


class OvertureError(Exception):
    """A sentence for the user: the fault, its place and the remedy.

    `code` is stable and scriptable, `exit_code` follows docs/design.md#exit-codes, `field` is a path such as
    `slots[2].minutes` and `line` counts from 1; both are None if unknown.
    """

    exit_code = 1
    code = "failed"

    def __init__(
        self, text: str, *, field: str | None = None, line: int | None = None, code: str | None = None
    ) -> None:
        super().__init__(text)
        self.text = text
        self.field = field
        self.line = line
        if code is not None:
            self.code = code


class UsageError(OvertureError):
    """Input that cannot be used: a file, a field, an option."""

    exit_code = 2
    code = "usage"


class EngineElsewhereError(OvertureError):
    """Another process runs the engine of this store."""

    exit_code = 3
    code = "engine.elsewhere"


class OlderEngineError(EngineElsewhereError):
    """An engine of an older version runs on a store that this version must bring up to date first."""


class OldStoreError(OvertureError):
    """A store must be brought up to date first, which `--readonly` and `status --check` never do."""

    exit_code = 3
    code = "store.old"


class NotFoundError(OvertureError):
    """No object, or more than one, has that name."""

    exit_code = 4
    code = "not.found"


class RefusedError(OvertureError):
    """A rule of the product forbids the action."""

    exit_code = 5
    code = "refused"


class NewerStoreError(RefusedError):
    """A newer version has brought the store up to date: this program must end."""

    code = "store.newer"


class NothingSetUpError(RefusedError):
    """The home has no store yet, and `--readonly` forbids making one."""

    code = "readonly"

    def __init__(self, place: object) -> None:
        self.begin = f"Nothing was set up in {place} yet"
        super().__init__(f"{self.begin}, and --readonly makes nothing.")


class ChangedMeanwhileError(RefusedError):
    """Somebody else changed what is being saved, since it was read."""

    code = "changed.meanwhile"

    def __init__(self, text: str, changes: tuple[tuple[str, Any, Any], ...], now: Any) -> None:
        """Take the changed fields (name, value as read, value now), and the whole object as it is stored now."""
        super().__init__(text)
        self.changes = changes
        self.now = now


class EncodingError(RefusedError):
    """A file that may be read in several encodings; `choices` has the likeliest, each with a line decoded by it."""

    code = "encoding"

    def __init__(self, text: str, choices: tuple[tuple[str, str], ...]) -> None:
        super().__init__(text, field="--encoding")
        self.choices = choices


class UnreadableError(RefusedError):
    """A stored value that Overture did not write and cannot read: only work that needs it is refused.

    A damaged file can cause it, too, so code that shows the error to a person checks the file first.
    """

    code = "store.unreadable"

    def __init__(self, place: str) -> None:
        super().__init__(
            f"The store holds a value that cannot be read: {place}. Nothing that needs it can be shown or changed; "
            "restore a backup without this value: `overture restore FILE`."
        )
        self.place = place


class UnreachableError(OvertureError):
    """The provider cannot be reached or refuses the key."""

    exit_code = 6
    code = "provider.unreachable"


class TryAgainError(OvertureError):
    """A failure that may pass by itself: a busy store, a full disk."""

    exit_code = 75
    code = "try.again"


class DamagedError(OvertureError):
    """The store is damaged. Until a backup is restored nothing is sent, and the engine writes nothing more."""

    code = "store.damaged"
    judged = False
    """True if the whole store was checked; False if SQLite only reported an error that may come from damage."""


class InvalidInputError(UsageError):
    """Several faults of one input; each of `faults` is an error of its own. Nothing was saved."""

    code = "invalid"

    def __init__(self, faults: list[UsageError]) -> None:
        super().__init__("\n".join(f.text for f in faults), field=faults[0].field, line=faults[0].line)
        self.faults = faults
