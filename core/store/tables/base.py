"""The database of this process, and what all tables share."""

from __future__ import annotations

import peewee as pw

database = pw.DatabaseProxy()


class Table(pw.Model):
    """What all tables share: the one database of this process."""

    class Meta:
        database = database
        legacy_table_names = False


class Numbered(Table):
    """A table whose rows are numbered by the store; ids come back after deletes and restores."""

    id = pw.AutoField()
