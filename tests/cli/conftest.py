"""The command line in this process, on a home of its own; the real HOME is out of reach."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.cli.main import main
from core.config import Config
from core.home import Home
from core.store.postgres.store import PostgresStore
from tests.support.world import world, worlds

__all__ = ["world", "worlds"]

DATA = Path(__file__).parent.parent / "data"
CONFIG = '[clock]\nstart = 2026-01-05T07:00:00Z\n[workspace]\ntime_zone = "Europe/Paris"\n'
CAMPAIGN = """
name = "invite-founders-Q1"
program = "network-growth-2026"
description = ""
sender = "Ada Wong"            # a member's name or account id
source = "founders"
time_zone = "Europe/Paris"
languages = ["en", "fr"]       # the first is the fallback
approval = "every-message"     # or "invitations", "off"
note_rule = "without"          # or "hold"
withdraw_after_days = 0        # 0: never
cohort_size = 10
[[slots]]
days = ["mon", "tue", "wed", "thu", "fri"]
start = "09:00"
minutes = 90
[[steps]]
kind = "invitation"
text = { en = "Hi {{ first_name }}, …", fr = "Bonjour {{ first_name }}, …" }
[[steps]]
kind = "welcome"
text = { en = "Thanks for connecting, {{ first_name or 'there' }}!" }
[[steps]]
kind = "follow-up"
after_days = 4
text = { en = "…" }
"""


@dataclass(frozen=True)
class Result:
    """The exit code and output of one command."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.err)["error"]
        return found


@dataclass
class Cli:
    """`overture`, called in this process."""

    capture: pytest.CaptureFixture[str]
    home: Path

    def __call__(self, *words: object) -> Result:
        self.capture.readouterr()
        with pytest.raises(SystemExit) as leaving:
            main([str(word) for word in words])
        out, err = self.capture.readouterr()
        assert isinstance(leaving.value.code, int)
        return Result(leaving.value.code, out, err)

    def ok(self, *words: object) -> Result:
        """Run a command that must succeed; return its result."""
        result = self(*words)
        assert result.code == 0, result.err
        return result

    def data(self, *words: object) -> Any:
        """Return the data that a command prints with `--json`; stderr is empty then."""
        result = self.ok(*words, "--json")
        assert result.err == ""
        return result.data


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_server: bool) -> Iterator[Path]:
    """Yield a home folder in Paris on Monday 2026-01-05 08:00, with the real one out of reach."""
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "user"))
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("OVERTURE_HOME", str(folder))
    monkeypatch.setenv("OVERTURE_ACTOR", "tester")
    with store_of_home(monkeypatch) if on_server else nullcontext("") as store:
        (folder / "config.toml").write_text(CONFIG + store)
        yield folder
    assert not (tmp_path / "user").exists()


@contextmanager
def store_of_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yield the lines of `config.toml` that name a new database of the tests' server."""
    from core.store.postgres import opening
    from tests.support import postgres

    original = opening.opened

    def opened(home: Home, config: Config, *, durable: bool, readonly: bool) -> PostgresStore:
        return original(home, config, durable=False, readonly=readonly)

    monkeypatch.setattr(opening, "opened", opened)
    url = postgres.new_database()
    yield f'[store]\nurl = "{url}"\n'
    postgres.drop(url)


def lose_the_store(home: Path) -> None:
    """Overwrite the store's file, or name an empty database instead of the one that was used."""
    config = home / "config.toml"
    used = re.search(r'url = "(.*)"', config.read_text())
    if used is None:
        (home / "overture.sqlite").write_bytes(b"nothing that is a store" * 1000)
        return
    from tests.support import postgres

    config.write_text(config.read_text().replace(used[1], postgres.new_database(postgres.BARE)))


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], home: Path) -> Cli:
    return Cli(capsys, home)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Return a file of thirty contacts."""
    rows = [f"Person,Number{n},https://www.linkedin.com/in/person-{n},Company {n % 3}" for n in range(30)]
    path = tmp_path / "people.csv"
    path.write_text("First Name,Last Name,URL,Company\n" + "\n".join(rows) + "\n")
    return path


@pytest.fixture
def campaign_file(tmp_path: Path) -> Path:
    """Return the campaign file of docs/design.md#the-campaign-file."""
    path = tmp_path / "campaign.toml"
    path.write_text(CAMPAIGN)
    return path


@pytest.fixture
def ready(cli: Cli, people: Path, campaign_file: Path) -> Cli:
    """Return a command line with a member, a source of thirty people and a campaign that is not started."""
    cli.ok("member", "add", "Ada Wong", "--account", "acc")
    cli.ok("source", "import", people, "--name", "founders")
    cli.ok("campaign", "create", campaign_file)
    return cli


@pytest.fixture
def waiting(ready: Cli) -> Cli:
    """Return `ready` on the evening of the campaign's first day: a cohort waits for approval."""
    ready.ok("campaign", "start", "invite-founders-Q1")
    ready.ok("advance", "--days", 1)
    return ready
