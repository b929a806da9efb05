"""The content of a column's cells, counted over the rows of a file: addresses, names, forms of address."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.rules.addresses.identity import Identity
from core.rules.addresses.in_cell import address_in
from core.rules.file_columns.column_names import key
from core.text import clean

MOSTLY = 0.5
"""Share of a column's filled cells that decides the column's content."""
_SAMPLE = 60
_LATER = re.compile(r"[a-z0-9]*\d[a-z0-9]*")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WORD = re.compile(r"[^\W\d_]+")
_SALUTATIONS_WORDS = """
mr mrs ms miss mx sir madam lord lady dr doctor prof professor rev herr frau hr fr herrn m mme mlle monsieur
madame mademoiselle me sr sra srta senor senora don dona sig sigra signor signora signore dott dottssa ing
avv dhr mevr mw heer mevrouw pan pani panna fru froken bay bayan domnul doamna господин госпожа г гжа пан
пані さん 様 氏 先生 女士 小姐 씨 님 mag dipl med phil habil dra eng arq
"""
_SALUTATIONS = frozenset(key(word) for word in _SALUTATIONS_WORDS.split())


@dataclass(slots=True)
class ColumnCells:
    """Counts of one column's cells. `people` are cells with a person's address."""

    filled: int = 0
    people: int = 0
    different: set[str] = field(default_factory=set)
    mails: int = 0
    several_words: int = 0
    salutations: int = 0
    first_names: int = 0
    last_names: int = 0
    full_names: int = 0
    plain_words: int = 0
    wordless: int = 0
    """Cells without a letter: numbers and signs."""
    named_rows: int = 0
    """Filled cells in rows whose person has a public identifier to compare them with."""
    sample: str = ""

    def mostly(self, count: int) -> bool:
        """Return whether a count of cells is more than half of the filled ones."""
        return count > MOSTLY * self.filled

    def add(self, cell: str) -> None:
        """Count one filled cell."""
        self.filled += 1
        self.sample = self.sample or clean(cell, _SAMPLE)
        person = person_in(cell)
        if person is not None:
            self.people += 1
            self.different.add(person.key)
            return
        words = _WORD.findall(html.unescape(cell) if "&" in cell else cell)
        self.wordless += not words
        self.mails += _MAIL.fullmatch(cell.strip()) is not None
        outside = cell.partition("<")[0] if "@" in cell else cell  # as in: Ida Roth <ida@acme.example>
        capitals = [word for word in outside.split() if word[0].isalpha() and not word[0].islower()]
        self.several_words += len(capitals) > 1 and "@" not in outside
        self.salutations += bool(words) and all(key(word) in _SALUTATIONS for word in words)
        self.plain_words += 0 < len(words) <= 3 and not any(c.isdigit() or c in "@/&" for c in cell)

    def compare(self, cell: str, slug: Sequence[str]) -> None:
        """Count a filled cell as first, last or full name if its words are in the public identifier of its row."""
        words = [word for word in (_plain(word) for word in _WORD.findall(cell)) if word]
        if not words or person_in(cell) is not None:
            return
        self.named_rows += 1
        joined = "".join(slug)
        first = words[0] in slug or (len(words[0]) > 2 and joined.startswith(words[0]))
        last = words[-1] in slug[1:] or (len(words[-1]) > 2 and joined.endswith(words[-1]))
        self.full_names += len(words) > 1 and (words[0] in slug or joined.startswith(words[0])) and last
        self.first_names += first and (len(words) == 1 or not last) and (words[0] == slug[0] or not last)
        self.last_names += last and words[0] != slug[0]


def person_in(cell: str) -> Identity | None:
    """Return the person whose address a cell holds, or None; quick for words without a slash."""
    return address_in(cell) if "/" in cell or "linkedin" in cell.lower() or "urn:li:" in cell else None


def count_cells(rows: Iterable[Sequence[str]]) -> list[ColumnCells]:
    """Return the counts of each column over all rows."""
    columns: list[ColumnCells] = []
    for row in rows:
        columns.extend(ColumnCells() for _ in range(len(row) - len(columns)))
        for counts, cell in zip(columns, row, strict=False):
            if cell and not cell.isspace():
                counts.add(cell)
    return columns


def compare_names(rows: Iterable[Sequence[str]], columns: Sequence[ColumnCells], address: int) -> None:
    """Count in each column the cells that match the public identifier in the `address` column of their row."""
    for row in rows:
        slug = _slug(row[address] if address < len(row) else "")
        for counts, cell in zip(columns, row, strict=False):
            if slug and cell and not cell.isspace():
                counts.compare(cell, slug)


def _slug(cell: str) -> list[str]:
    """Return the words of a public identifier, without the number at its end."""
    person = person_in(cell)
    if person is None or person.kind != "public":
        return []
    words = [word for word in map(_plain, person.value.split("-")) if word]
    return [word for word in words if not _LATER.fullmatch(word)] or words[:1]


def _plain(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold())
    return key("".join(c for c in parts if not unicodedata.combining(c)))
