"""Filters as queries: the conditions of `core/rules/filters` on the lists that are too long to read whole."""
