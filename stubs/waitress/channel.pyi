from socket import socket
from typing import ClassVar

from waitress.task import WSGITask

class ClientDisconnected(Exception): ...  # noqa: N818

class HTTPChannel:
    task_class: ClassVar[type[WSGITask]]
    socket: socket
