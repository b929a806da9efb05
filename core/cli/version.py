"""The version, for the command line."""

from core.version import VERSION

__all__ = ["VERSION"]
