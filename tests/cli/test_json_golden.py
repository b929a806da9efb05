"""The JSON of each command, to the letter, on a fixed clock: scripts rely on it (docs/design.md#json).

`pytest tests/cli/test_json_golden.py --snapshot-update` writes the files again; look at what changed first.
"""

from __future__ import annotations

import itertools
import json
import re
import secrets
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, Self

import click
import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from core.cli import root
from core.cli.session import Session
from tests.cli.conftest import Cli

MACHINE = re.compile(
    r"\d[\d.,]* [GMk]B(?= are free)|(?<=SQLite )[\d.]+|(?<=APSW )[\d.]+\d"
    r'|(?<=File system: )\w+|(?<="bytes": )\d+'
)
"""Values that differ from machine to machine: free room, versions, the file system, the size of a store's file."""
NOT_RECORDED = ["daemon", "watch", "sandbox serve", "completion"]
"""Commands that run until somebody stops them, and one whose output click writes."""
FILES = Path(__file__).parent / "__snapshots__" / "test_json_golden"
OF_A_FILE = {"doctor", "locate", "backup", "contact_forget", "restore", "status", "store_copy"}
"""Commands that report the store's file or a heartbeat: their output differs if the store is on a server."""
OF_A_SERVER = re.compile(rf"(?<=tester)@{re.escape(socket.gethostname())}|(?<=\")[0-9a-f]{{16}}(?=\")")
"""Parts removed from a server's output: the host that is added to an actor, and random keys."""
CAMPAIGN = "invite-founders-Q1"


