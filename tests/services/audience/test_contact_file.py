"""Contact files from real life: every row is a person, a repetition, or refused with its line and reason."""

from __future__ import annotations

import io
import re
import runpy
import sys
from contextlib import closing
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import EncodingError, UsageError
from core.rules.addresses.identity import Identity
from core.services.audience.contact_file import ContactFile, ReadPerson, open_contact_file, read_contact_file
from core.services.audience.contact_file.file_bytes import MAX_BYTES, MAX_BYTES_AT_ONCE
from core.services.audience.contact_file.lines import Lines
from core.services.audience.contact_file.records import MAX_QUOTED_LINES, UNCLOSED, records
from core.text import clean
from core.views.people_view import RefusedRow
from tests.support.decoding import decode, text_of

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data"
HEADER = "First Name,Last Name,URL,Company\n"
ADA = "https://www.linkedin.com/in/ada-wong"
BEN = "https://www.linkedin.com/in/ben-ito"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "people.csv"


def read(file: Path, content: str | bytes, mapping: dict[str, str] | None = None) -> ContactFile:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = read_contact_file(file, mapping=mapping)
    assert found.rows == len(found.people) + found.repeated + len(found.refused)
    return found


def columns_of(found: ContactFile) -> list[tuple[str, str]]:
    return [(use.column, use.field) for use in found.report.columns]


def keys(found: ContactFile) -> list[str]:
    return [person.identity.key for person in found.people]


def test_linkedins_export_with_lines_before_the_header() -> None:
    found = read_contact_file(DATA / "connections.csv")
    assert (found.rows, len(found.people), found.repeated, found.refused) == (1200, 1200, 0, [])
    first = found.people[0]
    assert first == ReadPerson(
        5,
        Identity("public", "thomas-sandoval-ee69af"),
        first_name="Thomas",
        last_name="Sandoval",
        name="Thomas Sandoval",
        company="Bailey, James and Barajas",
        position="Radiation protection practitioner",
        connected_on="28 Oct 2018",
    )
    assert columns_of(found)[2] == ("URL", "address")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Prénom,Nom de famille,URL,Adresse e-mail,Entreprise,Poste,Connexion le", "Zoé,Roy"),
        ("名字,姓氏,URL,邮箱,公司,职位,加为好友时间", "小明,王"),
        ("이름,성,URL,이메일 주소,회사,직위,연결된 날짜", "민수,김"),
        ("Имя,Фамилия,URL,Адрес эл. почты,Компания,Должность,Дата установления контакта", "Ирина,Соколова"),
        ("الاسم الأول,الاسم الأخير,URL,البريد الإلكتروني,الشركة,المنصب,تاريخ الاتصال", "ليلى,حسن"),
        ("ชื่อ,นามสกุล,URL,อีเมล,บริษัท,ตำแหน่ง,เชื่อมต่อเมื่อ", "สมชาย,ใจดี"),
        ("שם פרטי,שם משפחה,URL,אימייל,חברה,תפקיד,תאריך", "דנה,לוי"),
    ],
)
def test_linkedins_export_in_its_languages(file: Path, header: str, row: str) -> None:
    found = read(file, f"{header}\n{row},{ADA},a@x.example,Acme,CTO,2024\n")
    person = found.people[0]
    assert f"{person.first_name},{person.last_name}" == row
    assert (person.email, person.company, person.position) == ("a@x.example", "Acme", "CTO")


def test_a_header_of_two_rows_and_a_total_at_the_end(file: Path) -> None:
    above = ",,,,\nOutreach,,,,\n#,Contact,,Firm,Profile\n,First,Last,,\n"
    found = read(file, f"{above}1,Ada,Wong,Acme,{ADA}\nTotal,1,,,\n")
    assert [(one.line, one.first_name, one.last_name, one.company) for one in found.people] == [
        (5, "Ada", "Wong", "Acme")
    ]
    assert (found.report.read_as.header_line, found.refused) == (4, [RefusedRow(6, "no address")])


