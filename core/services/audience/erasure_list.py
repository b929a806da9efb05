"""A list of people to be erased: ids or profile addresses, one per line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.errors import NotFoundError, UsageError
from core.files import TooLargeError, read_regular, read_stdin
from core.services.audience.contacts import find_contact
from core.text import clean
from core.workspace import Workspace

LARGEST = 4_000_000
"""Most bytes of a list."""
LONGEST_LINE = 2000
"""Most characters of a line; the longest address has a few hundred."""
MOST_PEOPLE = 5_000
"""Most people erased in one transaction, for which all other writers wait."""
STDIN = "-"
_NAMED = 5
"""Most further lines that the error names if several name nobody."""


@dataclass(frozen=True)
class Line:
    """One line of a list; `number` counts from 1."""

    number: int
    ref: str


def read(path: Path) -> list[Line]:
    """Return the lines of a file, or of stdin for `-`, without empty lines and those that begin with #.

    Raises UsageError if the list cannot be read, holds nothing, or a line is longer than any address.
    """
    name = "the list on stdin" if str(path) == STDIN else clean(str(path), 300)
    text = _text(path, name)
    lines = [Line(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    found = [line for line in lines if line.ref and not line.ref.startswith("#")]
    if not found:
        raise UsageError(f"Nobody is in {name}: write an id or a profile address into each line.", field="--from")
    for line in found:
        if len(line.ref) > LONGEST_LINE:
            raise UsageError(
                f"Line {line.number} of {name} has more than {LONGEST_LINE:,} characters: write one id or profile "
                "address into each line.",
                field="--from",
                line=line.number,
            )
    if len(found) > MOST_PEOPLE:
        raise UsageError(f"{name} has more than {MOST_PEOPLE:,} lines: erase them in parts.", field="--from")
    return found


def check(workspace: Workspace, lines: list[Line], path: Path) -> None:
    """Raise NotFoundError if any line names nobody known; then nobody is erased."""
    unknown: list[tuple[Line, str]] = []
    with workspace.store.read() as store:
        for line in lines:
            try:
                find_contact(store, line.ref)
            except NotFoundError as error:
                unknown.append((line, error.text))
    if not unknown:
        return
    first, words = unknown[0]
    more = ", ".join(str(line.number) for line, _words in unknown[1 : _NAMED + 1])
    rest = f", and {len(unknown) - 1 - _NAMED:,} more" if len(unknown) > _NAMED + 1 else ""
    others = f" These lines name nobody either: {more}{rest}." if more else ""
    name = "stdin" if str(path) == STDIN else clean(str(path), 300)
    raise NotFoundError(
        f"Line {first.number} of {name}: {words}{others} Nobody was erased.", field="--from", line=first.number
    )


def _text(path: Path, name: str) -> str:
    try:
        data = read_stdin(LARGEST) if str(path) == STDIN else read_regular(path, LARGEST)
        return data.decode("utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"There is no file {name}.", field="--from") from None
    except IsADirectoryError:
        raise UsageError(f"{name} is a folder: name a file in it.", field="--from") from None
    except TooLargeError:
        raise UsageError(f"{name} has more than {LARGEST // 1_000_000} MB: split it.", field="--from") from None
    except UnicodeDecodeError:
        raise UsageError(f"{name} is not UTF-8 text: save it as UTF-8.", field="--from") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{name} cannot be read: {reason}.", field="--from") from None
