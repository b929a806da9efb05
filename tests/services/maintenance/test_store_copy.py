"""A store moves to a server and back with every row; an incomplete copy is never used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import apsw
import psycopg
import pytest

from core.cli.main import main
from core.clock import SteppedClock
from core.demo import headless, scene
from core.engine.ownership import lock
from core.engine.restoring import location
from core.errors import EngineElsewhereError, OvertureError, RefusedError, TryAgainError, UsageError
from core.home import Home
from core.services.maintenance import backup, doctor, store_copy
from core.services.maintenance.verify import verify
from core.services.overview import settings_page
from core.store.copying import destination, rows
from core.store.engine import engine_state
from core.store.tables.all_tables import TABLES
from core.workspace import Workspace, home_of, opened
from tests.support import postgres

CONFIG = scene.config(1)
DAYS = 4
Content = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def url() -> Iterator[str]:
    made = postgres.new_database("template1")
    yield made
    postgres.drop(made)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in which campaigns ran for some days, with contacts that were merged into later ones."""
    folder = tmp_path_factory.mktemp("lived")
    home = home_of(folder / "home")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(scene, "ENTRIES", tuple(replace(entry, cohort=2) for entry in scene.ENTRIES[:2]))
        patched.setattr(scene, "SOURCES", tuple((name, count // 4) for name, count in scene.SOURCES))
        with opened(home, config=CONFIG, clock=SteppedClock(scene.START), durable=False) as workspace:
            headless.perform(workspace, folder, DAYS, lambda _day, _days: None)
            with workspace.store.write() as store:
                store.change("UPDATE contact SET merged_into_id = 7 WHERE id = 3")
    return home.folder


@pytest.fixture
def workspace(lived: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Yield a workspace whose store is a copy of that of `lived`."""
    home = Home(tmp_path / "home")
    home.make()
    with closing(apsw.Connection(str(lived / "overture.sqlite"))) as source:
        source.execute("VACUUM INTO ?", (str(home.store),))
    home.store.chmod(0o600)
    with opened(home, config=CONFIG, durable=False) as made:
        yield made


def content(workspace: Workspace) -> Content:
    with workspace.store.read() as store:
        found = {}
        for table in TABLES:
            columns = rows.Columns.of(table)
            if columns.table in rows.ONLY_HERE:
                continue
            found[columns.table] = store.rows(columns.select(("epoch", "heartbeat", "since", "owner", "pid", "kind")))
    found["setting"] = [row for row in found["setting"] if not str(row[0]).startswith(("place.", "store.generation"))]
    return found


def reopened(workspace: Workspace, home: Path, **changes: Any) -> Any:
    """Close a workspace, and open another home with a changed configuration."""
    workspace.store.close()
    return opened(Home(home), config=replace(CONFIG, **changes), durable=False)


def refuses_engine(workspace: Workspace, words: str) -> None:
    with pytest.raises(RefusedError, match=words) as told:
        location.check(workspace)
    assert told.value.code == "store.moved"


def test_a_store_moves_to_a_server_and_back_row_by_row(workspace: Workspace, url: str, tmp_path: Path) -> None:
    before, home, back = content(workspace), workspace.home.folder, tmp_path / "back"
    with_restored = {**before, "setting": sorted([*before["setting"], ("restored", "1")])}
    back.mkdir()
    told = store_copy.move(workspace, url)
    assert told.rows == {**{name: len(found) for name, found in before.items()}, "setting": told.rows["setting"]}
    with workspace.store.read() as store:
        assert engine_state.place(store).epoch == told.epoch - 1
    refuses_engine(workspace, f"was moved to {url.split('?')[0]}".replace("+", r"\+"))
    with reopened(workspace, home, store_url=url) as there:
        assert content(there) == before
        location.check(there)
        with there.store.write() as store:
            ident = store.insert("INSERT INTO journal (at, actor, kind, code) VALUES (1, 'a', 'b', '')")
            assert ident == 1 + max(row[0] for row in before["journal"])
            store.change("DELETE FROM journal WHERE id = $1", ident)
        assert verify(there).differences == ()
        store_copy.move(there, f"sqlite:///{back}/overture.sqlite")
        refuses_engine(there, "was moved to sqlite:///")
        there.store.close()
        with opened(Home(back), config=CONFIG, durable=False) as again:
            assert content(again) == with_restored
            location.check(again)
            with again.store.read() as store:
                assert engine_state.place(store).epoch == told.epoch + 2
        assert list(back.glob("*.unfinished*")) == []


def test_a_killed_copy_is_refused_and_made_again(
    workspace: Workspace, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, home = content(workspace), workspace.home.folder
    with_restored = {**before, "setting": sorted([*before["setting"], ("restored", "1")])}

    class KilledError(BaseException):
        pass

    def killed(*_given: object) -> None:
        raise KilledError

    def killed_at(table: str, _rows: int) -> None:
        if table == "outreach":
            raise KilledError

    monkeypatch.setattr(rows, "BATCH", 7)
    with pytest.raises(KilledError):
        store_copy.move(workspace, url, killed_at)
    assert location.moved(workspace) == ""
    _is_refused(workspace, url)
    with monkeypatch.context() as patched:
        patched.setattr(destination, "finish", killed)
        with pytest.raises(KilledError):
            store_copy.move(workspace, url)
    refuses_engine(workspace, "was moved to")
    _is_refused(workspace, url)
    store_copy.move(workspace, url)
    with reopened(workspace, home, store_url=url) as there:
        assert content(there) == with_restored


def _is_refused(workspace: Workspace, url: str) -> None:
    from core.store.tables import base

    with (
        base.released(),
        pytest.raises(RefusedError, match=r"^postgresql://.* holds an unfinished copy: run"),
        opened(Home(workspace.home.folder.parent / "other"), config=replace(CONFIG, store_url=url), durable=False),
    ):
        pass


@pytest.mark.parametrize("forgotten", ["member_account", "block", "journal"])
def test_a_copy_that_forgets_a_table_or_a_row_is_caught(
    workspace: Workspace, url: str, monkeypatch: pytest.MonkeyPatch, forgotten: str
) -> None:
    with workspace.store.write() as store:
        store.change("INSERT INTO block VALUES ('a', '', 1, 'b')")
    monkeypatch.setattr(rows, "TABLES", [table for table in TABLES if rows.Columns.of(table).table != forgotten])
    with pytest.raises(OvertureError, match=f"the table {forgotten} has") as told:
        store_copy.move(workspace, url)
    assert told.value.code == "copy.differs"
    assert location.moved(workspace) == ""
    _is_refused(workspace, url)


def test_a_destination_in_use_or_with_anything_in_it_is_refused(workspace: Workspace, url: str, tmp_path: Path) -> None:
    for address in ("mysql://db/o", "postgresql://a:secret@db/o", "sqlite:///"):
        with pytest.raises(UsageError) as told:
            store_copy.move(workspace, address)
        assert "secret" not in told.value.text
        assert told.value.field == "--to"
    (tmp_path / "taken").touch()
    with pytest.raises(UsageError, match="exists already"):
        store_copy.move(workspace, f"sqlite:///{tmp_path}/taken")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE invoice (id int)")
        with pytest.raises(RefusedError, match="tables of another program") as foreign:
            store_copy.move(workspace, url)
        assert foreign.value.field == "--to"
        connection.execute("DROP TABLE invoice")
    workspace.store.close()
    with opened(Home(tmp_path / "other"), config=replace(CONFIG, store_url=url), durable=False) as other:
        store = other.store
        with lock.held(other, "daemon"):
            store.close()
            with opened(workspace.home, config=CONFIG, durable=False) as source:
                with pytest.raises(EngineElsewhereError, match="An engine runs on"):
                    store_copy.move(source, url)
                assert location.moved(source) == ""
    with opened(workspace.home, config=CONFIG, durable=False) as source:
        with pytest.raises(RefusedError, match="is not empty: name a new file") as full:
            store_copy.move(source, url)
        assert full.value.field == "--to"
        with lock.held(source, "daemon"), pytest.raises(EngineElsewhereError):
            store_copy.move(source, f"sqlite:///{tmp_path}/new")


def test_a_moved_store_sends_again_only_after_a_person_adopts_it(workspace: Workspace, tmp_path: Path) -> None:
    with workspace.store.write() as store:
        store.change("UPDATE member SET sent_list_read_at = 1")
    store_copy.move(workspace, f"sqlite:///{tmp_path}/copy.sqlite")
    refuses_engine(workspace, r"was moved to sqlite:///.*/copy\.sqlite, so nothing is sent")
    with pytest.raises(RefusedError, match="is not copied from here"):
        store_copy.move(workspace, f"sqlite:///{tmp_path}/second.sqlite")
    (check,) = [check for check in doctor.checks(workspace) if check.name == "store.place"]
    assert (check.ok, "was moved to sqlite:///" in check.text) == (False, True)
    doctor.adopt(workspace)
    location.check(workspace)
    with workspace.store.read() as store:
        assert store.scalar("SELECT count(*) FROM member WHERE sent_list_read_at IS NOT NULL") == 0


def test_a_moved_store_may_stay_beside_the_address(workspace: Workspace, url: str) -> None:
    home = workspace.home.folder
    with pytest.raises(RefusedError, match="has a store of its own"), reopened(workspace, home, store_url=url):
        pass
    with opened(Home(home), config=CONFIG, durable=False) as source:
        store_copy.move(source, url)
        with reopened(source, home, store_url=url) as there:
            assert not there.store.in_file


def test_a_value_that_no_server_keeps_is_named(workspace: Workspace, url: str) -> None:
    with workspace.store.write() as store:
        store.change("UPDATE contact SET name = 'a' || char(0) WHERE id = 5")
    with pytest.raises(RefusedError, match=r"The value of name in the table contact \(id '5'\) cannot be stored"):
        store_copy.move(workspace, url)


def test_a_backup_of_a_server_is_a_file_that_an_empty_database_takes(
    workspace: Workspace, url: str, tmp_path: Path
) -> None:
    home, file = workspace.home.folder, tmp_path / "backup.sqlite"
    store_copy.move(workspace, url)
    with reopened(workspace, home, store_url=url) as there:
        before = content(there)
        made = backup.backup(there, file)
        assert (made.facts.store_id, file.stat().st_mode & 0o777) == (there.stamp.store_id, 0o600)
        with pytest.raises(UsageError, match="exists already") as named:
            backup.backup(there, file)
        assert named.value.field == "file"
    other = tmp_path / "other"
    other.mkdir()
    (other / "config.toml").write_text(f'[store]\nurl = "{url}"\n')
    with pytest.raises(RefusedError, match="is not empty: a backup is restored only into an empty") as told:
        backup.restore(Home(other), file)
    assert told.value.field == "store.url"
    empty = postgres.new_database("template1")
    (other / "config.toml").write_text(f'[store]\nurl = "{empty}"\n')
    try:
        assert backup.restore(Home(other), file).store == empty
        assert [path.name for path in other.glob("*.sqlite*")] == []
        with opened(Home(other), config=replace(CONFIG, store_url=empty), durable=False) as restored:
            found = content(restored)
            assert found.pop("setting") == sorted([*before.pop("setting"), ("restored", "1")])
            assert found == before
            restored.store.durable = True
            assert "was used in the database" in location.moved(restored)
    finally:
        postgres.drop(empty)


def test_commands_and_settings_tell_that_the_store_was_moved(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = workspace.home.folder
    (home / "config.toml").write_text("[clock]\nstart = 2026-01-05T07:00:00Z\n")
    store_copy.move(workspace, f"sqlite:///{tmp_path}/copy.sqlite")
    workspace.store.close()
    with pytest.raises(SystemExit):
        main(["--home", str(home), "needs"])
    assert f"This store was moved to sqlite:///{tmp_path}/copy.sqlite: nothing is sent" in capsys.readouterr().err
    with opened(Home(home), config=CONFIG, durable=False) as again:
        facts = [fact for section in settings_page.about(again) for fact in section.facts]
        assert any("was moved to" in fact.value for fact in facts)


@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal"])
def test_a_log_left_of_a_former_store_is_not_written_into_a_copy(
    workspace: Workspace, tmp_path: Path, end: str
) -> None:
    left = tmp_path / f"copy.sqlite{end}"
    left.write_bytes(b"pages of another store")
    with pytest.raises(UsageError, match=rf"copy\.sqlite{end} is left of a former store"):
        store_copy.move(workspace, f"sqlite:///{tmp_path}/copy.sqlite")
    assert location.moved(workspace) == ""
    assert left.read_bytes() == b"pages of another store"


@pytest.mark.parametrize("on_server", [True, False])
def test_a_copy_whose_last_answer_was_lost_is_complete(
    workspace: Workspace, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_server: bool
) -> None:
    to = url if on_server else f"sqlite:///{tmp_path}/copy.sqlite"
    original = destination.finish

    def lost(*given: Any) -> None:
        original(*given)
        raise TryAgainError("The server was gone before it answered.")

    with monkeypatch.context() as patched:
        if on_server:
            patched.setattr(destination, "finish", lost)
            with pytest.raises(TryAgainError):
                store_copy.move(workspace, to)
        else:
            store_copy.move(workspace, to)
    with pytest.raises(RefusedError, match="is complete, and this store is marked as moved") as told:
        store_copy.move(workspace, to)
    assert told.value.code == "copy.complete"
    assert "--adopt first" not in told.value.text
    assert ("[store] with url" if on_server else "Move ") in told.value.text


def test_a_wrong_address_beside_a_moved_store_opens_no_other_store(workspace: Workspace, url: str) -> None:
    home, wrong = workspace.home.folder, postgres.new_database("template1")
    try:
        store_copy.move(workspace, url)
        for step in ("empty", "another store"):
            with (
                pytest.raises(RefusedError, match="which does not hold that store: correct the line"),
                reopened(workspace, home, store_url=wrong),
            ):
                raise AssertionError(step)
            with opened(Home(home.parent / "other"), config=replace(CONFIG, store_url=wrong), durable=False):
                pass
        with opened(Home(home), config=replace(CONFIG, store_url=url), durable=False) as there:
            assert not there.store.in_file
    finally:
        postgres.drop(wrong)
