"""Contact values at the command line: missing ones are reported on save and on start; their people can be requeued."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Cli

LEFT_OUT = "0 of 30 people in founders have a position; 30 would be left out."


def test_saving_and_starting_count_people_whom_a_text_leaves_out(cli: Cli, people: Path, campaign_file: Path) -> None:
    text = "Hi {{ first_name }}, {{ position }}"
    campaign_file.write_text(campaign_file.read_text().replace("Hi {{ first_name }}, …", text))
    cli.ok("member", "add", "Ada Wong", "--account", "acc")
    cli.ok("source", "import", people, "--name", "founders")
    assert LEFT_OUT in cli.ok("campaign", "create", campaign_file).err
    (told,) = cli.data("campaign", "start", "invite-founders-Q1")["values"]
    assert (told["variable"], told["people"], told["have"], told["left_out"]) == ("position", 30, 0, 30)
    cli.ok("contact", "edit", "5", "--position", "CTO")
    cli.ok("advance", "--days", 1)
    assert [row["contact"]["id"] for row in cli.data("queue", "list")] == ["5"]


def test_a_contact_is_edited_by_name_and_every_mistake_is_reported(ready: Cli) -> None:
    done = ready.data("contact", "edit", "Person Number3", "--company", "Acme", "--set", "custom.city=Köln = Deutz")
    assert done["changed"]["custom.city"] == {"before": "", "after": "Köln = Deutz"}
    assert done["values"]["company"]["origin"] == "hand"
    assert done["values"]["company"]["was"] == "Company 0"
    refused = ready("contact", "edit", "4", "--set", "companny=Acme", "--json")
    assert (refused.code, refused.error["field"]) == (2, "--set")
    assert "Did you mean company?" in refused.error["text"]
    assert ready("contact", "edit", "4", "--set", "company").code == 2
    assert ready("contact", "edit", "4").code == 2
    assert ready("contact", "edit", "Nobody Here", "--company", "Acme").code == 4


def test_one_command_requeues_everybody_with_a_reason(ready: Cli) -> None:
    assert ready("queue", "requeue").code == 2
    assert ready("queue", "requeue", "--reason", "text.missing").code == 2
    assert ready("queue", "requeue", "1", "--campaign", "invite-founders-Q1", "--reason", "text.missing").code == 2
    found = ready.ok("queue", "requeue", "--campaign", "invite-founders-Q1", "--reason", "text.missing")
    assert "0 put back." in found.err
    assert ready("queue", "requeue", "--campaign", "invite-founders-Q1", "--reason", "nonsense").code == 2
