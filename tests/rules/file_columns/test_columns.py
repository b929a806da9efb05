"""Columns are recognised by their names in exports; a mapping given by the user comes first."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UsageError
from core.rules.file_columns.column_cells import count_cells
from core.rules.file_columns.column_names import FIELDS
from core.rules.file_columns.columns import HEADER_WITHIN, address_columns, assign, find_header, snake_name


def map_columns(header: list[str], explicit: dict[str, str] | None = None) -> dict[str, int]:
    return {use.field: use.index for use in assign(header, explicit)}


LINKEDIN = ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"]


def test_linkedins_own_export() -> None:
    fields = ["first_name", "last_name", "address", "email", "company", "position", "connected_on"]
    assert map_columns(LINKEDIN) == {field: index for index, field in enumerate(fields)}


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Prénom,Nom,URL du profil,Entreprise,Poste", "first_name,last_name,address,company,position"),
        ("Vorname,Nachname,LinkedIn-Profil,Firma,Ort", "first_name,last_name,address,company,location"),
        ("Attendee name,Attendee title,Attendee profile URL", "name,position,address"),
        ("Vollständiger Name,Firmenname,Collegato in data", "name,company,connected_on"),
        ("Your name,Company / Organisation,What is your role?", "name,company,position"),
        ("Etunimi,Sukunimi,Yritys,Tehtävänimike", "first_name,last_name,company,position"),
        ("Adı,Soyadı,Şirketi,Ünvanı", "first_name,last_name,company,position"),
        ("Επώνυμο,Όνομα,Εταιρεία,Θέση εργασίας", "last_name,first_name,company,position"),
        ("Họ và tên,Công ty,Chức danh", "name,company,position"),
        ("First Name,Last Name,Account Name,Designation", "first_name,last_name,company,position"),
        ("Nombre,Apellidos,URL del perfil,Empresa,Cargo", "first_name,last_name,address,company,position"),
        ("Nome,Cognome,Profilo LinkedIn,Azienda,Ruolo", "first_name,last_name,address,company,position"),
        ("Nome,Sobrenome,URL do perfil,Empresa,Idioma", "first_name,last_name,address,company,language"),
        (
            "firstName,lastName,linkedinUrl,companyName,jobTitle",
            "first_name,last_name,address,company,position",
        ),
        ("first_name,last_name,full_name,linkedin,email", "first_name,last_name,name,address,email"),
        ("FULL NAME,Linkedin url,Degree,Headline", "name,address,degree,headline"),
        ("first_name,last_name,name,address,email", "first_name,last_name,name,address,email"),
    ],
)
def test_common_exports_in_their_languages(header: str, fields: str) -> None:
    columns = map_columns(header.split(","))
    assert sorted(columns, key=columns.__getitem__) == fields.split(",")


def test_the_public_address_goes_before_sales_navigators() -> None:
    header = ["profileUrl", "fullName", "defaultProfileUrl", "companyUrl"]
    columns = map_columns(header)
    assert columns == {"address": 2, "name": 1, "custom.profile_url": 0, "custom.company_url": 3}
    assert address_columns(header, assign(header)) == (2, 0)


def test_a_column_mapped_elsewhere_is_no_address() -> None:
    header = ["URL", "LinkedIn URL"]
    assert address_columns(header, assign(header, {"URL": "custom.site"})) == (1,)
    assert address_columns(["Name"], assign(["Name"])) == ()


def test_the_header_is_found_below_other_lines() -> None:
    notes = ["When exporting your connection data, you may notice that some of the email addresses are missing."]
    assert find_header([["Notes:"], notes, [], LINKEDIN, ["Ada", "Wong", "https://linkedin.com/in/ada"]]) == 3
    assert find_header([[]] * 19 + [LINKEDIN]) == 19
    assert find_header([[]] * HEADER_WITHIN + [LINKEDIN]) is None


def test_people_are_no_header() -> None:
    assert find_header([["https://www.linkedin.com/in/ada"], ["https://www.linkedin.com/in/ben"]]) is None
    assert find_header([["Name", "Company", "https://www.linkedin.com/in/ada"]]) is None
    assert find_header([["Ada", "Wong"], ["Title"]]) is None
    assert find_header([]) is None


def test_a_header_of_unknown_names_is_found_by_the_mapping() -> None:
    rows = [["report of Monday"], ["Who", "Where"], ["Ada", "https://linkedin.com/in/ada"]]
    assert find_header(rows) is None
    assert find_header(rows, {"where": "address"}) == 1


def test_an_explicit_mapping_goes_first() -> None:
    columns = map_columns([*LINKEDIN, "Nick"], {"nick": "first_name", "Company": "custom.firm"})
    assert columns["first_name"] == 7
    assert columns["custom.first_name"] == 0
    assert columns["custom.firm"] == 4
    assert "company" not in columns


@pytest.mark.parametrize(
    ("explicit", "says"),
    [
        ({"Nickname": "first_name"}, "no column “Nickname”. Nearest: "),
        ({"Frist Name": "first_name"}, "First Name"),
        ({"Company": "compny"}, "Did you mean company?"),
        ({"Company": "custom.Big Name"}, "There is no field"),
        ({"Company": "name", "Position": "name"}, "Two columns are mapped to name"),
    ],
)
def test_a_wrong_mapping_says_what_is_there(explicit: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)) as caught:
        map_columns(LINKEDIN, explicit)
    assert caught.value.field == "map"


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("Company Size", "company_size"),
        ("companySize", "company_size"),
        ("Größe (Jahr)", "grosse_jahr"),
        ("2nd email", "column_2nd_email"),
        ("custom.budget", "budget"),
        ("役職", "column_5"),
        ("{{ 7*7 }}", "column_7_7"),
        ("__class__", "class"),
    ],
)
def test_other_columns_have_names_a_template_can_spell(column: str, name: str) -> None:
    assert snake_name(column, 4) == name


def test_equal_names_stay_apart_and_nameless_columns_are_left_out() -> None:
    columns = map_columns(["URL", "Tag", "tag", "TAG", "", " "])
    assert columns == {"address": 0, "custom.tag": 1, "custom.tag_2": 2, "custom.tag_3": 3}


@given(st.lists(st.text(max_size=30), max_size=12))
def test_any_header_maps_each_column_once_under_a_safe_name(header: list[str]) -> None:
    columns = map_columns(header)
    assert len(set(columns.values())) == len(columns)
    assert all(field in FIELDS or re.fullmatch(r"custom\.[a-z][a-z0-9_]*", field) for field in columns)


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Voornaam,Achternaam,Profiel,Bedrijf,Functie", "first_name,last_name,address,company,position"),
        ("Imię,Nazwisko,Link do profilu,Firma,Stanowisko", "first_name,last_name,address,company,position"),
        ("Förnamn,Efternamn,LinkedIn-länk,Företag,Befattning", "first_name,last_name,address,company,position"),
        ("Fornavn,Efternavn,Profillink,Virksomhed,Stilling", "first_name,last_name,address,company,position"),
        ("Fornavn,Etternavn,Profil,Bedrift,Stillingstittel", "first_name,last_name,address,company,position"),
        ("Jméno,Příjmení,Odkaz na profil,Společnost,Pozice", "first_name,last_name,address,company,position"),
        ("Prenume,Nume,Link profil,Companie,Funcție", "first_name,last_name,address,company,position"),
        ("Ad,Soyad,LinkedIn profili,Şirket,Unvan", "first_name,last_name,address,company,position"),
        ("Имя,Фамилия,Ссылка на профиль,Компания,Должность", "first_name,last_name,address,company,position"),
        ("Ім'я,Прізвище,Посилання на профіль,Компанія,Посада", "first_name,last_name,address,company,position"),
        ("名,姓,プロフィールURL,会社名,役職", "first_name,last_name,address,company,position"),
        ("姓名,领英链接,公司,职位,城市", "name,address,company,position,location"),
        ("이름,링크드인,회사,직책,이메일", "name,address,company,position,email"),
        ("First Name *,Last Name (optional),LinkedIn URL (required)", "first_name,last_name,address"),
        ("contact.firstname,contact.lastname,account.name", "first_name,last_name,company"),
    ],
)
def test_names_of_columns_in_many_languages_and_with_remarks(header: str, fields: str) -> None:
    columns = map_columns(header.split(","))
    assert sorted(columns, key=columns.__getitem__) == fields.split(",")


@pytest.mark.parametrize(
    "column", ["Company LinkedIn URL", "Email status", "Owner email", "Company phone", "ZoomInfo Contact Profile URL"]
)
def test_what_is_said_of_something_else_is_no_field(column: str) -> None:
    (use,) = assign([column])
    assert use.how == "kept"


def test_a_column_of_numbers_is_no_position() -> None:
    """Exports also have columns of counts or ids under such names: the column with words is taken as the position."""
    rows = [["1", "Head of Growth", "Ada"], ["2", "CTO", "Ben"]]
    uses = assign(["Current Job", "Title", "First Name"], cells=count_cells(rows))
    assert {use.field: use.index for use in uses if use.how == "header"} == {"position": 1, "first_name": 2}
    assert uses[0].why == "its cells have no letters, such as 1"
