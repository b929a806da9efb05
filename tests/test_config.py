"""`config.toml`: which network it names, whether the clock may be moved there, and invalid addresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.config import Config, load
from core.errors import RefusedError, UsageError
from core.loopback import is_loopback

CLOCK = "[clock]\nstart = 2026-01-05T07:00:00Z\nspeed = 60\n"


def read(folder: Path, text: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def provider(kind: str, address: str) -> str:
    name = "base_url" if kind == "unipile" else "address"
    return f'[provider]\nkind = "{kind}"\n{name} = "{address}"\n'


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8765", "http://localhost:8765", "http://[::1]:8765", "http://127.3.2.1", "https://127.0.0.1"],
)
@pytest.mark.parametrize("kind", ["sandbox", "unipile"])
def test_time_may_move_on_this_machine(tmp_path: Path, kind: str, address: str) -> None:
    config = read(tmp_path, provider(kind, address) + CLOCK)
    assert config.may_move_time
    assert config.network == (kind, address)
    assert config.clock.speed == 60


@pytest.mark.parametrize(
    "address",
    [
        "https://api1.unipile.com:13111",
        "https://127.0.0.1.example.com",
        "https://127.example.com",
        "https://localhost.example.com",
        "https://10.0.0.1",
        "https://[::2]",
    ],
)
@pytest.mark.parametrize("clock", ["start = 2026-01-05T07:00:00Z", "speed = 2", "speed = 0.5"])
def test_any_other_address_lives_in_real_time(tmp_path: Path, address: str, clock: str) -> None:
    text = provider("unipile", address)
    assert not read(tmp_path, text).may_move_time
    with pytest.raises(RefusedError, match=r"real time. Remove \[clock\] from .*config.toml") as refused:
        read(tmp_path, f"{text}[clock]\n{clock}\n")
    assert refused.value.exit_code == 5


@pytest.mark.parametrize(
    ("kind", "address", "words"),
    [
        ("unipile", "api1.unipile.com:13111", "starts with http:// or https://"),
        ("unipile", "http://api1.unipile.com", "anybody on the way could read the key"),
        ("unipile", "https://user:secret@api1.unipile.com", "not contain a user or a password"),
        ("unipile", "https://", "this is no address"),
        ("unipile", "https://[::1", "this is no address"),
        ("unipile", "https://xn--a.example", "this is no address"),
        ("unipile", "https://XN--A.example", "this is no address"),
        ("unipile", "https://a..b", "this is no address"),
        ("unipile", f"https://{'a' * 64}.example", "this is no address"),
        ("unipile", f"https://{'abcdefgh.' * 40}example", "this is no address"),
        ("unipile", "https://api1.unipile.com:99999", "this is no address"),
        ("unipile", "https://api1 .unipile.com", "this is no address"),
        ("sandbox", "https://api1.unipile.com", "a sandbox on this machine"),
        ("sandbox", "http://127.example.com", "a sandbox on this machine"),
    ],
)
def test_what_is_no_address(tmp_path: Path, kind: str, address: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, provider(kind, address))
    assert words in caught.value.text
    assert "provider" in caught.value.text
    assert "secret" not in caught.value.text


def test_unipile_needs_its_address(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="needs base_url"):
        read(tmp_path, '[provider]\nkind = "unipile"\n')


@pytest.mark.parametrize("tail", ["", "/", "/api/v1", "/api/v1/"])
def test_one_network_however_its_address_ends(tmp_path: Path, tail: str) -> None:
    config = read(tmp_path, provider("unipile", f"https://api1.unipile.com:13111{tail}"))
    assert config.network == ("unipile", "https://api1.unipile.com:13111")


def test_a_port_in_the_query_stays(tmp_path: Path) -> None:
    address = "https://api1.unipile.com?port=13111"
    assert read(tmp_path, provider("unipile", address)).network == ("unipile", address)


def test_no_text_is_loopback_by_accident() -> None:
    assert not any(map(is_loopback, ["", "embedded", "127.0.0.1", "http://", "http://[", "http://0.0.0.0"]))
