"""Campaign files: all faults at once, each with its field path, and an export that reads back unchanged."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInputError, UsageError
from core.rules.field_words import EXAMPLE
from core.rules.placeholders import first_of_another_tool
from core.services.campaigns.file import (
    CampaignDraft,
    SlotDraft,
    StepDraft,
    dump_campaign,
    parse_campaign,
    read_campaign_file,
)
from core.text import clean

# The example of docs/design.md#the-campaign-file.
FILE = """name = "invite-founders-Q1"
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

SMALL = """name = "n"
program = "p"
sender = "s"
source = "c"
[[slots]]
days = ["mon"]
start = "09:00"
minutes = 90
[[steps]]
kind = "invitation"
"""


def faults_of(text: str) -> dict[str, str]:
    """Return the sentence of each fault of a file, by field path."""
    with pytest.raises(InvalidInputError) as caught:
        parse_campaign(text, "c.toml")
    faults: dict[str, str] = {}
    for fault in caught.value.faults:
        assert fault.field is not None
        faults[fault.field] = faults.get(fault.field, "") + fault.text
    assert all(text.startswith("c.toml") and text.endswith((".", "?", EXAMPLE)) for text in faults.values())
    return faults


def changed(old: str, new: str, file: str = FILE) -> str:
    assert file.count(old) >= 1
    return file.replace(old, new, 1)


def test_the_example_of_the_design() -> None:
    draft = parse_campaign(FILE, "c.toml")
    assert draft == CampaignDraft(
        name="invite-founders-Q1",
        program="network-growth-2026",
        description="",
        sender="Ada Wong",
        source="founders",
        time_zone="Europe/Paris",
        languages=("en", "fr"),
        approval="every-message",
        note_rule="without",
        withdraw_after_days=0,
        cohort_size=10,
        slots=(SlotDraft(("mon", "tue", "wed", "thu", "fri"), time(9), 90),),
        steps=(
            StepDraft("invitation", 0, {"en": "Hi {{ first_name }}, …", "fr": "Bonjour {{ first_name }}, …"}),
            StepDraft("welcome", 1, {"en": "Thanks for connecting, {{ first_name or 'there' }}!"}),
            StepDraft("follow-up", 4, {"en": "…"}),
        ),
    )


