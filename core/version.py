"""The version, and the commit from which it was made, available without a slow import."""

import os

VERSION = "0.2.0"
"""A test keeps it equal to the package's."""
DIGITS = 9
"""Digits of a commit that are shown."""
_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - importing pathlib costs more than Python


def told() -> str:
    """Return what `--version` prints."""
    made_of = commit()
    return f"overture {VERSION} ({made_of})" if made_of else f"overture {VERSION}"


def commit() -> str:
    """Return the commit that was noted when the package was built, else the one checked out; '' if unknown."""
    noted = _read(_HERE, "commit")
    return (noted or _checked_out(os.path.dirname(_HERE)))[:DIGITS]  # noqa: PTH120


def _checked_out(folder: str) -> str:
    git = os.path.join(folder, ".git")  # noqa: PTH118
    link = _read(git)  # in a worktree, .git is a file
    if link.startswith("gitdir: "):
        git = os.path.join(folder, link.removeprefix("gitdir: "))  # noqa: PTH118
    head = _read(git, "HEAD")
    if not head.startswith("ref: "):
        return head
    name = head.removeprefix("ref: ")
    shared = os.path.join(git, _read(git, "commondir"))  # noqa: PTH118
    return _read(shared, name) or _packed(shared, name)


def _packed(git: str, name: str) -> str:
    lines = (line.partition(" ") for line in _read(git, "packed-refs").splitlines())
    return next((commit for commit, _space, ref in lines if ref == name), "")


def _read(*parts: str) -> str:
    try:
        with open(os.path.join(*parts), encoding="utf-8") as file:  # noqa: PTH118, PTH123
            return file.read().strip()
    except (OSError, ValueError):
        return ""
