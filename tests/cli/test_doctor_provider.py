"""`overture doctor --provider`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

UNIPILE = '[provider]\nkind = "unipile"\nbase_url = "http://127.0.0.1:1"\n'


def test_lines_and_json(cli: Cli) -> None:
    cli.ok("member", "add", "Ada Wong", "--account", "acc-ada")
    shown = cli.ok("doctor", "--provider")
    assert shown.out.startswith("ok   The provider accepts the API key.\n")
    found = cli.data("doctor", "--provider")
    assert all(check["ok"] for check in found)


def test_no_key_and_no_network(cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "config.toml").write_text(UNIPILE)
    monkeypatch.delenv("OVERTURE_PROVIDER_KEY", raising=False)
    without = cli("doctor", "--provider")
    assert without.code == 6
    assert "FAIL No provider key: set OVERTURE_PROVIDER_KEY" in without.out
    monkeypatch.setenv("OVERTURE_PROVIDER_KEY", "a-key-that-nobody-sees")
    away = cli("doctor", "--provider")
    assert away.code == 6
    assert "Nothing answers at http://127.0.0.1:1: the connection was refused." in away.out
    assert "a-key-that-nobody-sees" not in away.out + away.err
