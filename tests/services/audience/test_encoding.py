"""Files that do not name their encoding: a doubtful one is not guessed; the error offers the likely encodings."""

from __future__ import annotations

import contextlib
from encodings import aliases

import pytest

from core.errors import EncodingError, UsageError
from core.services.audience.contact_file.encoding_guess import CODECS
from tests.support.decoding import decode, text_of

NAMES = {
    "windows-1252": ["Hélène Lefèvre", "João Simões", "Søren Kjær", "Peña Muñoz", "Jörg Müller", "Irène", "Loïc Noël"],
    "windows-1250": ["Łukasz Żak", "Małgorzata Wójcik", "Jiří Dvořák", "Žofie Černá", "Győző Szűcs", "Đorđe Živković"],
    "windows-1251": ["Ирина Смолякова", "Юлія Ковальчук", "Георги Иванов", "Анна"],
    "windows-1253": ["Γιώργος Παπαδόπουλος", "Ελένη"],
    "windows-1254": ["Gökçe Yıldız", "Şükrü Öztürk", "İbrahim Çağlar"],
    "windows-1255": ["דוד כהן"],
    "windows-1256": ["محمد علي", "فاطمة"],
    "windows-1257": ["Jānis Bērziņš", "Žydrūnas", "Kęstutis"],
    "windows-874": ["สมชาย ใจดี"],
    "shift_jis": ["太郎 山田", "佐藤 花子", "さくら"],
    "euc-jp": ["太郎 山田", "佐藤 花子"],
    "gb18030": ["王伟 李娜", "张三", "陈静"],
    "big5": ["陳大文 林怡君", "王小明"],
    "euc-kr": ["김철수 이영희", "박지민", "정우성"],
    "mac-roman": ["Jörg Müller", "Hélène Lefèvre", "Peña Muñoz"],
    "ibm850": ["Jörg Müller", "Hélène Lefèvre"],
    "iso-8859-2": ["Łukasz Żak", "Jiří Dvořák", "Tomáš Novák"],
    "iso-8859-5": ["Ирина Смолякова"],
    "koi8-u": ["Ирина Смолякова", "Анна Петрова"],
    "ibm866": ["Ирина Смолякова"],
    "mac-cyrillic": ["Ирина Смолякова"],
}
CASES = [(encoding, [name]) for encoding, names in NAMES.items() for name in names] + [*NAMES.items()]


def written(names: list[str], codec: str) -> tuple[str, bytes]:
    rows = [f"{name.replace(' ', ',')},https://www.linkedin.com/in/x-{n}" for n, name in enumerate(names)]
    text = "\n".join(["First Name,Last Name,URL", *rows])
    return text, text.encode(codec)


@pytest.mark.parametrize(("encoding", "names"), CASES)
def test_an_encoding_is_recognised_correctly_or_must_be_given(encoding: str, names: list[str]) -> None:
    codec = CODECS[encoding][0]
    text, data = written(names, codec)
    choices: tuple[tuple[str, str], ...] = ()
    try:
        found = text_of(decode(data, "people.csv"))
    except EncodingError as error:
        found, choices = "", error.choices
    assert found == text or text in {data.decode(CODECS[choice][0]) for choice, _sample in choices}
    assert text_of(decode(data, "people.csv", encoding)) == text


@pytest.mark.parametrize("encoding", ["windows-1252", "windows-1250", "windows-1251", "shift_jis", "gb18030", "koi8-u"])
def test_several_names_are_enough_not_to_ask(encoding: str) -> None:
    text, data = written(NAMES[encoding], CODECS[encoding][0])
    found = decode(data, "people.csv")
    assert (text_of(found), found.sure) == (text, False)


