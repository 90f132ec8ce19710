"""Small files as instruments write them, and the real ones beside the checkout."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

Writer = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    """Write text (or bytes) to a file of the given name and return its path."""

    def _write(content: str | bytes, name: str = "film.txt", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return _write


@pytest.fixture
def field() -> np.ndarray:
    """A sweep from -1 T to 1 T in 41 steps."""
    return np.linspace(-1.0, 1.0, 41)


@pytest.fixture
def resistance() -> Callable[[np.ndarray], np.ndarray]:
    """A resistance with a weak-localization peak, 1 kOhm at large field."""
    return lambda B: 1000.0 + 20.0 / (1.0 + (B / 0.1) ** 2)


@pytest.fixture
def columns() -> Callable[..., str]:
    """Return text of columns below a header line."""

    def _columns(header: str, *values: np.ndarray, sep: str = "\t", decimal: str = ".") -> str:
        rows = [sep.join(f"{v:.9g}".replace(".", decimal) for v in row) for row in zip(*values)]
        return "\n".join([*([header] if header else []), *rows]) + "\n"

    return _columns


RESISTIVITY_HEADER = """[Header]
TITLE, {title}
FILEOPENTIME,30422650.78,12/18/2024,10:42 AM
BYAPP, Resistivity, 2.1, 1.0
INFO, APPNAME, PPMS MultiVu Application, 1.5.11
INFO, {name1}, Sample1 Name
INFO, 1, Sample1 Cross Section
INFO, 1, Sample1 Length
INFO, Ohm-m, Sample1 Units
INFO, {name2}, Sample2 Name
INFO, 1, Sample2 Cross Section
INFO, 1, Sample2 Length
INFO, Ohm-m, Sample2 Units
[Data]
"""
RESISTIVITY_COLUMNS = (
    "Comment,Time Stamp (sec),Status (code),Temperature (K),Magnetic Field (Oe),Sample Position (deg),"
    "Bridge 1 Resistivity (Ohm-m),Bridge 1 Excitation (uA),Bridge 2 Resistivity (Ohm-m),"
    "Bridge 2 Excitation (uA),Bridge 1 Std. Dev. (Ohm-m),Bridge 2 Std. Dev. (Ohm-m),Number of Readings,"
    "Bridge 1 Resistance (Ohms),Bridge 2 Resistance (Ohms),Map 20 ()"
)


@pytest.fixture
def resistivity_file() -> Callable[..., str]:
    """Return a file of the Resistivity option with two bridges; ``header=False`` strips the header."""

    def _file(
        B: np.ndarray,
        T: np.ndarray | float,
        R1: np.ndarray,
        R2: np.ndarray | None = None,
        *,
        names: tuple[str, str] = ("Rxx", "Rxy"),
        title: str = "film",
        header: bool = True,
        comments: dict[int, str] | None = None,
    ) -> str:
        T = np.broadcast_to(np.asarray(T, dtype=float), B.shape)
        rows = []
        for i, b in enumerate(B):
            two = ("", "", "", "") if R2 is None else (f"{R2[i] / 1000:.9g}", "5.0", "2e-06", f"{R2[i]:.9g}")
            rows.append(
                f"{(comments or {}).get(i, '')},{100 + i},4369,{T[i]:.6f},{b * 1e4:.4f},0,"
                f"{R1[i] / 1000:.9g},5.0,{two[0]},{two[1]},1e-06,{two[2]},25,{R1[i]:.9g},{two[3]},"
            )
        top = RESISTIVITY_HEADER.format(title=title, name1=names[0], name2=names[1]) if header else ""
        return top + RESISTIVITY_COLUMNS + "\n" + "\n".join(rows) + "\n"

    return _file


def _lab_folder() -> Path | None:
    beside = Path(__file__).parents[2] / ".." / "shared" / "data"
    folder = Path(os.environ.get("HLNFIT_LAB_DATA", beside)).resolve()
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def lab() -> Path:
    """Folder of the real measurement files; the test is skipped where it is absent."""
    folder = _lab_folder()
    if folder is None:
        pytest.skip("the real measurement files are not beside the checkout (set HLNFIT_LAB_DATA)")
    return folder
