"""PostgreSQL as the store: opening, schema, checks at the start."""