def test_a_question_shows_a_name_in_each_reading() -> None:
    _text, data = written(["Kęstutis"], "cp1257")
    with pytest.raises(EncodingError) as caught:
        decode(data, "people.csv")
    assert ("windows-1252", "Kæstutis") in caught.value.choices
    assert ("windows-1257", "Kęstutis") in caught.value.choices
    assert len({sample for _, sample in caught.value.choices}) == len(caught.value.choices) <= 3
    assert caught.value.exit_code == 5
    assert "--encoding windows-1252" in caught.value.text


def test_japanese_mail_text_is_certain() -> None:
    text, data = written(["太郎 山田"], "iso2022_jp")
    found = decode(data, "people.csv")
    assert (text_of(found), found.encoding, found.sure) == (text, "iso-2022-jp", True)


@pytest.mark.parametrize("encoding", ["latin-1", "UTF8", "cp1252", "ISO-8859-1", "mac-roman", "macintosh", "utf-16"])
def test_the_usual_names_of_encodings_are_known(encoding: str) -> None:
    text, data = written(["Zoë Müller"], encoding)
    assert text_of(decode(data, "people.csv", encoding)) == text


@pytest.mark.parametrize("encoding", ["klingon", "base64", "rot13", "zlib", "idna", "", "utf-8\0", "\ud800"])
def test_an_unknown_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(UsageError, match="There is no encoding") as caught:
        decode(b"URL\n", "people.csv", encoding or " ")
    assert caught.value.field == "--encoding"


def test_bytes_that_mean_nothing_in_the_given_encoding_are_named_by_line() -> None:
    with pytest.raises(UsageError, match=r"people.csv is not utf-8: line 3 holds bytes") as caught:
        decode(b"URL\n\nJos\xe9\n", "people.csv", "utf-8")
    assert caught.value.line == 3


def test_a_few_bytes_of_another_encoding_are_counted() -> None:
    found = decode("Zoë Müller Großmann\n".encode() + b"Jos\xe9\n", "people.csv")
    assert (found.encoding, found.sure, found.stray) == ("utf-8", False, 1)
    assert text_of(found).endswith("José\n")


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read_in_the_order_of_its_bytes(order: str) -> None:
    text, data = written(["Zoë Müller"], order)
    assert text_of(decode(data, "people.csv", "utf-16")) == text


def test_a_file_that_is_not_utf_16_is_refused_though_its_name_was_given() -> None:
    """Decoded unchecked, pairs of ASCII letters become Chinese; Python's codec raises an error of its own kind."""
    with pytest.raises(UsageError, match="does not look like utf-16") as caught:
        decode(b"URL,Name\nx,Ada\n", "people.csv", "utf-16")
    assert caught.value.field == "--encoding"


def test_no_encoding_of_python_raises_anything_but_a_sentence() -> None:
    given = {*aliases.aliases, *aliases.aliases.values(), "charmap", "utf-16", "utf-32", "utf-8-sig", "hz"}
    for encoding in sorted(given):
        for data in (b"URL,Name\nx,Ada\n", bytes(range(1, 256)), "x,J\n".encode("utf-16"), b"abc"):
            with contextlib.suppress(UsageError):
                text_of(decode(data, "people.csv", encoding))


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("姓,名,公司,领英\n王,伟,公司\n李,娜,公司\n", "gb18030"),
        ("姓,名,公司\n陳,大文,公司\n", "big5"),
        ("성,이름,회사\n김,철수,회사\n", "euc-kr"),
        ("姓,名,会社名\n山田,太郎,会社\n", "shift_jis"),
        ("Имя,Фамилия\nИя,Цой\n", "koi8-u"),
        ("Prénom;Nom;Société\nZoë;Roy;Été\n", "mac-roman"),
        ("Příjmení;Jméno\nDvořák;Jiří\n", "windows-1250"),
    ],
)
def test_names_of_columns_show_the_encoding(text: str, codec: str) -> None:
    """Short names alone fit several encodings; a column's name fits one."""
    found = decode(text.encode(CODECS[codec][0]), "people.csv")
    assert text_of(found) == text
