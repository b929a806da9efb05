"""Stores of the versions that changed the first migration in place: each opens whole, any other one is refused."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from core.config import Config
from core.engine.ownership import handover
from core.errors import OlderEngineError, RefusedError
from core.home import Home
from core.services.maintenance import backup
from core.store import migrate
from core.store.database import Store, file_lock
from core.store.upkeep import damage, older_shapes
from core.store.upkeep.foreign_schema import made_by
from core.workspace import home_of, opened
from tests.store.support import Rows, connected, contents, make_store, rows, schema_at
from tests.support.patience import DEADLINE_S

ROOT = Path(__file__).parents[2]
EACH_NTH = "9"
"""Statements between two kills; by hand all 415 were tried, with a value of 1."""
CONFIG = Config(time_zone="Europe/Paris")
MADE = {
    "e67115d": "fe760e92f14b1c250630121f270eda8f88da8288b99a851443926517f5b28f15",
    "7fc334e": "561987e44c3ea9b2e5a7e586d502ca8142eccbda318375bdf8c838885662da22",
    "03261d2": "c845e6c290c817bb12bf282a53c1cd46091cb984b250a83c4c63a8229aa5e771",
    "4761467": "8da671fd55b33ed537026d770a4e0d4ddfa9a7d16c44f12dc386dc701b33c890",
    "17982c9": "83ce08ca3e85768e3d540671e2600e01a986f321e0e5128d0b6a36008ee0607b",
    "7563df8": "057fbeecf8041265c32b7d4a3ffd08ab6b71365b834dc25986060df2c4bf7e09",
    "895164d": "2ded43ffb8c2ccec0ebc0c3b1b384309cd2614da650d2510fb287903091424ea",
    "7157a4a": "73c1bd468e1530604d59ee11e25cdc284e261ef8860b24746a24e97b09dc85a5",
    "6b3d10e": "004679979ddcdb35c07b4942d3b3d96fd4ee575632757b523caf23b145b9f5a1",
    "f706a7f": "6def0d5ec7da85e971a42019c443e9d75dcbdca4a1856c6d1254ba748ae39ce6",
    "ca7c67b": "1a2549ae8413c7cda3133d1288fbcf1e30f80b413c3fe9ea4c2749b9862c4c5f",
}
"""Hash of the store that each commit's own `0001_initial` makes, from the history of this project."""
FROZEN = {
    "0001_initial": "ac40a80f30236c16f431cddc2554cc056bbdbe28e905bb0f053dcdaa34915483",
    "0002_owners": "5049756cf0c89f77efc945c4d2d6514dac29a9aba9453a1208df34d8970eb9fe",
    "0003_campaign_names": "2ee6e1bb985bdad5b128948673dacb7ed7b635cc6dd84eecaeb2b528e8ca2e61",
    "0004_holds": "8cf6ce36778d766c9e31cd6d0cbd8a39e294c58aeba03422c39657668ef22246",
    "0005_readings": "cbec36ac7095966f4c09b31083925bec050e5f178751951fb4923dfda78a6979",
    "0006_bulkheads": "4ff2d555b8ba673efed989a2023ad0bc87df7f2740dce4c41f2b41fc5e93a0c3",
    "0007_clean_texts": "d7b11144deef19b547b0e4cb1a61abe88661c5322a5e6edbcc17a631c474ecb6",
    "0008_value_origins": "fe4fa4cdd460555da0d1b7b37170f9e310c6048d359e238172fce1367118d4a8",
    "0009_exclusions": "f53fbc3ebcf9d9831132b36bb03657305cf18c8440b98cda12df8759acc2dd94",
    "0010_file_imports": "5b8380a246f98ba5119396fb64c8c9b3f0bee772cabe03af99679428305ed6f8",
    "0011_counts": "ac1e666d57adeadcdd5bb8bfc01de3baf153c5faec6024291d99fdc13215df53",
    "0012_order_of_rows": "dff0f8cef2287a8582c3f0b5a4294e64bce4e0a996b64e56d570712f341d401c",
    "0013_shortages": "14d17dae33a3894ee7870fa6ce86a460e48a72f0a18e62bdbd0515b60f4a211a",
    "0014_sent_counts": "722d1b7f6ce1256ad33789902afa360761ddee7dc22de865e94001cd0fb2a759",
    "0015_more_legal_forms": "74dce594a121f6cbbd390864eec0fc072a3fd3bb6a3e1000ec4a249b528794a1",
    "0016_one_reason": "b82300d232e2ef1a8d8233bd702006ff85d4b2464d9640edf3256e95fa8b69c6",
    "0017_days_off": "efbf676801429d2b056c238f1fd55e47b4e473ecff30ee12eef09b6a1aeb27de",
    "0018_standbys": "b705dd36c4bb1abfb1380e789c0c76967e12e99b028a81b7be82b3066d1a282a",
    "0019_change_stamps": "44040a6da67729668fc70b0610acb09223746d6133ac46b0d12e8db9e2e587f8",
}
"""SHA-256 of each migration that stores have applied."""


