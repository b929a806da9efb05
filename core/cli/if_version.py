"""The option `--if-version` of the commands that edit: the same words everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def if_version(shown_by: str) -> Decorator:
    """Return the option `--if-version`; `shown_by` is the command that prints the version."""
    return click.option(
        "--if-version",
        metavar="VERSION",
        help=f"Save only if this is still the `version` in `{shown_by}`; else print the changes and exit 5.",
    )
