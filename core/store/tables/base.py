"""The database of this process, and the base classes of all tables."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import peewee as pw

database = pw.DatabaseProxy()


@contextlib.contextmanager
def released() -> Iterator[None]:
    """Unbind the models, so that a second store can be opened inside; bind them to the first store again at the end."""
    before = database.obj
    database.initialize(None)
    try:
        yield
    finally:
        database.initialize(before)


class Table(pw.Model):
    """The base of all tables, bound to the one database of this process."""

    class Meta:
        database = database
        legacy_table_names = False


class Numbered(Table):
    """A table whose rows are numbered by the store; ids are reused after deletes and restores."""

    id = pw.AutoField()
