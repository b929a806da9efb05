from typing import Any

from peewee import Database

class Psycopg3Database(Database):
    def __init__(self, database: str | None, **kwargs: Any) -> None: ...
    def get_context_options(self) -> dict[str, Any]: ...
    _state: Any
