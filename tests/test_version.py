"""The commit is read from git's files, in any of their layouts, or from the note of a built package."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import version

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a package without a checkout; each test adds what its layout has."""
    (tmp_path / "core").mkdir()
    monkeypatch.setattr(version, "_HERE", str(tmp_path / "core"))
    return tmp_path


def test_without_git_and_note_there_is_none(checkout: Path) -> None:
    assert (version.commit(), version.told()) == ("", f"overture {version.VERSION}")


@pytest.mark.parametrize("packed", [False, True])
def test_of_a_branch(checkout: Path, packed: bool) -> None:
    git = checkout / ".git"
    (git / "refs/heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    if packed:
        (git / "packed-refs").write_text(f"# pack-refs\n{'f' * 40} refs/heads/other\n{COMMIT} refs/heads/main\n")
    else:
        (git / "refs/heads/main").write_text(f"{COMMIT}\n")
    assert version.told() == f"overture {version.VERSION} ({COMMIT[:9]})"


def test_of_a_worktree(checkout: Path) -> None:
    shared = checkout / "repository"
    own = shared / "worktrees/mine"
    own.mkdir(parents=True)
    (shared / "refs/heads").mkdir(parents=True)
    (shared / "refs/heads/mine").write_text(f"{COMMIT}\n")
    (own / "HEAD").write_text("ref: refs/heads/mine\n")
    (own / "commondir").write_text("../..\n")
    (checkout / ".git").write_text(f"gitdir: {own}\n")
    assert version.commit() == COMMIT[:9]


def test_of_a_package_the_note_counts(checkout: Path) -> None:
    (checkout / ".git").mkdir()
    (checkout / ".git/HEAD").write_text(f"{'e' * 40}\n")
    assert version.commit() == "e" * 9
    (checkout / "core/commit").write_text(f"{COMMIT}\n")
    assert version.commit() == COMMIT[:9]
