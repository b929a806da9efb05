"""Removal of wrappings that programs put around cells: formulas, quotes, escapes. `KINDS` lists the counted kinds."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import islice

from core.rules.file_columns.column_cells import person_in
from core.services.audience.contact_file.lines import Lines

SEPARATORS = ",;\t|"
KINDS = {
    "quoted_lines": "whole lines in quotation marks",
    "quoted_cells": "cells in a second pair of quotation marks",
    "curly_quotes": "cells in other quotation marks",
    "formulas": 'formulas such as ="Ada"',
    "links": "formulas such as =HYPERLINK(…)",
    "excel_escapes": "escapes of a spreadsheet such as _x000D_",
    "guards": "apostrophes before a sign that begins a formula",
    "backslash_quotes": "quotation marks behind a backslash",
    "loose_separators": "separators in a cell without quotation marks",
    "stray_bytes": "bytes of another encoding",
}
"""Description for the user, by kind of wrapping."""
_PAIRS = ("“”„", "«»", "‘’‚", "''", "``")
_FORMULA_AT_EDGE = re.compile(r'(^|[,;\t|])="((?:[^"]|"")*)"(?=[,;\t|\r\n]|$)')
_WRAPPED = re.compile(r"^\s*(?:=|\"|'[=+\-@])|_x[0-9A-Fa-f]{4}_")
_FORMULA = re.compile(r'\s*="((?:[^"]|"")*)"\s*', re.DOTALL)
_LINK = re.compile(r'\s*=\s*[^\W\d][\w.]*\(\s*"([^"]*)"\s*(?:[,;]\s*"((?:[^"]|"")*)"\s*)?\)\s*', re.DOTALL)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_GENERIC = re.compile(
    r"\W*(?:(?:view|open|see|visit|go to|voir|ver|zum|link|url|linkedin|profile?|here|hier|ici)\W*)+", re.IGNORECASE
)
_MANY = 0.5
_LOOKED_AT = 20


@lru_cache(maxsize=16)
def _in_pair(signs: str) -> re.Pattern[str]:
    return re.compile(rf"(^|[,;\t|])[ ]*[{signs}]([^{signs}\r\n]*)[{signs}][ ]*(?=[,;\t|\r\n]|$)")


def straightened(lines: Lines, undone: dict[str, int]) -> Lines:
    """Return the lines with straight double quotes around cells that were in curly or single quotes, or in ="…"."""
    ignored: dict[str, int] = {}
    top = [_from_formulas(line, ignored) for line in islice(lines, _LOOKED_AT) if line.strip()]
    shapes = [
        shape
        for shape in map(_in_pair, _PAIRS)
        if top and sum(shape.search(line) is not None for line in top) > _MANY * len(top)
    ]
    if not shapes and not lines.formulas:
        return lines
    return Lines.of(_straight_line(line, shapes, undone) for line in lines)


def _straight_line(line: str, shapes: Sequence[re.Pattern[str]], undone: dict[str, int]) -> str:
    line = _from_formulas(line, undone)
    for shape in shapes:
        line = _counted(shape, line, _straight, "curly_quotes", undone)
    return line


def _from_formulas(line: str, undone: dict[str, int]) -> str:
    return _counted(_FORMULA_AT_EDGE, line, r'\1"\2"', "formulas", undone) if '="' in line else line


def _straight(found: re.Match[str]) -> str:
    inside = found.group(2).replace('"', '""')
    return f'{found.group(1)}"{inside}"'


def _counted(
    shape: re.Pattern[str], line: str, new: str | Callable[[re.Match[str]], str], kind: str, undone: dict[str, int]
) -> str:
    line, count = shape.subn(new, line)
    if count:
        undone[kind] = undone.get(kind, 0) + count
    return line


def unescaped_quotes(lines: Lines, separator: str, width: int, undone: dict[str, int]) -> Lines:
    r"""Return the lines with \" replaced by "" in those that only then have as many cells as the header."""
    return Lines.of(_unescaped(line, separator, width, undone) if '\\"' in line else line for line in lines)


def _unescaped(line: str, separator: str, width: int, undone: dict[str, int]) -> str:
    doubled = line.replace('\\"', '""')
    if len(_cells(line, separator)) == width or len(_cells(doubled, separator)) != width:
        return line
    undone["backslash_quotes"] = undone.get("backslash_quotes", 0) + 1
    return doubled


def unquoted_line(cells: Sequence[str], separator: str) -> list[str] | None:
    """Return the cells of a line that was quoted as a whole; None for any other line."""
    if not cells or not cells[0] or any(cells[1:]) or separator not in cells[0]:
        return None
    other = "".join(sign for sign in SEPARATORS if sign != separator)
    inner = _cells(cells[0].rstrip(other), separator)
    return inner if len(inner) > 1 else None


def joined(cells: list[str], separator: str, width: int) -> list[str] | None:
    """Return a row rejoined that was split within cells, so that each surplus cell begins with a space; else None."""
    more = len(cells) - width
    parts = [index for index, cell in enumerate(cells) if index and cell[:1] == " " and cell.strip()]
    if more <= 0 or len(parts) != more:
        return None
    whole: list[str] = []
    for index, cell in enumerate(cells):
        if index in parts:
            whole[-1] += separator + cell
        else:
            whole.append(cell)
    return whole


def are_plain(cells: Sequence[str]) -> bool:
    """Return whether `unwrap` finds nothing to undo in any of the cells; quick, as most rows are plain."""
    row = "\0".join(cells)
    if '"' in row or "=" in row or "'" in row or "_x" in row:
        return all(_WRAPPED.search(cell) is None for cell in cells)
    return True


def unwrap(cell: str, undone: dict[str, int]) -> tuple[str, str]:
    """Return a cell without its wrapping, and the address behind its text if that differs."""
    if not _WRAPPED.search(cell):
        return cell, ""
    link = ""
    for kind, step in (("excel_escapes", _no_escapes), ("guards", _no_guard), ("quoted_cells", _no_quotes)):
        new = step(cell)
        if new != cell:
            undone[kind] = undone.get(kind, 0) + 1
            cell = new
    if (formula := _FORMULA.fullmatch(cell)) is not None:
        undone["formulas"] = undone.get("formulas", 0) + 1
        cell = formula.group(1).replace('""', '"')
    elif (linked := _LINK.fullmatch(cell)) is not None:
        undone["links"] = undone.get("links", 0) + 1
        address, label = linked.group(1), (linked.group(2) or "").replace('""', '"').strip()
        worded = bool(label) and not _GENERIC.fullmatch(label) and person_in(label) is None
        cell, link = (label, address) if worded else (address, "")
    return cell, link


def _no_escapes(cell: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), cell)


def _no_guard(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _no_quotes(cell: str) -> str:
    inside = cell.strip()
    return inside[1:-1] if len(inside) > 2 and inside.count('"') == 2 and inside[0] == inside[-1] == '"' else cell


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line.rstrip("\r\n")], delimiter=separator), [])
    except csv.Error:
        return []
