"""Counts of the virtual machine's steps of SQLite for each statement of the store, in a young and an old world."""
