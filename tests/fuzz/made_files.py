"""The door of contact files as other tools write them, of known people, so that a wrong reading is noticed.

Each file combines an export's columns, notes above them, a separator, quotes, line ends, an encoding or a workbook,
rows of people and rows without a person. The people, the greetings, the refused lines and all counts must be right.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.errors import EncodingError
from core.services.audience.contact_file import ContactFile, read_contact_file
from tests.fuzz import made_names
from tests.fuzz.command import make_home, overture
from tests.fuzz.door import Door
from tests.fuzz.made_names import Cells
from tests.fuzz.oracle import holds
from tests.support.workbooks import xlsx

FORBIDDEN = frozenset('@#{}[]()<>|/\\%*&;:!?=+_"$,0')
OF_ONE_SCRIPT = ("latin", "eastern", "turkish", "cyrillic", "greek", "hebrew", "arabic", "thai", "han", "hangul")
CODE_PAGES = {
    "latin": ("cp1252", "mac_roman", "iso8859_15"), "eastern": ("cp1250", "iso8859_2"), "turkish": ("cp1254",),
    "cyrillic": ("cp1251", "koi8_u"), "greek": ("cp1253",), "hebrew": ("cp1255",), "arabic": ("cp1256",),
    "thai": ("cp874",),
    "han": ("gb18030", "cp932", "cp950"), "hangul": ("cp949",),
}  # fmt: skip
NAMED = {"cp932": "shift_jis", "cp949": "euc-kr", "cp950": "big5", "mac_roman": "mac-roman", "koi8_u": "koi8-u"}
DIALECTS: tuple[tuple[str, ...], ...] = (
    ("First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"),
    ("Vorname", "Nachname", "URL", "E-Mail-Adresse", "Unternehmen", "Position", "Vernetzt am"),
    ("Prénom", "Nom de famille", "URL", "Adresse e-mail", "Entreprise", "Poste", "Connecté le"),
    ("profileUrl", "firstName", "lastName", "occupation", "company_name", "location", "state", "connectedAt"),
    ("Record ID", "First Name", "Last Name", "Email", "Phone Number", "Contact owner", "Associated Company",
     "LinkedIn URL"),
    ("Salutation", "First Name", "Last Name", "Title", "Account Name", "LinkedIn Profile__c", "Contact ID"),
    ("Person - Name", "Person - Organization", "Person - Email - Work", "Person - LinkedIn", "Person - Owner"),
    ("First Name", "Last Name", "Title", "Company", "# Employees", "Person Linkedin Url", "Website",
     "Company Linkedin Url"),
    ("email", "firstName", "lastName", "companyName", "jobTitle", "linkedinUrl", "icebreaker"),
    ("name", "link", "title", "company", "location", "companyLink"),
    ("id", "Scan Time", "Degree", "First Name", "Last Name", "Title", "Profile", "Company", "CompanyProfile",
     "My Notes"),
    ("Anrede", "Titel", "Vorname", "Nachname", "Firma", "Position", "LinkedIn-Profil", "Notiz"),
    ("Name", "LinkedIn", "Notes"),
    ("First Name *", "Last Name *", "LinkedIn URL (required)", "Tags"),
    ("NOM", "PRENOM", "SOCIETE", "FONCTION", "PROFIL LINKEDIN"),
    ("Full name", "Job position", "Country", "Company name", "Company url", "LinkedIn"),
    ("Voornaam", "Achternaam", "Bedrijf", "Functie", "LinkedIn-profiel"),
    ("Nombre", "Apellidos", "Empresa", "Cargo", "Perfil de LinkedIn"),
    ("名字", "姓氏", "URL", "邮箱", "公司", "职位"),
    ("Имя", "Фамилия", "Компания", "Должность", "Ссылка на профиль"),
    ("Ad", "Soyad", "Şirket", "Unvan", "LinkedIn"),
    ("Imię i nazwisko", "Firma", "Stanowisko", "Profil LinkedIn"),
    ("Lead Name", "Profile link", "Company", "Imported by", "Owner profile"),
)  # fmt: skip
FIRSTS = frozenset((
    "first name", "vorname", "prénom", "firstname", "first name *", "prenom", "voornaam", "nombre", "名字", "имя",
    "ad",
))  # fmt: skip
LASTS = frozenset((
    "last name", "nachname", "nom de famille", "lastname", "last name *", "nom", "achternaam", "apellidos", "姓氏",
    "фамилия", "soyad",
))  # fmt: skip
FULLS = frozenset((
    "person - name", "name", "full name", "imię i nazwisko", "lead name",
))  # fmt: skip
OTHERS = frozenset(("company linkedin url", "companylink", "companyprofile", "company url", "website"))
"""Columns with pages of companies."""
COMPANIES = frozenset((
    "company", "unternehmen", "entreprise", "company_name", "associated company", "account name",
    "person - organization", "companyname", "firma", "societe", "company name", "bedrijf", "empresa", "公司",
    "компания", "şirket",
))  # fmt: skip
MAILS = frozenset(("email address", "e-mail-adresse", "adresse e-mail", "email", "person - email - work", "邮箱"))
NOTES = (
    "", "", "Notes:\n\n", 'Notes:\n"When exporting, some addresses are missing, see ""help"".\nTwo lines."\n\n',
    "Outreach list\nPrepared by Tom, 12 Jan\n\n", ",,,\nQ3 list,,,\n,,,\n",
)  # fmt: skip
COMPANY_CELLS = ("Acme", "Acme, Inc.", "Roth & Co", 'The "Best" AG', "Line one\nLine two", "Müller GmbH", "7 Oaks")
OTHER_CELLS = ("", "", "x", "12", "2024-01-12", "tag, other", "Head of Ops", "https://acme.example", "+49 30 1234567")
EMPTY_ADDRESSES = (
    "", "n/a", "-", "https://www.linkedin.com/company/acme", "https://www.linkedin.com/in/unavailable/",
    "mailto:x@x.example",
    "https://lnkd.in/abc", "https://www.linkedin.com/pub/jane/1/2/3", "https://x.example/in/jane",
    "https://www.linkedin.com/in/",
)  # fmt: skip
FORMS = (
    "https://www.linkedin.com/in/{}", "https://www.linkedin.com/in/{}/", "http://linkedin.com/in/{}",
    "linkedin.com/in/{}",
    "www.linkedin.com/in/{}/", "https://de.linkedin.com/in/{}/de", "https://www.linkedin.com/in/{}?trk=x&a=b",
    "https://www.linkedin.com/comm/in/{}", "HTTPS://WWW.LINKEDIN.COM/in/{}", "<https://www.linkedin.com/in/{}>",
    " linkedin.com/in/{} ",
    "https://www.linkedin.com/in/{}%E2%80%8B", "[profile](https://www.linkedin.com/in/{})",
    "https://www.linkedin.com/mwlite/in/{}",
)  # fmt: skip
END_NOTES = ("", "", "Total", "Exported by FooTool", "Grand Totals (2 records)")


@dataclass(frozen=True)
class Expected:
    """A person who must be read from a line."""

    line: int
    key: str
    greeted: frozenset[str]
    last: str | None
    company: str | None


@dataclass(frozen=True)
class Made:
    """A file, its encoding, and the people and refusals that must be read from it."""

    data: bytes
    suffix: str
    encoding: str
    people: tuple[Expected, ...] = ()
    refused: tuple[int, ...] = ()
    repeated: int = 0


@dataclass
class _Rows:
    """The rows of a file while it is made, and what must be read from them: people, refused rows and repetitions."""

    rows: list[list[str]]
    people: list[tuple[int, str, Cells, str]]
    refused: list[int]
    repeated: int = 0


@st.composite
def files(draw: DrawFn) -> Made:
    """Return a whole file."""
    script = draw(st.sampled_from((*OF_ONE_SCRIPT, "", "")))
    header = draw(st.sampled_from(DIALECTS))
    made = draw(_rows(header, (script,) if script else tuple(made_names.SCRIPTS)))
    shape = draw(st.sampled_from(("csv", "csv", "csv", "csv", "xlsx")))
    return draw(_workbook(header, made) if shape == "xlsx" else _text(header, made, script))


@st.composite
def _rows(draw: DrawFn, header: tuple[str, ...], scripts: tuple[str, ...]) -> _Rows:
    made = _Rows([], [], [])
    count = draw(st.integers(1, 9))
    for number in range(count):
        kind = draw(st.sampled_from(("person",) * 8 + ("nobody", "again", "empty", "header")))
        if kind == "empty" and number:
            made.rows.append([""] * len(header))
            continue
        if kind == "header" and number:
            made.refused.append(len(made.rows))
            made.rows.append(list(header))
            continue
        name = draw(made_names.names(scripts))
        slug, address = f"person-{number}-x{number}", draw(st.sampled_from(FORMS))
        if kind == "nobody" and number:
            made.refused.append(len(made.rows))
            made.rows.append(draw(_cells(header, name, draw(st.sampled_from(EMPTY_ADDRESSES)), "")))
            continue
        if kind == "again" and made.people:
            made.repeated += 1
            made.rows.append(draw(_cells(header, name, address.format(made.people[0][1]), "")))
            continue
        company = draw(st.sampled_from(COMPANY_CELLS))
        made.people.append((len(made.rows), slug, name, company))
        made.rows.append(draw(_cells(header, name, address.format(slug), company)))
    end = draw(st.sampled_from(END_NOTES))
    if end and made.people:
        made.refused.append(len(made.rows))
        made.rows.append([end, *[""] * (len(header) - 1)])
    return made


@st.composite
def _cells(draw: DrawFn, header: tuple[str, ...], name: Cells, address: str, company: str) -> list[str]:
    """Return the cells of a row, in the order of a header."""
    cells, taken = [], False
    for column in (column.casefold() for column in header):
        if not taken and _holds_address(column):
            taken = True
            cells.append(address)
            continue
        known = [cell for columns, cell in _known(name, company) if column in columns]
        cells.append(known[0] if known else draw(st.sampled_from(OTHER_CELLS)))
    return cells


def _known(name: Cells, company: str) -> tuple[tuple[frozenset[str], str], ...]:
    return (
        (FIRSTS, name.first),
        (LASTS, name.last),
        (FULLS, name.full),
        (COMPANIES, company),
        (OTHERS, "https://www.linkedin.com/company/acme"),
        (frozenset({"owner profile"}), "https://www.linkedin.com/in/tom-sales-owner"),
        (MAILS, "somebody@x.example"),
        (frozenset({"anrede", "salutation"}), "Herr"),
        (frozenset({"id", "record id", "contact id"}), "49301234567"),
        (frozenset({"contact owner", "person - owner", "imported by"}), "Tom Sales"),
    )


def _holds_address(column: str) -> bool:
    told = any(word in column for word in ("url", "link", "profil", "ссылка"))
    return told and column not in OTHERS and not column.startswith("owner")


@st.composite
def _text(draw: DrawFn, header: tuple[str, ...], made: _Rows, script: str) -> Made:
    separator = draw(st.sampled_from(",,;\t|"))
    quoting: Literal[0, 1] = draw(st.sampled_from((0, 1)))  # csv.QUOTE_MINIMAL, csv.QUOTE_ALL
    end = draw(st.sampled_from(("\n", "\r\n", "\r")))
    quoting = 1 if end == "\r" else quoting  # with \r as the line end, the writer would not quote a \n
    notes = draw(st.sampled_from(NOTES)).replace("\n", end)
    notes = notes if separator == "," or '"' not in notes else ""
    if not notes and draw(st.integers(0, 9)) == 0:
        notes = f"sep={separator}{end}"
    starts, text = [], notes
    for row in ([*header], *made.rows):
        out = io.StringIO()
        csv.writer(out, delimiter=separator, quoting=quoting, lineterminator=end).writerow(row)
        starts.append(_lines(text) + 1)
        text += out.getvalue().replace("\n", end) if end == "\r" else out.getvalue()
    encoding = draw(st.sampled_from(("utf-8", "utf-8", "utf-8-sig", "utf-16", "page", "page")))
    if encoding == "page":
        encoding = draw(st.sampled_from(CODE_PAGES.get(script, ("utf-8",))))
        if _unwritable(text, encoding):
            encoding = "utf-8"
    return _expected(made, starts[1:], text.encode(encoding), ".csv", header, encoding)


def _unwritable(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return True
    return False


def _lines(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


@st.composite
def _workbook(draw: DrawFn, header: tuple[str, ...], made: _Rows) -> Made:
    above = draw(st.sampled_from(((), (["Outreach list"],), (["Q3"], [""]))))
    rows = [*above, list(header), *made.rows]
    first = len(above) + 2
    return _expected(made, [first + at for at in range(len(made.rows))], xlsx({"People": rows}), ".xlsx", header, "")


def _expected(made: _Rows, starts: list[int], data: bytes, suffix: str, header: tuple[str, ...], encoding: str) -> Made:
    columns = {column.casefold() for column in header}
    by_full = columns.isdisjoint(FIRSTS)
    unsure = frozenset({""}) if "名字" in columns else frozenset()  # mostly full names
    people = tuple(
        Expected(
            starts[at],
            f"public:{slug}",
            (name.greeted_by_full if by_full else name.greeted) | unsure,
            name.last if name.plain and not by_full else None,
            " ".join(company.split()) if columns & COMPANIES else None,
        )
        for at, slug, name, company in made.people
    )
    return Made(data, suffix, encoding, people, tuple(starts[at] for at in made.refused), made.repeated)


def use(case: Made, folder: Path) -> None:
    home, path = folder / "home", folder / f"given{case.suffix}"
    path.write_bytes(case.data)
    found, words = _read(path, case)
    told = "\n".join(f"{person.line} {person.identity.key} {person.first_name!r}" for person in found.people)
    told = f"{told}\nrefused {found.refused}\nread as {found.report.read_as}\n{found.report.columns}"
    people = [(person.line, person.identity.key) for person in found.people]
    holds(people == [(one.line, one.key) for one in case.people], f"PEOPLE: {told}")
    holds(tuple(row.line for row in found.refused) == case.refused, f"REFUSED: {case.refused}\n{told}")
    holds(found.repeated == case.repeated, f"REPEATED: {found.repeated}\n{told}")
    holds(found.rows == len(people) + len(case.refused) + case.repeated, f"SUMS: {found.rows}\n{told}")
    for person, one in zip(found.people, case.people, strict=True):
        who = f"line {one.line}: {person.first_name!r} {person.last_name!r}, not {sorted(one.greeted)}\n{told}"
        holds(person.first_name in one.greeted, f"GREETING: {who}")
        holds(FORBIDDEN.isdisjoint(person.first_name), f"GREETING: {who}")
        holds(one.last is None or person.last_name == one.last, f"LAST NAME: {who}, {one.last}")
        holds(one.company is None or person.company == one.company, f"LOST: {person.company!r}, {one.company!r} {who}")
    _import(home, path, case, words, found)


def _read(path: Path, case: Made) -> tuple[ContactFile, tuple[str, ...]]:
    """Read a file; its encoding is given if it cannot be recognised."""
    try:
        return read_contact_file(path), ()
    except EncodingError:
        holds(case.encoding not in ("utf-8", "utf-8-sig", "utf-16", ""), f"ASKED: {case.encoding}")
        encoding = NAMED.get(case.encoding, case.encoding)
        return read_contact_file(path, encoding=encoding), ("--encoding", encoding)


def _import(home: Path, path: Path, case: Made, words: tuple[str, ...], found: ContactFile) -> None:
    once = overture(home, "source", "import", str(path), "--name", "x", "--json", *words)
    if not case.people:
        holds(once.code == 5, f"NOBODY: {once.code} {once.out} {once.err}")
        return
    holds(once.code == 0, f"IMPORT: {once.err}")
    told = once.data
    sums = (told["rows"], told["added"], told["known"], told["refused_total"])
    holds(sums == (found.rows, len(case.people), case.repeated, len(case.refused)), f"SUMS: {sums}")
    first = found.people[0].first_name or "there"
    holds(told["greeting"]["text"] == f"Hi {first},", f"TEXT: {told['greeting']}")


def twin(case: Made) -> Made:
    """Return plain rows of the same number of bytes."""
    rows = ["First Name,Last Name,URL,Company"]
    people: list[Expected] = []
    size = len(case.data)
    while size > 0 or not people:
        people.append(Expected(len(rows) + 1, f"public:ada-{len(rows)}", frozenset({"Ada"}), "Wong", "Acme"))
        rows.append(f"Ada,Wong,https://www.linkedin.com/in/ada-{len(rows)},Acme")
        size -= len(rows[-1]) + 1
    return Made("\n".join(rows).encode() + b"\n", ".csv", "utf-8", tuple(people))


DOOR = Door("files", files(), use, twin, per_seed=12, size=lambda case: 2 * len(case.data), prepare=make_home)
