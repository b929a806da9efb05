"""`overture completion`: the script by which a shell completes commands."""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

from core.cli.group import COMPLETION
from core.cli.session import Session
from core.cli.to_json import workspace_json


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_obj
def completion(session: Session, shell: str) -> None:
    """Print the script by which a shell completes commands and options.

    bash: eval "$(overture completion bash)" in ~/.bashrc. zsh: the same with zsh in ~/.zshrc. fish: overture completion
    fish > ~/.config/fish/completions/overture.fish.
    """
    root = click.get_current_context().find_root().command
    found = get_completion_class(shell)
    assert found is not None  # noqa: S101 - the choices are click's
    # Not click's own `source`: it starts bash only to ask for its version.
    script = ShellComplete.source(found(root, {}, "overture", COMPLETION)).strip()
    session.show(workspace_json.completion(shell, script), script.splitlines)
