"""`overture completion`: the scripts are click's, for Overture's command and environment variable."""

from __future__ import annotations

import subprocess

import pytest

from core.cli.group import COMPLETION
from tests.cli.conftest import Cli


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_calls_overture(cli: Cli, shell: str) -> None:
    script = cli.ok("completion", shell).out
    assert f"{COMPLETION}={shell}_complete" in script
    assert cli.data("completion", shell) == {"shell": shell, "script": script.strip()}


def test_bash_can_read_it(cli: Cli) -> None:
    script = cli.ok("completion", "bash").out
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)


def test_another_shell_is_refused(cli: Cli) -> None:
    assert cli("completion", "csh").code == 2
