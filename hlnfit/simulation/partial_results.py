"""Partial results on disk, so that a run that was stopped goes on where it was.

A run is a list of blocks, and block i depends on the job and the seed alone. What is kept is therefore the
results of the first blocks, in a file whose name is the fingerprint of job, seed and version: another job
never finds it, a wish for another precision does. A run that goes on consumes the kept blocks in the same
order as if it had computed them, and ends with the same bits.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
import uuid
import zipfile
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from functools import partial
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any, Final

import numpy as np

from hlnfit.errors import ConfigError, OutputError

SUFFIX: Final = ".blocks.npz"
HALF_WRITTEN: Final = ".tmp"
SECONDS: Final = 5.0
"""Time between two writings; also at least twenty times what the last one took."""


class PartialResults:
    """The results of the first blocks of one run, in one file of a folder.

    Parameters
    ----------
    folder : path
        Made where it is missing.
    job : callable
        A function of this package, or a `functools.partial` of one with keywords.
    seed : int

    Raises
    ------
    ConfigError
        The file of this run cannot be read.
    OutputError
        The folder cannot be made.
    """

    def __init__(self, folder: str | PathLike[str], job: Any, seed: int) -> None:
        self.path = Path(folder) / f"{fingerprint(job, seed)}{SUFFIX}"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{folder} cannot be made: {error.strerror or error}") from None
        self.found = read(self.path) if self.path.exists() else []
        self._kept = len(self.found)
        self._next = time.monotonic() + SECONDS

    def keep(self, results: Sequence[Any], *, now: bool = False) -> None:
        """Write the results, if it is time or ``now``, and if there are more than on the disk."""
        started = time.monotonic()
        if len(results) <= self._kept or (started < self._next and not now):
            return
        write(self.path, results)
        self._kept = len(results)
        ended = time.monotonic()
        self._next = ended + max(SECONDS, 20.0 * (ended - started))


def found_in(folder: str | PathLike[str]) -> list[Path]:
    """Return the files of partial results in a folder, which need not exist."""
    return sorted(Path(folder).glob(f"*{SUFFIX}"))


def half_written_in(folder: str | PathLike[str]) -> list[Path]:
    """Return what runs that were killed while they wrote have left in a folder."""
    return sorted(Path(folder).glob(f".*{SUFFIX}.*{HALF_WRITTEN}"))


def fingerprint(job: Any, seed: int) -> str:
    """Return 32 characters that tell one run from another."""
    import hlnfit

    text = f"hlnfit {hlnfit.__version__}, numpy blocks, seed {seed}: {_described(job)}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _described(value: Any) -> str:
    """Return text that is equal for equal values, of the kinds that jobs are made of."""
    if isinstance(value, partial):
        given = ", ".join(f"{k}={_described(v)}" for k, v in sorted(value.keywords.items()))
        return f"{_described(value.func)}({', '.join(map(_described, value.args))}; {given})"
    if isinstance(value, np.ndarray):
        digest = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
        return f"array({value.dtype.str}, {value.shape}, {digest})"
    if is_dataclass(value) and not isinstance(value, type):
        inside = ", ".join(f"{f.name}={_described(getattr(value, f.name))}" for f in fields(value))
        return f"{type(value).__qualname__}({inside})"
    if isinstance(value, (tuple, list)):
        return f"({', '.join(map(_described, value))})"
    if isinstance(value, (str, int, float, bool, np.number)) or value is None:
        return repr(value)
    if callable(value):
        return f"{value.__module__}.{value.__qualname__}"
    raise TypeError(f"a job with a {type(value).__name__} has no fingerprint")


def write(path: Path, results: Sequence[Any]) -> None:
    """Write results (arrays of one shape, or tuples of such) beside the file and rename.

    Raises
    ------
    OutputError
        The disk refuses.
    """
    tuples = [result if isinstance(result, tuple) else (result,) for result in results]
    arrays: dict[str, Any] = {
        f"part_{k}": np.stack([one[k] for one in tuples]) for k in range(len(tuples[0]))
    }
    arrays["is_tuple"] = np.array(isinstance(results[0], tuple))
    content = BytesIO()
    np.savez(content, **arrays)
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}{HALF_WRITTEN}")
    try:
        with beside.open("wb") as file:
            file.write(content.getvalue())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror or error}",
            advice="Look at the folder, its rights and the space on the disk.",
        ) from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def read(path: Path) -> list[Any]:
    """Return the results that `write` has written.

    Raises
    ------
    ConfigError
        The file is none of ours, or damaged.
    """
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as file:
            is_tuple = bool(file["is_tuple"])
            parts = [file[f"part_{k}"] for k in range(len(file.files) - 1)]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ConfigError(
            f"the partial results {path} cannot be read: {error}",
            advice="Delete this file; the run then computes its blocks again.",
        ) from None
    return list(zip(*parts, strict=True)) if is_tuple else list(parts[0])
