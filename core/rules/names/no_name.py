"""Texts in a name column that name nobody: fillers of formulas, exports and people."""

from __future__ import annotations

import re

from core.rules.names.firm_name import FIRM_WORDS, has_legal_form
from core.rules.names.word_set import word_set
from core.rules.placeholders import in_final_text

_LEFT_EMPTY = """
n/a, #n/a, n.a., n.a, n\\a, n/d, n.d., s/n, s/d, s.d., k/a,
 #na, #spill!, #calc!, #busy!, #field!, #blocked!, #name?, #ref!, #value!, #null!, #num!, #div/0!, #error!,
#error, undefined, none, (none),
noname, [object object], object object, (blank), (null), (empty), empty, blank, missing, tbd, tba, tbc, todo, error,
pending, not available, not applicable, not provided, not found, not set, not specified, not given, not known, no
name, no data, no first name, no last name, no value, no info, loading, loading..., unnamed, none given,
name withheld, withheld, not supplied, no firstname, nofirstname, no lastname,
nolastname, firstname lastname, fnu, lnu, fnu lnu, null null, none none, undefined undefined, n/a n/a,
unknown unknown, unknown, unbekannt, unbekannter, unbekannte, keine angabe, k.a., k. a., kein name, ohne name, nicht
angegeben, leer, inconnu, inconnue, sans nom, non renseigné, non renseignée, non communiqué, non disponible, néant,
aucun, aucune, desconocido, desconocida, sin nombre, sin datos, no disponible, ninguno, ninguna, vacío,
sconosciuto, sconosciuta, nessuno, nessuna, senza nome, vuoto, desconhecido, desconhecida, sem nome, nenhum, vazio,
onbekend, geen, geen naam, leeg, okänd, okänt, namn saknas, ukendt, ukjent, nieznany, nieznane, brak, brak danych,
neznámý, neznámé, necunoscut, bilinmiyor, yok, неизвестно, неизвестный, не указано, нет, нет данных, невідомо,
немає, 不明, 未知, 無, 无, 無し, なし, 不詳, 匿名, 미상, 없음, 익명
"""
_HIDDEN = """
anonymous, anonym, anonyme, anónimo, anônimo, anonimo, hidden, private, privat, deleted, removed, redacted, masked,
confidential, nobody, member, hidden member, private member, anonymous member, deleted member, former member,
do not contact, do not use, do not call, dnc, duplicate, dup, test lead, test contact, test account, ex member,
out of network, out-of-network member, private profile, profile unavailable, deleted user, unknown user, unknown member
"""
_FILLED_IN = """
n.n., n. n., s.n., xx, xxx, xxxx, asdf, asdfgh, qwerty, qwertz, abc, test, test test, testname, test user, testuser,
user, username, user name, guest, guest user, name, admin, administrator, webmaster, info, contact, kontakt, lead,
customer, client, kunde, sales, team, support, office, marketing, accounting, reception, billing,
vertrieb, buchhaltung, einkauf, empfang, noreply, no-reply, do not reply,
sir/madam, dear sir, dear madam, sir or madam, to whom it may
concern, dear customer, dear friend, valued customer,
valued guest, dear sirs, first name last name, true, false, yes, no, candidate, prospect, recipient, the recipient
"""
_HEADERS = """
first name, firstname, first_name, last name, lastname, last_name, surname, forename, full name, fullname, given name,
family name, your name, vorname, nachname, prénom, prenom, nom de famille, nombre, apellido, apellidos, cognome,
sobrenome, voornaam, achternaam, fornavn, etternavn, efternavn, förnamn, efternamn, imię, nazwisko, фамилия, имя, 姓名
"""
_NOBODY = frozenset(
    " ".join(phrase.split())
    for phrases in (_LEFT_EMPTY, _HIDDEN, _FILLED_IN, _HEADERS)
    for phrase in phrases.split(",")
    if phrase.strip()
)
_BY_CASE = frozenset(("null", "NULL", "nil", "NIL", "nan", "NaN", "NAN", "NA", "na", "void", "VOID", "nul", "NUL"))
"""Spellings that come from programs; Nan, Nil and Na are people's names."""
_ONLY_FIRST = frozenset(("Null", "Void"))
"""Words that are no first name but may be a last name."""
_SURNAMES = word_set(
    """
    guest test office private lead client yes no abc kunde user sales blank contact brak lees nobody hidden
    support candidate member missing customer info nombre
    """
)
"""Words that are real last names if written with one capital."""
_MEMBERS = word_set(
    """
    member user mitglied nutzer membre utilisateur miembro usuario membro usuário utente lid gebruiker medlem
    bruger bruker użytkownik uživatel üyesi участник пользователь メンバー 用户 會員 회원
    """
)
"""Words that follow "LinkedIn" where it hides a name."""
_E_MAIL = re.compile(r"\S*@\S*\.\S+|\S+@\S*")
_ACCOUNT = re.compile(r"@\S+|[a-z]{2,}[._][a-z]{2,}\d*")
_HASHTAG = re.compile(r"#\w+")
_WEB = re.compile(
    r"(?:https?:|www\.)\S*|\S+\.(?:com|net|org|io|co|eu|info|biz|app|dev|ai|example)(?:/\S*)?|\S*linkedin\.com\S*",
    re.IGNORECASE,
)
_LINKEDIN = re.compile(r"linked\s?in|领英|領英", re.IGNORECASE)
_EMPTY_CELLS = frozenset(
    spelled
    for word in (
        "null", "nan", "undefined", "n/a", "n.a.", "n/d", "n.d.", "(null)", "(blank)", "(none)", "(empty)",
        "[object object]", "#n/a", "#ref!", "#value!", "#name?", "#null!", "#num!", "#div/0!", "#spill!", "#calc!",
        "#busy!", "#field!", "#blocked!", "#error!", "#getting_data", "not available", "not specified",
        "not provided", "k.a.", "keine angabe", "nicht angegeben", "non renseigné", "non disponible", "no disponible",
    )
    for spelled in (word, word.upper(), word.title(), word.capitalize(), "NaN" if word == "nan" else "[object Object]")
    if spelled != "Nan"  # a province of Thailand
)  # fmt: skip
"""Words that programs write where a cell of any column is empty."""
_DASHES = frozenset("-\u2013\u2014_.?# ")
_MAY_BE_EMPTY = frozenset("-\u2013\u2014_.?#{[<%*$")
"""First characters of cells that hold only signs, or another tool's placeholder."""
_LOST_LETTER = re.compile("\ufffd|[^\\W\\d_][?]+[^\\W\\d_]|^[?]+(?=[^\\W\\d_])")
_WORDS_OF_A_NAME = 3


