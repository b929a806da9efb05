"""The log is the last thing to fail: a disk that does not take it stops nobody, and shows nobody a traceback."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from core.logs import into

FULL = Path("/dev/full")


@pytest.mark.parametrize("what", ["full", "cannot be made"])
def test_a_log_that_cannot_be_written(what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = FULL if what == "full" and FULL.exists() else tmp_path / "nowhere" / "overture.log"
    with into(path):
        logging.getLogger("overture.engine").error("The store cannot be written.")
    assert capsys.readouterr() == ("", "")
