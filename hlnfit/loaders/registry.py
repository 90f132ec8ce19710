"""The formats: every module in ``readers`` is one, found by looking into the folder.

A reader module has the names ``NAME``, ``TITLE``, ``EXTENSIONS`` and ``READS`` (text for people), and two
functions: ``sniff(head, path) -> float``, how sure it is from the first bytes that the file is its own
(0 no, 1 certainly), and ``read(path, options) -> SweepSet``. The content decides, never the extension.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from hlnfit.errors import LoadError
from hlnfit.loaders import readers
from hlnfit.loaders.options import LoadOptions
from hlnfit.sweep import SweepSet

HEAD_BYTES = 65536
"""How much of a file a reader sees when it is asked whether the file is its own."""


class Reader(Protocol):
    """What a reader module offers."""

    NAME: str
    TITLE: str
    EXTENSIONS: tuple[str, ...]
    READS: str

    def sniff(self, head: bytes, path: Path) -> float:
        """Return the confidence that the file is of this format."""
        ...

    def read(self, path: Path, options: LoadOptions) -> SweepSet:
        """Return the sweeps of the file."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format for people: its name, title, usual extensions and what is read from it."""

    name: str
    title: str
    extensions: tuple[str, ...]
    reads: str


@cache
def readers_by_name() -> dict[str, Reader]:
    """Return the reader modules; heavy packages are imported by them only when they read."""
    found: dict[str, Reader] = {}
    for info in pkgutil.iter_modules(readers.__path__):
        module = cast(Reader, importlib.import_module(f"{readers.__name__}.{info.name}"))
        found[module.NAME] = module
    return dict(sorted(found.items()))


def names() -> tuple[str, ...]:
    """Return the names of the readable formats."""
    return tuple(readers_by_name())


def formats() -> tuple[Format, ...]:
    """Return what can be read, for a listing."""
    return tuple(Format(r.NAME, r.TITLE, r.EXTENSIONS, r.READS) for r in readers_by_name().values())


def reader_of(path: Path) -> Reader:
    """Return the reader that is surest about a file.

    Raises
    ------
    LoadError
        The file cannot be opened, is empty, or no reader knows it.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except OSError as exc:
        raise LoadError(
            f"the file cannot be opened ({exc.strerror or type(exc).__name__})",
            advice="Check the path and the permissions.",
        ) from None
    if not head:
        raise LoadError(
            "the file is empty",
            expected="columns of numbers",
            advice="Check that the measurement program saved it and that the copy is complete.",
        )
    confidence = {name: reader.sniff(head, path) for name, reader in readers_by_name().items()}
    best = max(confidence, key=lambda name: confidence[name])
    if confidence[best] <= 0.0:
        raise LoadError(
            f"the format is unknown (it begins with {head[:24]!r})",
            expected=", ".join(f.title for f in formats()),
            advice="Export it as text with a row of column names and units.",
        )
    return readers_by_name()[best]
