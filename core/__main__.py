"""`python -m core`: the command line."""

from __future__ import annotations

from core.cli.main import main

if __name__ == "__main__":
    main()
