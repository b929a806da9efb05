"""Members, sources, contacts, campaigns and the queue from the shell."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Cli

HEALTH = {"state", "problems", "next"}
LISTED = {
    "id",
    "name",
    "program",
    "sender",
    "messages",
    "source",
    "active",
    "archived",
    "time_zone",
    "health",
    "today",
    "conversion",
}


def test_members(cli: Cli) -> None:
    assert "member add" in cli.ok("member", "list").err
    added = cli.data(
        "member", "add", "Ada Wong", "--account", "acc", "--plan", "premium", "--day-cap", "15", "--no-ramp"
    )
    assert (added["id"], added["plan"], added["day_cap"], added["ramp"]) == ("1", "premium", 15, False)
    assert added["time_zone"] == "Europe/Paris"
    assert cli("member", "add", "Ada", "--account", "acc").code == 5
    assert cli("member", "add", "Ada", "--account", "b", "--plan", "gold", "--json").error["field"] == "--plan"
    edited = cli.data("member", "edit", "acc", "--name", "Ada W.", "--time-zone", "UTC", "--ramp")
    assert (edited["name"], edited["time_zone"], edited["ramp"], edited["day_cap"]) == ("Ada W.", "UTC", True, 15)
    assert "Ada W.  acc" in cli.ok("member", "list").out
    assert cli.data("member", "archive", "1", "--yes")["state"] == "archived"
    assert cli.data("member", "list") == []
    assert len(cli.data("member", "list", "--archived")) == 1


def test_a_member_gets_another_account(cli: Cli) -> None:
    """An account removed at the provider and connected again under another id; then somebody else's account."""
    cli.ok("member", "add", "Ada Wong", "--account", "acc")
    cli.ok("advance", "--days", 1)
    cli.ok("sandbox", "account", "acc", "--status", "removed")
    cli.ok("sandbox", "account", "anew", "--same-owner-as", "acc")
    cli.ok("sandbox", "account", "max", "--name", "Max Power")
    assert cli.data("member", "edit", "1", "--account", "anew")["account"] == "anew"
    cli.ok("advance", "--days", 1)
    (view,) = cli.data("member", "list")
    assert (view["state"], view["checked"], view["problem"]) == ("ok", True, None)
    cli.ok("member", "edit", "1", "--account", "max")
    cli.ok("advance", "--days", 1)
    (view,) = cli.data("member", "list")
    assert view["problem"]["code"] == "account.other"
    listed = cli.ok("member", "list")
    assert "account.other" in listed.out
    assert "overture member edit 1 --account ID" in listed.err
    assert "account.other" in cli.ok("status").out
    cli.ok("member", "add", "Ben Ito", "--account", "ben")
    cli.ok("advance", "--days", 1)
    refused = cli("member", "edit", "1", "--account", "ben", "--json")
    assert (refused.code, refused.error["field"]) == (5, "--account")


def test_an_ambiguous_name_lists_the_candidates(cli: Cli) -> None:
    for account in ("a", "b"):
        cli.ok("member", "add", "Ada Wong", "--account", account)
    error = cli("member", "edit", "ada wong", "--day-cap", "5", "--json").error
    assert error["code"] == "not.found"
    assert "ids 1, 2" in error["text"]


