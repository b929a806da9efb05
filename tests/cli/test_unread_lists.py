"""Reports of lists that cannot be read: in `verify --provider`, in the faults of the sandbox, and as problem codes."""

from __future__ import annotations

import pytest

from core.network.sandbox import faults, misread
from tests.cli.conftest import Cli


@pytest.mark.parametrize("what", ["cursor_loop", "same_page", "bad_page"])
def test_verify_that_could_not_read_a_list_exits_6_and_says_which(waiting: Cli, what: str) -> None:
    waiting.ok("sandbox", "fault", "add", what, "--kind", "read")
    result = waiting("verify", "--provider")
    assert result.code == 6
    assert "Ada Wong: the list of sent invitations" in result.err
    told = waiting("verify", "--provider", "--json")
    assert told.code == 6
    assert told.data["provider"]["members"][0]["unread"].startswith("the list of sent invitations: ")
    assert (told.error["code"], told.data["provider"]["note"]) == ("list.unread", "")


def test_an_account_that_is_off_exits_6(waiting: Cli) -> None:
    waiting.ok("sandbox", "fault", "add", "connecting", "--account", "acc")
    result = waiting("verify", "--provider")
    assert (result.code, "the account is off (CONNECTING)" in result.err) == (6, True)


def test_nothing_sent_yet_is_no_fault(waiting: Cli) -> None:
    result = waiting.ok("verify", "--provider")
    assert "Nothing sent yet." in result.out
    assert waiting.data("verify", "--provider")["provider"]["note"] == "nothing sent yet"


def test_without_a_member_there_is_nothing_to_compare(cli: Cli) -> None:
    cli.ok("member", "list")
    result = cli.ok("verify", "--provider")
    assert "Nothing sent yet." in result.out


def test_a_skipped_record_is_reported_only_if_it_hides_somebody(waiting: Cli) -> None:
    waiting.ok("queue", "approve", "--all")
    waiting.ok("advance", "--days", 1)
    waiting.ok("verify", "--provider")
    waiting.ok("sandbox", "fault", "add", "no_field", "--kind", "read")
    result = waiting("verify", "--provider")
    assert result.code == 6
    assert "records of the list of sent invitations" in result.err


def test_every_fault_is_in_the_help(cli: Cli) -> None:
    text = cli.ok("sandbox", "fault", "add", "--help").out
    assert [name for name in sorted(faults.OWN) if name not in text] == []
    assert misread.WHAT <= faults.OWN


def test_the_campaign_says_what_was_skipped(waiting: Cli) -> None:
    waiting.ok("sandbox", "fault", "add", "bad_record", "--kind", "read")
    waiting.ok("advance", "--days", 1)
    shown = waiting.ok("campaign", "show", "invite-founders-Q1").out
    assert "cannot be read; the rest" in " ".join(shown.split())
    codes = {entry["code"] for entry in waiting.data("codes")}
    assert "records.unreadable" in codes
