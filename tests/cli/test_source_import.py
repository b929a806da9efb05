"""`source import` reports how it read a file, and the result; a dry run saves nothing, `--strict` guesses nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from core.cli import root
from tests.cli.conftest import CAMPAIGN, Cli, Result
from tests.support.workbooks import xlsx

FIELD = Path(__file__).parent.parent / "data" / "field"
ADA = "https://www.linkedin.com/in/ada-wong"
BEN = "https://www.linkedin.com/in/ben-ito"
HEADER = "First Name,Last Name,URL,Language\n"


def imported(cli: Cli, path: Path, *words: str) -> Result:
    return cli("source", "import", str(path), "--name", "founders", *words, "--json")


def write(cli: Cli, content: str | bytes, name: str = "people.csv") -> Path:
    path = cli.home.parent / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_the_json_reports_how_the_file_was_read(cli: Cli) -> None:
    told = imported(cli, FIELD / "10c_formula_cells.csv").data
    assert told["read_as"] == {
        "format": "csv",
        "encoding": "utf-8",
        "sure": True,
        "separator": ",",
        "sheet": None,
        "sheets": [],
        "header_line": 1,
        "undone": {"formulas": 4, "links": 1},
    }
    assert told["columns"][3] == {
        "column": "LinkedIn URL",
        "field": "address",
        "how": "header",
        "filled": 2,
        "sample": "https://www.linkedin.com/in/ida-roth-10c",
        "why": "its name says so, and 2 of 2 cells are addresses of people",
    }
    assert (told["dry_run"], told["resumed_at"], told["excluded"], told["refused_total"]) == (False, None, [], 0)
    assert told["greeting"] == {"line": 2, "text": "Hi Ida,", "campaign": None, "why": ""}


def test_corrected_values_and_languages_are_reported(cli: Cli) -> None:
    rows = f"JÃ¶rg,MÃ¼ller,{ADA},French\nBen,Ito,{BEN},Klingon\n,,{BEN}x,Klingon\n,,nowhere,\n"
    told = imported(cli, write(cli, HEADER + rows)).data
    assert told["mended"]["broken_text"] == 2
    broken = [one for one in told["examples"] if one["why"] == "broken_text"]
    assert broken[0] == {"line": 2, "field": "first_name", "before": "JÃ¶rg", "after": "Jörg", "why": "broken_text"}
    assert told["languages"] == {"known": {"fr": 1}, "unknown": [{"text": "Klingon", "count": 2}]}
    assert told["added"] + told["known"] + told["refused_total"] == told["rows"] == 4


def test_a_dry_run_counts_like_the_import_and_saves_nothing(cli: Cli) -> None:
    imported(cli, write(cli, HEADER + f"Ada,Wong,{ADA},\n"))
    before = {command: cli(command, "list", "--json").data for command in ("source", "contact")}
    other = write(cli, "First Name,Last Name,URL,Company\n" + f"Ada,Wong,{ADA},Acme\nBen,Ito,{BEN},\n")
    tried = imported(cli, other, "--dry-run").data
    assert {command: cli(command, "list", "--json").data for command in before} == before
    done = imported(cli, other).data
    assert tried["dry_run"]
    assert (tried["added"], tried["known"], tried["new_contacts"], tried["filled"]) == (1, 1, 1, 1)
    assert {**tried, "dry_run": False} == done
    fresh = cli("source", "import", str(other), "--name", "new", "--dry-run", "--json").data
    assert (fresh["id"], fresh["added"]) == (None, 2)
    assert cli("source", "import", str(other), "--name", "new", "--dry-run").out.startswith("Source        new (new)\n")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("Name,URL\nИрина Соколова,https://www.linkedin.com/in/irina\n".encode("cp1251"), "--encoding windows-1251"),
        (f"Ada,Wong,{ADA}\n".encode(), "recognised only by its cells"),
        ((HEADER + f"Ada,Wong,{ADA},Klingon\n").encode(), "“Klingon”"),
        ((HEADER + f"Ada,Wong,{ADA},\nBen,Ito,nowhere,\n").encode(), "1 row cannot be used, first line 3"),
    ],
)
def test_strict_imports_nothing_where_anything_was_guessed(cli: Cli, content: bytes, says: str) -> None:
    path = write(cli, content)
    refused = imported(cli, path, "--strict")
    assert (refused.code, refused.error["code"]) == (5, "strict")
    assert says in refused.error["text"]
    assert cli("source", "list", "--json").data == []
    assert imported(cli, path).code == 0


def test_strict_imports_a_file_without_guesses(cli: Cli) -> None:
    assert imported(cli, write(cli, HEADER + f"Ada,Wong,{ADA},fr\n"), "--strict").code == 0
    said = write(cli, "Name,URL\nИрина Соколова,https://www.linkedin.com/in/irina\n".encode("cp1251"))
    assert imported(cli, said, "--strict", "--encoding", "windows-1251").code == 0


def test_an_uncertain_encoding_must_be_given(cli: Cli) -> None:
    path = write(cli, "First Name,URL\nKęstutis,https://www.linkedin.com/in/k-x1\n".encode("cp1257"))
    refused = imported(cli, path)
    assert (refused.code, refused.error["code"]) == (5, "encoding")
    choices = {choice["encoding"]: choice["sample"] for choice in refused.error["choices"]}
    assert choices["windows-1257"] == "Kęstutis"
    assert cli("source", "list", "--json").data == []
    told = imported(cli, path, "--encoding", "windows-1257").data
    assert (told["read_as"]["encoding"], told["read_as"]["sure"]) == ("windows-1257", True)
    assert told["greeting"]["text"] == "Hi Kęstutis,"


def test_a_sheet_is_chosen_by_name(cli: Cli) -> None:
    head = ["First Name", "URL"]
    path = write(cli, xlsx({"One": [head, ["Ada", ADA]], "Two": [head, ["Ben", BEN]]}), "people.xlsx")
    told = imported(cli, path, "--sheet", "two").data
    assert (told["read_as"]["sheet"], told["read_as"]["sheets"]) == ("Two", ["One", "Two"])
    assert told["greeting"]["text"] == "Hi Ben,"
    missing = imported(cli, path, "--sheet", "Three")
    assert (missing.code, missing.error["field"]) == (2, "--sheet")


def test_all_refused_rows_are_written_to_a_file(cli: Cli) -> None:
    path, out = write(cli, HEADER + f"Ada,Wong,{ADA},\n,,TBD,\nX,,,\n"), cli.home.parent / "refused.csv"
    assert imported(cli, path, "--refused", str(out)).data["refused_total"] == 2
    assert out.read_text().splitlines() == ["line,reason", "3,not a LinkedIn profile address: TBD", "4,no address"]


def test_refused_rows_overwrite_nothing_but_their_earlier_list(cli: Cli) -> None:
    path, out = write(cli, HEADER + f"Ada,Wong,{ADA},\n,,TBD,\n"), cli.home.parent / "mine.csv"
    out.write_text("the only copy of something\n")
    refused = imported(cli, path, "--refused", str(out))
    assert (refused.code, refused.error["field"]) == (2, "--refused")
    assert "is not a list of refused rows" in refused.error["text"]
    assert out.read_text() == "the only copy of something\n"
    out.write_text("")
    for _again in range(2):
        assert imported(cli, path, "--refused", str(out)).code == 0
    assert out.read_text().splitlines() == ["line,reason", "3,not a LinkedIn profile address: TBD"]
    os.mkfifo(pipe := cli.home.parent / "pipe")
    assert "it is not a file but a pipe" in imported(cli, path, "--refused", str(pipe)).error["text"]


def test_the_first_text_is_that_of_the_campaign_on_the_source(cli: Cli) -> None:
    cli("member", "add", "Ada Wong", "--account", "acc-1")
    imported(cli, write(cli, HEADER + f"Cleo,Marsh,{ADA}-c,fr\n"))
    campaign = write(cli, CAMPAIGN, "campaign.toml")
    assert cli("campaign", "create", str(campaign)).code == 0
    told = imported(cli, write(cli, HEADER + f"Zoé,Marsh,{BEN},fr\n"), "--dry-run").data
    assert told["greeting"] == {"line": 2, "text": "Bonjour Zoé, …", "campaign": "invite-founders-Q1", "why": ""}
    told = imported(cli, write(cli, HEADER + f",Marsh,{BEN},fr\n"), "--dry-run").data
    assert told["greeting"]["text"] is None
    assert told["greeting"]["why"]


def test_the_output_names_columns_and_corrections(cli: Cli) -> None:
    told = cli("source", "import", str(FIELD / "15_first_wrong.csv"), "--name", "x").out
    assert "Read as       utf-8 text, separated by commas, header in line 1\n" in told
    assert "Corrected     3 × letters in a wrong encoding repaired\n" in told
    assert "First text    Hi Jörg,  (line 2)\n" in told or "First text    Hi Jörg, (line 2)\n" in told
    assert "   2  first_name  JÃ¶rg      Jörg      letters in a wrong encoding repaired\n" in told


def test_a_shell_completes_the_fields_of_a_mapping() -> None:
    words = ["source", "import", "people.csv", "--map"]
    complete = ShellComplete(root.overture, {}, "overture", "_OVERTURE_COMPLETE")
    assert [found.value for found in complete.get_completions(words, "Web=page=co")] == [
        "Web=page=company",
        "Web=page=connected_on",
    ]
    assert complete.get_completions(words, "Web") == []
