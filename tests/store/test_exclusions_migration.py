"""A store of an earlier version has no rules and no connections, but accepts them once migrated."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.home import Home
from core.store import migrate
from core.store.database import Store, Writing
from core.store.people import connections, exclusions
from core.workspace import home_of
from tests.support.rows import add_row
from tests.support.world import START

TEXTS = ("first_name", "last_name", "name", "company", "position", "location", "headline", "email", "language")


def make_before(number: str, store: Store, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a store as the versions before a migration made it."""
    folder = home.folder / "migrations"
    folder.mkdir()
    for name in migrate.known():
        if name < number:
            shutil.copy(migrate.FOLDER / f"{name}.py", folder)
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "FOLDER", folder)
        migrate.bring_up_to_date(store, home, fresh=True)


def contact_at(writing: Writing, company: str) -> int:
    """Add a contact of a company, as an earlier version could."""
    empty = dict.fromkeys((*TEXTS, "connected_on", "degree"), "")
    return add_row(writing, "contact", **{**empty, "company": company}, custom="{}", created_at=1)


def test_a_store_of_an_earlier_version_has_no_rules_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = home_of(tmp_path / "home")
    home.make()
    with Store(home.store, durable=False) as store:
        make_before("0009", store, home, monkeypatch)
        with store.write() as writing:
            ann = contact_at(writing, "Acme GmbH")
        migrate.bring_up_to_date(store, home, fresh=False)
        with store.write() as writing:
            assert not exclusions.any_in_force(writing)
            assert exclusions.add(writing, "company", "Acme", "company:acme", file="", reason="", at=START, actor="ada")
            rules = exclusions.in_force(writing)
            assert exclusions.hold_everybody(writing, rules, str) == {ann}
            assert exclusions.holding(writing, [ann]) == {ann: [rules[0].id]}
            assert not connections.known(writing, ann, 1)
            assert writing.rows("PRAGMA foreign_key_check") == []


def test_a_rule_with_an_old_key_stays_in_force_for_more_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Acme GesmbH was a company of its own: its rule is one for Acme now, and the second rule for Acme ends."""
    home = home_of(tmp_path / "home")
    home.make()
    with Store(home.store, durable=False) as store:
        make_before("0015", store, home, monkeypatch)
        with store.write() as writing:
            ann, ben, cai = (contact_at(writing, name) for name in ("Acme GesmbH", "Acme Inc", "Bolt eG"))
            for kind, value, key, file in (
                ("company", "Acme GesmbH", "company:acme gesmbh", ""),
                ("company", "Acme", "company:acme", ""),
                ("company", "Bolt", "company:bolt", "list.csv"),
                ("domain", "acme.com", "domain:acme.com", ""),
            ):
                exclusions.add(writing, kind, value, key, file=file, reason="", at=START, actor="ada")
            for contact, rule in ((ann, 1), (ben, 2)):
                add_row(writing, "excluded_contact", contact_id=contact, exclusion_id=rule)
        migrate.bring_up_to_date(store, home, fresh=False)
        with store.write() as writing:
            assert [(rule.id, rule.key) for rule in exclusions.in_force(writing)] == [
                (1, "company:acme"),
                (3, "company:bolt"),
                (4, "domain:acme.com"),
            ]
            assert exclusions.holding(writing, [ann, ben, cai]) == {ann: [1], ben: [1], cai: [3]}
            assert list(exclusions.mismatched(store.read, str)) == []
            assert not exclusions.add(
                writing, "company", "Acme", "company:acme", file="", reason="", at=START, actor="x"
            )
