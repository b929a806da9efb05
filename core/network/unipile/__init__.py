"""The client of Unipile's API v1 (PROVIDER part A)."""
