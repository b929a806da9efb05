"""Contact files as users have them, each an example of one problem (tests/data/field)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.errors import UsageError
from core.services.audience.contact_file import ContactFile, ReadPerson, read_contact_file

FIELD = Path(__file__).parents[2] / "data" / "field"


def read(name: str) -> ContactFile:
    found = read_contact_file(FIELD / name)
    assert found.rows == len(found.people) + found.repeated + len(found.refused)
    return found


def told(person: ReadPerson) -> tuple[int, str, str, str, str, str]:
    return person.line, person.identity.value, person.first_name, person.last_name, person.company, person.position


ILSE = ("Ilse", "Brandt", "Brandt, Kuhn & Co")
PEOPLE = {
    "01_preamble_multiline.csv": [(6, "ilse-brandt-01", *ILSE, 'Head of "Ops"')],
    "01b_preamble_excel_commas.csv": [(5, "ilse-brandt-01", *ILSE, "Ops")],
    "02_zoominfo.csv": [(2, "chidi-okafor-02", "Chidi", "Okafor", "Lumo", "CTO")],
    "04_url_is_website.csv": [
        (2, "mara-velte-04", "Mara", "Velte", "Velte AG", ""),
        (3, "jon-aske-04", "Jon", "Aske", "Aske AS", ""),
    ],
    "04b_address_is_street.csv": [(2, "mara-velte-04", "Mara", "Velte", "Velte AG", "")],
    "05_linked_helper.csv": [(2, "pavel-hora-05", "Pavel", "Hora", "Hora s.r.o.", "CTO")],
    "06_dutch.csv": [(2, "sanne-dewit-06", "Sanne", "de Wit", "Wit BV", "Directeur")],
    "06d_german.csv": [(2, "joerg-mass-06", "Jörg", "Maß", "Maß GmbH", "Leiter")],
    "06e_spanish.csv": [(2, "inaki-saez-06", "Iñaki", "Sáez", "Sáez SL", "Jefe")],
    "07_nom_seul.csv": [(2, "camille-durand-07", "Camille", "Durand", "Durand SA", "")],
    "10_sep_line.csv": [(3, "joerg-mass-10", "Jörg", "Maß", "", "")],
    "10b_whole_lines_quoted.csv": [
        (2, "ida-roth-10", "Ida", "Roth", "Roth, Sohn & Co", ""),
        (3, "emil-falk-10", "Emil", "Falk", "Falk AG", ""),
    ],
    "10c_formula_cells.csv": [
        (2, "ida-roth-10c", "Ida", "Roth", "", ""),
        (3, "emil-falk-10c", "Emil", "Falk", "", ""),
    ],
    "10d_smart_quotes.csv": [(2, "ida-roth-10d", "Ida", "Roth", "Roth, Sohn", "")],
    "10e_pipe.csv": [(2, "ida-roth-10e", "Ida", "Roth", "", "")],
    "10f_cr_only.csv": [(2, "ida-roth-10f", "Ida", "Roth", "", ""), (3, "emil-falk-10f", "Emil", "Falk", "", "")],
    "10g_utf16le_nobom.csv": [(2, "ilka-oez-10g", "Ilka", "Öz", "", "")],
    "10h_mojibake.csv": [
        (2, "joerg-10h", "Jörg", "Müller-Lüdenscheidt", "", ""),
        (3, "zoe-10h", "Zoë", "Gonçalves", "", ""),
    ],
    "10i_cp1251.csv": [(2, "irina-10i", "Ирина", "Соколова", "", "")],
    "10j_shiftjis.csv": [(2, "taro-10j", "太郎", "佐野", "", "")],
    "10k_macroman.csv": [(2, "joerg-10k", "Jörg", "Müller", "", "")],
    "10n_dup_headers.csv": [(2, "ida-roth-10n", "Ida", "Roth", "Roth AG", "")],
    "10o_unquoted_comma.csv": [(2, "ida-roth-10o", "Ida", "Roth", "Roth, Sohn & Co", "")],
    "10p_backslash_quotes.csv": [
        (2, "ida-roth-10p", "Ida", "Roth", 'Roth "Best, Ever" AG', ""),
        (3, "emil-falk-10p", "Emil", "Falk", "Falk", ""),
    ],
    "10t_x000d.csv": [(2, "ida-10t", "Ida", "Roth", "Roth AG", "")],
    "10u_header_late.csv": [(27, "ida-10u", "Ida", "Roth", "Roth AG", "")],
    "10v_repeated_header.csv": [
        (2, "ida-10v", "Ida", "Roth", "Roth AG", ""),
        (4, "emil-10v", "Emil", "Falk", "Falk", ""),
    ],
    "10w_no_header.csv": [(1, "ida-10w", "Ida", "Roth", "", ""), (2, "emil-10w", "Emil", "Falk", "", "")],
    "11b_invitations.csv": [(2, "ida-roth-11", "Ida", "Roth", "", "")],
    "11c_talent_hub_candidates.csv": [(2, "ida-roth-talent", "Ida", "Roth", "", "")],
    "13_header_remarks.csv": [(2, "ida-13", "Ida", "Roth", "Roth", "")],
    "13c_candidate.csv": [(2, "ida-13c", "Ida", "Roth", "", "")],
    "13e_required_names_only.csv": [(2, "ida-roth-req", "Ida", "Roth", "", "CFO")],
    "14_outlook_title.csv": [(2, "ida-14", "Ida", "Roth", "Roth", "")],
    "15_corrected.csv": [(2, "joerg-10h", "Jörg", "Müller", "Maß GmbH", "")],
    "18_emoji_length.csv": [(2, "ida-roth-18", "Ida", "", "", "")],
    "15_first_wrong.csv": [(2, "joerg-10h", "Jörg", "Müller", "Maß GmbH", "")],
}
ELSEWHERE = {
    "05e_linked_helper_120.csv", "08_full_names.csv", "08b_first_names.csv", "09_addresses.csv", "10q_xlsx.csv",
    "10r_html_xls.csv", "11_old_export_no_url.csv", "12_languages.csv", "17_languages.csv",
}  # fmt: skip
"""Files that name nobody, or that have a test of their own here or in `test_field_names`."""
REFUSED = {"01_preamble_multiline.csv": [(7, "no address")], "10v_repeated_header.csv": [(3, "the header again")]}


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_each_file_of_the_field_gives_its_people(name: str) -> None:
    found = read(name)
    assert [told(person) for person in found.people] == PEOPLE[name]
    assert [(row.line, row.reason) for row in found.refused] == REFUSED.get(name, [])


def test_each_file_of_the_field_has_a_test() -> None:
    assert {path.name for path in FIELD.glob("*.csv")} == PEOPLE.keys() | ELSEWHERE


def test_everybody_of_the_large_export_has_a_position() -> None:
    found = read("05e_linked_helper_120.csv")
    assert {(person.company, person.position) for person in found.people} == {("Hora s.r.o.", "CTO")}
    names = [(person.line, person.identity.value, person.first_name, person.last_name) for person in found.people]
    assert names == [(n + 2, f"pavel-hora-{n:03}x", f"Pavel{n}", "Hora") for n in range(120)]


@pytest.mark.parametrize(
    ("name", "undone"),
    [
        ("10b_whole_lines_quoted.csv", {"quoted_lines": 3}),
        ("10c_formula_cells.csv", {"formulas": 4, "links": 1}),
        ("10d_smart_quotes.csv", {"curly_quotes": 8}),
        ("10o_unquoted_comma.csv", {"loose_separators": 1}),
        ("10p_backslash_quotes.csv", {"backslash_quotes": 1}),
        ("10t_x000d.csv", {"excel_escapes": 1}),
        ("01b_preamble_excel_commas.csv", {}),
    ],
)
def test_wrappings_are_undone_and_counted(name: str, undone: dict[str, int]) -> None:
    assert read(name).report.read_as.undone == undone


@pytest.mark.parametrize(
    ("name", "encoding", "sure"),
    [
        ("10g_utf16le_nobom.csv", "utf-16-le", True),
        ("10h_mojibake.csv", "utf-8", True),
        ("10i_cp1251.csv", "windows-1251", False),
        ("10j_shiftjis.csv", "shift_jis", False),
        ("10k_macroman.csv", "mac-roman", False),
    ],
)
def test_the_encoding_is_said_and_whether_it_is_a_guess(name: str, encoding: str, sure: bool) -> None:
    read_as = read(name).report.read_as
    assert (read_as.encoding, read_as.sure) == (encoding, sure)


def test_broken_letters_are_mended_counted_and_shown() -> None:
    found = read("10h_mojibake.csv")
    assert found.report.mended == {"broken_text": 4}
    first = found.report.examples[0]
    assert (first.line, first.field, first.before, first.after) == (2, "first_name", "JÃ¶rg", "Jörg")


@pytest.mark.parametrize(
    ("name", "column", "field", "how"),
    [
        ("04_url_is_website.csv", "URL", "custom.url", "kept"),
        ("04b_address_is_street.csv", "Address", "custom.address", "kept"),
        ("04b_address_is_street.csv", "LinkedIn Bio", "address", "cells"),
        ("07_nom_seul.csv", "Nom", "name", "cells"),
        ("11b_invitations.csv", "inviterProfileUrl", "custom.inviter_profile_url", "kept"),
        ("11b_invitations.csv", "From", "custom.from", "kept"),
        ("14_outlook_title.csv", "Title", "custom.title", "kept"),
        ("05_linked_helper.csv", "current_company_position", "position", "header"),
    ],
)
def test_columns_are_known_by_their_cells_too(name: str, column: str, field: str, how: str) -> None:
    uses = {use.column: use for use in read(name).report.columns}
    assert (uses[column].field, uses[column].how) == (field, how)
    assert uses[column].why


def test_a_file_without_addresses_names_nobody_and_says_so() -> None:
    found = read("11_old_export_no_url.csv")
    assert found.people == []
    assert "no column that holds LinkedIn profile addresses" in found.unusable


@pytest.mark.parametrize(
    ("name", "says"),
    [("10q_xlsx.csv", "is a damaged workbook or zip archive"), ("10r_html_xls.csv", "is a web page (HTML)")],
)
def test_what_is_no_table_is_refused_by_its_name(name: str, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)):
        read(name)
