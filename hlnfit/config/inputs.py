"""The files of a config: found, hashed, and compared with what a resolved config says of them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from hlnfit.errors import ConfigError, LoadError


def absolute(path: str | Path, folder: Path) -> Path:
    """Return a path of a config in ``folder`` without ``..``, as :func:`relative` made it."""
    # resolve() would follow links.
    return Path(os.path.abspath(folder / Path(path).expanduser()))  # noqa: PTH100


def expand(patterns: Sequence[str], folder: Path) -> list[Path]:
    """Return the files that the patterns mean, each once, in the order of the patterns.

    Raises
    ------
    ConfigError
        A pattern matches nothing: this is a slip of the keyboard, not a bad file.
    """
    from hlnfit.loaders.batch import find_files

    if not patterns:
        raise ConfigError("no files are given", expected="at least one file, glob or folder")
    try:
        return find_files([absolute(p, folder) for p in patterns])
    except LoadError as error:
        raise ConfigError(error.found, expected=error.expected, advice=error.advice) from None


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of the bytes of a file; empty where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def check_unchanged(recorded: Mapping[Path, str], *, file: str | None = None) -> None:
    """Compare files with the hashes of a resolved config.

    Raises
    ------
    ConfigError
        A file is gone or holds other bytes than when the config was resolved.
    """
    gone = [p for p in recorded if not p.is_file()]
    changed = [p for p, sha256 in recorded.items() if p not in gone and sha256_of(p) != sha256]
    if not gone and not changed:
        return
    told = [f"{p} is not there any more" for p in gone] + [f"{p} has changed" for p in changed]
    raise ConfigError(
        f"{'; '.join(told)}, so that the analysis cannot be repeated exactly",
        file=file,
        expected="the bytes whose SHA-256 stands under [[input]]",
        advice="Bring the files back, or use --force to analyse what is there now.",
    )


def relative(path: Path, folder: Path) -> str:
    """Return a path as a config in ``folder`` writes it: relative where possible, with ``/``."""
    # resolve() would follow links, and ``..`` would then lead elsewhere.
    path = Path(os.path.abspath(path))  # noqa: PTH100
    try:
        return Path(os.path.relpath(path, os.path.abspath(folder))).as_posix()  # noqa: PTH100
    except ValueError:
        # Windows: the other drive has no relative path.
        return path.as_posix()


def hashes(paths: Iterable[Path]) -> dict[Path, str]:
    """Return the SHA-256 of each file that can be read."""
    return {p: sha256 for p in paths if (sha256 := sha256_of(p))}
