"""A rule blocks everybody whom it matches while it is in force: known people, new ones, and changed ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.engine import side_journal
from core.engine.planning import excluded
from core.errors import NotFoundError, RefusedError
from core.rules.exclusions.rule import RuleKind
from core.services import list_filters
from core.services.audience import (
    block_contacts,
    contact_edit,
    contact_list,
    exclusions,
    forget,
    import_contacts,
    sources,
)
from core.services.maintenance import backup
from core.services.maintenance.verify import verify
from core.services.queue import queue_edit
from tests.support.draft import FOLLOW_UP, INVITATION, WELCOME
from tests.support.unreadable import unreadable_after
from tests.support.world import World


def add(world: World, company: str = "Acme") -> int:
    """Exclude a company, and return the rule."""
    return int(exclusions.add(world.ws, RuleKind.COMPANY, company).rule.id)


def blocked(world: World) -> list[bool]:
    return [contact.blocked for contact in world.contacts()]


def restart(world: World) -> None:
    world.reopen()
    with world.engine():
        pass


def kept_as(world: World, name: str) -> Path:
    backup.backup(world.ws, world.folder / name)
    return world.folder / name


def back_to(world: World, file: Path) -> None:
    world.restore(file)
    with world.engine():
        pass


# -- whom it holds


def test_a_rule_blocks_present_and_future_people(world: World) -> None:
    world.source(3, "one", columns={"Company": ["Acme GmbH", "Other", "ÁCME, Inc."]})
    found = exclusions.add(world.ws, RuleKind.COMPANY, "Acme", reason="a client")
    assert (found.new, found.rule.holds, found.rule.reason) == (True, 2, "a client")
    assert blocked(world) == [True, False, True]
    world.source(2, "two", columns={"Company": ["acme", "Other"]})
    assert blocked(world) == [True, False, True, True, False]
    (held, *_rest) = world.contacts()
    assert [(one.kind, one.value) for one in held.held_by] == [("company", "Acme")]
    (rule,) = exclusions.list_rules(world.ws)
    assert (rule.holds, rule.actor, rule.file) == (3, "tester", "")
    assert [(one.name, one.excluded, one.left) for one in sources.list_sources(world.ws)] == [
        ("one", 2, 1),
        ("two", 1, 1),
    ]


def test_the_same_rule_is_stored_once(world: World) -> None:
    assert add(world) == add(world, "ACME Ltd.")
    assert not exclusions.add(world.ws, RuleKind.COMPANY, "acme").new
    assert len(exclusions.list_rules(world.ws)) == 1


def test_an_edit_brings_somebody_under_a_rule_and_out_of_it(world: World) -> None:
    world.source(1)
    add(world)
    contact_edit.edit(world.ws, "1", {"company": "Acme"})
    assert blocked(world) == [True]
    contact_edit.edit(world.ws, "1", {"company": "Other"})
    assert blocked(world) == [False]


def test_a_later_file_brings_somebody_under_a_rule(world: World) -> None:
    people = world.source(1, "one")
    exclusions.add(world.ws, RuleKind.DOMAIN, "acme.com")
    world.source(people, "two", columns={"Email": ["jane@mail.acme.com"]})
    assert blocked(world) == [True]


def test_a_headline_that_a_profile_tells_holds_before_anything_leaves(world: World) -> None:
    world.member()
    (slug,) = world.source(1)
    told = world.gateway.profile("acc-ada", slug).headline
    exclusions.add(world.ws, RuleKind.TITLE, told)
    world.campaign(cohort=1, approval="off")
    world.until("2026-01-08 22:00")
    assert world.invited() == []
    assert world.row(slug).reason == "excluded"


def test_nobody_excluded_is_drawn_read_or_written_to(world: World) -> None:
    world.member()
    people = world.source(4, columns={"Company": ["Acme", "Other", "Acme", "Other"]})
    add(world)
    world.campaign(cohort=4, approval="off")
    world.until("2026-01-08 22:00")
    assert world.invited() == [people[1], people[3]]
    assert world.sql("SELECT count(*) FROM outreach") == [(2,)]
    world.check()


def test_open_outreaches_of_every_step_end_in_the_same_moment(world: World) -> None:
    world.member()
    people = world.source(3, columns={"Company": ["Acme"] * 3})
    world.accepts(people[0])
    world.campaign(cohort=1, steps=(INVITATION, WELCOME, FOLLOW_UP), approval="off")
    world.until("2026-01-08 22:00")
    before = world.statuses()
    assert before.get("messaged", 0) + before.get("accepted", 0) >= 1
    found = exclusions.add(world.ws, RuleKind.COMPANY, "acme")
    assert found.cancelled >= 1
    assert {row.reason for row in world.queue() if row.status == "cancelled"} == {"excluded"}
    sent = len(world.ledger())
    world.until("2026-01-20 22:00")
    assert len(world.ledger()) == sent
    world.check()


def test_the_gate_checks_the_rules_themselves(world: World) -> None:
    """Nothing is sent even if cancelling missed somebody: the mutant `gate without exclusions` fails here."""
    world.member()
    world.source(1, columns={"Company": ["Acme"]})
    world.campaign(cohort=1)
    world.approve_drawn("2026-01-06")
    add(world)
    with world.ws.store.write() as store:
        store.change("DELETE FROM excluded_contact")
        store.change("UPDATE outreach SET status = 'approved', reason = ''")
    world.until("2026-01-08 22:00")
    assert world.ledger() == []
    assert [row.reason for row in world.queue()] == ["excluded"]


def test_a_gate_that_ignores_rules_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a gate that ignores rules the invitation is sent, so the test above can fail."""
    monkeypatch.setattr(excluded, "reason_against", lambda *_words: "")
    with pytest.raises(AssertionError):
        test_the_gate_checks_the_rules_themselves(world)
    assert len(world.ledger()) == 1


