"""What can go wrong for a person at the keyboard, as one sentence each."""

from __future__ import annotations


class OvertureError(Exception):
    """A sentence for the user: what is wrong, where, and what to do.

    `code` is stable and scriptable, `exit_code` follows DESIGN section 10, `field` is a path such as
    `slots[2].minutes` and `line` counts from 1, where they are known.
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


class NotFoundError(OvertureError):
    """Nothing, or more than one thing, goes by that name."""

    exit_code = 4
    code = "not.found"


class RefusedError(OvertureError):
    """A rule of the product forbids it."""

    exit_code = 5
    code = "refused"


class EncodingError(RefusedError):
    """A file that may be read in several encodings; `choices` are the likeliest, each with a line read so."""

    code = "encoding"

    def __init__(self, text: str, choices: tuple[tuple[str, str], ...]) -> None:
        super().__init__(text, field="--encoding")
        self.choices = choices


class UnreachableError(OvertureError):
    """The provider cannot be reached or refuses our key."""

    exit_code = 6
    code = "provider.unreachable"


class TryAgainError(OvertureError):
    """It may work a little later: a busy store, a full disk."""

    exit_code = 75
    code = "try.again"


class DamagedError(OvertureError):
    """The store is damaged: nothing is sent, nothing more is written by the engine, until a backup is put back."""

    code = "store.damaged"
    judged = False
    """Whether the whole store was asked, or SQLite only met something that may be damage."""


class InvalidInputError(UsageError):
    """Several faults of one input; each of `faults` is an error of its own. Nothing was saved."""

    code = "invalid"

    def __init__(self, faults: list[UsageError]) -> None:
        super().__init__("\n".join(f.text for f in faults), field=faults[0].field, line=faults[0].line)
        self.faults = faults