def test_names_under_a_merged_cell_of_the_firm_are_the_firm_s(file: Path) -> None:
    found = read(file, f"Person,,,Firma,\nVorname,Nachname,URL,Name,Ort\nAda,Wong,{ADA},Kern AG,Bonn\n")
    (person,) = found.people
    assert (person.name, person.company, person.location) == ("Ada Wong", "Kern AG", "Bonn")


def test_a_name_with_its_mail_address_and_no_header_is_a_whole_name(file: Path) -> None:
    (person,) = read(file, f"Ada Wong <ada@x.example>; {ADA}\n").people
    assert (person.first_name, person.last_name) == ("Ada", "Wong")


def test_the_owner_s_profile_is_nobody_s_address(file: Path) -> None:
    rows = f"Ada Wong,{ADA},{BEN}\nCai Roe,n/a,{BEN}\n"
    found = read(file, f"Lead Name,Profile link,Owner profile\n{rows}")
    assert [one.identity.value for one in found.people] == ["ada-wong"]
    assert [row.line for row in found.refused] == [3]


def test_a_column_of_names_in_entities_alone_is_one_of_names(file: Path) -> None:
    found = read(file, f"First Name,Last Name,URL\n&#1604;&#1610;&#1604;&#1609;,&#1581;&#1587;&#1606;,{ADA}\n")
    assert [(one.first_name, one.last_name) for one in found.people] == [("ليلى", "حسن")]


def test_a_lone_column_of_thai_last_names_holds_no_whole_names(file: Path) -> None:
    found = read(file, f"Nachname,URL\nศรีสุข,{ADA}\n")
    assert [(one.first_name, one.last_name) for one in found.people] == [("", "ศรีสุข")]


def test_a_column_of_whole_names_without_a_known_header_is_no_first_name(file: Path) -> None:
    found = read(file, f"Wer;Wo\nAda Wong;{ADA}\nBen Ito;{BEN}\n")
    assert [(one.first_name, one.last_name) for one in found.people] == [("Ada", "Wong"), ("Ben", "Ito")]


def test_a_sales_navigator_scrape_with_people_twice() -> None:
    found = read_contact_file(DATA / "sales_search.csv")
    assert (found.rows, len(found.people), found.repeated, found.refused) == (625, 600, 25, [])
    assert found.people[0].name == "Jonathon Jennings"
    assert {person.language for person in found.people} == {"en", "fr", "es", "de", "pt", "ja", "ar", "pl"}
    assert {person.degree for person in found.people} == {"2nd"}


def test_the_hostile_file_loses_nobody_and_keeps_no_control() -> None:
    found = read_contact_file(DATA / "hostile.csv")
    assert (found.rows, len(found.people), found.repeated) == (19, 13, 2)
    assert [(row.line, row.reason.split(":")[0]) for row in found.refused] == [
        (11, "no address"),
        (12, "not a LinkedIn profile address"),
        (13, "not a LinkedIn profile address"),
        (14, "a company page, not a person's profile"),
    ]
    by_slug = {person.identity.value: person for person in found.people}
    assert by_slug["ansi-2"].first_name == "Eve"  # the whole terminal command is removed, its word "owned" included
    assert by_slug["formula-3"].first_name == ""
    assert by_slug["newline-12"].first_name == "New Line"
    assert by_slug["nul-13"].line == 23
    assert by_slug["noname-9"].name == ""
    for person in found.people:
        values = [person.first_name, person.last_name, person.name, person.company]
        assert values == [clean(value) for value in values]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_encoding_and_line_end(file: Path, delimiter: str, encoding: str, end: str) -> None:
    rows = [["Prénom", "Nom", "URL du profil"], ["Zoë", "Müller", ADA], ["Jörg", "Großmann", BEN]]
    content = end.join(delimiter.join(row) for row in rows)
    found = read(file, content.encode(encoding))
    assert [(p.line, p.first_name, p.last_name) for p in found.people] == [
        (2, "Zoë", "Müller"),
        (3, "Jörg", "Großmann"),
    ]


def test_utf16_with_the_big_end_first_and_its_mark(file: Path) -> None:
    content = (HEADER + f"Zoë,M,{ADA},株式会社\n").encode("utf-16-be")
    assert read(file, b"\xfe\xff" + content).people[0].company == "株式会社"


