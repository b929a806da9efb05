"""`overture` called in a child process of the fuzz, and a check of its output."""

from __future__ import annotations

import io
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.cli.main import main
from tests.fuzz.oracle import EXITS, check_shown, check_store, holds

CONFIG = '[clock]\nstart = 2026-01-05T07:00:00Z\n[workspace]\ntime_zone = "Europe/Paris"\n'


@dataclass(frozen=True)
class Said:
    """The exit code and the output of a command."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


HELP = {"-h", "--help"}
"""Options that print help for people, with `--json` too."""


def overture(home: Path, *words: str) -> Said:
    """Run a command on a home and check its answer with the oracle; to be called in a child that is thrown away."""
    os.environ["OVERTURE_HOME"] = str(home)
    os.environ.setdefault("OVERTURE_ACTOR", "tester")
    return called(*words)


def called(*words: str) -> Said:
    """Run a command in the present environment. Raises BrokenError unless it ends as a command may."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    before, code = (sys.stdout, sys.stderr), 0
    sys.stdout, sys.stderr = out, err
    try:
        main(list(words))
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else -1
    finally:
        sys.stdout, sys.stderr = before
    said = Said(code, _read(out), _read(err))
    _check(said, " ".join(words)[:200], as_json=_asks_for_json(words))
    return said


def _asks_for_json(words: tuple[str, ...]) -> bool:
    """Return whether `--json` is surely an option here: neither after `--`, nor perhaps the value of another option."""
    options = words[: words.index("--")] if "--" in words else words
    before = [words[place - 1] for place, word in enumerate(options) if word == "--json"]
    return any(not word.startswith("-") for word in before) and not HELP & set(words)


def _read(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def _check(said: Said, what: str, *, as_json: bool) -> None:
    told = f"{what!r} -> {said.code}: {said.err[-1500:]}"
    holds("error in Overture" not in said.err + said.out, f"FAULT: {told}")
    holds("Traceback" not in said.err + said.out, f"TRACEBACK: {told}")
    holds(said.code in EXITS, f"EXIT: {told}")
    holds(said.code in (0, 1) or said.err.strip(), f"SILENT: {told}")
    completes = "_OVERTURE_COMPLETE" in os.environ  # the output for a shell's completion, which has tabs
    check_shown(said.out.replace("\t", " ") if completes else said.out, f"stdout of {what!r}")
    check_shown(said.err, f"stderr of {what!r}")
    if as_json and not completes and said.out.strip():
        json.loads(said.out, parse_constant=_no_json)


def _no_json(word: str) -> float:
    raise ValueError(f"{word} is no JSON")


def make_home(folder: Path) -> None:
    """Make an empty home whose time is Monday 2026-01-05 08:00 in Paris."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text(CONFIG)


def check_home(home: Path) -> None:
    """Check, as a person would after a case, that commands work on the home; check its store, too."""
    for words in (("status", "--json"), ("contact", "list", "--json"), ("contact", "list")):
        holds(overture(home, *words).code in (0, 75), f"AFTERWARDS: {words} fails")
    check_store(home / "overture.sqlite")
