from typing import Any

def close_all(map: dict[int, Any] | None = ..., ignore_all: bool = ...) -> None: ...  # noqa: A002
