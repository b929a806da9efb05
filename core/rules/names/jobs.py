"""Words for jobs that people write beside their names, and that exports hold in the place of a name."""

from __future__ import annotations

from core.rules.names.word_set import word_set

JOBS = word_set(
    """
    coach consultant founder co-founder cofounder owner ceo cto cfo coo cmo vp head director direktor manager engineer
    developer designer expert experte expertin specialist advisor adviser partner president recruiter sales marketing
    growth trainer speaker author autor writer berater beraterin geschäftsführer geschäftsführerin gründer gründerin
    fondateur fondatrice directeur directrice directora gerente consultor consultora consulente ingénieur student
    architect architekt lawyer attorney psychologist therapist nurse accountant analyst strategist entrepreneur
    investor freelancer freelance professional leader lead officer assistant teacher researcher scientist retired
    realtor broker agent certified chartered
    inhaber inhaberin gérant gérante titolare propietario proprietario secretary
    """
)
"""Words for jobs, in small letters, that nobody has as a first name."""
