"""Properties that only a separate process shows: lazy imports, pipes, signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.support.patience import DEADLINE_S

HEAVY = {"prometheus_client", "apscheduler", "flask", "httpx", "jinja2", "pydantic", "textual", "werkzeug"}
LOADED = """
import json, sys
from tui.__main__ import main
sys.argv[0] = "overture"
try:
    main()
except SystemExit as leaving:
    print(json.dumps([leaving.code, sorted({name.split(".")[0] for name in sys.modules})]), file=sys.stderr)
"""


def loaded(*words: str) -> set[str]:
    """Return the top-level modules that a command had imported by its end; the command must succeed."""
    done = subprocess.run([sys.executable, "-c", LOADED, *words], capture_output=True, text=True, check=True)
    code, names = json.loads(done.stderr.splitlines()[-1])
    assert code == 0
    return set(names)


def test_the_command_line_needs_no_app() -> None:
    code = "import core.cli, sys; assert not {'textual','rich','tui'} & {m.split('.')[0] for m in sys.modules}"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_version_needs_next_to_nothing() -> None:
    assert not loaded("--version") & {"click", "peewee", "apsw", "dataclasses", "pathlib", "urllib", *HEAVY}


@pytest.mark.parametrize("words", [["--help"], ["campaign", "--help"], ["queue", "approve", "--help"]])
def test_help_opens_no_store(words: list[str]) -> None:
    assert not loaded(*words) & {"peewee", "apsw", *HEAVY}


@pytest.mark.parametrize(
    "words", [["status", "--json"], ["campaign", "list"], ["member", "list"], ["source", "list"], ["queue", "list"]]
)
def test_status_and_lists_load_nothing_heavy(home: Path, words: list[str]) -> None:
    (home / "config.toml").unlink()
    assert not loaded(*words) & HEAVY


def test_a_store_in_a_file_needs_no_driver_of_a_server(home: Path) -> None:
    (home / "config.toml").unlink()
    loaded("status")  # it makes the store, by migrations, which load Peewee's support for every database
    assert "psycopg" not in loaded("status")


@pytest.mark.parametrize("words", [["codes"], ["codes", "--json"], ["--help"]])
def test_a_closed_pipe_ends_the_command_quietly(words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, "-m", "core", *words], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_shell_may_complete() -> None:
    words = {"_OVERTURE_COMPLETE": "bash_complete", "COMP_WORDS": "overture mem", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "core"], env={**os.environ, **words}, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["plain,member"]


def test_the_daemon_holds_the_engine_until_it_gets_sigterm(cli: Cli) -> None:
    daemon = subprocess.Popen([sys.executable, "-m", "core", "daemon"], stderr=subprocess.PIPE, text=True)
    try:
        assert daemon.stderr is not None
        assert "The engine runs here" in daemon.stderr.readline()
        assert cli.data("status")["engine"]["pid"] == daemon.pid
        assert f"process id {daemon.pid}" in cli.ok("status").out
        for words in (["advance", "--days", "1"], ["daemon"]):
            refused = cli(*words, "--json")
            assert (refused.code, refused.error["code"]) == (3, "engine.elsewhere")
            assert str(daemon.pid) in refused.error["text"]
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(DEADLINE_S) == 0
        assert daemon.stderr.read() == "The engine has stopped.\n"
    finally:
        daemon.kill()
        daemon.communicate()
    assert cli.data("status")["engine"]["runs"] is False
