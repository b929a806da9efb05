"""The doors of the command line: its arguments, and the environment it is started in."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import click
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.cli.root import overture as root
from tests.fuzz import campaigns, hostile
from tests.fuzz.command import called, overture
from tests.fuzz.door import Door
from tests.fuzz.oracle import check_store, holds

ENDLESS = frozenset({("daemon",), ("demo",), ("sandbox", "serve"), ("advance",), ("watch",), ("logs",)})
"""Commands that run until a signal ends them, or for a time given in an option."""
REFS = (
    "1",
    "plain",
    "Ada Wong",
    "acc",
    "people",
    "p-1",
    "https://www.linkedin.com/in/p-2",
    "people.csv",
    "plain.toml",
    "0",
    "-1",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "9" * 400,
    "1.5",
    "1e3",
    "\u0663",
    "\u00b2",
    "0x1",
    " 1",
    "1 ",
    "true",
    "en",
    "mon",
    "09:00",
    "Europe/Paris",
    "2026-01-06",
    "2026-01-06T14:00",
    "2026-01-06T14:00+99:00",
    "9999-12-31",
    "0001-01-01",
    "25:61",
    "a=b",
    "name=first_name",
    "\udcff",
    "\udce9t\udce9",
    "x" * 10_001,
    "x" * 9_999,
    "e\u0301" * 3_000,
    ".",
    "/",
    "/dev/null",
    "/dev/zero",
    "no/such/file",
    "a" * 300,
    "~nobody-x/a",
    "http://127.0.0.1:9",
    "all",
    "invite",
    "invitation",
)
ADVANCE = (
    "--days=0",
    "--days=-1",
    "--days=9999999999999999999999",
    "--until=9999-12-31",
    "--until=2026-01-01",
    "--until=\udcff",
    "--days=x",
)


@lru_cache(maxsize=1)
def commands() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return each command by its words, with its options."""
    return dict(_below((), root, click.Context(root)))


def _below(
    words: tuple[str, ...], command: click.Command, context: click.Context
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    if not isinstance(command, click.Group):
        return [(words, tuple(name for one in command.params if isinstance(one, click.Option) for name in one.opts))]
    found = []
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        if inner is not None:
            found += _below((*words, name), inner, context)
    return found


@st.composite
def lines(draw: DrawFn) -> tuple[str, ...]:
    """Return a command with options and values of its own, of other commands, or of none."""
    known = commands()
    if draw(st.integers(0, 9)) == 0:
        return "advance", draw(st.sampled_from(ADVANCE))
    words = draw(st.sampled_from(sorted(set(known) - ENDLESS)))
    value = (
        st.sampled_from(REFS)
        | st.sampled_from(REFS)
        | hostile.words(halves=True).map(lambda text: text.replace("\0", ""))
    )
    given: list[str] = list(words)
    for _ in range(draw(st.integers(0, 3))):
        if draw(st.booleans()) and known[words]:
            given.append(draw(st.sampled_from(known[words])))
        if draw(st.integers(0, 5)):
            given.append(draw(value))
    if draw(st.booleans()):
        given.insert(draw(st.integers(0, len(given))), "--json")
    if draw(st.integers(0, 9)) == 0:
        given.insert(
            draw(st.integers(0, len(given))),
            draw(st.sampled_from(("--", "-", "---", "--home", "-h", "--help", "--version"))),
        )
    return tuple(given)


def use(case: tuple[str, ...], folder: Path) -> None:
    os.chdir(folder)
    overture(folder / "home", *case)
    holds(overture(folder / "home", "status", "--json").code in (0, 75), "AFTERWARDS: status fails")
    check_store(folder / "home" / "overture.sqlite")


def twin(_case: tuple[str, ...]) -> tuple[str, ...]:
    return ("verify", "--json")


KEPT = (
    ("resume", "\U00072428", "--json"),
    ("resume", "\u200b\u00ad\U000e0041", "--json"),
    ("restore", "\ufdfa" * 100),
    ("backup", "--", "--json"),
    ("backup", "~nobody-x/a"),
)
"""Cases of earlier finds.

Invisible characters came out of JSON unchanged; an impossible file name was reported as an error in Overture; a word
after `--` is a file's name, and the answer is no JSON; the home folder of an unknown user was reported as an error in
Overture.
"""
DOOR = Door(
    "arguments",
    lines(),
    use,
    twin,
    per_seed=60,
    size=lambda case: sum(map(len, case)),
    kept=KEPT,
    prepare=campaigns.prepare,
)

VARIABLES = (
    "OVERTURE_HOME",
    "OVERTURE_ACTOR",
    "OVERTURE_PROVIDER_KEY",
    "OVERTURE_ASCII",
    "_OVERTURE_COMPLETE",
    "COMP_WORDS",
    "COMP_CWORD",
    "TZ",
    "LANG",
    "LC_ALL",
    "COLUMNS",
    "LINES",
    "NO_COLOR",
    "TERM",
    "HOME",
    "USER",
    "LOGNAME",
    "XDG_DATA_HOME",
    "HTTP_PROXY",
    "SSL_CERT_FILE",
    "PAGER",
    "EDITOR",
    "BROWSER",
    "TMPDIR",
)
COMMANDS = (
    ("status",),
    ("status", "--json"),
    ("campaign", "list"),
    ("contact", "block", "1"),
    ("doctor",),
    ("locate",),
    ("pause",),
)


@st.composite
def environments(draw: DrawFn) -> tuple[dict[str, str], tuple[str, ...]]:
    value = hostile.words(halves=False) | st.sampled_from(
        ("\udcff", "bash_complete", "bash_source", "zsh_complete", "Mars/Olympus", "-5", "x" * 90_000)
    )
    names = draw(st.lists(st.sampled_from(VARIABLES), min_size=1, max_size=4, unique=True))
    found = {name: draw(value).replace("\0", "") for name in names}
    if found.get("OVERTURE_HOME", "").startswith(("/", "~", "..")):
        del found["OVERTURE_HOME"]  # it may be somebody's real folder
    if draw(st.booleans()):
        found["_OVERTURE_COMPLETE"] = draw(st.sampled_from(("bash_complete", "zsh_complete", "fish_complete")))
        found["COMP_WORDS"], found["COMP_CWORD"] = (
            f"overture {draw(value)}".replace("\0", ""),
            draw(st.sampled_from(("1", "-1", "x", ""))),
        )
    return found, draw(st.sampled_from(COMMANDS))


def use_environment(case: tuple[dict[str, str], tuple[str, ...]], folder: Path) -> None:
    os.chdir(folder)
    os.environ["OVERTURE_HOME"] = str(folder / "home")
    os.environ["XDG_DATA_HOME"] = str(folder)
    os.environ.update(case[0])
    called(*case[1])
    check_store(folder / "home" / "overture.sqlite")


def twin_of_environment(case: tuple[dict[str, str], tuple[str, ...]]) -> tuple[dict[str, str], tuple[str, ...]]:
    return {"LANG": "C.UTF-8"}, case[1]


ENVIRONMENT_DOOR = Door(
    "environment",
    environments(),
    use_environment,
    twin_of_environment,
    per_seed=60,
    size=lambda case: COMMANDS.index(case[1]),
    prepare=campaigns.prepare,
    kept=(
        # a shell never leaves COMP_CWORD empty
        ({"_OVERTURE_COMPLETE": "bash_complete", "COMP_CWORD": ""}, ("status",)),
        ({"OVERTURE_HOME": "https://" + "a" * 300}, ("doctor",)),  # a name that no file can have
    ),
)