def test_what_may_be_left_out() -> None:
    draft = parse_campaign(SMALL, "c.toml")
    assert draft.steps == (StepDraft("invitation", 0, {}),)
    assert (draft.description, draft.time_zone, draft.languages) == ("", None, ("en",))
    assert (draft.approval, draft.note_rule, draft.withdraw_after_days) == ("every-message", "without", 0)
    assert draft.cohort_size == 10


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ('name = "invite-founders-Q1"\n', "", "name", "is missing"),
        ('program = "network-growth-2026"\n', "", "program", "is missing"),
        ('sender = "Ada Wong"', 'sendr = "Ada Wong"', "sendr", "Did you mean “sender”?"),
        ('source = "founders"\n', "", "source", "is missing"),
        ('"network-growth-2026"', '" \\u200b "', "program", "must not be empty"),
        ('"invite-founders-Q1"', '"' + "n" * 101 + '"', "name", "101 characters: at most 100"),
        ('"invite-founders-Q1"', "7", "name", "must be a text in quotes"),
        ("Europe/Paris", "Europe/Pariss", "time_zone", "Did you mean “Europe/Paris”?"),
        ("Europe/Paris", "new york", "time_zone", "Did you mean “America/New_York”?"),
        ('["en", "fr"]', "[]", "languages", "at least one"),
        ('["en", "fr"]', '"en"', "languages", "must be a list"),
        ('["en", "fr"]', '["en", "fr", "en"]', "languages", "lists “en” twice"),
        ('["en", "fr"]', '["en", "fr", "German"]', "languages[2]", "Did you mean “de”?"),
        ('"every-message"', '"every-mesage"', "approval", "Did you mean “every-message”?"),
        ('"without"', '"never"', "note_rule", "must be 'without' or 'hold'"),
        (
            "withdraw_after_days = 0",
            "withdraw_after_days = 6",
            "withdraw_after_days",
            "0 (never) or 7 to 180",
        ),
        ("withdraw_after_days = 0", "withdraw_after_days = 181", "withdraw_after_days", "180 or less"),
        ("withdraw_after_days = 0", "withdraw_after_days = -1", "withdraw_after_days", "0 or more"),
        ("cohort_size = 10", "cohort_size = 0", "cohort_size", "1 or more, not 0"),
        ("cohort_size = 10", "cohort_size = 26", "cohort_size", "25 or less, not 26"),
        ("cohort_size = 10", "cohort_size = 10.5", "cohort_size", "must be a whole number"),
        ("cohort_size = 10", "cohort_size = true", "cohort_size", "must be a whole number"),
        ('"mon", "tue"', '"Monday", "tue"', "slots[0].days[0]", "Did you mean “mon”?"),
        ('"mon", "tue"', '"tue", "tue"', "slots[0].days", "lists “tue” twice"),
        ('["mon", "tue", "wed", "thu", "fri"]', "[]", "slots[0].days", "at least one"),
        ('"09:00"', '"9:00"', "slots[0].start", "write HH:MM"),
        ('"09:00"', '"24:00"', "slots[0].start", "write HH:MM"),
        ('"09:00"', "09:00:00", "slots[0].start", "must be a text in quotes"),
        ("minutes = 90", "minutes = 721", "slots[0].minutes", "720 or less"),
        ("minutes = 90", "minutes = 4", "slots[0].minutes", "5 or more"),
        ("minutes = 90", "minutes = 18", "slots[0].minutes", "18 minutes are too short for 10 invitations"),
        ("minutes = 90", "minuts = 90", "slots[0].minuts", "Did you mean “minutes”?"),
        ('kind = "welcome"', 'kind = "welcom"', "steps[1].kind", "Did you mean “welcome”?"),
        ('kind = "welcome"', 'kind = "invitation"', "steps[1].kind", "only one invitation"),
        ("after_days = 4", "after_days = 0", "steps[2].after_days", "1 or more"),
        ("after_days = 4", "after_days = 366", "steps[2].after_days", "365 or less"),
        ("after_days = 4\n", "", "steps[2].after_days", "is missing"),
        ("after_days = 4", "after_day = 4", "steps[2].after_day", "Did you mean “after_days”?"),
        ('kind = "invitation"', 'kind = "invitation"\nafter_days = 1', "steps[0].after_days", "leave it out"),
        ('{ en = "…" }', '{ fr = "…" }', "steps[2].text", "has no text in en"),
        ('{ en = "…" }', '{ en = " " }', "steps[2].text", "has no text in en"),
        ('{ en = "…" }', '"…"', "steps[2].text", "must be a table"),
        ('{ en = "…" }', '{ en = "…", de = "…" }', "steps[2].text.de", "not among the campaign's languages"),
        ('{ en = "…" }', "{ en = 3 }", "steps[2].text.en", "must be a text in quotes"),
        ('{ en = "…" }', '{ en = "{{ frist_name }}" }', "steps[2].text.en", "did you mean first_name?"),
        ('{ en = "…" }', '{ en = "{{ 9**9 }}" }', "steps[2].text.en", "arithmetic"),
        (
            'fr = "Bonjour {{ first_name }}, …"',
            f'fr = "{"x" * 301}"',
            "steps[0].text.fr",
            "at least 301 characters",
        ),
    ],
)
def test_one_fault_is_named_with_its_field(old: str, new: str, field: str, says: str) -> None:
    faults = faults_of(changed(old, new))
    assert says in faults[field]


