"""What exports and scrapers call their columns, the most telling name of each field first.

Sources: LinkedIn's own connections export in its languages; PhantomBuster, Evaboot, Waalaxy, Dropcontact, Lemlist,
HubSpot and Sales Navigator scrapers. Names are compared without case, accents, spaces and punctuation.
"""

from __future__ import annotations

import unicodedata

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
        "Nome di battesimo", "Primeiro nome", "Nombre", "Nome",
    ),
    "last_name": (
        "Last name", "Lastname", "Surname", "Family name", "Nom de famille", "Nom", "Nachname", "Familienname",
        "Apellidos", "Apellido", "Cognome", "Sobrenome", "Apelido", "Último nome",
    ),
    "name": (
        "Full name", "Fullname", "Name", "Contact name", "Prospect name", "Lead name", "Nom complet",
        "Prénom et nom", "Prénom Nom", "Nom Prénom", "Vollständiger Name", "Vor- und Nachname", "Nombre completo",
        "Nombre y apellidos", "Nome completo", "Nome e cognome",
    ),
    # Public addresses before Sales Navigator's, bare words last.
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
    # The last part of a profile's address alone.
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
        "Organization name", "Account name", "Employer", "Entreprise", "Nom de l'entreprise",
        "Entreprise actuelle", "Société", "Unternehmen", "Firma", "Unternehmensname", "Aktuelles Unternehmen",
        "Empresa", "Nombre de la empresa", "Empresa actual", "Azienda", "Nome azienda", "Società",
        "Nome da empresa", "Empresa atual",
    ),
    "position": (
        "Position", "Job title", "Current position", "Current job title", "Current job", "Job", "Current title",
        "Title", "Role", "Occupation", "Poste", "Poste actuel", "Fonction", "Intitulé du poste",
        "Titre du poste", "Stelle", "Berufsbezeichnung", "Aktuelle Position", "Jobtitel", "Funktion", "Cargo",
        "Puesto", "Puesto actual", "Cargo actual", "Posizione", "Posizione attuale", "Qualifica", "Ruolo",
        "Posição", "Cargo atual",
    ),
    "location": (
        "Location", "Person location", "Prospect location", "Contact location", "City", "Lieu",
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
        "Connected on", "Connected at", "Connection date", "Connected since", "Date de connexion",
        "Connecté le", "Connectée le", "Vernetzt am", "Verbunden am", "Kontakt seit", "Conectado el",
        "Fecha de conexión", "Collegato il", "Data di collegamento", "Conectado em", "Data da conexão",
    ),
    "degree": (
        "Degree", "Connection degree", "LinkedIn degree", "Network distance", "Degré", "Degré de connexion",
        "Niveau de relation", "Kontaktgrad", "Grad", "Grado", "Grado de conexión", "Grado di collegamento",
        "Grau", "Grau de conexão",
    ),
}  # fmt: skip


def key(name: str) -> str:
    """A column's name as it is compared: letters and digits only, no case, no accents."""
    parts = unicodedata.normalize("NFKD", clean(name).casefold())
    return "".join(c for c in parts if c.isalnum())


def _ranks() -> dict[str, tuple[str, int]]:
    """Key of a name -> its field and how telling it is (0 best); our own field names come first of all."""
    ranks = {key(field): (field, 0) for field in FIELDS if field not in {"name", "address"}}
    for field, names in _NAMES.items():
        for rank, name in enumerate(names):
            ranks.setdefault(key(name), (field, rank))
    return ranks


RANKS = _ranks()
