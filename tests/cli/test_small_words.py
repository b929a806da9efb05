"""Short sentences printed by commands: each is true in the situation in which it is printed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.cli.workspace.status import lines
from core.services.overview.status import status
from core.workspace import home_of, opened
from tests.cli.conftest import Cli


def test_resume_says_that_nothing_was_paused(cli: Cli) -> None:
    assert "Nothing was paused or on hold." in cli.ok("resume").out
    cli.ok("pause")
    assert "Resumed" in cli.ok("resume").out


def test_an_unknown_column_names_the_sources_columns(cli: Cli, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("First Name,URL,Favourite Tea\nAda,https://www.linkedin.com/in/ada-1,Oolong\n")
    cli.ok("member", "add", "Ada Wong", "--account", "acc")
    cli.ok("source", "import", people, "--name", "people")
    file = tmp_path / "c.toml"
    file.write_text(
        'name = "a"\nprogram = "b"\nsender = "acc"\nsource = "people"\ncohort_size = 5\n'
        '[[slots]]\ndays = ["mon"]\nstart = "09:00"\nminutes = 60\n'
        '[[steps]]\nkind = "invitation"\ntext = { en = "Hi {{ custom.zzzzzz or 1 }}" }\n'
    )
    failed = cli("campaign", "create", file)
    assert failed.code == 2
    assert "the source has custom.favourite_tea" in failed.err


def test_a_segment_names_options_that_it_has(cli: Cli) -> None:
    assert "--person" in cli("source", "segment", "--name", "x").err


@pytest.mark.parametrize("on_server", [True], indirect=True)
def test_an_adopted_store_of_a_server_belongs_to_its_database(cli: Cli) -> None:
    cli.ok("member", "add", "Ada Wong", "--account", "acc")
    told = cli("doctor", "--adopt").err
    assert "The store now belongs to the database postgresql://" in told
    assert "this machine" not in told


def test_typed_words_are_taken_in_any_case(cli: Cli) -> None:
    """A status, an answer and a plan are accepted in any case: an account with the status “OK” is not disconnected."""
    cli.ok("member", "add", "Ada Wong", "--account", "acc", "--plan", "Premium")
    for typed, state in (("OK", "ok"), ("Credentials", "disconnected"), ("oK", "ok")):
        cli.ok("sandbox", "account", "acc", "--plan", "PREMIUM", "--status", typed)
        cli.ok("advance", "--days", "1")
        (view,) = cli.data("member", "list")
        assert (view["state"], view["plan"]) == (state, "premium")
    assert cli.data("member", "edit", "1", "--plan", "Basic")["plan"] == "basic"
    for words in ("Pending", "IN DOUBT", "in-doubt", "in_doubt"):
        cli.ok("queue", "list", "--status", words)
        cli.ok("queue", "list", "--where", f'status:"{words}"')
    assert cli("queue", "list", "--status", "gone").code == 4
    assert cli("queue", "resolve", "1", "Absent").code == 4
    cli.ok("exclude", "list", "--kind", "Company")


def test_status_says_that_a_doubt_to_decide_is_one_of_those_in_doubt(cli: Cli, home: Path) -> None:
    with opened(home_of(home)) as workspace:
        found = replace(status(workspace), in_doubt=3, unresolved=1)
    shown = [line.split() for line in lines(found)]
    at = shown.index(["In", "doubt", "3"])
    assert shown[at + 1] == ["Of", "these,", "to", "decide", "by", "hand", "1"]