def test_all_faults_come_at_once() -> None:
    text = changed("cohort_size = 10", "cohort = 10\nextra = 1").replace("Europe/Paris", "Mars")
    text = text.replace("minutes = 90", "minutes = 1").replace("after_days = 4", "after_days = 900")
    text = text.replace('{ en = "…" }', '{ de = "{{ nobody }}" }').replace('program = "network-growth-2026"\n', "")
    assert set(faults_of(text)) == {
        "program",
        "cohort",
        "extra",
        "time_zone",
        "slots[0].minutes",
        "steps[2].after_days",
        "steps[2].text",
        "steps[2].text.de",
    }


def test_a_list_of_something_else() -> None:
    assert "must be a list" in faults_of(changed("[[slots]]", "[slots]"))["slots"]
    assert "at least one" in faults_of("slots = []\nsteps = []\n")["slots"]
    assert "at least one" in faults_of("slots = []\nsteps = []\n")["steps"]
    assert "must be a table" in faults_of("steps = [1]\n")["steps[0]"]
    assert "at most 50" in faults_of("slots = [" + "{}, " * 51 + "]\n")["slots"]


def test_a_slot_must_hold_its_cohort_two_minutes_apart() -> None:
    assert parse_campaign(changed("minutes = 90", "minutes = 19"), "c.toml").slots[0].minutes == 19
    assert "which need more than 18" in faults_of(changed("minutes = 90", "minutes = 18"))["slots[0].minutes"]


def test_slots_must_not_overlap() -> None:
    other = '[[slots]]\ndays = ["{}"]\nstart = "{}"\nminutes = 60\n[[steps]]'
    overlapping = changed("[[steps]]", other.format("wed", "10:29"))
    assert "overlaps slots[0]" in faults_of(overlapping)["slots[1]"]
    for day, start in [("wed", "10:30"), ("sat", "09:00")]:
        assert len(parse_campaign(changed("[[steps]]", other.format(day, start)), "c.toml").slots) == 2
    over_midnight = changed("[[steps]]", other.format("sun", "23:30")).replace("09:00", "00:00")
    assert "slots[1]" in faults_of(over_midnight)


@pytest.mark.parametrize(
    ("kinds", "field", "says"),
    [
        (["welcome"], "steps", "there is no invitation"),
        (["welcome", "invitation"], "steps[1].kind", "must be the first step"),
        (["invitation", "follow-up", "welcome"], "steps[2].kind", "right after the invitation"),
        (["invitation", "welcome", "welcome"], "steps[2].kind", "only one welcome"),
        (["invitation", *["follow-up"] * 9], "steps[9].kind", "at most 8 follow-ups"),
    ],
)
def test_the_order_of_steps(kinds: list[str], field: str, says: str) -> None:
    assert says in faults_of(with_steps(kinds))[field]


def test_the_longest_sequence() -> None:
    draft = parse_campaign(with_steps(["invitation", "welcome", *["follow-up"] * 8]), "c.toml")
    assert len(draft.steps) == 10


def with_steps(kinds: list[str]) -> str:
    steps = [
        f'[[steps]]\nkind = "{kind}"\n' + ("" if kind == "invitation" else 'after_days = 1\ntext = { en = "x" }\n')
        for kind in kinds
    ]
    return SMALL.split("[[steps]]")[0] + "".join(steps)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('name = "x"\nname = "y"\n', 2),
        ('name = "x"\n\nsender = \n', 3),
        ('a = "x"\nb = "never closed\nc = 1\n', 2),
        ('a = 1\n[[steps]]\nkind = "a"\n[[steps]]\nkind = "a"\nkind = "b"\n', 6),
        ("a = [1,\n2\n", 2),
        ("not toml\n", 1),
    ],
)
def test_a_syntax_error_has_its_line(text: str, line: int) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_campaign(text, "c.toml")
    assert caught.value.line == line
    assert caught.value.text.startswith(f"c.toml, line {line}: ")


