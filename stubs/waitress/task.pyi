from typing import Any

from waitress.channel import HTTPChannel

class WSGITask:
    channel: HTTPChannel
    def get_environment(self) -> dict[str, Any]: ...
