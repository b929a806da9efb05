"""Actions that a user configures: values of a row never become options; no shell, no key, no endless command."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from core.config import OwnAction, load
from core.errors import RefusedError, UsageError
from core.services import own_actions
from core.workspace import home_of

ROW = {"address": "https://www.linkedin.com/in/ada", "row": "-x $(touch /tmp/never); Ada"}


def test_each_value_is_one_argument() -> None:
    found = own_actions.arguments(["crm", "--url={address}", "--", "{row}"], ROW)
    assert found == ["crm", f"--url={ROW['address']}", "--", ROW["row"]]


def test_a_value_that_looks_like_an_option_is_refused_before_the_dashes() -> None:
    for command in (["crm", "{row}"], ["crm", "{row}", "--"]):
        with pytest.raises(RefusedError, match="could take it for an option"):
            own_actions.arguments(command, ROW)
    assert own_actions.arguments(["crm", "-v", "--row={row}"], ROW)[2] == f"--row={ROW['row']}"


def test_a_row_without_the_value_is_refused() -> None:
    with pytest.raises(RefusedError, match="has no address, which this action needs"):
        own_actions.arguments(["crm", "{address}"], {"address": "", "row": "Ada"})


def test_a_command_gets_the_values_and_the_home_but_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for secret in ("OVERTURE_PROVIDER_KEY", "OVERTURE_STORE_PASSWORD", "PGPASSWORD"):
        monkeypatch.setenv(secret, "k7-words")
    code = "import os, sys, pathlib; pathlib.Path(sys.argv[1]).write_text(repr(sorted(os.environ.items())))"
    action = OwnAction("Note", (sys.executable, "-c", code, str(tmp_path / "told")))
    assert own_actions.run(home_of(tmp_path), action, ROW) == "Note: done."
    told = (tmp_path / "told").read_text()
    assert "k7-words" not in told
    for name, value in (("OVERTURE_ADDRESS", ROW["address"]), ("OVERTURE_ROW", ROW["row"])):
        assert repr((name, value)) in told
    assert repr(("OVERTURE_HOME", str(tmp_path))) in told


def test_a_command_is_killed_once_it_is_to_be_stopped(tmp_path: Path) -> None:
    action = OwnAction("A", (sys.executable, "-c", "import time; time.sleep(600)"))
    with pytest.raises(RefusedError, match=r"^A was stopped\.$"):
        own_actions.run(home_of(tmp_path), action, ROW, lambda: True)


def test_what_goes_wrong_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_actions, "LONGEST_S", 0.2)
    home = home_of(tmp_path)
    for command, told in (
        ((sys.executable, "-c", "raise SystemExit(3)"), "A failed: its command ended with exit code 3."),
        ((sys.executable, "-c", "import time; time.sleep(600)"), "A did not end within 0.2 s and was killed."),
        (("/no/such/program",), "A cannot be started: No such file or directory."),
    ):
        with pytest.raises(RefusedError) as refused:
            own_actions.run(home, OwnAction("A", command), ROW)
        assert refused.value.text == told


def test_the_file_names_actions_and_refuses_unknown_places(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[[action]]\nname = "CRM"\ncommand = ["crm", "--", "{address}"]\n')
    assert load(file).actions == (OwnAction("CRM", ("crm", "--", "{address}")),)
    for line, told in (
        ('command = ["crm", "{phone}"]', "“{phone}” is unknown; a row has {address} and {row}"),
        ("command = []", "action.0.command"),
        ('command = ["{row}"]', "the program itself cannot come from the row"),
        ('command = "crm"', "action.0.command"),
        ('command = ["sh", "-c", "crm {row}"]', "a name from outside would become code after -c"),
    ):
        file.write_text(f'[[action]]\nname = "CRM"\n{line}\n')
        with pytest.raises(UsageError) as refused:
            load(file)
        assert told in refused.value.text
