"""The fuzz."""
