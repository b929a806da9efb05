"""Names, addresses and languages in users' files (tests/data/field): each row gives the person that a reader sees."""

from __future__ import annotations

from pathlib import Path

from core.services.audience.contact_file import ContactFile, read_contact_file

FIELD = Path(__file__).parents[2] / "data" / "field"


def read(name: str) -> ContactFile:
    return read_contact_file(FIELD / name)


def names(name: str) -> list[tuple[str, str]]:
    return [(person.first_name, person.last_name) for person in read(name).people]


def test_full_names() -> None:
    anna = ("Anna", "Möller")
    assert names("08_full_names.csv") == [
        anna,
        anna,
        anna,
        ("", ""),
        ("", ""),
        anna,
        ("Ruth", "Kern"),
        ("Jean-Luc", "Petit"),
        ("Tom", "Hale"),
        anna,
        anna,
        ("ليلى", "حسن"),
        ("", "Möller"),
        ("", ""),
    ]


def test_first_names() -> None:
    anna, nobody = ("Anna", "Möller"), ("", "Möller")
    assert names("08b_first_names.csv") == [
        anna,
        anna,
        anna,
        anna,
        anna,
        anna,
        nobody,
        nobody,
        nobody,
        nobody,
        ("O'Neil", "Roe"),
        ("Müge", "Ak"),
        ("", "Roe"),
        anna,
        ("", ""),
        ("", ""),
        ("", ""),
    ]


def test_what_was_put_right_is_counted_and_the_file_s_own_words_are_kept() -> None:
    found = read("08b_first_names.csv")
    assert found.report.mended == {
        "sign": 2,
        "case": 4,
        "title": 1,
        "credential": 2,
        "pronouns": 1,
        "initial": 1,
        "no_name": 9,
        "entity": 1,
        "escape": 1,
        "aside": 1,
    }
    shown = {(one.line, one.field): (one.before, one.after, one.why) for one in found.report.examples}
    assert shown[5, "first_name"] == ("Dr. Anna", "Anna", "title")
    assert shown[12, "first_name"] == ("O&#39;Neil", "O'Neil", "entity")
    written = {person.line: person.written for person in found.people}
    assert written[4] == {"first_name": "anna", "last_name": "möller"}
    assert written[9] == {"first_name": "#N/A"}


def test_addresses() -> None:
    found = read("09_addresses.csv")
    slugs = [f"jane-roe-09{letter}" for letter in "abcdefghi"]
    slugs += ["müller-🚀-09j", "ACoAABk3XyZ01lQm9mVh5bWw7T6bE3tq2Yp0aBc", *(f"jane-roe-09{letter}" for letter in "klm")]
    slugs += ["AEMAABk3XyZ01lQm9mVh5bWw7T6bE3tq2Yp0aBc", "ACwAABk3XyZ01lQm9mVh5bWw7T6bE3tq2Yp0aBz"]
    slugs += [f"jane-roe-09{letter}" for letter in "noqrstux"]
    assert [person.identity.value for person in found.people] == slugs
    assert [row.line - 2 for row in found.refused] == [6, 7, 8, 13, 19, 23, 27, 30, 31]


def test_languages() -> None:
    found = read("12_languages.csv")
    spoken = [person.language for person in found.people]
    assert spoken == (
        "fr fr pt de zh fr fr vi th vi fa de fr de fr hr ca no pt en nl en - - - es fr zh en".replace("-", "").split(
            " "
        )
    )
    assert found.report.unknown_languages == {"Yes": 1}
    assert [person.language for person in read("17_languages.csv").people] == ["fr", "pt", "vi", "de", "th"]
