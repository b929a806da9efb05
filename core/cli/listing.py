"""The options of every list command: `--where`, `--columns`, `--csv`, `--limit`, `--after`."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

import click

from core.cli.output import streams
from core.cli.output.ranges import HIGHEST
from core.cli.output.table import Column, table
from core.cli.session import Session
from core.errors import UsageError
from core.rules.filters.keys import FilteredList
from core.text import clean

R = TypeVar("R")
Row = Mapping[str, Any]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters by which a spreadsheet treats a text as a formula."""


@dataclass(frozen=True)
class ListOptions:
    """The rows and columns of a list, and the form of the output."""

    where: str = ""
    columns: tuple[str, ...] = ()
    """Keys of the JSON, nested ones with dots: `health.state`."""
    csv: bool = False
    limit: int | None = None
    after: int = 0
    """Id of the row after which the list begins; 0 for the list's beginning."""
    behind: str = ""
    """As `after`, for a list whose ids are not all numbers; empty for the list's beginning."""

    def window(self, rows: Sequence[R], ident: Callable[[R], int | str]) -> list[R]:
        """Return the rows after the given one, up to the limit. Raises UsageError if no row has that id."""
        found = list(rows)
        if first := self.behind or self.after:
            places = [place for place, row in enumerate(found) if ident(row) == first]
            if not places:
                raise UsageError(f"The list has no row with the id {clean(str(first), 40)}.", field="--after")
            found = found[places[0] + 1 :]
        return found if self.limit is None else found[: self.limit]


def list_options(
    wanted: FilteredList, *, limit: int | None = None, text_ids: bool = False, after: str = "ID"
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the decorator that gives a command the options of a list, as `listing`.

    `text_ids`: ids may be texts. `after` is the word for an id in the help of `--after`.
    """
    names = ", ".join(key.name for key in wanted.keys)
    options = [
        click.option(
            "--where", default="", metavar="FILTER", help=f"Only rows that match, such as name:ada; keys: {names}."
        ),
        click.option(
            "--columns", default="", metavar="NAMES", help="Only these keys of the JSON, separated by commas."
        ),
        click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values."),
        click.option("--limit", type=click.IntRange(1, HIGHEST), default=limit, show_default=limit is not None),
    ]
    of_ids, first = (click.STRING, "") if text_ids else (click.IntRange(0, HIGHEST), 0)
    words = f"Only rows after this {'id' if after == 'ID' else after.lower()}."
    options.append(click.option("--after", type=of_ids, default=first, metavar=after, help=words))

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(*args: Any, where: str, columns: str, as_csv: bool, limit: int | None, **others: Any) -> None:
            names = tuple(name.strip() for name in columns.split(",") if name.strip())
            after = others.pop("after", 0)
            of_text = isinstance(after, str)
            listing = ListOptions(where, names, as_csv, limit, 0 if of_text else after, after if of_text else "")
            command(*args, listing=listing, **others)

        for option in reversed(options):
            run = option(run)
        return run

    return decorate


def show_list(session: Session, listing: ListOptions, rows: Sequence[Row], lines: Callable[[], Iterable[str]]) -> None:
    """Print a list: as JSON, as CSV, as a table of the requested columns, or else as `lines`.

    Raises UsageError for a column that the list does not have.
    """
    if session.json and listing.csv:
        raise UsageError("Give --json or --csv, not both.", field="--csv")
    flat = [_flat(row) for row in rows]
    columns = _columns(listing.columns, flat)
    if listing.csv:
        streams.write_csv(
            [] if not columns else [columns, *[[_cell(row.get(name)) for name in columns] for row in flat]]
        )
        return
    if not listing.columns:
        session.show(list(rows), lines)
        return
    chosen = [{name: row.get(name) for name in columns} for row in flat]
    session.show(chosen, lambda: table([Column(name, 60) for name in columns], [list(row.values()) for row in chosen]))


def _columns(wanted: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Return the columns to print. Raises UsageError for one that no row has."""
    known = list(dict.fromkeys(name for row in rows for name in row))
    if not wanted:
        return known
    for name in wanted:
        if rows and name not in known:
            near = get_close_matches(name, known, 1, 0.5)
            hint = f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(known)}."
            raise UsageError(f"No column is called “{clean(name, 40)}”. {hint}", field="--columns")
    return list(wanted)


def _flat(row: Row, prefix: str = "") -> dict[str, Any]:
    """Return a row's values by name; a nested object's values have names such as `outer.inner`."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            found[f"{prefix}{name}"] = _joined(value)
        else:
            found[f"{prefix}{name}"] = value
    return found


def _joined(values: Sequence[Any]) -> str:
    if any(isinstance(value, Mapping | list) for value in values):
        return json.dumps(values, ensure_ascii=False)
    return "; ".join(str(value) for value in values)


def _cell(value: object) -> str:
    """Return a value for CSV; a text that a spreadsheet would take for a formula gets a `'` in front."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
