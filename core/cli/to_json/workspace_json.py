"""The JSON of the commands about a workspace as a whole: `codes`, `locate`, `pause`, `resume`, `set`, `--version`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.rules.problem_codes.code import Code
    from core.views.status_view import WorkspaceValue


def code(entry: Code, *, text: str, action: str) -> dict[str, Any]:
    """Return an element of `codes`."""
    return {
        "code": entry.code,
        "severity": entry.severity.value,
        "kind": entry.kind.value,
        "text": text,
        "action": action,
    }


def files(home: Path, found: Mapping[str, Path]) -> dict[str, Any]:
    """Return the JSON of `locate`: the home folder, then its files by name."""
    return {"home": str(home), **{name: str(path) for name, path in found.items()}}


def paused(*, on: bool, member: str | None) -> dict[str, Any]:
    """Return the JSON of `pause` and `resume`; `member` is None if the whole workspace is meant."""
    return {"paused": on, "member": member}


def values(found: Sequence[WorkspaceValue]) -> list[dict[str, Any]]:
    """Return the JSON of `set`."""
    return [{"name": one.name, "value": one.value, "meaning": one.meaning} for one in found]


def version(text: str, commit: str) -> dict[str, Any]:
    """Return the JSON of `--version`; the commit is empty if it is not known."""
    return {"version": text, "commit": commit}


def unit(text: str) -> dict[str, Any]:
    """Return the JSON of `daemon --print-unit`."""
    return {"unit": text}


def completion(shell: str, script: str) -> dict[str, Any]:
    """Return the JSON of `completion`."""
    return {"shell": shell, "script": script}
