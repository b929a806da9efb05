"""The client of Unipile's API v1 (docs/provider.md)."""
