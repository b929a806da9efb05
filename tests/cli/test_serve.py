"""A sandbox served by a process of its own, and workspaces that use it as their provider."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.support.patience import DEADLINE_S


@dataclass(frozen=True)
class Served:
    """A server under way."""

    child: subprocess.Popen[str]
    address: str


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    words = [sys.executable, "-m", "core", "--json", "--home", str(tmp_path / "network"), "sandbox", "serve"]
    child = subprocess.Popen([*words, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None
    told = ""
    while not told.endswith("}\n"):
        line = child.stdout.readline()
        assert line, child.communicate(timeout=DEADLINE_S)
        told += line
    found = json.loads(told)
    assert found["pid"] == child.pid
    yield Served(child, found["address"])
    if child.poll() is None:
        child.kill()
    child.communicate(timeout=DEADLINE_S)


@pytest.fixture
def there(home: Path, served: Served) -> Path:
    """Return the home, on the served sandbox."""
    path = home / "config.toml"
    path.write_text(f'[provider]\nkind = "sandbox"\naddress = "{served.address}"\n' + path.read_text())
    return home


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_cleanly_on_sigterm(served: Served, number: signal.Signals) -> None:
    served.child.send_signal(number)
    _out, said = served.child.communicate(timeout=DEADLINE_S)
    assert (served.child.returncode, said) == (0, "")


def test_faults_and_the_ledger_of_a_served_one(there: Path, cli: Cli, served: Served) -> None:
    assert cli.data("sandbox", "ledger") == []
    added = cli.data("sandbox", "fault", "add", "late", "--kind", "invite", "--count", "2", "--seconds", "600")
    assert (added["what"], added["remaining"], added["seconds"]) == ("late", 2, 600.0)
    assert cli.data("sandbox", "fault", "list") == [added]
    assert cli("sandbox", "fault", "add", "nonsense").code == 2
    assert cli("sandbox", "fault", "add", "late", "--kind", "nonsense").code == 2
    assert cli.data("sandbox", "fault", "clear") == {"cleared": 1}
    assert cli.data("sandbox", "fault", "list") == []
    served.child.send_signal(signal.SIGTERM)
    served.child.communicate(timeout=DEADLINE_S)
    result = cli("sandbox", "ledger")
    assert result.code == 6
    assert f"No sandbox answers at {served.address}" in result.err


def test_faults_of_the_embedded_one(cli: Cli) -> None:
    cli.ok("sandbox", "fault", "add", "cannot_resend_yet", "--account", "acc", "--until", "2026-01-06")
    assert "cannot_resend_yet" in cli.ok("sandbox", "fault", "list").out
    cli.ok("sandbox", "fault", "clear")
    assert cli.ok("sandbox", "fault", "list").err == "There is no fault rule.\n"


def test_the_real_network_has_no_faults_on_purpose(home: Path, cli: Cli) -> None:
    (home / "config.toml").write_text('[provider]\nkind = "unipile"\nbase_url = "https://api1.example.com:13111"\n')
    result = cli("sandbox", "fault", "list")
    assert result.code == 5
    assert "no sandbox" in result.err


def test_a_port_in_use(served: Served, cli: Cli) -> None:
    result = cli("sandbox", "serve", "--port", served.address.rpartition(":")[2])
    assert result.code == 2
    assert "cannot be used" in result.err


def test_a_served_account_has_the_plan_of_its_member(there: Path, cli: Cli) -> None:
    cli.ok("member", "add", "Ada Wong", "--account", "acc-ada", "--plan", "sales-navigator")
    (account,) = cli.data("member", "accounts")
    assert (account["id"], account["name"], account["premium"]) == ("acc-ada", "Ada Wong", True)
    cli.ok("advance", "--days", "1")
    assert cli.data("member", "list")[0]["plan"] == "sales-navigator"
    cli.ok("member", "edit", "Ada Wong", "--plan", "basic")
    assert cli.data("member", "accounts")[0]["premium"] is False


def test_at_the_provider_the_account_decides_the_plan(
    home: Path, served: Served, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERTURE_PROVIDER_KEY", "sandbox")
    path = home / "config.toml"
    path.write_text(f'[provider]\nkind = "unipile"\nbase_url = "{served.address}"\n' + path.read_text())
    told = cli.data("sandbox", "account", "acc-ada", "--name", "Ada Wong", "--plan", "premium")
    assert told == {"account": "acc-ada", "name": "Ada Wong", "plan": "premium"}
    cli.ok("member", "add", "Ada Wong", "--account", "acc-ada")
    assert cli.data("member", "list")[0]["plan"] == "basic"  # the plan has not been read yet
    cli.ok("advance", "--days", "1")
    assert cli.data("member", "list")[0]["plan"] == "premium"
    cli.ok("sandbox", "account", "acc-ada", "--plan", "basic")
    cli.ok("advance", "--days", "1")
    assert cli.data("member", "list")[0]["plan"] == "basic"
    assert cli("sandbox", "account", "acc-ada", "--plan", "gold").code == 2
    assert cli("sandbox", "account", "acc-ada").code == 2


def test_an_account_unknown_to_the_served_sandbox_works(
    home: Path, served: Served, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERTURE_PROVIDER_KEY", "sandbox")
    path = home / "config.toml"
    path.write_text(f'[provider]\nkind = "unipile"\nbase_url = "{served.address}"\n' + path.read_text())
    cli.ok("member", "add", "Ada Wong", "--account", "acc-ada")
    found = [check for check in cli.data("doctor", "--provider") if check["name"] == "provider.account"]
    assert [check["ok"] for check in found] == [True]
    assert "belongs to Ada Wong" in found[0]["text"]


def test_a_member_is_added_while_nobody_serves(there: Path, cli: Cli, served: Served) -> None:
    served.child.kill()
    served.child.communicate(timeout=DEADLINE_S)
    assert cli.data("member", "add", "Ada Wong", "--account", "acc-ada", "--plan", "premium")["plan"] == "premium"
