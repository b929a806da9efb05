"""Expressions that the two databases write differently: one module for each, with the same functions."""
