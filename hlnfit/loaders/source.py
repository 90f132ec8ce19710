"""The bytes of a file, and where they came from."""

from __future__ import annotations

import hashlib
from pathlib import Path

from hlnfit.errors import LoadError
from hlnfit.sweep import Source


def open_file(path: Path) -> tuple[bytes, Source]:
    """Return the bytes of a file and its name and SHA-256.

    Raises
    ------
    LoadError
        The file cannot be opened; the message says why.
    """
    try:
        raw = path.read_bytes()
    except OSError as exc:
        raise LoadError(
            f"the file cannot be opened ({exc.strerror or type(exc).__name__})",
            file=path,
            advice="Check the path and the permissions.",
        ) from None
    return raw, Source(file=path.name, path=str(path), sha256=hashlib.sha256(raw).hexdigest())
