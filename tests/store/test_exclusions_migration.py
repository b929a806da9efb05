"""A store of an earlier version has no rules and no connections, and takes them from then on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.store import migrate
from core.store.database import Store
from core.store.people import connections, exclusions
from core.workspace import home_of
from tests.support.rows import add_row
from tests.support.world import START

TEXTS = ("first_name", "last_name", "name", "company", "position", "location", "headline", "email", "language")


def test_a_store_of_an_earlier_version_has_no_rules_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = home_of(tmp_path / "home")
    home.make()
    before = tmp_path / "migrations"
    before.mkdir()
    for name in migrate.known():
        if name < "0009":
            shutil.copy(migrate.FOLDER / f"{name}.py", before)
    with Store(home.store, durable=False) as store:
        with monkeypatch.context() as patch:
            patch.setattr(migrate, "FOLDER", before)
            migrate.bring_up_to_date(store, home, fresh=True)
        with store.write() as writing:
            empty = dict.fromkeys((*TEXTS, "connected_on", "degree"), "")
            ann = add_row(writing, "contact", **{**empty, "company": "Acme GmbH"}, custom="{}", created_at=1)
        migrate.bring_up_to_date(store, home, fresh=False)
        with store.write() as writing:
            assert not exclusions.any_stands(writing)
            assert exclusions.add(writing, "company", "Acme", "company:acme", file="", reason="", at=START, actor="ada")
            rules = exclusions.standing(writing)
            assert exclusions.hold_everybody(writing, rules, str) == {ann}
            assert exclusions.holding(writing, [ann]) == {ann: [rules[0].id]}
            assert not connections.known(writing, ann, 1)
            assert writing.rows("PRAGMA foreign_key_check") == []