def test_control_characters_do_not_get_in() -> None:
    text = changed('"invite-founders-Q1"', '"a\\u001b[2Jb\\u202e"')
    text = text.replace('{ en = "…" }', '{ en = "x\\u001b[31m\\u0007" }')
    draft = parse_campaign(text, "c.toml")
    assert draft.name == "ab"
    assert draft.steps[2].texts == {"en": "x"}


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    big, latin = tmp_path / "big.toml", tmp_path / "latin.toml"
    big.write_bytes(b"#" * 1_000_001)
    latin.write_bytes('name = "é"'.encode("latin-1"))
    for path, says in [
        (tmp_path / "none.toml", "There is no file none.toml."),
        (tmp_path, "is a folder"),
        (big, "larger than 1 MB"),
        (latin, "not UTF-8"),
    ]:
        with pytest.raises(UsageError, match=re.escape(says)):
            read_campaign_file(path)


def test_a_file_with_a_mark_and_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_bytes(b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode())
    assert read_campaign_file(path) == parse_campaign(FILE, "c.toml")


def test_an_export_is_readable_and_stable() -> None:
    text = FILE.replace('{ en = "…" }', '{ en = "Hi,\\n\\n\\"\\"\\"quoted\\"\\"\\" \\\\ end\\"", fr = "Salut" }')
    draft = parse_campaign(text, "c.toml")
    assert draft.steps[2].texts["en"] == 'Hi,\n\n"""quoted""" \\ end"'
    exported = dump_campaign(draft)
    assert 'en = """\nHi,\n\n' in exported
    assert parse_campaign(exported, "c.toml") == draft
    assert dump_campaign(parse_campaign(exported, "c.toml")) == exported


LITERAL = st.text(st.characters(codec="utf-8", exclude_characters="{"), max_size=40).filter(
    lambda text: not first_of_another_tool(clean("x" + text))  # such as #name#, which no campaign may have
)
LINE = st.text(alphabet="aéB 日'\"\\#=[]{}\U0001f44d", min_size=1, max_size=20).map(str.strip)


@st.composite
def files(draw: st.DrawFn) -> CampaignDraft:
    """Return valid campaigns of many shapes, with any characters in their texts."""
    languages = tuple(draw(st.lists(st.sampled_from(["en", "fr", "de", "gsw"]), min_size=1, unique=True)))
    kinds = [
        "invitation",
        *draw(st.sampled_from([[], ["welcome"]])),
        *["follow-up"] * draw(st.integers(0, 8)),
    ]
    steps = tuple(
        StepDraft(kind, 0 if kind == "invitation" else draw(st.integers(1, 365)), texts)
        for kind in kinds
        for texts in [{code: "x" + draw(LITERAL) for code in languages}]
    )
    days = draw(st.lists(st.sampled_from(["mon", "tue", "sun"]), min_size=1, unique=True))
    return CampaignDraft(
        name="n" + draw(LINE),
        program="p" + draw(LINE),
        description=draw(LINE),
        sender="s" + draw(LINE),
        source="c" + draw(LINE),
        time_zone=draw(st.sampled_from([None, "Europe/Paris", "UTC"])),
        languages=languages,
        approval=draw(st.sampled_from(["every-message", "invitations", "off"])),
        note_rule=draw(st.sampled_from(["without", "hold"])),
        withdraw_after_days=draw(st.sampled_from([0, 7, 21, 180])),
        cohort_size=draw(st.integers(1, 25)),
        slots=(SlotDraft(tuple(days), draw(st.times()).replace(second=0, microsecond=0), 60),),
        steps=steps,
    )


@given(files())
def test_export_apply_export_is_byte_identical(wild: CampaignDraft) -> None:
    draft = parse_campaign(dump_campaign(wild), "c.toml")  # the door cleans the wild characters
    exported = dump_campaign(draft)
    assert parse_campaign(exported, "c.toml") == draft
    assert dump_campaign(parse_campaign(exported, "c.toml")) == exported
    assert (draft.languages, draft.slots, len(draft.steps)) == (wild.languages, wild.slots, len(wild.steps))


@given(st.text(max_size=80))
def test_any_text_is_a_campaign_or_a_list_of_faults(text: str) -> None:
    with pytest.raises(InvalidInputError):
        parse_campaign(text, "c.toml")
