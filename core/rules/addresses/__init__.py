"""Profile addresses: one canonical identity from any form, and the words that identify nobody."""