def has_lost_letters(text: str) -> bool:
    """Return whether an earlier program replaced letters of a name by question marks: M?ller."""
    return any(_LOST_LETTER.search(word) for word in text.split()[:_WORDS_OF_A_NAME])


def is_no_name(text: str, *, last: bool = False) -> bool:
    """Return whether a name is nobody's; with `last`, fillers that are also real last names do not count."""
    return _LINKEDIN.search(text) is not None or is_placeholder(text, last=last)


def is_placeholder(text: str, *, last: bool = False) -> bool:
    """Return whether a whole cell is a filler of programs or people, or holds only an address."""
    if not any(c.isalpha() for c in text):
        return True
    folded = text.casefold()
    if text.startswith("=") or has_lost_letters(text):
        return True
    if text in _BY_CASE or (text in _ONLY_FIRST and not last):
        return True
    if folded in _NOBODY:
        return not (last and folded in _SURNAMES and text[0].isupper() and text[1:].islower())
    words = text.split()
    return all(map(_is_address, words)) or _ACCOUNT.fullmatch(text) is not None or bool(in_final_text(text))


def is_nobody_together(first: str, last: str) -> bool:
    """Return whether a first and a last name together name nobody: LinkedIn | Member, Test | User."""
    if _LINKEDIN.search(first):
        return last.casefold() in _MEMBERS or _LINKEDIN.search(f"{first} {last}".removeprefix(first)) is not None
    if _LINKEDIN.fullmatch(last) and first and first.casefold().split()[0] in _MEMBERS:
        return True
    both = f"{first} {last}"
    return bool(first and last) and (both.casefold() in _NOBODY or (has_legal_form(both) and last != "Oy"))


def is_empty_cell(text: str) -> bool:
    """Return whether a cell that is no name holds nothing: #N/A, null, a dash, {{company}}."""
    if text in _EMPTY_CELLS:
        return True
    if text[0] not in _MAY_BE_EMPTY:
        return False
    return set(text) <= _DASHES or in_final_text(text) == [text]


def _is_address(word: str) -> bool:
    return _E_MAIL.fullmatch(word) is not None or _WEB.fullmatch(word) is not None


def without_addresses(text: str) -> str:
    """Return a text without its e-mail and web addresses and hashtags."""
    kept = [word for word in text.split() if not (_is_address(word.strip("()[]<>,;")) or _HASHTAG.fullmatch(word))]
    return " ".join(kept)


KNOWN_WORDS = (
    frozenset(word for phrase in _NOBODY for word in phrase.split())
    | frozenset(word.casefold() for word in (*_BY_CASE, *_ONLY_FIRST))
    | {"linkedin", "linked"}
    | FIRM_WORDS
)
"""Words that the rules of this module look for; a name without them needs none of these rules."""
