"""`python -m tests.fuzz.ready`: a process that has loaded the fuzz, and forks for each line on its standard input.

A line is a JSON list: the arguments of `tests.fuzz`, and the file for its output. The exit code is printed in answer.
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
    """A `tests.fuzz.ready` process and the pipes to it, for tests that run the fuzz several times."""

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
        """Run `python -m tests.fuzz` with these arguments in a fork; return its exit code and output."""
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
    """Fork and answer for each line of standard input, until it ends."""
    load()
    for line in sys.stdin:
        words, said = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _fuzz(words, said)
        _pid, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


def _fuzz(words: list[str], said: str) -> None:
    """Fuzz as a program that was started with these arguments; never returns."""
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
