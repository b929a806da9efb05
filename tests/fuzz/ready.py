"""`python -m tests.fuzz.ready`: a fuzz that has loaded everything, and forks for each line that it is given.

It takes a line of JSON, the words and a file's path: the fuzz writes its output into the file; the answer is its exit
code.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Self

from tests.fuzz.__main__ import load, main

ROOT = Path(__file__).parents[2]


class Ready:
    """The process, and the connection to it."""

    def __init__(self, folder: Path) -> None:
        self._said = folder / "said"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.ready"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def fuzz(self, *words: str) -> tuple[int, str]:
        """Fuzz in a fork, as `python -m tests.fuzz` with these words; return its exit code and output."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps([words, str(self._said)]), file=self._process.stdin, flush=True)
        code = int(self._process.stdout.readline())
        return code, self._said.read_text(encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._process.communicate()


def serve() -> None:
    """Answer line by line until there are no more."""
    load()
    for line in sys.stdin:
        words, said = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _fuzz(words, said)
        _pid, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


def _fuzz(words: list[str], said: str) -> None:
    """Fuzz as a program that was started with these words; never returns."""
    code = 2
    try:
        file = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for stream in (1, 2):
            os.dup2(file, stream)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        code = main(words)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve()
