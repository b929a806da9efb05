"""The provider's key: where it may come from, and that it is never seen."""

from __future__ import annotations

import logging
import sys
import traceback
import types
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from core.config import ProviderConfig
from core.errors import UnreachableError
from core.logs import into
from core.network.provider_errors import ProviderError
from core.network.unipile.client import UnipileClient
from core.secrets import Secret, without_secrets
from core.services.provider.gateway import gateway
from core.services.provider.key import KEY_VARIABLE, provider_key
from tests.support.world import World

KEY = "Zx9-the-provider-gave-us-this-key"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.setitem(sys.modules, "keyring", None)


def written(world: World, text: str = KEY, mode: int = 0o600) -> Path:
    path = world.home.provider_key
    path.write_text(text)
    path.chmod(mode)
    return path


def test_the_environment_comes_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    written(world, "another-key-in-the-file")
    monkeypatch.setenv(KEY_VARIABLE, f" {KEY}\n")
    assert provider_key(world.ws) == KEY


def test_a_file_of_its_owner(world: World) -> None:
    written(world, KEY + "\n")
    assert provider_key(world.ws) == KEY


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610])
def test_a_file_that_others_can_read_is_refused(world: World, mode: int) -> None:
    path = written(world, mode=mode)
    with pytest.raises(UnreachableError, match=f"{path} can be read by others. Run: chmod 600 -- {path}") as caught:
        provider_key(world.ws)
    assert (caught.value.code, caught.value.exit_code) == ("key.open", 6)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("text", ["two words of a key", "schlüssel-des-anbieters", "a-key\nand-a-line"])
def test_what_is_no_key_is_refused_without_showing_it(world: World, text: str) -> None:
    written(world, text)
    with pytest.raises(UnreachableError) as caught:
        provider_key(world.ws)
    assert caught.value.code == "key.unusable"
    assert text not in caught.value.text


def test_bytes_that_are_no_text(world: World) -> None:
    path = written(world)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreachableError, match="holds no text"):
        provider_key(world.ws)


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_no_key_says_where_it_goes(world: World, text: str | None) -> None:
    if text is not None:
        written(world, text)
    with pytest.raises(UnreachableError, match=f"set {KEY_VARIABLE}, or write it into .*provider.key") as caught:
        provider_key(world.ws)
    assert caught.value.code == "key.missing"


def _keyring(monkeypatch: pytest.MonkeyPatch, found: object) -> list[tuple[str, str]]:
    asked: list[tuple[str, str]] = []

    def get_password(service: str, name: str) -> object:
        asked.append((service, name))
        if isinstance(found, Exception):
            raise found
        return found

    module = types.ModuleType("keyring")
    module.__spec__ = types.SimpleNamespace()  # type: ignore[assignment] # all that find_spec wants to see
    module.get_password = get_password  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)
    return asked


def test_the_keyring_comes_last(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _keyring(monkeypatch, KEY)
    assert provider_key(world.ws) == KEY
    assert asked == [("overture", world.ws.stamp.network[1])]
    written(world, "the-key-in-the-file")
    assert provider_key(world.ws) == "the-key-in-the-file"


@pytest.mark.parametrize("found", [None, RuntimeError("locked")])
def test_a_keyring_without_it_is_none(world: World, monkeypatch: pytest.MonkeyPatch, found: object) -> None:
    _keyring(monkeypatch, found)
    with pytest.raises(UnreachableError, match="No provider key"):
        provider_key(world.ws)


def test_a_secret_shows_itself_nowhere() -> None:
    secret = Secret(KEY)
    assert KEY not in f"{secret!r} {secret!s} {[secret]!r} {vars(types.SimpleNamespace(key=secret))}"
    with pytest.raises(TypeError):
        secret.__reduce__()
    assert without_secrets(f"key={KEY}.") == "key=***."


def _echo(request: httpx.Request) -> httpx.Response:
    """Return the answer of a provider that puts our key into every field that we read."""
    said = request.headers["X-API-KEY"]
    return httpx.Response(400, json={"status": 400, "type": "errors/new", "title": said, "detail": f"bad {said}"})


def test_no_error_traceback_or_log_holds_the_key(tmp_path: Path) -> None:
    client = UnipileClient("http://127.0.0.1:1", KEY, httpx.MockTransport(_echo))
    path = tmp_path / "overture.log"
    with pytest.raises(ProviderError) as caught:
        client.account("acc")
    told = "".join(traceback.format_exception(caught.value))
    with into(path):
        log = logging.getLogger("overture.test")
        log.error("Said: %s", KEY, exc_info=RuntimeError(f"a fault with {KEY}"))
    client.close()
    assert "***" in str(caught.value)
    assert KEY not in told + repr(caught.value) + repr(client) + repr(vars(client)) + path.read_text()
    assert path.read_text().count("***") == 2


def test_the_key_is_in_no_file_of_the_home(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    world.ws.config = replace(world.config, provider=ProviderConfig("unipile", base_url="http://127.0.0.1:1"))
    with gateway(world.ws) as network:
        monkeypatch.setattr(world, "gateway", network)
        world.member()
        world.source(3)
        world.campaign()
        world.until("2026-01-06 22:00")
    assert world.sql("SELECT provider_words FROM engine") != [("",)]
    found = [path for path in world.folder.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]
    assert found == []
