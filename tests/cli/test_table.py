"""Tables in a terminal: aligned, cut, and free of control sequences."""

from __future__ import annotations

import io
import sys
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from core.cli.output import formatting, progress, streams
from core.cli.output.table import Column, cut, pairs, table, width
from core.rules.conversion import Conversion
from core.rules.today import Today
from tests.cli.conftest import DATA, Cli

WILD = st.text(st.characters(codec="utf-8"), max_size=60)


def harmless(text: str) -> bool:
    """Return whether a text has no control characters but line ends, and no direction marks; joiners are allowed."""
    return all(c == "\n" or c in "\u200c\u200d" or unicodedata.category(c) not in {"Cc", "Cf"} for c in text)


def test_columns_are_aligned_by_what_a_terminal_shows() -> None:
    found = list(table((Column("Name"), Column("N", right=True)), [("裕太 山田", 5), ("e\u0301va", 12), (None, None)]))
    assert found == ["Name        N", "裕太 山田   5", "éva        12", "–           –"]
    assert len({width(line) for line in found}) == 1


def test_contacts_of_any_script_are_aligned(cli: Cli, tmp_path: Path) -> None:
    names = ["Zoe Lind", "山田 裕太", "Ada 👩‍💻", "Q\u0301ar Lind", "Léa 🇫🇷", "👨‍👩‍👧‍👦 Lind"]
    rows = [f"{name},https://www.linkedin.com/in/p{number},Founder" for number, name in enumerate(names)]
    file = tmp_path / "names.csv"
    file.write_text("\n".join(["name,url,position", *rows]) + "\n")
    cli.ok("source", "import", file, "--name", "names")
    lines = [line for line in cli.ok("contact", "list").out.splitlines() if "Founder" in line]
    assert len(lines) == len(names)
    assert len({cell_len(line.partition("Founder")[0]) for line in lines}) == 1


def test_no_rows_no_lines() -> None:
    assert list(table((Column("Name"),), [])) == []
    assert list(pairs({})) == []


def test_long_cells_are_cut() -> None:
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdefg", 6) == "abcde…"
    assert cut("山山山山", 6) == "山山…"
    assert cut("ab👩‍💻cd", 5) == "ab👩‍💻…"
    assert cut("ab👩‍💻cd", 4) == "ab…"


@pytest.mark.parametrize(
    ("text", "cells"),
    [("👩‍💻", 2), ("👨‍👩‍👧‍👦", 2), ("🇫🇷", 2), ("e\u0301", 1), ("山", 2), ("", 0), ("Zoë", 3), ("👍🏽", 2)],
)
def test_a_family_emoji_is_one_character(text: str, cells: int) -> None:
    assert width(text) == cells
    assert list(table((Column("Id", 5),), [("1234567",)]))[1] == "1234…"


@given(WILD, st.integers(2, 30))
def test_a_cell_is_never_wider_than_its_column(text: str, limit: int) -> None:
    header, *lines = table((Column("x", limit),), [(text,)])
    assert all(width(line) <= limit for line in lines)
    assert len(lines) == 1
    assert harmless(header + lines[0])


@given(WILD)
def test_pairs_are_harmless(text: str) -> None:
    assert all(harmless(line) for line in pairs({"Name": text}))


@given(WILD)
def test_json_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    written = streams.as_json({"text": text}, io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert not any(unicodedata.category(c) == "Cc" and c != "\n" for c in written)
    assert not set(written) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


def test_hostile_contacts_reach_no_terminal(cli: Cli) -> None:
    told = cli.ok("source", "import", DATA / "hostile.csv", "--name", "\x1b[31mred\u202e")
    outputs = [told.out, told.err, cli.ok("source", "list").out, cli.ok("contact", "list").out]
    outputs += [cli.ok("contact", "show", entry["id"]).out for entry in cli.data("contact", "list")]
    outputs.append(cli("campaign", "show", "\x1b[2J\x9b2J").err)
    outputs.append(cli("campaign", "show", "\x1b[2J\x9b2J", "--json").err)
    outputs.append(cli.ok("pause", "--json").out)
    assert all(harmless(text) for text in outputs)
    assert cli.ok("contact", "list").out.count("\n") == 14


def test_times_percentages_and_counts() -> None:
    assert formatting.moment(datetime(2026, 1, 6, 13, tzinfo=UTC), "Europe/Paris") == "2026-01-06 14:00 Europe/Paris"
    assert formatting.moment(None, "Europe/Paris") == "–"
    assert formatting.today(Today(0, 0, 0, None)) == "–"
    assert formatting.today(Today(20, 20, 12, 60.0)) == "12/20 (60 %)"
    assert formatting.conversion(Conversion(0, 0, None, None)) == "–"
    assert formatting.conversion(Conversion(126, 58, 0.46, True)) == "46 % (58/126)"
    assert formatting.counts({"slot.full": 2, "limit.week": 3}) == "limit.week 3, slot.full 2"


@pytest.mark.parametrize(
    ("before", "says"),
    [(0, "0 s ago"), (119, "119 s ago"), (120, "2 min ago"), (7200, "2 h ago"), (172_800, "2 days ago")],
)
def test_how_long_ago(before: int, says: str) -> None:
    now = datetime(2026, 1, 5, 7, tzinfo=UTC)
    assert formatting.ago(now - timedelta(seconds=before), now) == says


class Terminal(io.StringIO):
    """A stream that claims to be a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_shows_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream, wanted, shows in ((Terminal(), True, True), (Terminal(), False, False), (io.StringIO(), True, False)):
        monkeypatch.setattr(sys, "stderr", stream)
        with progress.bar("Importing", wanted=wanted) as show:
            show(1, 2)
            show(1, 2)
        assert stream.getvalue().count("Importing ▰▰▰▰▰▰▰▰▰▰▱▱▱▱▱▱▱▱▱▱ 50 %") == int(shows)
    assert progress.drawn("x", 0, 0).endswith("100 %")
