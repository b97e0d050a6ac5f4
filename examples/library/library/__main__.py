"""Lets ``python -m library`` start the command line."""

import sys

from library.cli import main


def run() -> int:
    return main(sys.argv[1:], sys.stdout, sys.stderr)


if __name__ == "__main__":
    sys.exit(run())
