"""Saved views: a filter with its order and columns under a name, for each list (`views.toml` in the home).

Only this module writes the file, always as a whole; a person may edit it, too.
"""

from __future__ import annotations

import contextlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import RefusedError, TryAgainError, UsageError
from core.files import read_regular
from core.home import FILE_MODE, Home, sync
from core.text import clean
from core.toml_text import deep_key_line
from core.workspace import Workspace

LARGEST = 200_000
"""Most bytes of the file."""
LONGEST_NAME = 40
LONGEST_FILTER = 1000
MOST = 100
"""Most saved views of one list."""


@dataclass(frozen=True)
class SavedView:
    """A filter, order and columns that a person saved under a name for one list."""

    page: str
    """The page of the list, such as `contacts`."""
    name: str
    where: str
    """The filter with its order, as in `--where`."""
    columns: tuple[str, ...] = ()
    """Columns in their order, as the page calls them; empty for the usual ones."""


def read(home: Home) -> list[SavedView]:
    """Return the saved views in the file's order. Raises UsageError for a file that cannot be understood."""
    try:
        text = read_regular(home.views, LARGEST).decode("utf-8")
        if deep_key_line(text) is not None:
            raise _odd("a key has too many parts")
        found = tomllib.loads(text)
    except FileNotFoundError:
        return []
    except (OSError, ValueError, RecursionError) as error:
        raise _odd(str(error)) from None
    return [view for page, entries in found.items() for view in _of_page(page, entries)]


def save(workspace: Workspace, view: SavedView) -> None:
    """Save a view; one of that name on that page is replaced.

    Raises UsageError, RefusedError with `--readonly`, and TryAgainError if the file cannot be written.
    """
    home = _writable(workspace)
    name = clean(view.name, LARGEST).strip()
    if not name:
        raise UsageError("A view needs a name.")
    if len(name) > LONGEST_NAME:
        raise UsageError(f"The name of a view has at most {LONGEST_NAME} characters, not {len(name):,}.")
    if len(view.where) > LONGEST_FILTER:
        raise UsageError(f"A saved filter has at most {LONGEST_FILTER:,} characters, not {len(view.where):,}.")
    others = [one for one in read(home) if (one.page, one.name) != (view.page, name)]
    if sum(one.page == view.page for one in others) >= MOST:
        raise UsageError(f"A list has at most {MOST} views; remove one first.")
    _write(home, [*others, SavedView(view.page, name, view.where, view.columns)])


def remove(workspace: Workspace, page: str, name: str) -> None:
    """Remove a view; an unknown one is ignored. Raises the errors of `save`."""
    home = _writable(workspace)
    _write(home, [one for one in read(home) if (one.page, one.name) != (page, name)])


def _writable(workspace: Workspace) -> Home:
    if workspace.store.readonly:
        raise RefusedError("Overture runs with --readonly here: nothing is changed.", code="readonly")
    return workspace.home


def _of_page(page: str, entries: object) -> list[SavedView]:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _odd(f"“{clean(page, 40)}” must be a table [[{clean(page, 40)}]] for each view")
    if len(entries) > MOST:  # those beyond would be lost at the next save
        raise _odd(f"“{clean(page, 40)}” has {len(entries):,} views, and a list has at most {MOST}")
    return [_view(page, entry) for entry in entries]


def _view(page: str, entry: dict[str, object]) -> SavedView:
    name, where, columns = entry.get("name"), entry.get("where", ""), entry.get("columns", [])
    if not isinstance(name, str) or not isinstance(where, str) or not isinstance(columns, list):
        raise _odd(f"a view of “{clean(page, 40)}” needs a name, a filter as text, and columns as a list")
    for what, text, most in (("name", name, LONGEST_NAME), ("filter", where, LONGEST_FILTER)):
        if len(text) > most:
            raise _odd(f"the {what} of the view “{clean(name, 40)}” has more than {most:,} characters")
    names = tuple(clean(one, LONGEST_NAME) for one in columns if isinstance(one, str))
    return SavedView(page, clean(name, LONGEST_NAME), clean(where, LONGEST_FILTER), names)


def _write(home: Home, views: Sequence[SavedView]) -> None:
    text = "".join(
        f"[[{_text(view.page)}]]\nname = {_text(view.name)}\nwhere = {_text(view.where)}\n"
        + (f"columns = [{', '.join(_text(name) for name in view.columns)}]\n" if view.columns else "")
        + "\n"
        for view in views
    )
    data = text.encode("utf-8")
    if len(data) > LARGEST:  # it could not be read again
        raise UsageError(f"{home.views} would be larger than {LARGEST:,} bytes: remove a view or shorten a filter.")
    if deep_key_line(text) is not None:
        raise UsageError("A filter with 50 or more words joined by dots cannot be saved: shorten it.")
    beside = home.views.with_suffix(".new")
    try:
        beside.touch(FILE_MODE)
        beside.write_bytes(data)
        sync(beside)  # otherwise a power cut could leave an empty file under the name
        beside.replace(home.views)
    except OSError as error:
        with contextlib.suppress(OSError):  # filters may name people: leave no copy
            beside.unlink(missing_ok=True)
        why = error.strerror or str(error)
        raise TryAgainError(f"{home.views} cannot be written: {why}. The saved views are as before.") from error


def _text(value: str) -> str:
    """Return a text as a TOML string in double quotes, which is written like one of JSON.

    Letters are not escaped, so that an erasure finds a name in the file. DEL is, because TOML forbids it.
    """
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _odd(why: str) -> UsageError:
    return UsageError(f"views.toml of this home cannot be read: {clean(why, 200)}. Correct it or move it away.")