def test_a_stray_byte_costs_only_itself(file: Path) -> None:
    lines = f"Zoë,Müller,{ADA},Café\n".encode() + f"Jos\xe9,X,{BEN},\n".encode("latin-1")
    found = read(file, HEADER.encode() + lines)
    assert [p.first_name for p in found.people] == ["Zoë", "José"]
    assert found.people[0].company == "Café"


def test_a_windows_byte_without_meaning_does_not_stop_the_file(file: Path) -> None:
    found = read(file, HEADER.encode() + b"Jos\xe9\x81,X," + ADA.encode() + b",\n")
    assert found.people[0].first_name == "José"


def test_a_plain_list_of_addresses(file: Path) -> None:
    found = read(file, f"{ADA}\n\n{BEN}?trk=x\n{ADA}/\nexample.com/in/x\n")
    assert keys(found) == ["public:ada-wong", "public:ben-ito"]
    assert [p.line for p in found.people] == [1, 3]
    assert found.repeated == 1
    assert found.refused == [RefusedRow(5, "not a LinkedIn profile address: example.com/in/x")]
    assert columns_of(found) == [("address", "address")]


ODD = (
    "TBD",
    "none",
    "-",
    "www.google.com",
    "n/a",
    "#N/A",
    "?",
    "x",
    "0",
    "ada@example.com",
    "Jane Doe",
    "ada-wong",
    "https://www.linkedin.com/company/acme",
    "linkedin.com",
    "https://www.linkedin.com/in/unavailable/",
)


def test_a_column_mapped_to_addresses_takes_addresses_alone(file: Path) -> None:
    content = "Name,Lien\n" + "".join(f"Somebody,{cell}\n" for cell in (*ODD, BEN))
    found = read(file, content, {"Lien": "address"})
    assert keys(found) == ["public:ben-ito"]
    assert [row.line for row in found.refused] == list(range(2, 2 + len(ODD)))
    assert all(row.reason for row in found.refused)
    assert found.refused[0] == RefusedRow(2, "not a LinkedIn profile address: TBD")


@pytest.mark.parametrize(
    ("header", "mapping"),
    [("Lien", {"Lien": "public_id"}), ("publicIdentifier", None), ("vanityName", None), ("Public ID", None)],
)
def test_bare_identifiers_count_where_nine_of_ten_cells_are_such(
    file: Path, header: str, mapping: dict[str, str] | None
) -> None:
    slugs = [f"jane-doe-{n}" for n in range(18)]
    found = read(file, f"Name,{header}\n" + "".join(f"J,{cell}\n" for cell in (*slugs, "TBD", "none")), mapping)
    assert keys(found) == [f"public:{slug}" for slug in slugs]
    assert [(row.line, row.reason) for row in found.refused] == [
        (20, "not a public identifier: TBD"),
        (21, "not a public identifier: none"),
    ]
    found = read(file, f"Name,{header}\n" + "".join(f"J,{cell}\n" for cell in (*slugs, "TBD", "none", "-")), mapping)
    assert found.people == []
    assert found.refused[0].reason == "an identifier alone, in a column with less than 90 % identifiers: jane-doe-0"


def test_addresses_in_a_column_of_identifiers_count_whatever_else_it_holds(file: Path) -> None:
    found = read(file, f"Name,vanityName\nA,{ADA}\nB,TBD\nC,ben-ito\nD,{BEN}\n")
    assert keys(found) == ["public:ada-wong", "public:ben-ito"]


def test_an_identifier_helps_where_the_address_is_no_person(file: Path) -> None:
    found = read(file, f"Name,URL,publicIdentifier\nA,{ADA},other\nB,https://acme.example,ben-ito\nC,,TBD-x\n")
    assert keys(found) == ["public:ada-wong", "public:ben-ito", "public:tbd-x"]


