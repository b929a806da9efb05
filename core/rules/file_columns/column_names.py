"""Column names of exports and scrapers, the clearest name of each field first.

Sources: LinkedIn's own connections export in its languages; PhantomBuster, Evaboot, Waalaxy, Dropcontact, Lemlist,
HubSpot, ZoomInfo, Linked Helper, Outlook and Sales Navigator scrapers. Names are compared without case, accents, spaces
and punctuation; names in further languages are in `foreign_column_names`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from core.rules.file_columns.foreign_column_names import FOREIGN
from core.text import clean

FIELDS = (
    "first_name",
    "last_name",
    "name",
    "address",
    "public_id",
    "email",
    "company",
    "position",
    "location",
    "headline",
    "language",
    "connected_on",
    "degree",
)

_NAMES: dict[str, tuple[str, ...]] = {
    "first_name": (
        "First name", "Firstname", "Given name", "Forename", "Prénom", "Vorname", "Nombre de pila", "Primer nombre",
        "Nome di battesimo", "Primeiro nome", "Nombre", "Nome", "First",
    ),
    "last_name": (
        "Last name", "Lastname", "Surname", "Family name", "Nom de famille", "Nom", "Nachname", "Familienname",
        "Apellidos", "Apellido", "Cognome", "Sobrenome", "Apelido", "Último nome", "Last",
    ),
    "name": (
        "Full name", "Fullname", "Name", "Names", "Contact name", "Prospect name", "Lead name", "Nom complet",
        "Prénom et nom", "Prénom Nom", "Nom Prénom", "Vollständiger Name", "Vor- und Nachname", "Nombre completo",
        "Nombre y apellidos", "Nome completo", "Nome e cognome",
    ),
    # In order of preference: public addresses, Sales Navigator's, single words.
    "address": (
        "LinkedIn URL Public", "LinkedIn Public URL", "Public LinkedIn URL", "Public profile URL",
        "Default profile URL", "LinkedIn profile URL", "LinkedIn profile", "LinkedIn URL", "LinkedIn link",
        "LinkedIn address", "Prospect LinkedIn URL", "Person LinkedIn URL", "Contact LinkedIn URL",
        "hs_linkedin_url", "LI URL", "Profile URL", "Profile link", "Profile address", "URL du profil",
        "URL du profil LinkedIn", "Profil LinkedIn", "Lien LinkedIn", "Lien du profil", "Adresse LinkedIn",
        "Profil-URL", "LinkedIn-Profil-URL", "LinkedIn-Profil", "Profil-Link", "URL del perfil",
        "URL del perfil de LinkedIn", "Perfil de LinkedIn", "URL de LinkedIn", "Enlace de LinkedIn",
        "URL profilo", "URL del profilo", "Profilo LinkedIn", "Link LinkedIn", "URL do perfil", "Perfil do LinkedIn",
        "URL do LinkedIn", "Link do LinkedIn", "LinkedIn", "LinkedIn URL Unique ID", "Sales Navigator URL",
        "Sales Navigator profile URL", "Profile", "Profil", "Perfil", "Profilo", "URL", "Link", "Address",
    ),
    # Only the last segment of a profile's address.
    "public_id": (
        "publicIdentifier", "Public ID", "vanityName", "LinkedIn public identifier", "LinkedIn public ID",
        "LinkedIn vanity name", "LinkedIn username", "LinkedIn user name", "LinkedIn handle", "LinkedIn slug",
        "Profile slug", "Profile identifier",
    ),
    "email": (
        "Email address", "Email", "E-mail", "E-mail address", "Mail", "Work email", "Professional email",
        "Pro email", "Business email", "Adresse e-mail", "Adresse mail", "Courriel", "E-Mail-Adresse",
        "Correo electrónico", "Dirección de correo electrónico", "Correo", "Indirizzo e-mail", "Indirizzo email",
        "Endereço de e-mail", "Endereço de email",
    ),
    "company": (
        "Company", "Company name", "Current company", "Current company name", "Organization", "Organisation",
        "Organization name", "Account name",
        "Associated company", "Primary associated company", "Firm", "Employer", "Entreprise", "Nom de l'entreprise",
        "Entreprise actuelle", "Société", "Unternehmen", "Firma", "Unternehmensname", "Aktuelles Unternehmen",
        "Empresa", "Nombre de la empresa", "Empresa actual", "Azienda", "Nome azienda", "Società",
        "Nome da empresa", "Empresa atual",
    ),
    "position": (
        "Position", "Job title", "Current position", "Current job title", "Current job", "Job", "Current title",
        "Title", "Role", "Occupation", "Designation", "Poste", "Poste actuel", "Fonction", "Intitulé du poste",
        "Titre du poste", "Stelle", "Berufsbezeichnung", "Aktuelle Position", "Jobtitel", "Funktion", "Cargo",
        "Puesto", "Puesto actual", "Cargo actual", "Posizione", "Posizione attuale", "Qualifica", "Ruolo",
        "Posição", "Cargo atual",
    ),
    "location": (
        "Location", "Locality", "Person location", "Prospect location", "Contact location", "City", "Lieu",
        "Localisation", "Ville", "Standort", "Ort", "Wohnort", "Stadt", "Ubicación", "Localidad", "Ciudad",
        "Località", "Posizione geografica", "Città", "Localização", "Cidade", "Localidade",
    ),
    "headline": (
        "Headline", "LinkedIn headline", "Profile headline", "Tagline", "Titre du profil", "Accroche",
        "Profil-Slogan", "Profilslogan", "Titular", "Titular profesional", "Sommario", "Título do perfil",
    ),
    "language": (
        "Language", "Lang", "Locale", "Preferred language", "Profile language", "Langue", "Sprache", "Idioma",
        "Lengua", "Lingua", "Língua",
    ),
    "connected_on": (
        "Connected on", "Connected at", "Connected date", "Connection date", "Connected since", "Date de connexion",
        "Connecté le", "Connectée le", "Vernetzt am", "Verbunden am", "Kontakt seit", "Conectado el",
        "Fecha de conexión", "Collegato il", "Data di collegamento", "Conectado em", "Data da conexão",
    ),
    "degree": (
        "Degree", "Connection degree", "LinkedIn degree", "Network distance", "Degré", "Degré de connexion",
        "Niveau de relation", "Kontaktgrad", "Grad", "Grado", "Grado de conexión", "Grado di collegamento",
        "Grau", "Grau de conexão",
    ),
}  # fmt: skip


_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not split into a plain letter and an accent, with the plain spelling."""


