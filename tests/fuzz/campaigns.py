"""The door of campaign files: `campaign create`, `campaign edit`, and the campaigns that they store."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.fuzz import hostile
from tests.fuzz.command import check_home, make_home, overture
from tests.fuzz.door import Door
from tests.fuzz.oracle import holds

CAMPAIGN = """name = "founders"
program = "growth"
description = ""
sender = "Ada Wong"
source = "people"
time_zone = "Europe/Paris"
languages = ["en", "fr"]
approval = "every-message"
note_rule = "without"
withdraw_after_days = 0
cohort_size = 10
[[slots]]
days = ["mon", "tue"]
start = "09:00"
minutes = 90
[[steps]]
kind = "invitation"
text = { en = "Hi {{ first_name }}", fr = "Bonjour {{ first_name }}" }
[[steps]]
kind = "welcome"
text = { en = "Thanks, {{ first_name or 'there' }}!" }
[[steps]]
kind = "follow-up"
after_days = 4
text = { en = "Still there, {{ first_name }}?" }
"""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
VALUES = (
    "0",
    "-1",
    "1e999",
    "nan",
    "-inf",
    "true",
    "9999999999999999999999",
    "0x7fffffffffffffff",
    "1_0",
    '""',
    "[]",
    "{}",
    "[[[[[[1]]]]]]",
    "1979-05-27T07:32:00Z",
    "9999-12-31T23:59:59-12:00",
    "0001-01-01",
    "23:59:60",
    "07:00:00",
    '"""\na\n"""',
    '"\\u0000"',
    '"\\u202E"',
    '"\\uFEFFx"',
    '"\\U0010FFFF"',
    '"\\uD800"',
    '"\\u001B]52;c;QQ==\\u0007"',
    "'\x7f'",
    "{ en = 1 }",
    '{ en = "x", "\\u202e" = "y" }',
    '{ en = { en = "x" } }',
    '["mon", "mon"]',
    '["\\u0000"]',
    "[" * 400 + "]" * 400,
    '"' + "a" * 2_000 + '"',
    '"e' + "\u0301" * 2_000 + '"',
    '{ en = "{{ custom.x }}" }',
    "9" * 5_000,
    "1." + "0" * 400 + "1",
)
LINES = (
    "[slots]",
    "[[slots]]",
    "[steps]\n",
    "[[steps]]",
    "name = 'again'",
    "a.b.c = 1",
    ".".join("a" * 45) + " = 1",
    '"" = 1',
    "[a]\n[a.b]\n[a]",
    "# \x01",
    "[[a]]\n[a]",
    '"\\u202e" = 1',
    "[[slots.x]]",
    "steps = 3",
    "\ufeff",
    "x = {a.b = 1, a.b.c = 2}",
)


def _shapes() -> dict[str, str]:
    """Return a strategy for small files that cause much work."""
    slots = '[[slots]]\ndays = ["mon"]\nstart = "09:00"\nminutes = 5\n'
    return {
        "dotted": ".".join(["a"] * 20_000) + " = 1",
        "nested arrays": "a = " + "[" * 20_000 + "]" * 20_000,
        "nested tables": "a = " + "{a=" * 5_000 + "1" + "}" * 5_000,
        "many tables": "".join(f"[a{n}]\n" for n in range(6_000)),
        "one table": "".join(f"[a.b.c.d.e{n}]\n" for n in range(3_000)),
        "many slots": CAMPAIGN + slots * 2_000,
        "many keys": CAMPAIGN + "".join(f"k{n} = {n}\n" for n in range(5_000)),
        "many languages": CAMPAIGN.replace('"en", "fr"', ", ".join(f'"l{n}"' for n in range(5_000))),
        "different languages": CAMPAIGN.replace(
            '"en", "fr"', ", ".join(f'"{a}{b}{c}"' for a in LETTERS for b in LETTERS for c in LETTERS)
        ),
        "equal languages": CAMPAIGN.replace('"en", "fr"', ", ".join(['"en"'] * 5_000)),
        "many texts": CAMPAIGN.replace("{ en", "{ " + "".join(f"l{n} = 'x', " for n in range(4_000)) + "en"),
        "many days": CAMPAIGN.replace('"mon", "tue"', ", ".join(['"mon"'] * 9_000)),
        "long text": CAMPAIGN.replace("Hi ", "Hi " * 20_000),
        "text of braces": CAMPAIGN.replace("Hi ", "{{ " * 10_000),
        "text of brackets": CAMPAIGN.replace("Hi ", "[First Name] " * 3_000),
        "text of foreign words": CAMPAIGN.replace("Hi ", "{first} %NAME% <b> " * 400),
        "marks": CAMPAIGN.replace("founders", "e" + "\u0301\u0315" * 20_000),
        "long zone": CAMPAIGN.replace("Europe/Paris", "Europe/Paris" * 3_000),
        "long kind": CAMPAIGN.replace('"welcome"', '"' + "welcom" * 10_000 + '"'),
        "long key": CAMPAIGN + "[[steps]]\n" + "kind" * 10_000 + " = 1",
        "escapes": CAMPAIGN.replace("founders", "\\u0041" * 15_000),
        "spaces": CAMPAIGN.replace("founders", " " * 90_000),
        "comments": CAMPAIGN + "# x\n" * 20_000,
        "quotes": 'a = "' + '\\"' * 40_000,
    }


SHAPES = _shapes()


@st.composite
def files(draw: DrawFn) -> bytes:
    """Return a campaign file with lines changed, values put in, tables broken, or bytes mutated."""
    kind = draw(st.sampled_from(("lines", "lines", "text", "mutated", "shape")))
    if kind == "shape":
        return SHAPES[draw(st.sampled_from(sorted(SHAPES)))].encode()
    lines = CAMPAIGN.splitlines()
    for _ in range(draw(st.integers(1, 3)) if kind == "lines" else 0):
        place = draw(st.integers(0, len(lines) - 1))
        lines[place] = draw(_line(lines[place]))
    text = "\n".join(lines)
    if kind == "text":
        old = draw(
            st.sampled_from(("founders", "growth", "Hi", "Still there", "first_name", "there", "Europe/Paris", "en"))
        )
        text = text.replace(old, draw(hostile.words()).replace('"', "'"))
    data = hostile.encoded(text, draw(st.just("utf-8") | st.sampled_from(hostile.ENCODINGS)))
    return draw(hostile.mutated(data)) if kind == "mutated" else data


def _line(line: str) -> st.SearchStrategy[str]:
    key = line.split(" = ")[0]
    put = st.sampled_from(VALUES).map(lambda value: f"{key} = {value}")
    return put | put | st.sampled_from(LINES) | st.just("") | st.just(f"{line}\n{line}")


def use(case: bytes, folder: Path) -> None:
    home, path = folder / "home", folder / "given.toml"
    path.write_bytes(case)
    made = overture(home, "campaign", "create", str(path), "--json")
    overture(home, "campaign", "edit", "plain", str(path), "--yes")
    if made.code == 0:
        shown = overture(home, "campaign", "show", made.data["id"], "--json")
        holds(shown.code == 0 and shown.data["name"] == made.data["name"], f"SHOWN: {shown.err}")
    holds(overture(home, "campaign", "list").code == 0, "AFTERWARDS: campaign list fails")
    check_home(home)


def twin(case: bytes) -> bytes:
    """Return a plain campaign file with comments, of about as many bytes as the case."""
    comment = "# a line that says something about the campaign, as authors do\n"
    return (CAMPAIGN + comment * (max(0, len(case) - len(CAMPAIGN)) // len(comment))).encode()


def prepare(folder: Path) -> None:
    """Add a member, a source and a campaign called "plain"."""
    make_home(folder)
    home, people, plain = folder / "home", folder / "people.csv", folder / "plain.toml"
    people.write_text("First Name,URL,x\n" + "".join(f"P{n},https://www.linkedin.com/in/p-{n},y\n" for n in range(5)))
    plain.write_text(CAMPAIGN.replace("founders", "plain"))
    for words in (
        ("member", "add", "Ada Wong", "--account", "acc"),
        ("source", "import", str(people), "--name", "people"),
        ("campaign", "create", str(plain)),
    ):
        made = overture(home, *words)
        holds(made.code == 0, made.err)


KEPT = (
    SHAPES["long kind"].encode(),  # took quadratic time: a long word was scanned again from each letter
    CAMPAIGN.replace("Hi ", "{" * 7_000).encode(),  # took cubic time: braces in a row
    SHAPES["different languages"].encode(),  # took quadratic time: each language was searched among all others
)
DOOR = Door("campaigns", files(), use, twin, per_seed=20, size=len, kept=KEPT, prepare=prepare)