@pytest.mark.parametrize(
    ("content", "mapping", "says"),
    [
        (
            "Name,Lien\nA,TBD\nB,none\n",
            {"Lien": "address"},
            "names a person in the column “Lien”, so nothing was saved. Each row needs an address such as",
        ),
        (f"URL,Web\nTBD,{ADA}\nx,{BEN}\n", {"URL": "address"}, "“Web” holds addresses: --map Web=address."),
        ("First Name,Last Name,Company\nAda,Wong,Acme\n", None, "Columns found: First Name, Last Name, Company."),
        ("just some prose\nof two lines\n", None, "--map COLUMN=address"),
        ("jane-doe\njohn-doe\n", None, "--map COLUMN=address"),
        ("Name,Lien\nA,jane-doe-1\nB,jane-doe-2\n", {"Lien": "address"}, "use --map Lien=public_id."),
        ("Name,URL\n", None, "people.csv has no rows below its header, so nothing was saved."),
    ],
)
def test_a_file_without_anybody_says_what_would_fit(
    file: Path, content: str, mapping: dict[str, str] | None, says: str
) -> None:
    assert says in read(file, content, mapping).unusable


def test_the_other_address_is_used_where_the_first_is_empty(file: Path) -> None:
    lead = "https://www.linkedin.com/sales/lead/ACwAAAcDMMQBODyLwZrRcgYhrkCaf,NAME_SEARCH,x"
    ben = lead.replace("ACwAAA", "ACwAAB")
    found = read(file, f'profileUrl,defaultProfileUrl,fullName\n"{lead}",{ADA},Ada Wong\n"{ben}",,Ben Ito\n')
    assert keys(found) == ["public:ada-wong", "provider:ACwAABcDMMQBODyLwZrRcgYhrkCaf"]
    assert found.people[0].keys == ["public:ada-wong", "provider:ACwAAAcDMMQBODyLwZrRcgYhrkCaf"]


@pytest.mark.parametrize(
    ("header", "row", "names"),
    [
        ("Full name,URL", "Ada de Wong", ("Ada", "de Wong", "Ada de Wong")),
        ("Full name,URL", "Pelé", ("Pelé", "", "Pelé")),
        ("First name,Last name,URL", "Ada,Wong", ("Ada", "Wong", "Ada Wong")),
        ("First name,Last name,URL", ",Wong", ("", "Wong", "Wong")),
        ("Vorname,Name,URL", "Ada,Wong", ("Ada", "Wong", "Ada Wong")),
        ("First name,Full name,URL", "Ada,Ada Wong", ("Ada", "Wong", "Ada Wong")),
        ("First name,Full name,URL", "Ada,Ada", ("Ada", "", "Ada")),
        ("Full name,First name,Last name,URL", "A. Wong,Ada,Wong", ("Ada", "Wong", "A. Wong")),
    ],
)
def test_names_are_split_only_where_they_must_be(
    file: Path, header: str, row: str, names: tuple[str, str, str]
) -> None:
    person = read(file, f"{header}\n{row},{ADA}\n").people[0]
    assert (person.first_name, person.last_name, person.name) == names


def test_other_columns_are_kept_under_safe_names(file: Path) -> None:
    found = read(file, f'URL,Company Size,Note,Langue\n{ADA},=1+1,"two\nlines",Français\n{BEN},,,Klingon\n')
    assert found.people[0].custom == {"company_size": "=1+1", "note": "two lines"}
    assert [p.custom for p in found.people[1:]] == [{}]
    assert [p.language for p in found.people] == ["fr", ""]
    assert columns_of(found) == [
        ("URL", "address"),
        ("Company Size", "custom.company_size"),
        ("Note", "custom.note"),
        ("Langue", "language"),
    ]


def test_lines_are_physical_ones(file: Path) -> None:
    found = read(file, f'First Name,URL\n"a\nb\r\nc",{ADA}\n\nx,nowhere\ny,{BEN}')
    assert [p.line for p in found.people] == [2, 7]
    assert [row.line for row in found.refused] == [6]


