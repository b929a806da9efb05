"""The server of the tests ends with the process that started it, even a killed one, and leaves no folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import os, tempfile
from pathlib import Path
from tests.support import postgres
postgres.server()
print(Path(tempfile.gettempdir()) / f"overture-postgres-{os.getpid()}", flush=True)
input()
"""


def test_it_ends_with_a_killed_process_and_leaves_no_folder() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        server = int((folder / "postmaster.pid").read_text().split()[0])
        os.kill(server, 0)
        process.kill()
        process.stdout.read()  # until what ends the server has ended, too
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)
    assert not folder.exists()
