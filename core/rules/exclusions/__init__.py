"""Whom a rule by company, domain or title excludes: how values are compared."""