def test_an_applied_migration_never_changes() -> None:
    found = {name: hashlib.sha256((migrate.FOLDER / f"{name}.py").read_bytes()).hexdigest() for name in migrate.known()}
    assert found == FROZEN, "write a new migration; a new one's hash is added here"


def test_the_hash_is_that_of_a_new_store() -> None:
    assert older_shapes.hash_of(made_by(migrate.known())) == older_shapes.SCHEMA_HASH


def test_each_version_is_known_by_what_it_lacks() -> None:
    first = made_by(["0001_initial"])
    lacking = {commit: older_shapes.without(first, lack) for commit, lack in older_shapes.LACKS.items()}
    assert {commit: older_shapes.hash_of(schema) for commit, schema in lacking.items()} == MADE


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_of(tmp_path / "home")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """Return the settings of a store."""
    made = home_of(tmp_path_factory.mktemp("made") / "home")
    with opened(made, config=CONFIG):
        pass
    return rows(made.store, "SELECT key, value FROM setting")


@pytest.mark.parametrize("applied", [1, len(migrate.known())])
@pytest.mark.parametrize("commit", MADE)
def test_a_store_of_each_version_opens_with_all_it_held(
    tmp_path: Path, settings: Rows, commit: str, applied: int
) -> None:
    old, new = home_of(tmp_path / "old"), home_of(tmp_path / "new")
    make_store(old, settings, older_shapes.LACKS[commit], applied)
    make_store(new, settings, older_shapes.Lack(), applied, unfilled=older_shapes.LACKS[commit])
    for each in (old, new):
        with opened(each, config=CONFIG, durable=False):
            assert damage.ask(each) is None
    assert schema_at(old.store) == made_by(migrate.known())
    held = contents(old.store)
    assert held == contents(new.store)
    assert all(held[table] for table in ("contact", "campaign", "outreach", "delivery", "journal"))
    (backup,) = old.folder.glob("before-*.sqlite")
    assert damage.ask(old) is None
    assert len(rows(backup, "SELECT id FROM outreach")) == 1


@pytest.mark.parametrize("applied", [1, len(migrate.known()) - 1])
def test_the_engine_of_an_older_version_can_be_asked_before_the_upgrade(
    home: Home, settings: Rows, applied: int
) -> None:
    make_store(home, settings, older_shapes.Lack(), applied)
    with file_lock(home.engine_lock, wait=False) as held:
        assert held
        with pytest.raises(OlderEngineError), opened(home, config=CONFIG):
            pass
        with Store(home.store) as store:
            handover.ask(store, "daemon")
            with store.read() as reading:
                assert handover.asked_by(reading) == "daemon"
            handover.withdraw(store, "daemon")
            with store.read() as reading:
                assert handover.asked_by(reading) == ""
    with opened(home, config=CONFIG, durable=False):
        assert schema_at(home.store) == made_by(migrate.known())


def test_a_backup_of_an_older_version_can_be_put_back(home: Home, tmp_path: Path) -> None:
    with opened(home, config=CONFIG):
        pass
    older = home_of(tmp_path / "older")
    made = rows(home.store, "SELECT key, value FROM setting")
    make_store(older, made, older_shapes.LACKS["7157a4a"], 1)
    backup.restore(home, older.store)
    with opened(home, config=CONFIG) as workspace, workspace.store.read() as store:
        assert store.scalar("SELECT count(*) FROM outreach") == 1
    assert schema_at(home.store) == made_by(migrate.known())


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("ALTER TABLE engine DROP COLUMN tzdata", "the table engine"),
        ("DROP INDEX delivery_one_live_invitation", "the index delivery_one_live_invitation"),
        ("DROP TABLE reply", "the table reply"),
        ("ALTER TABLE contact RENAME COLUMN headline TO title", "the table contact"),
    ],
)
def test_a_store_that_no_version_made_is_refused(home: Home, change: str, named: str) -> None:
    with opened(home, config=CONFIG):
        pass
    with connected(home.store) as connection:
        connection.execute(change)
    before = schema_at(home.store)
    with (
        pytest.raises(RefusedError, match=f"{named} is missing or changed.*overture restore FILE"),
        opened(home, config=CONFIG),
    ):
        raise AssertionError("it opened")
    assert schema_at(home.store) == before


def test_an_index_made_by_hand_is_left_alone(home: Home) -> None:
    with opened(home, config=CONFIG):
        pass
    with connected(home.store) as connection:
        connection.execute("CREATE INDEX mine ON contact (company)")
    with opened(home, config=CONFIG):
        pass
    assert ("index", "mine") in schema_at(home.store)


def test_a_kill_at_any_statement_leaves_the_old_or_the_new(home: Home, settings: Rows) -> None:
    make_store(home, settings, older_shapes.LACKS["ca7c67b"], 1)
    told = subprocess.run(
        [sys.executable, "-m", "tests.store.killed_migration", str(home.folder), EACH_NTH],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-2000:]
    kills, old, new = (int(number) for number in told.stdout.split())
    assert kills == old + new
    assert old > 30
    assert new > 0
