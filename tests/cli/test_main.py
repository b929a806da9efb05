"""Arguments and exit codes, `--json` in any place, and errors as one sentence."""

from __future__ import annotations

import errno
import io
import logging
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from core import errors
from core.cli.main import without_json
from core.cli.workspace import locate
from core.services.maintenance.verify import verify
from core.version import VERSION, commit, told
from core.views.verification_view import Verification
from core.workspace import Workspace
from tests.cli.conftest import Cli

ROOT = Path(__file__).parent.parent.parent


def test_the_version_is_the_packages(cli: Cli) -> None:
    assert version("overture") == VERSION
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
    assert cli.ok("--version").out == f"{told()}\n"
    assert cli.data("--version") == {"version": VERSION, "commit": commit()}
    assert cli.ok("--home", "/nowhere", "--version").out == f"{told()}\n"


def test_help_names_every_command_and_each_has_its_own(cli: Cli) -> None:
    from core.cli.root import COMMANDS

    told = cli.ok("--help").out
    for name in COMMANDS:
        assert f"\n  {name} " in told
        assert cli.ok(name, "--help").out.startswith(f"Usage: overture {name} ")


@pytest.mark.parametrize(
    "words",
    [["--json", "member", "list"], ["member", "--json", "list"], ["member", "list", "--json"]],
)
def test_json_is_accepted_anywhere(cli: Cli, words: list[str]) -> None:
    assert cli.ok(*words).data == []


def test_json_after_two_dashes_is_a_word() -> None:
    assert without_json(["queue", "edit-text", "1", "--", "--json"]) == (
        ["queue", "edit-text", "1", "--", "--json"],
        False,
    )
    assert without_json(["--json", "a", "--", "--json"]) == (["a", "--", "--json"], True)


def test_the_home_option_wins(cli: Cli, tmp_path: Path) -> None:
    assert cli.data("--home", tmp_path / "other", "locate")["home"] == str(tmp_path / "other")
    assert cli.data("locate")["home"] == str(cli.home)
    assert not (tmp_path / "other").exists()
    assert set(cli.data("locate")) == {"home", *locate.FILES}


@pytest.mark.parametrize(
    ("words", "field", "says"),
    [
        ([], None, "A command is missing. `overture --help`"),
        (["member"], None, "A command is missing. `overture member --help`"),
        (["nope"], None, "No such command 'nope'"),
        (["member", "add", "Ada"], "--account", "Missing option '--account'"),
        (["member", "add", "--account", "x"], "NAME", "Missing argument 'NAME'"),
        (["member", "list", "--nope"], "--nope", "No such option"),
        (["member", "edit", "Ada"], None, "at least one option"),
        (["queue", "approve"], None, "Give ids, or --all"),
        (["queue", "approve", "1", "--all"], None, "Give ids, or --all"),
        (["queue", "approve", "1", "--campaign", "c"], None, "--campaign can only be given with --all"),
        (["queue", "approve", "--all", "--revision", "1"], None, "--revision can only be given with ids"),
        (["queue", "approve", "one"], "ID", "not a valid integer"),
        (["queue", "list", "--limit", "0"], "--limit", "not in the range"),
        (["queue", "remove", "9" * 30], "ID", "not in the range"),
        (["advance"], None, "either --days N or --until TIME"),
        (["advance", "--days", "1", "--until", "2026-02-01"], None, "either --days N or --until TIME"),
        (["advance", "--until", "tomorrow"], "--until", "needs a date or a time such as"),
        (["advance", "--until", "9999-12-31T23:59-12:00"], "--until", "needs a date or a time such as"),
        (["replies", "--since", "2026-13-01"], "--since", "needs a date or a time such as"),
        (["contact", "block"], None, "Name the people to block"),
        (["source", "import", "f.csv", "--name", "x", "--map", "URL"], "--map", "is not COLUMN=FIELD"),
    ],
)
def test_wrong_use_is_exit_2_with_a_sentence(cli: Cli, words: list[str], field: str | None, says: str) -> None:
    plain = cli(*words)
    assert (plain.code, plain.out, plain.err.count("\n")) == (2, "", 1)
    assert says in plain.err
    result = cli(*words, "--json")
    assert (result.code, result.out) == (2, "")
    assert set(result.error) == {"code", "field", "line", "text"}
    assert result.error["code"] == "usage"
    assert (result.error["field"] or "").strip("[].…") == (field or "")
    assert says in result.error["text"]


@pytest.mark.parametrize(
    ("words", "code", "name"),
    [
        (["campaign", "show", "nobody"], 4, "not.found"),
        (["contact", "show", "999"], 4, "not.found"),
        (["queue", "approve", "1"], 4, "not.found"),
        (["advance", "--until", "2025-01-01"], 5, "refused"),
        (["source", "import", "missing.csv", "--name", "x"], 2, "usage"),
    ],
)
def test_errors_of_the_product(cli: Cli, words: list[str], code: int, name: str) -> None:
    plain = cli(*words)
    assert (plain.code, plain.out, plain.err.count("\n")) == (code, "", 1)
    result = cli(*words, "--json")
    assert (result.code, result.out, result.error["code"]) == (code, "", name)
    assert plain.err.startswith(result.error["text"][:30])


LONG = "a" * 5000


