"""Options of every list command: filters, columns, CSV, windows."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.conftest import CAMPAIGN, Cli

PEOPLE = """First Name,Last Name,URL,Company,Position
Ada,Wong,https://www.linkedin.com/in/ada-1,"Élan, SA",CTO
Ben,Ito,https://www.linkedin.com/in/ben-2,+Plus,"Head
of sales"
Cleo,Marsh,https://www.linkedin.com/in/cleo-3,Beta,cto
"""


@pytest.fixture
def imported(cli: Cli, tmp_path: Path) -> Cli:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    cli.ok("source", "import", path, "--name", "founders")
    return cli


def ids(cli: Cli, *words: object) -> list[str]:
    return [row["id"] for row in cli.data(*words)]


def test_a_filter_without_case_and_accents(imported: Cli) -> None:
    assert ids(imported, "contact", "list", "--where", "title:CTO company:elan") == ["1"]
    assert ids(imported, "contact", "list", "--where", "sort:-name title:cto") == ["3", "1"]
    assert ids(imported, "contact", "list", "--where", "title:cto sort:-name", "--after", 3) == ["1"]
    assert ids(imported, "contact", "list", "--source", "founders", "--search", "ITO") == ["2"]
    assert ids(imported, "source", "list", "--where", "contacts>2") == ["1"]
    assert "No source matches." in imported.ok("source", "list", "--where", "contacts>3").err


def test_an_unknown_key_is_wrong_use(imported: Cli) -> None:
    failed = imported("contact", "list", "--where", "compny:Beta", "--json")
    assert failed.code == 2
    assert "Did you mean “company”?" in failed.error["text"]
    assert imported("source", "list", "--after", 99).code == 2


def test_columns_of_the_json(imported: Cli) -> None:
    assert imported.data("contact", "list", "--columns", "id,company", "--limit", 1) == [
        {"id": "1", "company": "Élan, SA"}
    ]
    assert imported.ok("source", "list", "--columns", "name,contacts").out.split() == [
        "name",
        "contacts",
        "founders",
        "3",
    ]
    failed = imported("contact", "list", "--columns", "compny", "--json")
    assert failed.code == 2
    assert "Did you mean “company”?" in failed.error["text"]


def test_csv_that_no_spreadsheet_calculates(imported: Cli) -> None:
    rows = list(csv.DictReader(io.StringIO(imported.ok("contact", "list", "--csv").out)))
    assert [row["company"] for row in rows] == ["Élan, SA", "'+Plus", "Beta"]
    assert [row["id"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["blocked"] == "no"
    assert imported("contact", "list", "--csv", "--json").code == 2
    assert imported.ok("contact", "list", "--csv", "--where", "name:nobody").out == ""


def test_nested_values_are_columns(imported: Cli) -> None:
    imported.ok("member", "add", "Ada Wong", "--account", "acc")
    (row,) = csv.DictReader(io.StringIO(imported.ok("member", "list", "--csv", "--columns", "name,week.sent").out))
    assert row == {"name": "Ada Wong", "week.sent": "0"}
    assert imported.data("member", "list", "--where", "plan:premium") == []


def test_programs_are_listed_and_filtered(imported: Cli, tmp_path: Path) -> None:
    assert "There is no program yet" in imported.ok("program", "list").err
    imported.ok("member", "add", "Ada Wong", "--account", "acc")
    path = tmp_path / "campaign.toml"
    path.write_text(CAMPAIGN, encoding="utf-8")
    imported.ok("campaign", "create", path)
    (row,) = imported.data("program", "list", "--where", "network sent:0")
    assert (row["program"], row["campaigns"], row["ratio"]) == ("network-growth-2026", 1, None)
    assert "No program matches." in imported.ok("program", "list", "--where", "sent>0").err
    assert imported.data("program", "list", "--after", "network-growth-2026") == []
    assert imported("program", "list", "--after", "other").code == 2
