"""Output of commands about campaigns that share people: before a rename is saved, and after a campaign is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import CAMPAIGN, Cli

SAID = (
    "A rename frees nobody: 30 people of “founders” may be invited by this campaign or by "
    "“invite-founders-Q1” of Ada Wong, never by both."
)


def toml(folder: Path, **values: str) -> Path:
    """Return a campaign file like the plain one, with other values of some keys."""
    lines = CAMPAIGN.splitlines()
    for key, value in values.items():
        (at,) = [number for number, line in enumerate(lines) if line.startswith(f"{key} = ")]
        lines[at] = f'{key} = "{value}"'
    path = folder / f"{'-'.join(values.values()) or 'plain'}.toml"
    path.write_text("\n".join(lines))
    return path


@pytest.fixture
def twins(cli: Cli, people: Path, tmp_path: Path) -> Cli:
    """Return a command line with two campaigns: one name, two members, one source."""
    cli.ok("member", "add", "Ada Wong", "--account", "acc-1", "--no-ramp")
    cli.ok("member", "add", "Ben Ito", "--account", "acc-2", "--no-ramp")
    cli.ok("source", "import", people, "--name", "founders")
    cli.ok("campaign", "create", toml(tmp_path))
    cli.ok("campaign", "create", toml(tmp_path, sender="Ben Ito"))
    return cli


@pytest.mark.parametrize("changed", [{"name": "alone"}, {"program": "elsewhere"}])
def test_a_rename_that_shares_people_needs_a_yes(twins: Cli, tmp_path: Path, changed: dict[str, str]) -> None:
    file = toml(tmp_path, sender="Ben Ito", **changed)
    refused = twins("campaign", "edit", "2", file, "--json")
    assert (refused.code, refused.error["code"]) == (5, "confirm")
    assert SAID in refused.error["text"]
    assert "repeat it with --yes" in refused.error["text"]
    before = twins.data("campaign", "show", "2")
    assert (before["name"], before["program"]) == ("invite-founders-Q1", "network-growth-2026")
    saved = twins.data("campaign", "edit", "2", file, "--yes")
    assert saved["effects"]["shared"] == 30
    names = [{"name": "invite-founders-Q1", "program": "network-growth-2026"}]
    assert saved["names"] == [*names, {key: saved[key] for key in ("name", "program")}]
    assert "Also called" in twins.ok("campaign", "show", "2").out
    # A name that it had before shares with nobody new, so nothing is asked.
    assert twins.data("campaign", "edit", "2", toml(tmp_path, sender="Ben Ito"))["effects"]["shared"] == 0


def test_a_rename_needs_a_yes_only_if_it_joins_a_group(cli: Cli, people: Path, tmp_path: Path) -> None:
    cli.ok("member", "add", "Ada Wong", "--account", "acc-1")
    cli.ok("member", "add", "Ben Ito", "--account", "acc-2")
    cli.ok("source", "import", people, "--name", "founders")
    cli.ok("campaign", "create", toml(tmp_path))
    cli.ok("campaign", "create", toml(tmp_path, sender="Ben Ito", name="alone"))
    assert cli.ok("campaign", "edit", "2", toml(tmp_path, sender="Ben Ito", name="still alone")).code == 0
    refused = cli("campaign", "edit", "2", toml(tmp_path, sender="Ben Ito"))
    assert refused.code == 5
    assert SAID in refused.err
    assert cli.data("campaign", "show", "2")["name"] == "still alone"


def test_an_edit_that_cannot_be_saved_is_refused_before_the_question(twins: Cli, tmp_path: Path) -> None:
    refused = twins("campaign", "edit", "2", toml(tmp_path, sender="Ben Ito", name="alone", source="nowhere"), "--json")
    assert (refused.code, refused.error["field"]) == (2, "source")


def test_starting_says_which_campaigns_of_the_sender_compete(cli: Cli, people: Path, tmp_path: Path) -> None:
    cli.ok("member", "add", "Ada Wong", "--account", "acc-1")
    cli.ok("source", "import", people, "--name", "founders")
    cli.ok("source", "segment", "--name", "some", "--company", "Company 1")
    cli.ok("campaign", "create", toml(tmp_path))
    assert cli.data("campaign", "start", "1")["competes"] == []
    made = cli.data("campaign", "create", toml(tmp_path, name="B"))
    rival = {"id": "1", "name": "invite-founders-Q1", "source": "founders", "people": 30}
    assert made["competes"] == [rival]
    said = cli.ok("campaign", "start", "2").err
    assert said.startswith("Ada Wong has 4 of 4 invitations left today")
    assert said.endswith(
        "“invite-founders-Q1” of the same sender is active and draws from “founders”: 30 of the 30 people left here "
        "are in both. Each of these people is invited by only one of the two.\n"
    )
    problems = {problem["code"] for problem in cli.data("campaign", "show", "1")["health"]["problems"]}
    assert "source.shared" in problems
    third = cli.data("campaign", "create", toml(tmp_path, name="C", source="some"))
    assert [(one["name"], one["people"]) for one in third["competes"]] == [("invite-founders-Q1", 10), ("B", 10)]
