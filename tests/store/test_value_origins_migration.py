"""People of an earlier version keep their values, all of which count as values from a file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.rules.value_origin import NewValue, Origin, Value
from core.store import migrate
from core.store.database import Store
from core.store.people import contact_values
from core.workspace import home_of
from tests.support.rows import add_row
from tests.support.world import START

EMPTY = ("first_name", "last_name", "name", "company", "position", "location", "headline", "email", "language")


def test_values_of_an_earlier_version_are_a_file_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = home_of(tmp_path / "home")
    home.make()
    before = tmp_path / "migrations"
    before.mkdir()
    for name in migrate.known():
        if name < "0008":
            shutil.copy(migrate.FOLDER / f"{name}.py", before)
    with Store(home.store, durable=False) as store:
        with monkeypatch.context() as patch:
            patch.setattr(migrate, "FOLDER", before)
            migrate.bring_up_to_date(store, home, fresh=True)
        with store.write() as writing:
            empty = dict.fromkeys((*EMPTY, "connected_on", "degree"), "")
            told = {**empty, "first_name": "Ann", "name": "Ann"}
            ann = add_row(writing, "contact", **told, custom='{"city":"Köln"}', created_at=1)
        migrate.bring_up_to_date(store, home, fresh=False)
        with store.write() as writing:
            values = contact_values.of(writing, ann)
            assert {name: value for name, value in values.items() if value.text} == {
                "first_name": Value("Ann", Origin.FILE),
                "name": Value("Ann", Origin.FILE),
                "custom.city": Value("Köln", Origin.FILE),
            }
            profile = {"first_name": NewValue("Anna", Origin.PROFILE), "last_name": NewValue("Li", Origin.PROFILE)}
            assert contact_values.tell(writing, ann, profile, START).changed == {
                "last_name": ("", "Li"),
                "name": ("Ann", "Ann Li"),
            }
            assert writing.rows("PRAGMA foreign_key_check") == []
