"""Confirmation before a member or a source is archived: without `--yes` it is refused, with the effects as counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.errors import RefusedError

if TYPE_CHECKING:
    from core.services.dependents import Ground
    from core.workspace import Workspace

YES = click.option("--yes", is_flag=True, help="Do it; without --yes, only print the effects.")


def confirm(workspace: Workspace, ground: Ground, ref: str, *, yes: bool) -> None:
    """Raise RefusedError (code `confirm`, exit 5) with the effects of archiving, unless `--yes` was given."""
    from core.services.dependents import sentences, what_archiving_ends

    if yes:
        return
    ends = what_archiving_ends(workspace, ground, ref)
    told = " ".join(sentences(ends, ground))
    raise RefusedError(f"Archiving “{ends.name}” cannot be undone. {told} Repeat it with --yes.", code="confirm")