class StoppedTime(datetime):
    """A wall clock that always shows the moment at which the workspace was made."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """Return Monday 2026-01-05 07:00 UTC, in `tz`."""
        return cls(2026, 1, 5, 7, tzinfo=UTC).astimezone(tz)


class JsonText(SingleFileSnapshotExtension):
    """One readable file per command, with the keys in the order in which they are printed."""

    _file_extension = "json"
    _write_mode = WriteMode.TEXT

    def serialize(self, data: Any, **_options: Any) -> str:
        """Return indented JSON."""
        return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


class Recorder:
    """A recorder that runs commands with `--json` and keeps their output, without what differs from run to run."""

    def __init__(self, cli: Cli, folder: Path) -> None:
        self._cli = cli
        self._folder = folder
        self.printed: dict[str, Any] = {}

    def __call__(self, name: str, *words: object) -> None:
        """Run one command; `name` is the name of its file."""
        result = self._cli(*words, "--json")
        told = (result.out or result.err).replace(str(self._folder), "<folder>")
        told = MACHINE.sub("0", told)
        assert name not in self.printed, name
        self.printed[name] = {"command": self._spelled(words), "exit": result.code, "json": json.loads(told)}

    def quietly(self, *words: object) -> None:
        """Run a command without recording it, as its JSON is recorded elsewhere."""
        self._cli.ok(*words)

    def _spelled(self, words: tuple[object, ...]) -> str:
        return " ".join(str(word) for word in words).replace(str(self._folder), "<folder>")


def _set_up(run: Recorder, people: Path, campaign: Path, folder: Path) -> None:
    """Make a member, sources of each kind and a campaign, and change each of them."""
    run("member_add", "member", "add", "Ada Wong", "--account", "acc", "--no-ramp")
    run("member_add_again", "member", "add", "Ada Wong", "--account", "acc")
    run("member_edit", "member", "edit", "Ada Wong", "--day-cap", 15)
    run("source_import", "source", "import", people, "--name", "founders")
    run("source_segment", "source", "segment", "--name", "company-1", "--company", "Company 1")
    run("source_find", "source", "find", "--name", "ctos", "--owner", "Ada Wong", "--keywords", "cto paris")
    run("finder_edit", "finder", "edit", "ctos", "--per-slot", 5)
    run("finder_stop", "finder", "stop", "ctos")
    run("finder_start", "finder", "start", "ctos")
    run("source_list", "source", "list")
    run("contact_not_connected", "contact", "not-connected", "--with", "Ada Wong", "--source", "founders")
    run("exclude_add", "exclude", "add", "--company", "Company 2", "--reason", "a client")
    run("contact_show_excluded", "contact", "show", 3)
    (folder / "list.csv").write_text("kind,value\ncompany,Company 7\ndomain,acme.example\nplanet,Mars\n")
    run("exclude_sync", "exclude", "sync", folder / "list.csv")
    (folder / "list.csv").write_text("company\nCompany 7\n")
    run("exclude_sync_lift", "exclude", "sync", folder / "list.csv", "--lift")
    run("exclude_list", "exclude", "list")
    run("exclude_remove", "exclude", "remove", 1, "--yes")
    run.quietly("exclude", "remove", 2, "--yes")
    run("campaign_create", "campaign", "create", campaign)
    run("campaign_clone", "campaign", "clone", CAMPAIGN, "--name", "twin")
    run("campaign_start", "campaign", "start", CAMPAIGN)
    changed = folder / "changed.toml"
    changed.write_text(campaign.read_text().replace("minutes = 90", "minutes = 60"))
    run("campaign_edit_dry_run", "campaign", "edit", CAMPAIGN, changed, "--dry-run", "--ask-again")
    run("campaign_edit", "campaign", "edit", CAMPAIGN, changed)
    broken = folder / "broken.toml"
    broken.write_text(campaign.read_text().replace("cohort_size = 10", "cohort_size = 0"))
    run("campaign_create_broken", "campaign", "create", broken)
    run("status_new", "status")
    run("set", "set")
    run("campaign_list_new", "campaign", "list")


def _live(run: Recorder) -> None:
    """Send, meet a fault and a doubt, and decide about people in the queue."""
    run("advance_first_day", "advance", "--days", 1)
    run("queue_list_pending", "queue", "list", "--status", "pending")
    run("queue_reject", "queue", "reject", 1)
    run("queue_edit_text", "queue", "edit-text", 4, "Hello from Ada")
    run("queue_approve", "queue", "approve", "--all")
    run("queue_undo", "queue", "undo", 3)
    run("queue_remove", "queue", "remove", 3)
    run("queue_requeue", "queue", "requeue", 3)
    run("contact_block", "contact", "block", 9)
    run("contact_unblock", "contact", "unblock", 9)
    run.quietly("contact", "block", 9)
    run("pause", "pause", "--member", "Ada Wong")
    run("resume", "resume", "--member", "Ada Wong")
    run("sandbox_fault_add", "sandbox", "fault", "add", "timeout_before", "--kind", "invite", "--count", 1)
    run("sandbox_fault_list", "sandbox", "fault", "list")
    run("advance_second_day", "advance", "--days", 1)
    run("sandbox_fault_clear", "sandbox", "fault", "clear")
    for _ in range(8):
        run.quietly("queue", "approve", "--all")
        run.quietly("advance", "--days", 3)
    run("queue_withdraw", "queue", "withdraw", 5)
    run("queue_resolve_nothing", "queue", "resolve", 5, "sent")


def _read(run: Recorder, folder: Path) -> None:
    """Read everything back, then archive, forget and restore."""
    run("status", "status")
    run("status_check", "status", "--check")
    run("schema", "schema", "campaign")
    run("schema_config", "schema", "config")
    run("campaign_list", "campaign", "list")
    run("program_list", "program", "list")
    run("needs", "needs")
    run("limits", "limits")
    run("explain", "explain", CAMPAIGN)
    run("forecast", "forecast", "--days", 10)
    run("contact_list_why", "contact", "list", "--why", CAMPAIGN, "draw.waiting", "--limit", 2)
    run("explain_then", "explain", CAMPAIGN, "--at", "2026-01-07")
    run("explain_member", "explain", "Ada Wong", "--at", "2026-01-07")
    run("explain_person", "explain", CAMPAIGN, "--person", 4)
    run("activity", "activity", "--limit", 3)
    run("campaign_show", "campaign", "show", CAMPAIGN)
    run("campaign_show_toml", "campaign", "show", CAMPAIGN, "--toml")
    run("member_list", "member", "list")
    run("member_accounts", "member", "accounts")
    run("contact_list", "contact", "list", "--limit", 3)
    run("contact_edit", "contact", "edit", 4, "--position", "CTO", "--set", "custom.city=Paris")
    run("contact_show", "contact", "show", 4)
    run("queue_list", "queue", "list")
    run("replies", "replies")
    run("verify", "verify")
    run("doctor", "doctor")
    run("doctor_provider", "doctor", "--provider")
    run("sandbox_ledger", "sandbox", "ledger")
    run("sandbox_account", "sandbox", "account", "acc", "--name", "Ada Wong")
    run("codes", "codes")
    run("locate", "locate")
    run("logs", "logs")
    run("backup", "backup", folder / "kept.db")
    run("contact_forget", "contact", "forget", 12, "--yes")
    run("campaign_stop", "campaign", "stop", CAMPAIGN)
    run("campaign_archive", "campaign", "archive", CAMPAIGN, "--yes")
    run("source_archive", "source", "archive", "company-1", "--yes")
    run("member_archive", "member", "archive", "Ada Wong", "--yes")
    run("member_connect", "member", "connect", "Ben Ito")
    run("restore", "restore", folder / "kept.db")
    run("not_found", "campaign", "show", "nobody")
    run("store_copy", "store", "copy", "--to", f"sqlite:///{folder / 'moved.db'}")
    run("demo", "demo", "--headless", "--days", 2, "--seed", 3)


@pytest.fixture
def printed(
    cli: Cli, people: Path, campaign_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """Return what each command printed in one scenario of 26 days, without randomness, on a stopped clock."""
    counted = itertools.count(1)
    monkeypatch.setattr("core.clock.datetime", StoppedTime)
    monkeypatch.setattr(secrets, "token_hex", lambda size: f"{next(counted):0{2 * size}x}")
    run = Recorder(cli, tmp_path)
    _set_up(run, people, campaign_file, tmp_path)
    _live(run)
    _read(run, tmp_path)
    return run.printed


def _leaves(group: click.Group, name: str) -> Iterator[str]:
    context = click.Context(group, info_name=name, obj=Session())
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        spelled = f"{name} {word}".strip()
        yield from _leaves(command, spelled) if isinstance(command, click.Group) else [spelled]


def in_file(name: str) -> Any:
    """Return a command's output with the store in a file."""
    return json.loads((FILES / f"test_json[{name}].json").read_text())


def without_host(told: Any) -> str:
    """Return a command's output without the parts that must differ on a server."""
    return OF_A_SERVER.sub("", json.dumps(told, sort_keys=True))


def refuse_unrecorded(printed: dict[str, Any]) -> None:
    commands = [f"{found['command']} " for found in printed.values()]
    missing = [leaf for leaf in _leaves(root.overture, "") if not any(line.startswith(f"{leaf} ") for line in commands)]
    assert missing == NOT_RECORDED


@pytest.mark.sqlite_only("the golden files tell of a store in a file; the next test compares a server's with them")
def test_json(printed: dict[str, Any], snapshot: SnapshotAssertion) -> None:
    refuse_unrecorded(printed)
    differ = [name for name, told in printed.items() if told != snapshot(name=name, extension_class=JsonText)]
    assert differ == []


@pytest.mark.parametrize("on_server", [True], indirect=True)
def test_json_of_a_server_is_the_same(printed: dict[str, Any]) -> None:
    refuse_unrecorded(printed)
    differ = {name for name, told in printed.items() if without_host(told) != without_host(in_file(name))}
    assert differ - OF_A_FILE == set()