@pytest.mark.parametrize(
    "words",
    [
        ["restore", LONG],
        ["backup", LONG],
        ["source", "import", LONG, "--name", "people"],
        ["campaign", "create", LONG],
        ["contact", "block", "--file", LONG],
        ["contact", "forget", "--from", LONG],
        ["--home", LONG, "doctor"],
        ["--home", f"{LONG}/home", "member", "list"],
    ],
)
def test_an_impossible_path_is_not_reported_as_an_error_in_overture(cli: Cli, words: list[str]) -> None:
    said = cli(*words)
    assert said.code in (2, 5), said.err[:200]
    assert "error in Overture" not in said.err


def test_a_broken_configuration_is_one_sentence(cli: Cli) -> None:
    (cli.home / "config.toml").write_text('[workspace]\ntime_zone = "Mars"\n')
    result = cli("status", "--json")
    assert result.code == 2
    assert result.error["field"] == "workspace.time_zone"


def test_an_error_in_overture_is_a_sentence_with_its_traceback_in_the_log(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_workspace: object) -> None:
        raise RuntimeError("boom \x1b[2J")

    monkeypatch.setattr("core.services.maintenance.verify.verify", fail)
    handlers = list(logging.getLogger().handlers)
    plain, result = cli("verify"), cli("verify", "--json")
    assert (plain.code, plain.out) == (1, "")
    assert plain.err.startswith("This is an error in Overture: RuntimeError: boom . The details are in ")
    assert (result.code, result.error["code"]) == (1, "fault")
    logged = (cli.home / "overture.log").read_text()
    assert logged.count("Traceback") == 2
    assert "RuntimeError" in logged
    assert logging.getLogger().handlers == handlers


def test_an_error_in_overture_is_a_sentence_even_if_no_log_can_be_written(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_workspace: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("core.services.maintenance.verify.verify", fail)
    (cli.home / "overture.log").mkdir()
    result = cli("verify")
    assert result.code == 1
    assert "boom. The log could not be written either" in result.err


def test_ctrl_c_is_quiet(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_workspace: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("core.services.maintenance.verify.verify", interrupt)
    result = cli("verify")
    assert (result.code, result.out, result.err) == (130, "", "")


def test_what_libraries_log_goes_into_the_homes_log(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def warn(workspace: Workspace) -> Verification:
        logging.getLogger("elsewhere").warning("careful")
        logging.getLogger("elsewhere").info("chatter")
        logging.getLogger("overture.engine").info("worked")
        return verify(workspace)

    monkeypatch.setattr("core.services.maintenance.verify.verify", warn)
    assert cli.ok("verify").err == ""
    logged = (cli.home / "overture.log").read_text()
    assert "careful" in logged
    assert "worked" in logged
    assert "chatter" not in logged


class FullDisk(io.TextIOWrapper):
    """A stream whose flush fails as on a full disk."""

    pending = False

    def write(self, text: str) -> int:
        self.pending = True
        return super().write(text)

    def flush(self) -> None:
        if not self.pending:
            super().flush()
            return
        self.pending = False
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_under_stdout_is_reported(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "out").open("wb") as file:
        stream = FullDisk(file, encoding="utf-8")
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", stream)
            result = cli("codes")
        stream.detach()
    assert (result.code, result.err) == (
        1,
        "The output could not be written: No space left on device. The command itself was carried out.\n",
    )


def test_characters_that_stdout_cannot_encode_are_replaced(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.ok("member", "add", "Zoë 裕太", "--account", "acc")
    written = []
    for words in (["member", "list"], ["member", "list", "--json"]):
        with (tmp_path / "out").open("w", encoding="latin-1") as stream, monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", stream)
            assert cli(*words).code == 0
        written.append((tmp_path / "out").read_text("latin-1"))
    assert "Zoë ??" in written[0]
    assert "Zo\\u00eb \\u88d5\\u592a" in written[1]


def test_several_faults_of_one_file(ready: Cli, campaign_file: Path) -> None:
    text = campaign_file.read_text().replace("minutes = 90", "minutes = 1").replace("cohort_size", "cohort")
    campaign_file.write_text(text)
    plain = ready("campaign", "create", campaign_file)
    assert (plain.code, plain.out, plain.err.count("\n")) == (2, "", 2)
    error = ready("campaign", "create", campaign_file, "--json").error
    assert {fault["field"] for fault in error["faults"]} == {"slots[0].minutes", "cohort"}
    assert error["code"] == "invalid"
    assert (error["field"], error["text"]) == (error["faults"][0]["field"], error["faults"][0]["text"])
    assert [campaign["id"] for campaign in ready.data("campaign", "list")] == ["1"]


def test_a_syntax_error_has_its_line(ready: Cli, campaign_file: Path) -> None:
    campaign_file.write_text('name = "x"\n\nsender = \n')
    error = ready("campaign", "create", campaign_file, "--json").error
    assert error["line"] == 3


def test_every_error_class_has_the_exit_code_of_the_design() -> None:
    named = [name for name in vars(errors) if name.endswith("Error")]
    assert {name: getattr(errors, name).exit_code for name in named} == {
        "OvertureError": 1,
        "UsageError": 2,
        "InvalidInputError": 2,
        "DamagedError": 1,
        "EngineElsewhereError": 3,
        "OlderEngineError": 3,
        "OldStoreError": 3,
        "NotFoundError": 4,
        "RefusedError": 5,
        "NothingSetUpError": 5,
        "ChangedMeanwhileError": 5,
        "EncodingError": 5,
        "NewerStoreError": 5,
        "UnreadableError": 5,
        "UnreachableError": 6,
        "TryAgainError": 75,
    }
