"""Quotes and formulas that programs wrap around cells are removed in any file; real values stay complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.services.audience.contact_file import ContactFile, read_contact_file

ADA = "https://www.linkedin.com/in/ada-wong"
BEN = "https://www.linkedin.com/in/ben-ito"


def read(folder: Path, content: str) -> ContactFile:
    file = folder / "people.csv"
    file.write_text(content, encoding="utf-8", newline="")
    return read_contact_file(file)


@pytest.mark.parametrize(
    ("content", "undone"),
    [
        (f'"First Name,Company,URL"\n"Ada,""Wong, Sons"",{ADA}"\n', {"quoted_lines": 2}),
        (f'First Name,Company,URL\n"Ada,""Wong, Sons"",{ADA}"\n', {"quoted_lines": 1}),
        (f'"First Name;Company;URL"\n"Ada;Wong, Sons;{ADA}"\n', {"quoted_lines": 2}),
        (f'"First Name,Company,URL";;\n"Ada,""Wong, Sons"",{ADA}";;\n', {"quoted_lines": 2}),
        (f'First Name,Company,URL\n="Ada",="Wong, Sons",="{ADA}"\n', {"formulas": 3}),
        (f'First Name;Company;URL\n"=""Ada""";"=""Wong, Sons""";"=""{ADA}"""\n', {"formulas": 3}),
        (f'First Name;Company;URL\nAda;Wong, Sons;=HYPERLINK("{ADA}")\n', {"links": 1}),
        (f'First Name;Company;URL\nAda;Wong, Sons;"=HYPERLINK(""{ADA}"";""Profil"")"\n', {"links": 1}),
        (f'First Name;Company;URL\nAda;Wong, Sons;"=LIEN_HYPERTEXTE(""{ADA}"";""Voir"")"\n', {"links": 1}),
        (f'First Name;Company;URL\nAda;Wong, Sons;"=HYPERLINK(""{ADA}"",""Ada Wong on LinkedIn"")"\n', {"links": 1}),
        (f"“First Name”;“Company”;“URL”\n“Ada”;“Wong, Sons”;“{ADA}”\n", {"curly_quotes": 6}),
        (f"«First Name»,«Company»,«URL»\n«Ada»,«Wong, Sons»,«{ADA}»\n", {"curly_quotes": 6}),
        (f"„First Name“,„Company“,„URL“\n„Ada“,„Wong, Sons“,„{ADA}“\n", {"curly_quotes": 6}),
        (f"'First Name','Company','URL'\n'Ada','Wong, Sons','{ADA}'\n", {"curly_quotes": 6}),
        (f'First Name,Company,URL\n"""Ada""","Wong, Sons","""{ADA}"""\n', {"quoted_cells": 2}),
        (f'First Name_x000D_,Company,URL\nAda_x000d_,"Wong, Sons_x000A_",{ADA}\n', {"excel_escapes": 3}),
        (f"First Name,Company,URL\nAda,Wong, Sons,{ADA}\n", {"loose_separators": 1}),
        (f"sep=^\nFirst Name^Company^URL\nAda^Wong, Sons^{ADA}\n", {}),
        (f"First Name|Company|URL\nAda|Wong, Sons|{ADA}\n", {}),
    ],
)
def test_a_wrapping_is_undone_and_counted(tmp_path: Path, content: str, undone: dict[str, int]) -> None:
    found = read(tmp_path, content)
    assert [(p.first_name, p.company, p.identity.value) for p in found.people] == [("Ada", "Wong, Sons", "ada-wong")]
    assert found.report.read_as.undone == undone


def test_a_link_behind_a_name_gives_both(tmp_path: Path) -> None:
    link = f'"=HYPERLINK(""{ADA}"",""Ada Wong"")"'
    found = read(tmp_path, f"Name,Company\n{link},Acme\nBen Ito,Acme\n")
    assert [(p.name, p.identity.value, p.company) for p in found.people] == [("Ada Wong", "ada-wong", "Acme")]
    assert [row.line for row in found.refused] == [3]


def test_a_guard_before_a_formula_is_taken_off(tmp_path: Path) -> None:
    found = read(tmp_path, f"Name,Phone,URL\nAda,'+49 30 1,{ADA}\n")
    assert found.people[0].custom == {"phone": "+49 30 1"}
    assert found.report.read_as.undone == {"guards": 1}


@pytest.mark.parametrize(
    "cell",
    ['Wong "Best" AG', "“Best” Wong", "D'Angelo's", "x_x00", "a=b", "'t Hooft", "Ada “the” Wong", "=1+1", "C:\\\\x"],
)
def test_real_values_are_not_unwrapped(tmp_path: Path, cell: str) -> None:
    quoted = cell.replace('"', '""')
    found = read(tmp_path, f'Name,Company,URL\nAda Wong,"{quoted}",{ADA}\nBen Ito,Acme,{BEN}\n')
    assert [p.company for p in found.people] == [cell, "Acme"]
    assert found.report.read_as.undone == {}


def test_rows_that_are_merely_long_stay_as_they_are(tmp_path: Path) -> None:
    found = read(tmp_path, f"URL,Company,Position\n{ADA},a,b,c,d\n{BEN},x, y,z,w\n")
    assert [(p.company, p.position) for p in found.people] == [("a", "b"), ("x", "y")]
