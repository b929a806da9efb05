"""The version, at hand without any import; a test keeps it equal to the package's own."""

VERSION = "0.1.0"