def key(name: str) -> str:
    """Return a column's name for comparison: letters and digits only, without case and accents."""
    parts = unicodedata.normalize("NFKD", clean(name).casefold()).translate(_UNDECOMPOSED)
    return "".join(c for c in parts if c.isalnum())


def _ranks() -> dict[str, tuple[str, int]]:
    """Return the field and the rank (0 is clearest) of each known name, by its key; our own field names come first."""
    ranks = {key(field): (field, 0) for field in FIELDS if field not in {"name", "address"}}
    for names_of in (_NAMES, FOREIGN):
        for field, names in names_of.items():
            for rank, name in enumerate(names):
                ranks.setdefault(key(name), (field, rank))
    return ranks


RANKS = _ranks()

_QUALIFIERS_WORDS = """
linkedin linked in li contact contacts person people lead leads prospect candidate member user client
customer recipient invitee attendee
participant registrant subscriber speaker
what is your are please enter provide add paste
profile current primary main professional work personal their his her the of for
de du des del della dello di da do des der den van von d l le la el il os optional required mandatory
obligatoire facultatif pflichtfeld kontakt kontaktu kontakts contacto contatto contato kontakta aktuell
actuel actuelle actual attuale atual
"""
_QUALIFIERS = frozenset(key(word) for word in _QUALIFIERS_WORDS.split())
"""Words around a name that do not change the column's content: "LinkedIn Contact Profile URL"."""
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[*†‡:!?]")
_PARTS = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][^\W\d_A-Z])")
_OR = re.compile(r"\s*/\s*|\s+(?:or|oder|ou|o)\s+", re.IGNORECASE)
_OF_A_COMPANY = frozenset(("company", "organization", "organisation", "employer", "job"))


@lru_cache(maxsize=4096)
def field_of(column: str) -> tuple[str, int, bool] | None:
    """Return the field of a column's name, its rank, and whether the whole name matches; None for other names.

    Part of a name matches if the rest are words about the person, remarks or a number: "First Name *", "LinkedIn URL
    (required)", "current_company_position", "emails 2".
    """
    if (found := RANKS.get(key(column))) is not None:
        return (*found, True)
    if (said := _several(column)) is not None:
        return said
    bare = _REMARK.sub(" ", clean(column))
    if (found := RANKS.get(key(bare))) is not None:
        return (*found, False)
    words = [key(word) for word in _PARTS.findall(_HUMP.sub(" ", bare))]
    words = [word for word in words if word]
    told = [word for word in words if word not in _QUALIFIERS]
    found = RANKS.get("".join(told)) if told else None
    if found is None and len(told) > 1 and told[0] in _OF_A_COMPANY:
        found = RANKS.get("".join(told[1:]))
        found = found if found is not None and found[0] == "position" else None
    return (*found, False) if found is not None else None


def _several(column: str) -> tuple[str, int, bool] | None:
    """Return the field of a name with two words for it: Company / Organisation, Position or role."""
    names = [name for name in _OR.split(clean(column)) if name.strip()]
    found = [RANKS.get(key(name)) for name in names] if len(names) > 1 else [None]
    fields = {told[0] if told is not None else "" for told in found}
    return (*found[0], False) if found[0] is not None and len(fields) == 1 else None


def is_address_name(column: str) -> bool:
    """Return whether a column, by its name, holds profile addresses."""
    found = field_of(column)
    return found is not None and found[0] == "address"
