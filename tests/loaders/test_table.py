"""Cells to numbers, bad rows, and columns by name or number."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.errors import LoadError
from hlnfit.loaders.table import BadCell, Table, bad_row_flags, find_column, name_and_unit


def _table(*cells: str, decimal: str = ".") -> Table:
    return Table(("x (T)",), [[c] for c in cells], np.arange(5, 5 + len(cells)), 4, decimal)


def test_cells_that_say_nothing_are_missing() -> None:
    """Empty cells and NaN in any spelling are no numbers and no damage."""
    values, bad = _table("1", "", "NaN", "nan", "N/A", "--", " 2 ").numbers(0)
    assert [1.0, 2.0] == values[np.isfinite(values)].tolist()
    assert [None] * 7 == bad


@pytest.mark.parametrize("cell", ["#SPILL!", "inf", "-Inf", "1e999", "1.2.3", "1_000", "OVLD", "1,5"])
def test_cells_that_do_not_parse_are_bad(cell: str) -> None:
    """Words, infinities and overflows are damage, with line and column."""
    values, bad = _table("1", cell).numbers(0)
    assert np.isnan(values[1])
    assert BadCell(6, f"{cell!r} in x (T) is no finite number") == bad[1]


def test_decimal_comma() -> None:
    """1,5 is one and a half where the file has decimal commas."""
    assert [1.5, -2e3] == _table("1,5", "-2,0E+3", decimal=",").numbers(0)[0].tolist()


def test_one_percent_of_bad_rows() -> None:
    """One of 100 is flagged, two of 100 are an error with the first line; a cut-off row does not count."""
    one, two = BadCell(7, "a"), BadCell(3, "b")
    (flag,) = bad_row_flags([one], 100)
    assert ("bad_rows", "info", 1) == (flag.code, flag.severity, flag.evidence["rows"])
    with pytest.raises(LoadError, match="2 of 100 rows") as caught:
        bad_row_flags([one, two], 100)
    assert 3 == caught.value.line
    assert "ends" in bad_row_flags([], 5, BadCell(9, "the file ends here"))[0].message
    assert () == bad_row_flags([], 5)


@pytest.mark.parametrize(
    ("text", "name", "unit"),
    [
        ("Magnetic Field (Oe)", "Magnetic Field", "Oe"),
        ("Hall ch1 (cm^3/coul)", "Hall ch1", "cm^3/coul"),
        ("mobility [cm^2/(V s)]", "mobility", "cm^2/(V s)"),
        ("Pressure ()", "Pressure", ""),
        ("Volts ch1", "Volts ch1", None),
        ("T(K)", "T", "K"),
    ],
)
def test_name_and_unit(text: str, name: str, unit: str | None) -> None:
    """The last brackets hold the unit."""
    assert (name, unit) == name_and_unit(text)


def test_columns_are_found_by_name_or_number() -> None:
    """Exact name, any case, without the unit, a part of it, or the number from 1."""
    table = Table(("B (T)", "Rxx (Ohm)", "R2 (Ohm)"), [["1", "2", "3"]], np.array([2]), 1)
    for choice in ("Rxx (Ohm)", "rxx (ohm)", "RXX", "xx", 2, "2"):
        assert 1 == find_column(table, choice, "resistance")
    for choice in ("Ohm", "R3", 0, 4, "-1"):
        with pytest.raises(LoadError):
            find_column(table, choice, "resistance")
