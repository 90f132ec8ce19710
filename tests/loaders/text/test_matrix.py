"""Matrices of volts whose axes stand in a comment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hlnfit.errors import ConfigError, LoadError
from hlnfit.loaders import load

Writer = Callable[..., Path]
AXIS = "-25mT:25mT:1mT"
COMMENT = (
    "# #array of lock-in readings (divide by 10e-9), axis 0 is backgate voltage from -1.74 (top) to -1.84 "
    "(bottom) every 0.02 V (6 pts) and field from -25 to 25 mT, every 1 mT (51 pts)\n"
)


@pytest.fixture
def volts() -> np.ndarray:
    """Six gates, 51 fields; the resistance is 600 ohm and 1 ohm more at each gate, at 10 nA."""
    B = np.linspace(-25e-3, 25e-3, 51)
    gates = np.arange(6)[:, None]
    cusp = 5.0 / (1.0 + (B / 3e-3) ** 2)
    wiggle = 0.3 * np.sin(400.0 * B + 2.0 * gates)
    return (600.0 + gates + cusp + wiggle) * 1e-8


def _text(volts: np.ndarray) -> str:
    return COMMENT + "\n".join(" ".join(f"{v:.8e}" for v in row) for row in volts) + "\n"


def test_each_row_is_a_sweep(write: Writer, volts: np.ndarray) -> None:
    """Rows become sweeps with the gate of the comment; the axis is the user's."""
    found = load(write(_text(volts), "W5_-2Vbg_300mK.txt"), field_axis=AXIS, current="10nA")
    assert [-1.74, -1.76, -1.78, -1.80, -1.82, -1.84] == [s.conditions["gate_V"] for s in found]
    assert volts[0] * 1e8 == pytest.approx(found[0].R_xx)
    assert np.linspace(-25e-3, 25e-3, 51) == pytest.approx(found[0].B)
    assert 0.3 == pytest.approx(found[0].temperature)
    assert (3, 3) == found[1].source.rows


def test_rows_without_known_gates_have_an_index(write: Writer, volts: np.ndarray) -> None:
    """A comment whose number of gates does not fit is not believed."""
    text = _text(volts).replace("every 0.02 V", "every 0.05 V")
    found = load(write(text, "a_1K.txt"), field_axis=AXIS, current="10nA")
    assert [0.0, 1.0, 2.0, 3.0, 4.0, 5.0] == [s.conditions["index"] for s in found]


def test_rows_are_averaged(write: Writer, volts: np.ndarray) -> None:
    """The mean over gates with the standard error of the shape: the offsets of the rows do not count."""
    path = write(_text(volts), "W5_-2Vbg_300mK.txt")
    (sweep,) = load(path, field_axis=AXIS, current="10nA", average="gate")
    ohms = volts * 1e8
    assert ohms.mean(axis=0) == pytest.approx(sweep.R_xx)
    shape = ohms - ohms.mean(axis=1, keepdims=True)
    assert shape.std(axis=0, ddof=1) / np.sqrt(6) == pytest.approx(sweep.R_xx_std, abs=1e-6)
    assert "measured" == sweep.std_kind
    assert {"gate_V": -2.0} == dict(sweep.conditions)
    assert (2, 7) == sweep.source.rows
    assert any("standard error of the mean" in entry for entry in sweep.log)


def test_a_broken_row_is_left_out(write: Writer, volts: np.ndarray) -> None:
    """A row that repeats one reading was stopped partway."""
    volts[2, 20:] = volts[2, 20]
    found = load(write(_text(volts), "a_1K.txt"), field_axis=AXIS, current="10nA")
    assert 5 == len(found)
    flag = next(f for f in found[0].flags if f.code == "broken_sweeps")
    assert "row 2 (line 4): one reading stands 31 times from column 21 on" in flag.message


def test_field_down_the_rows(write: Writer, volts: np.ndarray) -> None:
    """The transposed matrix gives the same sweeps."""
    found = load(
        write("\n".join(" ".join(f"{v:.8e}" for v in row) for row in volts.T), "a_1K.txt"),
        field_axis=AXIS,
        current="10nA",
    )
    assert volts[3] * 1e8 == pytest.approx(found[3].R_xx)


def test_missing_axis_is_quoted_from_the_comment(write: Writer, volts: np.ndarray) -> None:
    """The axis is never guessed, but the message says which option to give."""
    path = write(_text(volts))
    with pytest.raises(LoadError, match="6 rows and 51 columns") as caught:
        load(path)
    assert "--field-axis=-25mT:25mT:1mT" in str(caught.value)
    with pytest.raises(LoadError, match="101 points"):
        load(path, field_axis="-25mT:25mT:0.5mT", current="10nA")
    with pytest.raises(LoadError, match="what the numbers of the matrix are"):
        load(path, field_axis=AXIS)


@pytest.mark.parametrize("axis", ["-25mT:25mT", "-25:25:1", "0T:0T:1T", "0mT:25mT:7mT", "a:b:c"])
def test_bad_axes(write: Writer, volts: np.ndarray, axis: str) -> None:
    """An axis needs start, stop and step with units, and a step that divides the range."""
    with pytest.raises(ConfigError):
        load(write(_text(volts)), field_axis=axis)


def test_average_is_for_matrices(write: Writer) -> None:
    """Averaging the rows of an ordinary table is refused."""
    rows = "\n".join(f"{b}\t1" for b in range(20))
    with pytest.raises(LoadError, match="average"):
        load(write(f"B (T)\tR (Ohm)\n{rows}\n"), average="gate")