def test_a_quote_that_never_closes_costs_its_own_row(file: Path) -> None:
    people = "".join(f"P{i},x,{ADA}-{i},Acme\n" for i in range(3 * MAX_QUOTED_LINES))
    for content in [
        HEADER + f'"Bad,x,{BEN},Acme\n' + people,
        HEADER + f'"Bad,x,{BEN},Acme\n' + people.splitlines(keepends=True)[0],
        HEADER + f'"Bad,x,{BEN},Acme\n' + people + '"Ada ""Q"" W",x,' + ADA + ',"Acme, Inc"\n',
        HEADER + f'"Bad,x,{BEN},Acme\nGood,x,{ADA}-1,Acme\n"Ada",x,{ADA},"Acme, Inc"\n',
    ]:
        found = read(file, content)
        assert found.refused == [RefusedRow(2, UNCLOSED)]
        assert "public:ada-wong-1" in keys(found) or "public:ada-wong-0" in keys(found)
        assert found.rows == content.count("linkedin.com/in/")


def test_a_quoted_text_of_many_lines_is_one_cell(file: Path) -> None:
    summary = "see linkedin.com/in/me\n" * (MAX_QUOTED_LINES - 2)
    found = read(file, f'URL,Summary\n{ADA},"{summary}"\n{BEN},x\n')
    assert keys(found) == ["public:ada-wong", "public:ben-ito"]


def test_a_cell_over_the_csv_limit_costs_only_its_row(file: Path) -> None:
    found = read(file, f"URL,Note\n{ADA},{'x' * 200_000}\n{BEN},x\n")
    assert keys(found) == ["public:ben-ito"]
    assert [row.line for row in found.refused] == [2]


def test_short_and_long_rows(file: Path) -> None:
    found = read(file, f"URL,Company,Position\n{ADA}\n{BEN},a,b,c,d\n,x\n")
    assert [(p.company, p.position) for p in found.people] == [("", ""), ("a", "b")]
    assert found.refused == [RefusedRow(4, "no address")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "people.csv is empty."),
        (b"\xef\xbb\xbf \r\n\n", "people.csv is empty."),
        (b"PK\x03\x04" + b"x" * 99, "export it as CSV"),
        (b"%PDF-1.7\n", "export it as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "export it as CSV"),
        (b"URL\n" + b"\0" * 500, "export it as CSV"),
        (bytes(range(256)) * 20, "export it as CSV"),
    ],
)
def test_a_file_of_no_use_is_refused_in_one_sentence(file: Path, content: bytes, says: str) -> None:
    file.write_bytes(content)
    with pytest.raises(UsageError, match=re.escape(says)) as caught:
        read_contact_file(file)
    assert caught.value.field == "file"
    assert "\n" not in caught.value.text


