"""The doors of a home's own two files: `config.toml` and `provider.key`."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.fuzz import hostile
from tests.fuzz.campaigns import LINES, VALUES
from tests.fuzz.command import overture
from tests.fuzz.door import Door
from tests.fuzz.oracle import check_store, holds

CONFIG = """[provider]
kind = "sandbox"
[clock]
start = 2026-01-05T07:00:00Z
speed = 1.0
[sandbox]
seed = 1
[workspace]
time_zone = "Europe/Paris"
dedupe = "group"
[engine]
in_app = true
[ui]
mouse = true
"""
ADDRESSES = (
    "http://127.0.0.1:9",
    "https://api1.unipile.com:13111",
    "http://api1.unipile.com",
    "https://\u202ex",
    "https://x y",
    "http://[",
    "https://x:99999",
    "https://x:0",
    "https://user:pw@x",
    "https://127.0.0.1@evil.example",
    "http://127.0.0.1:9/\x1b",
    "ftp://x",
    "https://" + "a" * 20_000,
    "https://" + "a." * 2_000,
    "https://\ud7ff.example",
    "http://localhost:9?port=x",
    "http://0x7f.1:9",
    "https://xn--zzzzzzzzzzz.example",
    "http://127.0.0.1:9#x",
    "HTTPS://X",
    "https://x\\y",
    "https://%00",
    "https://.",
)
UNIPILE = '[provider]\nkind = "unipile"\nbase_url = "http://127.0.0.1:9"\n'
"""A configuration of a provider at whose address nobody answers."""


def _shapes() -> dict[str, str]:
    return {
        "dotted": ".".join(["a"] * 20_000) + " = 1",
        "quoted and dotted": ".".join(['"a"'] * 10_000) + " = 1",
        "nested arrays": "a = " + "[" * 40_000,
        "nested tables": "a = " + "{a=" * 9_000 + "1" + "}" * 9_000,
        "many tables": "".join(f"[a{n}]\n" for n in range(9_000)),
        "deep tables": "".join(f"[{'a.' * 40}b{n}]\n" for n in range(900)),
        "long number": "a = " + "9" * 90_000,
        "many keys": "[sandbox]\n" + "".join(f"k{n} = 1\n" for n in range(8_000)),
        "marks": '[workspace]\ntime_zone = "' + "e\u0301\u0315" * 10_000 + '"',
        "long zone": '[workspace]\ntime_zone = "' + "Europe/" * 10_000 + '"',
        "too large": "#" * 200_000,
        "comment": "#" * 90_000,
        "spaces": " " * 90_000,
        "quotes": 'a = "' + '\\"' * 40_000,
    }


SHAPES = _shapes()


@st.composite
def configs(draw: DrawFn) -> bytes:
    kind = draw(st.sampled_from(("values", "values", "address", "mutated", "shape")))
    if kind == "shape":
        return SHAPES[draw(st.sampled_from(sorted(SHAPES)))].encode()
    lines = CONFIG.splitlines()
    if kind == "address":
        key = draw(st.sampled_from(("address", "base_url")))
        lines.insert(2, f"{key} = {json.dumps(draw(st.sampled_from(ADDRESSES)))}")
        lines[1] = f'kind = "{draw(st.sampled_from(("sandbox", "unipile")))}"'
        if draw(st.booleans()):
            lines[3:6] = []
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(lines) - 1))
        key = lines[place].split(" = ")[0]
        lines[place] = draw(st.builds("{} = {}".format, st.just(key), st.sampled_from(VALUES)) | st.sampled_from(LINES))
    data = hostile.encoded("\n".join(lines), draw(st.just("utf-8") | st.sampled_from(hostile.ENCODINGS)))
    return draw(hostile.mutated(data)) if kind == "mutated" else data


def use_config(case: bytes, folder: Path) -> None:
    home = folder / "home"
    (home / "config.toml").write_bytes(case)
    for words in (("status", "--json"), ("status",), ("member", "list", "--json"), ("locate",)):
        overture(home, *words)
    check_store(home / "overture.sqlite")


def twin_of_config(case: bytes) -> bytes:
    comment = "# a line that says something about this workspace, as people do\n"
    return (CONFIG + comment * (min(90_000, max(0, len(case) - len(CONFIG))) // len(comment))).encode()


def bare_home(folder: Path) -> None:
    (folder / "home").mkdir(mode=0o700)


CONFIG_DOOR = Door(
    "config",
    configs(),
    use_config,
    twin_of_config,
    per_seed=25,
    size=len,
    prepare=bare_home,
    kept=(SHAPES["long number"].encode(),),  # took quadratic time: a long word was scanned again from each letter
)

KEY = "a-very-secret-key-0123456789"


@st.composite
def keys(draw: DrawFn) -> bytes:
    text = KEY + draw(hostile.words()) if draw(st.booleans()) else draw(hostile.words()) + KEY
    data = hostile.encoded(text, draw(st.just("utf-8") | st.sampled_from(hostile.ENCODINGS)))
    return draw(hostile.mutated(data, 2) | st.binary(max_size=60) | st.sampled_from((b"x" * 5_000, b"\0" * 4_096)))


def use_key(case: bytes, folder: Path) -> None:
    """Run a command that needs the key: nobody answers, and no output may hold the key."""
    home = folder / "home"
    file = home / "provider.key"
    file.write_bytes(case)
    file.chmod(0o600)
    for words in (("doctor", "--json"), ("member", "connect", "Ada", "--json"), ("status", "--json")):
        said = overture(home, *words)
        holds(KEY not in said.out + said.err, f"SECRET: {words} shows the key")
    check_store(home / "overture.sqlite")
    log = home / "overture.log"
    holds(not log.exists() or KEY not in log.read_text(errors="replace"), "SECRET: the log holds the key")


def prepare_key(folder: Path) -> None:
    bare_home(folder)
    (folder / "home" / "config.toml").write_text(UNIPILE)


KEY_DOOR = Door("key", keys(), use_key, lambda _case: KEY.encode(), per_seed=16, size=len, prepare=prepare_key)
