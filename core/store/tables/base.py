"""The database of this process, and what all tables share."""

from __future__ import annotations

import peewee as pw

database = pw.DatabaseProxy()


class Table(pw.Model):
    """The base of all tables, bound to the one database of this process."""

    class Meta:
        database = database
        legacy_table_names = False


class Numbered(Table):
    """A table whose rows are numbered by the store; ids are reused after deletes and restores."""

    id = pw.AutoField()
