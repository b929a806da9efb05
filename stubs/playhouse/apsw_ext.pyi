from typing import Any

from peewee import SqliteDatabase

class APSWDatabase(SqliteDatabase):
    def __init__(self, database: str | None, **kwargs: Any) -> None: ...
    def rows_affected(self, cursor: Any) -> int: ...
