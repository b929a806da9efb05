"""Finding the person in each row of a contact file, by its columns of addresses or of public identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.rules.addresses.identity import Identity, identity_of, refusal
from core.rules.addresses.in_cell import address_in, addresses_in
from core.rules.addresses.nobody import looks_bare, takes_bare
from core.rules.file_columns.columns import ColumnUse, address_columns
from core.text import clean

MOST_NAMED = 30
"""Most columns that a sentence names."""
_MOSTLY = 0.5
"""Share of a column's cells that must be addresses before the column is suggested."""


@dataclass(frozen=True, slots=True)
class AddressColumns:
    """Indexes of the columns that identify a row's person; with `bare`, `public_id` may hold bare identifiers."""

    addresses: tuple[int, ...]
    public_id: int | None
    bare: bool

    def identities(self, cells: Sequence[str]) -> tuple[Identity, ...] | str:
        """Return all identities in a row's cells, which belong to one person; or, as a text, why there is none."""
        given = [cell for cell in (_cell(cells, index) for index in self.addresses) if cell]
        lone = _cell(cells, self.public_id)
        found = [person for cell in (*given, lone) if cell for person in addresses_in(cell)]
        if len(found) == 1 and not lone:
            return tuple(found)
        if lone and self.bare and looks_bare(lone):
            bare = identity_of(lone.strip(), bare=True)
            found += [bare] if bare is not None else []
        if found:
            return tuple(dict.fromkeys(found))
        if given or not lone or (self.bare and looks_bare(lone)):
            return refusal(given[0] if given else lone)
        if looks_bare(lone):
            return f"an identifier alone, in a column with less than 90 % identifiers: {clean(lone, 80)}"
        return f"not a public identifier: {clean(lone, 80)}"


def columns_of(header: Sequence[str], uses: Sequence[ColumnUse], rows: Iterable[Sequence[str]]) -> AddressColumns:
    """Return the columns that identify people; `rows` are read only if the file has a column of public identifiers."""
    lone = next((use.index for use in uses if use.field == "public_id"), None)
    bare = lone is not None and takes_bare([_cell(cells, lone) for cells in rows])
    return AddressColumns(address_columns(header, uses), lone, bare)


def _cell(cells: Sequence[str], index: int | None) -> str:
    """Return a row's cell, empty if the row has none there or only white space."""
    cell = cells[index] if index is not None and index < len(cells) else ""
    return "" if cell.isspace() else cell


def nobody_found(
    name: str, header: Sequence[str], used: AddressColumns, count: int, rows: Sequence[Sequence[str]]
) -> str:
    """Return, as a sentence, why a file has no usable row: the column taken for addresses, and one that fits better."""
    if not count:
        return f"{name} has no rows below its header, so nothing was saved."
    index = used.addresses[0] if used.addresses else used.public_id
    if index is None:
        found = ", ".join(clean(column, 40) for column in header[:MOST_NAMED] if clean(column)) or "none"
        return (
            f"{name} has no column that holds LinkedIn profile addresses, so nothing was saved. Columns found: {found}."
            f" If one of them does hold them, name it with --map COLUMN=address.{_advice(header, rows)}"
        )
    looked = f" in the column “{_name(header, index)}”" if index < len(header) and header[index] else ""
    return f"None of the {count} rows of {name} names a person{looked}, so nothing was saved.{_advice(header, rows)}"


def _advice(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    for index in range(len(header)):
        cells = [cell for cell in (_cell(row, index) for row in rows) if cell]
        if cells and sum(address_in(cell) is not None for cell in cells) > _MOSTLY * len(cells):
            return f" The column “{_name(header, index)}” holds addresses: --map {_name(header, index)}=address."
    for index in range(len(header)):
        if _is_unique_bare([cell for cell in (_cell(row, index) for row in rows) if cell]):
            return (
                f" If the column “{_name(header, index)}” holds public identifiers, the last part of a profile's "
                f"address, use --map {_name(header, index)}=public_id."
            )
    return " Each row needs an address such as https://www.linkedin.com/in/jane-doe."


def _is_unique_bare(cells: Sequence[str]) -> bool:
    """Return whether a column looks like public identifiers: all cells differ, most hold a hyphen or a digit."""
    telling = sum(any(c == "-" or c.isdigit() for c in cell) for cell in cells)
    return takes_bare(cells) and len(set(cells)) == len(cells) and 2 * telling > len(cells)


def _name(header: Sequence[str], index: int) -> str:
    return clean(header[index], 60)
