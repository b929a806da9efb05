"""The version, available without an import; a test keeps it equal to the package's."""

VERSION = "0.2.0"
