"""`overture doctor` names each fault; a copied store sends nothing until somebody adopts it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from core.cli.main import main
from core.engine.restoring import location
from tests.cli.conftest import CONFIG


def run(home: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Run one command on a home; return its exit code and its output."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(["--home", str(home), *words])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return a home whose engine has run once."""
    folder = tmp_path / "first"
    folder.mkdir(mode=0o700)
    (folder / "config.toml").write_text(CONFIG)
    assert run(folder, capsys, "advance", "--days", "1")[0] == 0
    return folder


def wrong(out: str) -> set[str]:
    return {check["name"] for check in json.loads(out) if not check["ok"]}


def test_a_workspace_that_is_well(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = run(home, capsys, "doctor")
    assert code == 0
    assert "SQLite 3." in out
    assert "The store is whole." in out
    assert "NOT" not in out


def test_doctor_names_each_fault(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "overture.sqlite").chmod(0o644)
    line = {"person": "a", "delivery": "b", "step": 0, "kind": "invitation", "at": "2026-01-06T09:00:00+00:00"}
    (home / "intents.jsonl").write_text(json.dumps(line) + "\n")
    (home / "intents.jsonl").chmod(0o600)
    code, out, _err = run(home, capsys, "doctor", "--json")
    assert code == 1
    assert wrong(out) == {"permissions", "side.journal"}


def test_a_copied_store_sends_nothing_until_it_is_adopted(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "second"
    shutil.copytree(home, copy)
    code, _out, err = run(copy, capsys, "advance", "--days", "1", "--json")
    assert code == 5
    assert json.loads(err)["error"]["code"] == "store.moved"
    assert "doctor --adopt" in err
    assert "was used in" in run(copy, capsys, "status")[1]
    code, out, _err = run(copy, capsys, "doctor", "--json")
    assert (code, wrong(out)) == (1, {"store.place"})
    code, _out, err = run(copy, capsys, "doctor", "--adopt")
    assert code == 0
    assert "No other copy of the store may send" in err
    assert run(copy, capsys, "advance", "--days", "1")[0] == 0
    assert run(home, capsys, "advance", "--days", "1")[0] == 0  # the original home was never moved


def test_a_copy_made_before_the_first_engine_counts_as_a_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A home is prepared on one machine and copied to another: if both sent, they would invite the same people."""
    first, copy = tmp_path / "made", tmp_path / "copied"
    first.mkdir(mode=0o700)
    (first / "config.toml").write_text(CONFIG)
    assert run(first, capsys, "member", "add", "Ada Wong", "--account", "acc-ada")[0] == 0
    shutil.copytree(first, copy)
    assert run(copy, capsys, "advance", "--days", "1")[0] == 5
    assert run(first, capsys, "advance", "--days", "1")[0] == 0


def test_a_home_on_another_machine_is_a_copy(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(location, "machine", lambda: "one")
    assert run(home, capsys, "doctor", "--adopt")[0] == 0
    monkeypatch.setattr(location, "machine", lambda: "another")
    assert run(home, capsys, "advance", "--days", "1")[0] == 5
    monkeypatch.setattr(location, "machine", lambda: "")  # without a machine id, only the folder decides
    assert run(home, capsys, "advance", "--days", "1")[0] == 0


def test_verify_compares_with_the_provider(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(home, capsys, "member", "add", "Ada Wong", "--account", "acc-ada")[0] == 0
    code, out, _err = run(home, capsys, "verify", "--provider", "--json")
    assert code == 0
    (member,) = json.loads(out)["provider"]["members"]
    assert (member["ours"], member["unread"], member["differences"]) == (0, "", [])
    assert "Ada Wong" in run(home, capsys, "verify", "--provider")[1]
