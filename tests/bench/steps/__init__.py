"""Counts of SQLite's virtual machine steps for each statement of the store, in a young and an old world."""