def test_a_missing_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=re.escape("There is no file none.csv.")):
        read_contact_file(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="is a folder"):
        read_contact_file(tmp_path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_contact_file(tmp_path / "nul\0byte.csv")


def test_a_file_that_is_too_large(file: Path) -> None:
    with file.open("wb") as out:
        out.truncate(MAX_BYTES + 1)
    with pytest.raises(UsageError, match="more than 2,000 MB"), open_contact_file(file):
        pass
    with file.open("wb") as out:
        out.truncate(MAX_BYTES_AT_ONCE + 1)
    with pytest.raises(UsageError, match="more than 50 MB"):
        read_contact_file(file)
    with file.open("r+b") as out:
        out.write(b"PK\x03\x04")
    with pytest.raises(UsageError, match="a workbook of more than 50 MB"), open_contact_file(file):
        pass


def test_a_mapping_finds_an_unknown_header(file: Path) -> None:
    found = read(file, f"Who;Where\nAda Wong;{ADA}\n", {"Where": "address", "Who": "name"})
    assert (found.people[0].first_name, found.people[0].identity.value) == ("Ada", "ada-wong")
    with pytest.raises(UsageError, match="Nearest: Where") as caught:
        read(file, f"Who;Where\nAda Wong;{ADA}\n", {"Wher": "address", "Who": "name"})
    assert caught.value.field == "map"


def test_batches_tell_how_far_the_reading_came(file: Path) -> None:
    file.write_text("URL\n" + "".join(f"{ADA}-{i}\n" for i in range(2500)))
    with open_contact_file(file) as reader:
        heard = [(batch.rows, batch.line, batch.last) for batch in reader.batches(1000)]
    assert heard == [(1000, 1001, False), (2000, 2001, False), (2500, 2501, True)]
    assert (reader.rows, reader.lines) == (2500, 2501)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_a_person_of_an_earlier_batch_is_the_same_person(file: Path, size: int) -> None:
    """With batches of any size, the first row counts, and later ones only add addresses."""
    rows = [f"Ada,{ADA}", "Bob,https://www.linkedin.com/in/bob-x", f'Eve,"{ADA}, https://www.linkedin.com/in/ada-w"']
    rows += ["Zoe,https://www.linkedin.com/in/ada-w", "Tim,https://www.linkedin.com/in/tim-x", f"Ann,{ADA}"]
    file.write_text("\n".join(["First Name,URL", *rows]))
    with open_contact_file(file) as reader:
        batches = list(reader.batches(size))
    assert [p.first_name for batch in batches for p in batch.people] == ["Ada", "Bob", "Tim"]
    assert (reader.people, reader.repeated, reader.refused) == (3, 3, 0)
    told = [key for batch in batches for person in batch.people for key in person.keys]
    told += [one.key for batch in batches for row in batch.further for one in row]
    assert set(told) == {"public:ada-wong", "public:ada-w", "public:bob-x", "public:tim-x"}


def calls_to_read(file: Path, count: int) -> int:
    """Count the Python calls that reading `count` rows takes."""
    rows = (f"Zoë{i},Wong,{ADA}-{i},Acme & Söhne,Dr. phil.,Köln\n" for i in range(count))
    file.write_text("First Name,Last Name,URL,Company,Position,City\n" + "".join(rows), encoding="utf-8")
    calls = 0

    def counted(_frame: FrameType, event: str, _given: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        found = read_contact_file(file)
    finally:
        sys.setprofile(before)
    assert len(found.people) == count
    return calls


def test_ten_times_the_rows_take_ten_times_the_work(file: Path) -> None:
    assert calls_to_read(file, 10_000) < 11 * calls_to_read(file, 1_000)


@given(st.binary(max_size=400))
@example(b"URL\n\xff\xfe\x00")
def test_any_bytes_are_decoded_or_refused_as_binary(data: bytes) -> None:
    text, refused = "", "export it as CSV"
    try:
        text = text_of(decode(data, "x.csv"))
    except EncodingError as error:
        refused = "export it as CSV" if 1 < len(error.choices) <= 3 else error.text
    except UsageError as error:
        refused = error.text
    assert "export it as CSV" in refused
    assert "\0" not in text


@given(st.text(alphabet='ab",;\t\n\r \x00é', max_size=200), st.sampled_from([",", ";", "\t"]))
def test_every_line_with_something_in_it_is_in_a_record(text: str, delimiter: str) -> None:
    lines = text.splitlines(keepends=True)
    starts = [record.line for record in records(lines, delimiter)]
    assert starts == sorted(set(starts))
    assert all(1 <= line <= len(lines) for line in starts)
    if '"' not in text:
        assert len(starts) == len(lines)


@given(st.text(alphabet='a"\\=\n\r\u2028é\ud800', max_size=60), st.integers(1, 7))
def test_lines_are_counted_and_noted_whatever_the_blocks(text: str, size: int) -> None:
    blocks = [text[at : at + size] for at in range(0, len(text), size)]
    with closing(Lines(blocks)) as lines:
        found = list(lines)
        assert found == list(lines) == list(io.StringIO(text, newline=""))
        assert (len(lines), lines.begin) == (len(found), text)
        assert (lines.formulas, lines.backslashes) == ('="' in text, '\\"' in text)
        with closing(Lines.of(found)) as again:
            assert list(again) == found


def test_the_demo_contacts_are_what_their_script_makes(file: Path) -> None:
    shipped = ROOT / "core" / "demo" / "contacts.csv"
    made = runpy.run_path(str(ROOT / "tools" / "make_demo_contacts.py"))["make"]()
    assert shipped.read_bytes() == made
    found = read_contact_file(shipped)
    assert (found.rows, len(found.people), found.refused) == (1200, 1200, [])
    assert {p.language for p in found.people} == {"en", "fr", "de", "es", "ja"}
    assert sum(not p.first_name for p in found.people) == 24
