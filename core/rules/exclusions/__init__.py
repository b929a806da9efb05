"""Rules that exclude people by company, domain or title: the comparison of their values."""
