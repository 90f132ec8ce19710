"""Finished pieces of a long run on disk: whole or not there, and found again by the next run.

Each piece is written under a temporary name and renamed, so that a run that is killed leaves only whole
ones. A key beside them says what they belong to: with other data or settings they are thrown away.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.errors import OutputError

Arrays = dict[str, NDArray[Any]]
KEY = "key.txt"


class Parts:
    """Pieces of one run in a folder of their own."""

    def __init__(self, folder: Path, key: str) -> None:
        self.folder = folder
        try:
            if (folder / KEY).is_file() and (folder / KEY).read_text(encoding="utf-8") == key:
                for half in folder.glob("*.tmp"):
                    half.unlink(missing_ok=True)
                return
            if folder.exists():
                shutil.rmtree(folder)
            folder.mkdir(parents=True)
            self._write(folder / KEY, key.encode("utf-8"))
        except OSError as error:
            raise OutputError(f"{folder} cannot be used: {error.strerror or error}") from None

    def _path(self, index: int) -> Path:
        return self.folder / f"{index:06d}.npz"

    def _write(self, path: Path, content: bytes) -> None:
        beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        with beside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)

    def __contains__(self, index: int) -> bool:
        return self._path(index).is_file()

    def save(self, index: int, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep one piece.

        Raises
        ------
        OutputError
            The disk refuses.
        """
        import io

        stream = io.BytesIO()
        # np.savez takes names as keywords; numpy's types do not know that they are arrays.
        np.savez(stream, **dict(arrays))  # type: ignore[arg-type]
        try:
            self._write(self._path(index), stream.getvalue())
        except OSError as error:
            raise OutputError(f"{self._path(index)} cannot be written: {error.strerror or error}") from None

    def load(self, index: int) -> Arrays:
        """Return one piece."""
        with np.load(self._path(index), allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}

    def remove(self) -> None:
        """Remove all of them."""
        shutil.rmtree(self.folder, ignore_errors=True)
