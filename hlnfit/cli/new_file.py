"""One new file: never overwritten unasked, written beside and renamed."""

from __future__ import annotations

import contextlib
import uuid
from pathlib import Path

from hlnfit.errors import OutputError


def check_new(path: Path, *, force: bool) -> None:
    """Refuse to write over what is there; call it before the work is done.

    Raises
    ------
    OutputError
        The file exists and ``force`` is False, or it is a folder.
    """
    if path.is_dir():
        raise OutputError(f"{path} is a folder", expected="the name of a file after -o")
    if path.exists() and not force:
        raise OutputError(f"{path} exists", expected="a new name", advice="--force replaces it.")


def write_new(path: Path, content: bytes | str, *, force: bool) -> None:
    """Write a file at once or not at all; text becomes UTF-8 with the line ends it has.

    Raises
    ------
    OutputError
        It exists and ``force`` is False, or it cannot be written.
    """
    check_new(path, force=force)
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        beside.replace(path)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror or error}",
            advice="Look at the folder, its rights and the space on the disk.",
        ) from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