def test_the_counts_of_an_import_add_up_and_name_what_was_refused(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    good = "https://www.linkedin.com/in/ada\nhttps://www.linkedin.com/in/ada\n"
    path.write_text("Web=page\n" + good + "https://example.com/x\n" * 23)
    words = ("source", "import", path, "--name", "s", "--map", "Web=page=address")
    plain = cli.ok(*words)
    assert plain.err.splitlines()[0].startswith("line 4: not a LinkedIn profile address")
    assert plain.err.splitlines()[20:] == ["… and 3 more; --refused FILE writes all of them"]
    found = cli.data(*words)
    assert (found["rows"], found["added"], found["known"], found["new_contacts"]) == (25, 0, 2, 0)
    assert len(found["refused"]) == 23
    assert found["refused"][0]["line"] == 4


def test_sources(cli: Cli, people: Path) -> None:
    assert "source import" in cli.ok("source", "list").err
    cli.ok("source", "import", people, "--name", "founders")
    assert [(s["name"], s["contacts"], s["left"]) for s in cli.data("source", "list")] == [("founders", 30, 30)]
    assert cli.data("source", "archive", "founders", "--yes")["archived"] is True
    assert cli.data("source", "list") == []
    assert "yes" in cli.ok("source", "list", "--archived").out


def test_contacts(cli: Cli, people: Path) -> None:
    assert cli.ok("contact", "list").err == "Nobody found.\n"
    cli.ok("source", "import", people, "--name", "founders")
    page = cli.ok("contact", "list", "--limit", "10")
    assert page.err == "There may be more: continue with --after 10.\n"
    assert page.out.count("\n") == 11
    assert [entry["id"] for entry in cli.data("contact", "list", "--after", "28")] == ["29", "30"]
    assert [entry["name"] for entry in cli.data("contact", "list", "--search", "number7")] == ["Person Number7"]
    assert len(cli.data("contact", "list", "--source", "founders")) == 30
    shown = cli.data("contact", "show", "linkedin.com/in/Person-3/")
    assert (shown["id"], shown["company"], shown["journey"]) == ("4", "Company 0", [])


def test_blocking(cli: Cli, people: Path, tmp_path: Path) -> None:
    cli.ok("source", "import", people, "--name", "founders")
    assert cli("contact", "block", "1", "Nobody Known").code == 4
    assert cli.data("contact", "show", "1")["blocked"] is False
    assert [entry["id"] for entry in cli.data("contact", "block", "1", "2")["contacts"]] == ["1", "2"]
    assert [event["kind"] for event in cli.data("contact", "show", "1")["journey"]] == ["blocked"]
    assert "do not contact" in cli.ok("contact", "show", "1").out
    unblocked = cli.ok("contact", "unblock", "2", "https://www.linkedin.com/in/later-one")
    assert unblocked.out.splitlines()[1:] == [
        " 2  Person Number1      yes",
        " –  (not imported yet)  no",
    ]
    assert cli.data("contact", "unblock", "2") == [
        {"id": "2", "name": "Person Number1", "unblocked": False, "held_by": []}
    ]
    unknown = cli.data("contact", "block", "https://www.linkedin.com/in/later-one")["contacts"]
    assert unknown == [{"id": None, "name": "", "blocked": True, "cancelled": 0}]
    cli.ok("contact", "block", "2")
    more = tmp_path / "more.csv"
    more.write_text("URL\nhttps://www.linkedin.com/in/new-one\nnonsense\n")
    result = cli.ok("contact", "block", "--file", more, "--company", "company 0")
    assert result.out == "Blocked by file  1 person\nBlocked by company  10 people\n"
    assert result.err.startswith("1 row refused:\nline 3: ")
    assert cli.data("contact", "show", "https://www.linkedin.com/in/new-one")["blocked"] is True


def test_a_campaign_from_its_file(ready: Cli, campaign_file: Path) -> None:
    (listed,) = ready.data("campaign", "list")
    assert set(listed) >= LISTED
    assert set(listed["health"]) >= HEALTH
    assert set(listed["today"]) >= {"expected", "planned", "sent", "percent"}
    assert set(listed["conversion"]) >= {"sent", "accepted", "ratio", "good"}
    assert (listed["active"], listed["messages"], listed["health"]["state"]) == (False, 3, None)
    assert listed["conversion"]["ratio"] is None
    out = ready.ok("campaign", "list").out
    assert "invite-founders-Q1" in out
    assert out.splitlines()[1].split()[-4:] == ["–", "–", "–", "off"]
    started = ready.data("campaign", "start", "1")
    assert (started["active"], started["health"]["state"]) == (True, "created")
    assert ready.data("campaign", "stop", "1")["active"] is False


def test_editing_tells_the_effects(waiting: Cli, campaign_file: Path) -> None:
    campaign_file.write_text(campaign_file.read_text().replace("Hi {{", "Hello {{").replace('"09:00"', '"10:00"'))
    edited = waiting.data("campaign", "edit", "1", campaign_file)
    assert (edited["id"], edited["effects"]["rendered_again"]) == ("1", 5)  # a basic account's notes of a month
    assert {row["text"] for row in waiting.data("queue", "list", "--status", "pending")} >= {"Hello Person, …"}
    campaign_file.write_text(campaign_file.read_text().replace("Hello {{", "Hey {{"))
    assert "5 texts" in waiting.ok("campaign", "edit", "1", campaign_file).err


def test_clones_are_ambiguous_until_named(ready: Cli) -> None:
    assert ready.data("campaign", "clone", "invite-founders-Q1")["id"] == "2"
    assert ready.data("campaign", "clone", "1", "--name", "other")["name"] == "other"
    ambiguous = ready("campaign", "show", "invite-founders-q1")
    assert (ambiguous.code, "ids 1, 2" in ambiguous.err) == (4, True)


def test_archiving_asks_first(waiting: Cli) -> None:
    asked = waiting("campaign", "archive", "1", "--json")
    assert (asked.code, asked.out, asked.error["code"]) == (5, "", "confirm")
    assert "cancels 10 people (pending 10) and cannot be undone" in asked.error["text"]
    assert waiting.data("campaign", "list")[0]["archived"] is False
    assert waiting.data("campaign", "archive", "1", "--yes")["archived"] is True
    assert waiting.data("campaign", "list") == []
    assert [entry["id"] for entry in waiting.data("campaign", "list", "--archived")] == ["1"]
    assert waiting("campaign", "start", "1").code == 5


def test_the_queue(waiting: Cli) -> None:
    rows = waiting.data("queue", "list", "--status", "pending", "--campaign", "1", "--program", "network-growth-2026")
    assert len(rows) == 10
    assert set(rows[0]) >= {
        "id",
        "campaign",
        "program",
        "contact",
        "owner",
        "step",
        "status",
        "reason",
        "revision",
        "text",
        "send_at",
        "sent_at",
    }
    assert set(rows[0]["contact"]) >= {"id", "name", "profile"}
    one, two, three, *others = [row["id"] for row in rows]
    assert waiting("queue", "approve", one, "--revision", "7").code == 5
    approved = waiting.ok("queue", "approve", one, two, two, "--revision", "1")
    assert approved.err == "2 approved.\n"
    assert [row["status"] for row in waiting.data("queue", "undo", two)] == ["pending"]
    assert [row["status"] for row in waiting.data("queue", "reject", two)] == ["rejected"]
    assert [row["reason"] for row in waiting.data("queue", "remove", three)] == ["removed"]
    assert [row["status"] for row in waiting.data("queue", "requeue", three)] == ["queued"]
    assert waiting.data("queue", "edit-text", others[0], "Another text")[0]["revision"] == 2
    assert waiting("queue", "approve", one, others[0]).code == 5
    assert {row["status"] for row in waiting.data("queue", "approve", "--all")} == {"approved"}
    assert waiting.data("queue", "approve", "--all", "--campaign", "1") == []
    assert waiting.ok("queue", "list", "--limit", "1").err == "There may be more: continue with --after 1.\n"
    assert waiting.ok("queue", "list", "--after", "1000").err == "Nobody found.\n"
    assert waiting("queue", "list", "--status", "lost").code == 4


def test_only_an_invitation_that_is_out_is_withdrawn(waiting: Cli) -> None:
    refused = waiting("queue", "withdraw", waiting.data("queue", "list")[0]["id"])
    assert (refused.code, "only an unanswered invitation" in refused.err) == (5, True)


def test_a_doubt_that_does_not_exist_is_refused(waiting: Cli) -> None:
    refused = waiting("queue", "resolve", waiting.data("queue", "list")[0]["id"], "sent")
    assert (refused.code, "no doubt to settle" in refused.err) == (5, True)
    assert waiting("queue", "resolve", "1", "perhaps").code == 2
    assert waiting("queue", "resolve", "999", "skip").code == 4


def test_a_backup_and_its_restore(ready: Cli, tmp_path: Path) -> None:
    file = tmp_path / "backup.sqlite"
    made = ready.data("backup", file)
    assert (made["file"], made["bytes"]) == (str(file), file.stat().st_size)
    assert ready("backup", file).code == 2
    ready.ok("member", "add", "Ben Ito", "--account", "ben")
    assert len(ready.data("member", "list")) == 2
    restored = ready.ok("restore", file)
    assert "checks who was contacted" in restored.err
    assert len(ready.data("member", "list")) == 1
    assert ready("restore", tmp_path / "nothing").code == 2


def test_a_pause_and_its_end(ready: Cli) -> None:
    assert ready.data("pause") == {"paused": True, "member": None}
    assert ready.data("status")["paused"] is True
    assert ready.data("resume") == {"paused": False, "member": None}
    assert ready.data("pause", "--member", "Ada Wong")["member"] == "Ada Wong"
    status = ready.data("status")
    assert (status["paused"], status["members"][0]["paused"]) == (False, True)
    assert ready("pause", "--member", "nobody").code == 4


def test_every_code_has_a_sentence_and_an_action(cli: Cli) -> None:
    found = cli.data("codes")
    assert {"code", "severity", "kind", "text", "action"} == set(found[0])
    assert not [entry for entry in found if "{" in entry["text"] and "{{" not in entry["text"]]
    assert "engine.none" in cli.ok("codes").out


def test_a_segment_and_a_finder(cli: Cli, people: Path) -> None:
    cli.ok("source", "import", people, "--name", "founders")
    cli.ok("member", "add", "Ada Wong", "--account", "acc")
    made = cli.data("source", "segment", "--name", "both", "--source", "founders", "--person", "a", "--person", "e")
    assert (made["kind"], made["filter"]) == ("segment", {"name": ["a", "e"], "source": ["1"]})
    assert cli("source", "segment", "--name", "none", "--json").error["code"] == "usage"
    words = ("source", "find", "--name", "ctos", "--owner", "Ada Wong")
    found = cli.data(*words, "--keywords", "cto", "--per-slot", "5", "--days", "mon,tue", "--start", "10:00")
    assert (found["kind"], found["days"], found["per_slot"]) == ("finder", ["mon", "tue"], 5)
    assert cli(*words, "--keywords", "cto", "--json").error["code"] == "refused"
    assert cli("source", "find", "--name", "x", "--owner", "acc", "--json").error["field"] == "--url"
    listed = {(view["name"], view["kind"]): view for view in cli.data("source", "list")}
    assert set(listed) == {("founders", "list"), ("both", "segment"), ("ctos", "finder"), ("ctos", "segment")}
    assert listed["ctos", "finder"]["finder"]["next"] == found["next"]
    assert "Next search" in cli.ok("source", "list").out


def test_forgetting_asks_first_and_names_remaining_copies(cli: Cli, people: Path) -> None:
    cli.ok("source", "import", people, "--name", "founders")
    name = cli.data("contact", "show", "1")["name"]
    asked = cli("contact", "forget", "1")
    assert asked.code == 5
    assert name in asked.err
    assert "--yes" in asked.err
    done = cli.ok("contact", "forget", "1", "--yes")
    assert "backups hold" in done.err
    shown = cli.data("contact", "show", "1")
    assert (shown["name"], shown["profile"], shown["blocked"]) == ("(forgotten)", None, True)
    assert cli("contact", "forget", "nobody-here", "--yes").code == 4
    again = cli.data("source", "import", people, "--name", "founders")
    assert again["new_contacts"] == 1
    assert [view["name"] for view in cli.data("contact", "list", "--limit", "50") if view["blocked"]] == [
        "(forgotten)",
        name,
    ]


def test_a_mapped_column_invites_no_placeholder(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("Nom,Lien\nAnn,https://www.linkedin.com/in/ann-lee\nBob,TBD\nEve,none\nJim,-\nLea,www.google.com\n")
    words = ("source", "import", path, "--name", "s", "--map", "Lien=address")
    found = cli.data(*words)
    assert (found["added"], [row["line"] for row in found["refused"]]) == (1, [3, 4, 5, 6])
    path.write_text("Nom,Lien\nBob,TBD\nEve,https://www.linkedin.com/in/unavailable/\n")
    refused = cli(*words, "--json")
    assert (refused.code, refused.error["field"]) == (5, "file")
    assert "line 3: LinkedIn's placeholder for nobody" in refused.error["text"]
