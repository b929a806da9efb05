"""`overture`: with a sub-command the command line."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from core.cli.main import main as command_line

    command_line()


if __name__ == "__main__":
    main()
