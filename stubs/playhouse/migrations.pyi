from collections.abc import Sequence
from typing import Any

from peewee import Database

class MigrationError(Exception): ...

class Migration:
    idx: int
    name: str
    path: str | None
    applied: Any

class Runner:
    database: Database
    directory: str
    table_name: str
    History: Any
    def __init__(
        self,
        database: Database,
        directory: str = ...,
        table_name: str = ...,
        schema: str | None = ...,
    ) -> None: ...
    def migrations(self) -> Sequence[Migration]: ...
    def status(self) -> Sequence[Migration]: ...
    def up(self, target: str | None = ..., fake: bool = ...) -> list[str]: ...
