"""A log that cannot be written stops no command and causes no traceback on the screen."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from core.logs import LONGEST, Discreet, into
from core.secrets import keep_secret

FULL = Path("/dev/full")


@pytest.mark.parametrize("what", ["full", "cannot be made"])
def test_a_log_that_cannot_be_written(what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = FULL if what == "full" and FULL.exists() else tmp_path / "nowhere" / "overture.log"
    with into(path):
        logging.getLogger("overture.engine").error("The store cannot be written.")
    assert capsys.readouterr() == ("", "")


def test_a_log_that_others_could_read_is_made_private(tmp_path: Path) -> None:
    path = tmp_path / "overture.log"
    path.touch(mode=0o644)
    path.chmod(0o644)
    with into(path):
        logging.getLogger("overture.test").warning("A line.")
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_entry_is_cut_and_no_half_of_a_secret_is_left() -> None:
    keep_secret("the-key-of-the-provider")
    said = "x" * (LONGEST - 10) + "the-key-of-the-provider" + "y" * LONGEST
    entry = Discreet("%(message)s").format(logging.LogRecord("overture", logging.ERROR, "", 0, said, None, None))
    cut = entry.endswith("(199,993 characters)"), len(entry) < LONGEST + 100, "the-" in entry
    assert cut == (True, True, False)
