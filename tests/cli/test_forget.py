"""`contact forget`: lists from a file or stdin, all listed people or nobody, one question; copies are reported."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from core.store.upkeep import copies
from tests.cli.conftest import Cli

ADDRESS = "https://www.linkedin.com/in/person-{}"


@pytest.fixture
def known(cli: Cli, people: Path) -> Cli:
    """Return a command line with thirty contacts."""
    cli.ok("source", "import", people, "--name", "founders")
    return cli


def forgotten(cli: Cli) -> int:
    return sum(view["name"] == "(forgotten)" for view in cli.data("contact", "list"))


def test_a_list_is_asked_about_once_with_its_count(known: Cli, tmp_path: Path) -> None:
    path = tmp_path / "gone.txt"
    path.write_text("\ufeff# asked to be erased\n\n" + "\r\n".join(ADDRESS.format(n) for n in range(3)) + "\n 9 \n")
    asked = known("contact", "forget", "20", "--from", path)
    assert (asked.code, forgotten(known)) == (5, 0)
    assert "This erases 5 people for good" in asked.err
    done = known.data("contact", "forget", "20", "--from", path, "--yes")
    assert (done["people"], done["forgotten"], done["id"], len(done["contacts"])) == (5, True, None, 5)
    assert forgotten(known) == 5


@pytest.mark.parametrize("words", [("--from", "-"), ("-",)])
def test_a_list_on_stdin(known: Cli, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    given = io.TextIOWrapper(io.BytesIO(f"{ADDRESS.format(1)}\n{ADDRESS.format(2)}".encode()))
    monkeypatch.setattr(sys, "stdin", given)
    assert known.data("contact", "forget", *words, "--yes")["people"] == 2
    assert forgotten(known) == 2


def test_an_unknown_line_is_named_and_nobody_erased(known: Cli, tmp_path: Path) -> None:
    path = tmp_path / "gone.txt"
    lines = [ADDRESS.format(1), "nobody-here", ADDRESS.format(2), "", *(f"neither-{n}" for n in range(9))]
    path.write_text("\n".join(lines))
    refused = known("contact", "forget", "--from", path, "--yes", "--json")
    assert (refused.code, refused.error["line"], refused.error["field"]) == (4, 2, "--from")
    assert "Line 2 of" in refused.error["text"]
    assert "5, 6, 7, 8, 9, and 4 more" in refused.error["text"]
    assert "Nobody was erased" in refused.error["text"]
    assert forgotten(known) == 0
    assert known("contact", "forget", "1", "nobody-here", "--yes").code == 4
    assert forgotten(known) == 0


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Nobody is in"),
        (b"# nobody\n\n", "Nobody is in"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"a" * 2_001, "Line 1 of"),
        (b"1\n" * 2_100_000, "more than 4 MB"),
        (b"1\n" * 5_001, "erase them in parts"),
        (None, "There is no file"),
    ],
)
def test_a_file_that_is_no_list_is_refused(known: Cli, tmp_path: Path, content: bytes | None, why: str) -> None:
    path = tmp_path / "gone.txt"
    if content is not None:
        path.write_bytes(content)
    refused = known("contact", "forget", "--from", path, "--yes")
    assert refused.code == 2
    assert why in refused.err


def test_a_folder_or_nothing_at_all(known: Cli, tmp_path: Path) -> None:
    assert "is a folder" in known("contact", "forget", "--from", tmp_path, "--yes").err
    assert "Name the people to erase" in known("contact", "forget", "--yes").err


def test_remaining_copies_are_reported_until_they_are_cleared(known: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as full:
        full.setattr(copies, "free_bytes", lambda _folder: 1_000_000)
        done = known.ok("contact", "forget", "1", "2", "--yes")
        assert "Copies of erased people remain" in done.err
        assert "make room" in done.err
        assert known.data("status")["erasure"]["since"].startswith("2026-01-05")
        assert "Erased people" in known.ok("status").out
        doctor = known("doctor")
        assert (doctor.code, "FAIL Copies of erased people remain" in doctor.out) == (1, True)
        assert "--compact" in doctor.out
        assert known("doctor", "--compact").code == 75
    known.ok("doctor", "--compact")
    assert known.data("status")["erasure"] is None
    assert "Erased people" not in known.ok("status").out
