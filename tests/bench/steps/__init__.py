"""How many steps of its virtual machine SQLite takes for each statement of the store, in a young and an old world."""
