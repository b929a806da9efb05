"""No text from outside reaches a terminal as a control sequence."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.text import clean, clean_block, hidden_in, is_clean, typed_line

# Any code point, lone surrogates included; dangerous ones are drawn often.
NASTY = (
    "\x00\x07\x1b\x7f\x9b\t\r\n\x0b\x85\u200b\u200c\u200d\u200e\u200f\u2028\u202e\u2066\ufeff\U000e0041\ud800é e\u0301"
    "\u0344\u034f\u3164\ufe0f\U000e0100\u0958❤葛می"
)
ANY_TEXT = st.text(st.one_of(st.sampled_from(NASTY), st.characters(exclude_categories=())), max_size=60)
BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}
INVISIBLE = {0x200B, 0xFEFF, 0x2028, 0x2029, 0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0, *range(0xE0000, 0xE0080)}
CATEGORIES = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}


def banned(value: str, *, lines: bool) -> list[str]:
    """Return the characters of a cleaned value that should not be there."""
    hidden = BIDI | INVISIBLE
    bad = [c for c in value if unicodedata.category(c) in CATEGORIES or ord(c) in hidden]
    return [f"U+{ord(c):04X}" for c in bad if not (lines and c == "\n")]


@given(ANY_TEXT, st.integers(1, 80))
@example("e\u200d\u0301", 10)
@example("a \u200d b", 10)
@example("a\u200d\u200d", 1)
@example("\u212a\u200da", 10)
@example("a" + "\u0344" * 30, 80)
@example("a" + ("\u0301" * 30 + "\u200b") * 2, 80)
def test_a_cleaned_line_is_safe_short_and_stays_as_it_is(value: str, limit: int) -> None:
    line = clean(value, limit)
    assert banned(line, lines=False) == []
    assert len(line) <= limit
    assert "  " not in line
    assert line == line.strip()
    assert unicodedata.is_normalized("NFC", line)
    assert clean(line, limit) == line


@pytest.mark.parametrize(
    "escape",
    [
        "\x1b]52;c;aGk=\x07",
        "\x1b]8;;https://evil.example\x1b\\",
        "\x1bPq#0\x1b\\",
        "\x1b[31;1m",
        "\x1b[1 q",
        "\x1b(B",
        "\x1bc",
        "\x9b31m",
        "\x9d0;title\x9c",
    ],
)
def test_an_order_to_a_terminal_goes_whole(escape: str) -> None:
    for cleaned in (clean(f"{escape}Ada{escape}"), clean_block(f"{escape}Ada{escape}", 80), typed_line(f"{escape}Ada")):
        assert cleaned == "Ada"


def test_an_order_without_an_end_takes_its_line_and_broken_letters_take_nothing() -> None:
    assert clean_block("Hi\n\x1b]52;c;aGk=Ada\nBen", 80) == "Hi\n\nBen"
    assert clean("\x1bAda, \x1b[") == "Ada,"
    assert clean("\xe2\x80\x9dAda\xe2\x80\x9c") == "\xe2Ada\xe2"


@given(ANY_TEXT, st.integers(1, 80))
@example("a\n\u200d\n", 2)
@example("a \nb", 2)
@example("a" + "\u0344" * 30, 80)
@example("a" + ("\u0301" * 30 + "\u200b") * 2, 80)
def test_a_cleaned_block_is_safe_and_stays_as_it_is(value: str, limit: int) -> None:
    block = clean_block(value, limit)
    assert banned(block, lines=True) == []
    assert len(block) <= limit
    assert unicodedata.is_normalized("NFC", block)
    assert clean_block(block, limit) == block
    assert is_clean(block)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[2J\x1b]0;owned\x07Eve", "Eve"),
        ("\x9b31mRed", "Red"),
        ("new\nline\tand\r\ntab", "new line and tab"),
        ("a\u2028b", "a b"),
        ("O'Connor-\u202eevil", "O'Connor-evil"),
        ("A\u200bB", "AB"),
        ("\ufeffFirst Name", "First Name"),
        ("  佐々木\u3000翼 ", "佐々木 翼"),
        ("Jose\u0301", "José"),
        ("half a pair \ud83d", "half a pair"),
        ("[bold]not markup[/]", "[bold]not markup[/]"),
        ("100\u00a0%", "100 %"),
        ("pass\u00adword", "password"),
    ],
)
def test_a_line_by_hand(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def test_joiners_stay_where_they_shape_and_go_where_they_hide() -> None:
    family = "👨\u200d👩\u200d👧"
    persian = "می\u200cخواهم"
    assert clean(family) == family
    assert clean(persian) == persian
    assert clean("a\u200db \u200d c\u200d") == "ab c"
    assert clean("👨\u200d\u200d👩") == "👨\u200d👩"


def test_variants_stay_where_they_show_and_go_where_they_hide() -> None:
    for shown in ("❤\ufe0f", "1\ufe0f\u20e3", "葛\U000e0100城", "❤\ufe0f\u200d🔥"):
        assert clean(shown) == shown
    assert clean("a\ufe0fé\U000e0101\u200db\ufe0f \ufe0f") == "aéb"
    assert clean("❤" + "\ufe0f" * 50) == "❤\ufe0f"


def test_a_name_of_fillers_alone_is_no_name() -> None:
    assert clean("\u3164 \u115f\u1160") == ""


@pytest.mark.parametrize(
    ("text", "named"),
    [("a\u202eb", "U+202E"), ("👨\u200d👩 \x00", "U+0000"), ("a\u200d", "U+200D"), ("e\u0301", ""), ("a\n b ", "")],
)
def test_what_is_hidden_is_named(text: str, named: str) -> None:
    assert hidden_in(text) == named
    assert is_clean(text) == (text == "a\n b ")


@pytest.mark.parametrize("between", ["\u200b", "\u202e", "\ufe0f", "\u034f", "\u200d"])
def test_marks_with_hidden_signs_between_them_are_no_longer_run(between: str) -> None:
    found = clean("a" + ("\u0301" * 30 + between) * 400, 200)
    assert clean(found, 200) == found
    assert max(map(len, "".join("m" if unicodedata.combining(c) else " " for c in found).split())) <= 30


def test_a_line_is_cut_by_default_at_200_and_never_ends_in_a_space() -> None:
    assert len(clean("N" * 5000)) == 200
    assert clean("abc def", 4) == "abc"


def test_a_block_keeps_its_lines_and_the_authors_spaces() -> None:
    assert clean_block("\nHi,\r\n\r\n  - one\u00a0!\t\n", 100) == "Hi,\n\n  - one\u00a0!"
    assert clean_block("a\u2028b\x1b[0m", 100) == "a\nb"
    assert clean_block("line one\nline two", 9) == "line one"


@pytest.mark.parametrize("mark", ["\u0301", "\u0323\u0301", "\u0335\u0327\u05b0"])
def test_a_tower_of_marks_keeps_thirty_of_them(mark: str) -> None:
    found = clean("a" + mark * 2_000 + "b", 200)
    assert sum(unicodedata.combining(character) > 0 for character in found) <= 30
    assert found.endswith("b")
    assert clean_block("a" + mark * 2_000 + "\nb", 8000).endswith("\nb")


def test_a_value_far_beyond_its_limit_is_cut_before_it_is_read() -> None:
    assert clean("x" * 10_000_000, 10) == "x" * 10


@given(ANY_TEXT)
def test_a_typed_line_is_safe_and_stays_as_it_is(value: str) -> None:
    line = typed_line(value)
    assert banned(line, lines=False) == []
    assert typed_line(line) == line


def test_a_typed_line_keeps_what_the_next_character_may_need() -> None:
    assert typed_line("Ada ") == "Ada "
    assert typed_line("\U0001f468\u200d") == "\U0001f468\u200d"
    assert typed_line("one\r\ntwo\tthree\x1b[2J") == "one two three"


@given(st.text(st.sampled_from("ab &~ "), max_size=12), st.integers(1, 12))
def test_plain_text_is_cleaned_as_any_other(value: str, limit: int) -> None:
    assert clean(value, limit) == " ".join(value.split())[:limit].rstrip()
