"""Copying a whole store into another one, in a file or on a server."""
