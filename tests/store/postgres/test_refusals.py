"""Servers, databases and settings with which no store is opened: each is refused in one sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from core.config import Config, ProviderConfig, load
from core.engine.ownership import lock
from core.errors import EngineElsewhereError, NothingSetUpError, OvertureError, RefusedError, TryAgainError, UsageError
from core.home import Home
from core.services.maintenance import doctor
from core.services.overview import status_check
from core.store.postgres import server_checks
from core.store.postgres.store import PostgresStore
from core.workspace import opened
from tests.support import postgres

SERVED = Config(provider=ProviderConfig(address="http://127.0.0.1:8765"))


def change(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def refusal(folder: Path, url: str, kind: type[OvertureError] = RefusedError, config: Config = SERVED) -> str:
    """Return the sentence that refuses to open a database."""
    with pytest.raises(kind) as told, opened(Home(folder / "home"), config=replace(config, store_url=url)):
        pass
    assert told.value.text.count("\n") == 0
    return told.value.text


def test_an_empty_database_is_made_and_found_again(bare: str, tmp_path: Path) -> None:
    config = replace(SERVED, store_url=bare)
    with opened(Home(tmp_path / "home"), config=config) as first:
        made = first.stamp.store_id
        generation = first.store_generation()
    with opened(Home(tmp_path / "another"), config=config, readonly=True) as second:
        assert second.stamp.store_id == made
        assert second.store_generation() == generation
    assert [path.name for path in (tmp_path / "home").iterdir()] == []


def test_an_empty_database_is_well_and_nothing_is_made_to_read_it(bare: str, url: str, tmp_path: Path) -> None:
    """A second empty database has tables, as from a command that was stopped before its first row."""
    for number, database in enumerate((bare, url)):
        home = Home(tmp_path / str(number))
        home.make()
        home.config.write_text(f'[store]\nurl = "{database}"\n[provider]\nkind = "unipile"\nbase_url = "https://a.b"\n')
        assert status_check.check_within(home).verdict == "well"
        with pytest.raises(NothingSetUpError, match="Nothing was set up in postgresql://"), opened(home, readonly=True):
            raise AssertionError("it was opened")


def test_a_database_of_another_program_is_refused(bare: str, tmp_path: Path) -> None:
    change(bare, "CREATE TABLE invoice (id int)")
    assert "holds tables of another program" in refusal(tmp_path, bare)


def test_a_store_of_a_newer_version_or_another_network_is_refused(url: str, tmp_path: Path) -> None:
    with opened(Home(tmp_path / "home"), config=replace(SERVED, store_url=url)):
        pass
    other = replace(SERVED, provider=ProviderConfig(address="http://127.0.0.1:9999"))
    assert "belongs to the network" in refusal(tmp_path, url, config=other)
    change(url, "INSERT INTO schema_migration (name, applied) VALUES ('9999_later', 1)")
    assert "is of a newer version of Overture (9999_later)" in refusal(tmp_path, url)


def test_a_role_without_rights_is_refused(bare: str, tmp_path: Path) -> None:
    change(bare, "REVOKE ALL ON SCHEMA public FROM PUBLIC", "DROP ROLE IF EXISTS guest", "CREATE ROLE guest LOGIN")
    told = refusal(tmp_path, bare.replace("postgres@", "guest@"))
    assert "may not do that: no schema" in told


def test_a_server_that_could_forget_is_refused(url: str, tmp_path: Path) -> None:
    change(url, f"ALTER DATABASE {postgres.name_of(url)} SET synchronous_commit = off")
    assert "synchronous_commit = off" in refusal(tmp_path, url)


def test_a_pooler_in_transaction_mode_is_refused(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = iter(range(100))
    monkeypatch.setattr(server_checks, "_session", lambda _connection: next(sessions))
    assert "a connection pooler in transaction mode" in refusal(tmp_path, url)


def test_a_standby_server_says_try_again(url: str, tmp_path: Path) -> None:
    """A daemon that starts in the middle of a failover is started again: its server may be promoted a moment later."""
    name = postgres.name_of(url)
    change(
        url,
        "CREATE FUNCTION public.pg_is_in_recovery() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        f"ALTER DATABASE {name} SET search_path = public, pg_catalog",
    )
    assert "its server is a standby, which cannot be written. Name the primary" in refusal(tmp_path, url, TryAgainError)
    change(url, f"ALTER DATABASE {name} SET synchronous_commit = off")
    assert "synchronous_commit = off" in refusal(tmp_path, url)
    change(url, f"ALTER DATABASE {name} RESET ALL")
    with opened(Home(tmp_path / "home"), config=replace(SERVED, store_url=url)):
        pass


def test_an_older_server_and_another_encoding_are_told() -> None:
    whole = (16, "on", "on", "UTF8", "on")
    assert server_checks.fault_of(*whole) == ""
    assert "PostgreSQL 13" in server_checks.fault_of(13, *whole[1:])
    assert "fsync = off" in server_checks.fault_of(16, "off", *whole[2:])
    assert "LATIN1" in server_checks.fault_of(16, "on", "on", "LATIN1", "on")


def test_a_server_that_cannot_be_reached_says_try_again(tmp_path: Path) -> None:
    told = refusal(tmp_path, f"postgresql://overture@/overture?host={tmp_path}", TryAgainError)
    assert "cannot be used just now" in told
    assert told.endswith("Try again.")


def test_a_typing_error_in_the_address_is_told(tmp_path: Path) -> None:
    told = refusal(tmp_path, "postgresql://overture@db/overture?sslmod=require")
    assert '[store] url in config.toml cannot be read: invalid URI query parameter: "sslmod". Correct it' in told
    told = refusal(tmp_path, "postgresql://overture@db/overture?sslmode=required")
    assert 'cannot be read: sslmode is "required", and may be one of disable, allow, prefer, require,' in told


def test_the_embedded_sandbox_and_a_store_beside_the_address_are_refused(url: str, tmp_path: Path) -> None:
    assert "serve the sandbox" in refusal(tmp_path, url, config=Config())
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home" / "overture.sqlite").touch()
    assert "has a store of its own" in refusal(tmp_path, url)


def test_an_old_side_journal_is_no_beginning(bare: str, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "intents.jsonl").write_text("{}\n")
    assert "its safety log" in refusal(tmp_path, bare)


@pytest.mark.parametrize(
    "address", ["postgresql://a:secret@db/o", "postgresql://a@db/o?password=secret", "mysql://a@db/o"]
)
def test_config_holds_no_password(address: str, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(f'[store]\nurl = "{address}"\n')
    with pytest.raises(UsageError) as told:
        load(tmp_path / "config.toml")
    assert told.value.field == "store.url"
    assert "secret" not in told.value.text


def test_the_password_comes_from_the_environment(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERTURE_STORE_PASSWORD", "a-long-secret")
    with opened(Home(tmp_path / "home"), config=replace(SERVED, store_url=url)) as workspace:
        assert "a-long-secret" not in str(workspace.config)
        with workspace.store.read() as store:
            assert store.scalar("SELECT 1") == 1


def test_one_engine_runs_among_all_homes(url: str, tmp_path: Path) -> None:
    with opened(Home(tmp_path / "home"), config=replace(SERVED, store_url=url)) as workspace:
        with lock.held(workspace, "daemon"):
            workspace.home = Home(tmp_path / "another")
            workspace.home.make()
            with (
                pytest.raises(EngineElsewhereError, match="the daemon with process id") as told,
                lock.held(workspace, "daemon"),
            ):
                pass
        assert told.value.exit_code == 3
        with lock.held(workspace, "daemon") as epoch:
            assert epoch == 2


@pytest.mark.parametrize(("kept", "told"), [("on", "checks its own pages"), ("off", "may not notice damage")])
def test_doctor_says_whether_the_server_notices_damage(
    bare: str, tmp_path: Path, kept: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(Home(tmp_path / "home"), config=replace(SERVED, store_url=bare)) as workspace:
        settings = workspace.store.settings()
        assert settings["data_checksums"] in ("on", "off")
        monkeypatch.setattr(PostgresStore, "settings", lambda _store: {**settings, "data_checksums": kept})
        (found,) = [check for check in doctor.checks(workspace) if check.name == "store.integrity"]
    assert told in found.text