def test_somebody_excluded_cannot_be_put_back(world: World) -> None:
    world.member()
    world.source(1, columns={"Company": ["Acme"]})
    world.campaign(cohort=1)
    world.until("2026-01-06 22:00")
    add(world)
    with pytest.raises(RefusedError, match="excluded by a rule"):
        queue_edit.requeue(world.ws, [1])


# -- lifting


def test_lifting_frees_and_offers_to_queue_again(world: World) -> None:
    world.member()
    people = world.source(2, columns={"Company": ["Acme", "Other"]})
    world.campaign(cohort=2)
    world.until("2026-01-06 22:00")
    rule = add(world)
    lifted = exclusions.remove(world.ws, str(rule))
    assert (lifted.freed, lifted.requeued, [(one.name, one.people) for one in lifted.cancelled]) == (
        1,
        0,
        [("founders", 1)],
    )
    assert blocked(world) == [False, False]
    assert world.row(people[0]).status == "cancelled"
    add(world)
    assert exclusions.remove(world.ws, "acme", requeue=True).requeued == 1
    assert world.row(people[0]).status == "queued"


def test_who_cannot_be_queued_again_stays_as_they_were(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.member()
    people = world.source(2, columns={"Company": ["Acme", "Acme"]})
    world.campaign(cohort=2)
    world.until("2026-01-06 22:00")
    add(world)
    monkeypatch.setattr(queue_edit, "put_back", unreadable_after(queue_edit.put_back, 1))
    assert exclusions.remove(world.ws, "acme", requeue=True).requeued == 1
    assert [world.row(person).status for person in people] == ["cancelled", "queued"]


def test_a_person_stays_excluded_by_another_rule(world: World) -> None:
    world.source(1, columns={"Company": ["Acme"], "Position": ["CEO"]})
    rule = add(world)
    exclusions.add(world.ws, RuleKind.TITLE, "CEO")
    assert exclusions.remove(world.ws, str(rule)).freed == 0
    assert blocked(world) == [True]


def test_a_lifted_rule_is_no_rule(world: World) -> None:
    rule = add(world)
    exclusions.remove(world.ws, str(rule))
    with pytest.raises(NotFoundError, match="There is no rule"):
        exclusions.remove(world.ws, str(rule))
    assert exclusions.list_rules(world.ws) == []
    assert add(world, "Other") != rule


# -- restores and copies of a store


def test_a_rule_outlives_the_restore_of_a_backup_from_before(world: World) -> None:
    world.source(2, columns={"Company": ["Acme", "Other"]})
    file = kept_as(world, "before.sqlite")
    add(world)
    back_to(world, file)
    assert blocked(world) == [True, False]
    assert [(rule.kind, rule.value) for rule in exclusions.list_rules(world.ws)] == [("company", "Acme")]


def test_a_lifted_rule_stays_lifted_after_a_restore(world: World) -> None:
    world.source(1, columns={"Company": ["Acme"]})
    rule = add(world)
    file = kept_as(world, "with.sqlite")
    exclusions.remove(world.ws, str(rule))
    restart(world)
    assert blocked(world) == [False]
    back_to(world, file)
    assert blocked(world) == [False]
    assert exclusions.list_rules(world.ws) == []


def test_killed_before_the_commit_a_rule_holds_at_the_next_start(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.source(1, columns={"Company": ["Acme"]})
    real = side_journal.append_all

    def killed(*words: object, **more: object) -> None:
        real(*words, **more)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(side_journal, "append_all", killed)
    with pytest.raises(KeyboardInterrupt):
        add(world)
    monkeypatch.undo()
    assert blocked(world) == [False]
    restart(world)
    assert blocked(world) == [True]


def test_somebody_erased_leaves_no_trace_in_the_rules(world: World) -> None:
    world.source(1, columns={"Company": ["Acme"]})
    add(world)
    forget.forget(world.ws, "1")
    assert world.sql("SELECT * FROM excluded_contact") == []
    person = next(view for view in exclusions.list_rules(world.ws) if view.kind == "person")
    assert (person.reason, person.value) == ("forgotten", "")
    with pytest.raises(RefusedError, match="erased for good"):
        exclusions.remove(world.ws, person.id)


def test_people_marked_by_hand_are_listed_and_freed_there(world: World) -> None:
    world.source(1)
    block_contacts.block(world.ws, "1")
    block_contacts.block(world.ws, "https://www.linkedin.com/in/later-one-1x")
    known, unknown = exclusions.list_rules(world.ws, kind=RuleKind.PERSON)
    assert (known.id, known.actor, known.holds) == ("person:1", "tester", 1)
    assert (unknown.value, unknown.holds) == ("", 0)
    exclusions.remove(world.ws, known.id)
    exclusions.remove(world.ws, unknown.id)
    assert exclusions.list_rules(world.ws) == []
    assert blocked(world) == [False]


def test_an_import_tells_whom_rules_hold(world: World) -> None:
    add(world)
    path = world.folder / "file.csv"
    path.write_text(
        "First Name,URL,Company\nA,https://www.linkedin.com/in/a-1x,Acme\nB,https://www.linkedin.com/in/b-1x,Other\n"
    )
    for dry_run in (True, False):
        found = import_contacts.import_file(world.ws, path, "people", dry_run=dry_run)
        assert [(one.rule.value, one.people) for one in found.excluded] == [("Acme", 1)]


def test_the_list_of_contacts_finds_those_whom_a_rule_holds(world: World) -> None:
    world.source(2, columns={"Company": ["Acme", "Other"]})
    add(world)
    assert [one.id for one in contact_list.list_contacts(world.ws, "blocked:yes", limit=9)] == [1]
    assert [one.id for one in contact_list.list_contacts(world.ws, "blocked:no", limit=9)] == [2]


def test_an_unblock_tells_which_rules_hold_on(world: World) -> None:
    world.source(1, columns={"Company": ["Acme"]})
    add(world)
    block_contacts.block(world.ws, "1")
    (done,) = block_contacts.unblock(world.ws, "1")
    assert (done.unblocked, [one.value for one in done.held_by]) == (True, ["Acme"])
    assert blocked(world) == [True]


def test_who_changes_while_people_are_read_is_held_as_well(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule's people are read before its short write; a person who begins to match in between is cancelled, too."""
    world.source(3)
    (first, *_) = [contact.id for contact in world.contacts()]
    add_rules = exclusions.add_rules

    def meanwhile(*args: Any, **options: Any) -> Any:
        monkeypatch.setattr(exclusions, "add_rules", add_rules)
        contact_edit.edit(world.ws, str(first), {"company": "Umbra"})
        return add_rules(*args, **options)

    monkeypatch.setattr(exclusions, "add_rules", meanwhile)
    assert exclusions.add(world.ws, RuleKind.COMPANY, "Umbra").rule.holds == 1
    assert blocked(world) == [True, False, False]


def test_verify_finds_again_who_is_held_by_which_rule(world: World) -> None:
    world.source(3)
    (first, second, *_) = [contact.id for contact in world.contacts()]
    contact_edit.edit(world.ws, str(first), {"company": "Umbra"})
    rule = add(world, "Umbra")
    assert verify(world.ws).differences == ()
    with world.ws.store.write() as store:
        store.change("UPDATE excluded_contact SET contact_id = ?", second)
    found = [one for one in verify(world.ws).differences if one.check == "exclusions"]
    assert [one.text for one in found] == [
        f"Contact {first} is recorded as excluded by no rule, but is matched by rule {rule}.",
        f"Contact {second} is recorded as excluded by rule {rule}, but is matched by no rule.",
    ]


def test_exclusions_are_filtered_as_other_lists_are(world: World) -> None:
    world.source(1)
    for company in ("Acme", "Umbra"):
        add(world, company)
    exclusions.add(world.ws, RuleKind.DOMAIN, "acme.example", reason="a client")
    every = exclusions.list_rules(world.ws)
    assert [view.value for view in list_filters.exclusions(world.ws, "acme kind:company", every)] == ["Acme"]
    assert [view.value for view in list_filters.exclusions(world.ws, "reason:client from:hand", every)] == [
        "acme.example"
    ]
    assert [view.value for view in list_filters.exclusions(world.ws, "sort:-value kind:company", every)] == [
        "Umbra",
        "Acme",
    ]
