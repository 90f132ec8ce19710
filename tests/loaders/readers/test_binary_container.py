"""Binary files are named, not read."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hlnfit.errors import LoadError
from hlnfit.loaders import load

Writer = Callable[..., Path]


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"TDSm\x0e\x00\x00\x00", "TDMS"),
        (b"\x89HDF\r\n\x1a\n\x00\x00", "HDF5"),
        (b"PAR1\x15\x04\x15", "Parquet"),
        (b"MATLAB 5.0 MAT-file, Platform: x\x00\x01IM", "MATLAB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "old Excel"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"\x00\x01\x02\x03\x04\x05\x06\x07" * 20, "unknown kind"),
    ],
)
def test_magic_bytes(write: Writer, head: bytes, words: str) -> None:
    """The first bytes tell what it is, whatever the extension."""
    with pytest.raises(LoadError, match=words) as caught:
        load(write(head + bytes(range(256)), "film.dat"))
    assert caught.value.advice


def test_numpy_archive(tmp_path: Path) -> None:
    """An .npz is a ZIP archive with arrays in it."""
    stream = io.BytesIO()
    np.savez(stream, B=np.zeros(3))
    (tmp_path / "a.npz").write_bytes(stream.getvalue())
    with pytest.raises(LoadError, match="NumPy archive"):
        load(tmp_path / "a.npz")


def test_workbook(tmp_path: Path) -> None:
    """An .xlsx is a ZIP archive with a sheet in it."""
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(LoadError, match="Excel workbook"):
        load(tmp_path / "a.xlsx")


def test_database(tmp_path: Path) -> None:
    """A QCoDeS database is SQLite."""
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.execute("create table runs (x)")
    connection.commit()
    connection.close()
    with pytest.raises(LoadError, match="SQLite"):
        load(tmp_path / "a.db")
