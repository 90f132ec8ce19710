"""``python -m hlnfit`` and the script ``hlnfit``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows has an old code page, which lacks letters of our tables.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    from hlnfit.cli.app import app

    app(prog_name="hlnfit")


if __name__ == "__main__":
    main()
