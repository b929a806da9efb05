"""Names of every kind, made at random: right ones stay, and no word beside a name is used as a greeting."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from core.rules.names import no_name, titles
from core.rules.names.broken_text import repaired
from core.rules.names.person_name import PersonName, _if_plain, by_all_rules, cleaned
from core.rules.placeholders import in_final_text


def words_of(text: str) -> list[str]:
    """Return the words of a text as a list, for short assertions."""
    return text.split()


GIVEN = words_of(
    """
    Anna Anne-Marie Jean-Luc O'Neil McKenna Zoë Łukasz Ďurďa Øyvind Þór Ægir Siân Ng Bo Li Al Jo Ida Drew Drina
    Profeta Dean Major King Prince Don Mag Nan Nil Na Sri Missy Mister-Lee Madame-Rose Herrmann Fraulinde Ingo
    Edda Esquivel Juniper DeShawn LaToya D'Arcy N'Golo Mu'min Мария Юлия Γιώργος Արամ ნინო דוד ליאור علي ليلى
    अनिल প্রিয়া สมชาย 王芳 伟 太郎 民雄 지민 ジョン Đức Ánh Ý İpek Ágnes Gal·la Ulug‘bek
    """
)
FAMILY = words_of(
    """
    Möller O'Neil McDonald MacDonald Ma Do Null Guest Kern-Roth Nowak Иванова Παπαδόπουλος کریمی כהן शर्मा
    Herrmann Drummond Professore Masterson Phdson Kingsley Deanery Sirén
    """
)
TITLES = words_of(
    """
    Dr. Dr Prof. Prof Mr. Mr Mrs. Ms Mme Herr Frau Dhr. Mevr. Ing. Mag. Dipl.-Ing. Sra. Dott.ssa Capt. Rev.
    Univ.-Prof. Dra. д-р DR. prof. Prof.Dr. mgr
    """
)
DEGREES = words_of(
    """
    PhD Ph.D. MBA M.B.A. PMP® CFA® M.Sc. LL.M. MD CISSP SHRM-CP Esq. M.A. BSc CPA
    """
)
PRONOUNS = words_of(
    """
    she/her (she/her) (He/Him) (they/them/theirs) [she/her] (elle) (sie/ihr) she/they (ella) (she|her)
    """
)
SIGNS = ["🚀", "✨", "🌿", "❤️", "👩🏽\u200d🔬", "🇩🇪", "★", "™", "®", "✅", "➡️", "•", "1️⃣", "♛"]
TAILS = [
    "| Growth Coach",
    "- CEO at Acme",
    "– Founder",
    "• Berater",
    "/ Trainer",
    "@ Acme",
    "— Author",
    "(Coach)",
    "[LION]",
    ": CEO",
]
NOBODY = words_of(
    """
    #N/A N/A n/a null NULL undefined - -- — . ? x 0 #NAME? #REF! unknown LinkedIn None NaN nan TBD xxx test
    @anna n.n. anna@firma.example www.anna.example https://x.example/in/anna {{first_name}} %FIRSTNAME%
    *|FNAME|* {firstName} [First] ${name} _FN_ #firstName# (blank) false Vorname A. Ł. J.P. J Dr. Prof. Herr Mr
    MBA, +49151123456
    """
)
PARTICLES = ["van", "de", "der", "von", "del", "la", "di", "el", "bin"]

first_names = st.sampled_from(GIVEN)
last_names = st.builds(
    lambda small, name: " ".join([*small, name]),
    st.lists(st.sampled_from(PARTICLES[:4]), max_size=2),
    st.sampled_from(FAMILY),
)
noise = st.sampled_from(
    [*GIVEN, *FAMILY, *TITLES, *DEGREES, *PRONOUNS, *SIGNS, *TAILS, *NOBODY, *PARTICLES, "&amp;", "\\u00fc"]
)
cells = st.one_of(
    st.just(""),
    st.lists(noise, max_size=5).map(" ".join),
    st.lists(noise, max_size=4).map(", ".join),
    st.text(max_size=25),
)
known_words = sorted(word.title() for word in no_name.KNOWN_WORDS | titles.KNOWN_WORDS if word.isalpha())
plain = st.lists(
    st.one_of(
        first_names,
        st.sampled_from(FAMILY),
        st.sampled_from(known_words),
        st.from_regex(r"\A[A-ZÄÖÉ][a-zßéü]{1,6}[0-9]{0,2}\Z"),
    ),
    max_size=3,
).map(" ".join)


def folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalpha())


@given(plain, plain, plain)
def test_the_fast_path_says_what_the_slow_one_says(first: str, last: str, full: str) -> None:
    for row in ((first, last, full), (first, last, f"{first} {last}"), (first, last, ""), ("", "", full)):
        at_once = _if_plain(*row)
        assert at_once is None or at_once == by_all_rules(*row)


@given(first_names, last_names)
def test_a_right_name_stays(first: str, last: str) -> None:
    assert cleaned(first, last) == PersonName(first, last, f"{first} {last}")


@given(
    first_names,
    st.lists(st.sampled_from(TITLES), max_size=2),
    st.sampled_from(["", *DEGREES]),
    st.sampled_from(["", *PRONOUNS]),
    st.sampled_from(["", *SIGNS]),
    st.sampled_from(["", *TAILS]),
    st.booleans(),
)
def test_a_first_name_is_found_among_what_stands_around_it(
    first: str, before: list[str], degree: str, pronouns: str, sign: str, tail: str, comma: bool
) -> None:
    degrees = f"{',' if comma else ''} {degree}" if degree else ""
    cell = " ".join(f"{sign} {' '.join(before)} {first}{degrees} {pronouns} {tail}".split())
    assert cleaned(cell, "Roe").first_name == first


@given(
    st.sampled_from([name for name in GIVEN if name.isascii() and name not in ("Ng", "Na")]),
    st.sampled_from(FAMILY[:8]),
    st.lists(st.sampled_from(TITLES), max_size=2),
    st.sampled_from(["", *DEGREES]),
    st.sampled_from(["", *PRONOUNS]),
    st.sampled_from(["", *SIGNS]),
)
def test_a_full_name_is_found_in_either_order(
    first: str, last: str, before: list[str], degree: str, pronouns: str, sign: str
) -> None:
    title, after = " ".join(before), f", {degree}" if degree else ""
    for cell in (f"{sign} {title} {first} {last}{after} {pronouns}", f"{last}, {title} {first}{after} {pronouns}"):
        found = cleaned("", "", " ".join(cell.split()))
        assert (found.first_name, found.last_name) == (first, last), cell


@given(st.sampled_from(NOBODY), last_names)
def test_nobody_is_greeted_by_what_programs_leave(first: str, last: str) -> None:
    assert cleaned(first, last).first_name == ""


@given(cells, cells, cells)
@example("Dr. (she/her)", "", "")
@example("", "Möller, ", "Möller,")
def test_no_greeting_holds_what_is_no_name(first: str, last: str, full: str) -> None:
    found = cleaned(first, last, full)
    greeted = found.first_name
    assert not set(greeted) & set('@#{}[]()<>|/\\%*&;:!?=+_"$\x00\u202e')
    assert not re.search(r"[\U0001f000-\U0001faff\u2190-\u2bff\ufe0f]", greeted)
    assert not greeted or any(c.isalpha() for c in greeted)
    assert not in_final_text(greeted)
    assert "linkedin" not in greeted.casefold()
    assert not greeted or not titles.is_title(greeted.split()[0])
    assert greeted == greeted.strip() == unicodedata.normalize("NFC", greeted)


@given(cells, cells, cells)
def test_nobody_is_invented(first: str, last: str, full: str) -> None:
    """Every letter of a greeting is in one of the cells, in that order."""
    told = folded("".join(repaired(cell).text for cell in (first, last, full)))
    for word in cleaned(first, last, full).first_name.split():
        assert folded(word) in told


@example("0%.A", "Möller")
@example("0:-A", "Möller")
@example("1..B Anna", "")
@example("âµ", "Möller")
@given(cells, last_names)
def test_cleaning_twice_changes_nothing(first: str, last: str) -> None:
    once = cleaned(first, last).first_name
    assert cleaned(once, last).first_name == once
