"""A store of the first schema, which has uncleaned profiles, is cleaned and keeps everything else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.store import migrate
from core.store.database import Store, Writing
from core.workspace import home_of
from tests.support.rows import add_row

WORDS = ("first_name", "last_name", "name", "headline", "location", "company", "position")


def add(store: Writing, **words: str) -> int:
    empty = dict.fromkeys((*WORDS, "email", "language", "connected_on", "degree"), "")
    return add_row(store, "contact", **{**empty, **words}, custom="{}", created_at=1)


def test_words_of_profiles_are_cleaned_and_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = home_of(tmp_path / "home")
    home.make()
    only_first = tmp_path / "migrations"
    only_first.mkdir()
    shutil.copy(migrate.FOLDER / "0001_initial.py", only_first)
    with Store(home.store, durable=False) as store:
        with monkeypatch.context() as patch:
            patch.setattr(migrate, "FOLDER", only_first)
            migrate.bring_up_to_date(store, home, fresh=True)
        with store.write() as writing:
            long = "\u202ePa\x00ris" + "x" * 40_001
            spoilt = add(writing, first_name="Zoe\u0308\x1b[31m", location=long, headline="a\nb")
            hidden = add(writing, first_name="\u3164", name="\x07", company="e" + "\u0301" * 40_000)
            seen = "❤\ufe0f 葛\U000e0100城"
            well = add(writing, first_name="Zoë", name="Zoë de la Tour", headline=seen, position="C" * 200)
        migrate.bring_up_to_date(store, home, fresh=False)
        with store.read() as reading:
            found = {row[0]: row[1:] for row in reading.rows(f"SELECT id, {', '.join(WORDS)} FROM contact")}
            assert found[spoilt][0] == "Zoë"
            assert found[spoilt][3:5] == ("a b", "Paris" + "x" * 195)
            assert found[hidden][:3] == ("", "", "")
            assert found[hidden][5] == "é" + "\u0301" * 29
            assert found[well] == ("Zoë", "", "Zoë de la Tour", seen, "", "", "C" * 200)
            assert reading.rows("PRAGMA foreign_key_check") == []
