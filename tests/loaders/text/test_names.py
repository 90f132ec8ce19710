"""What a column name means."""

from __future__ import annotations

import pytest

from hlnfit.loaders.text.names import named_columns


@pytest.mark.parametrize(
    ("name", "kind", "unit"),
    [
        ("Magnetic Field (Oe)", "field", "Oe"),
        ("B_T", "field", "T"),
        ("B/T", "field", "T"),
        ("Field T", "field", "T"),
        ("µ0H [T]", "field", "T"),
        ("μ₀H (mT)", "field", "mT"),
        ("Поле (Тл)", "field", "Тл"),
        ("Temp_K", "temperature", "K"),
        ("T (K)", "temperature", "K"),
        ("T_MC [mK]", "temperature", "mK"),
        ("Bridge3Resistance_Ohms", "resistance", "Ohms"),
        ("R, Ohm", "resistance", "Ohm"),
        ("Rxy(kΩ)", "resistance", "kΩ"),
        ("Сопротивление, Ом", "resistance", "Ом"),
        ("Lockin X [uV]", "voltage", "uV"),
        ("I_sd (nA)", "current", "nA"),
        ("G (e^2/h)", "conductance", "e^2/h"),
        ("ρxx (Ohm cm)", "resistivity", "Ohm cm"),
    ],
)
def test_names_with_units(name: str, kind: str, unit: str) -> None:
    """Words and unit together tell the quantity."""
    (column,) = named_columns([name])
    assert (kind, unit) == (column.by_unit, column.unit)
    assert column.may_be(kind)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["Rxx", "R_xx", "R_T", "T", "Feld", "R_h"])
def test_names_without_units(name: str) -> None:
    """The last letters of a name are no unit unless the words before them agree."""
    (column,) = named_columns([name])
    assert None is column.unit


@pytest.mark.parametrize(
    "name",
    [
        "STD_Resistance 1 (Ohms)",
        "R err (Ohm)",
        "σR (Ω)",
        "Phase of R (deg)",
        "Gate Leak Current (A)",
        "Field Status (code)",
        "Time (s)",
        "Magnet heater (A)",
    ],
)
def test_what_is_no_quantity_of_the_sweep(name: str) -> None:
    """Scatter, phases, leaks, status words and times take no role."""
    (column,) = named_columns([name])
    kinds = ("field", "temperature", "resistance", "voltage", "current", "conductance")
    assert [] == [k for k in kinds if column.may_be(k)]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["Gate Voltage (V)", "Vg (V)", "V_bg [mV]", "Vtg/V"])
def test_gates(name: str) -> None:
    """Gate voltages are told from measured voltages."""
    (column,) = named_columns([name])
    assert column.is_gate
    assert not column.may_be("voltage")


def test_row_of_units() -> None:
    """A row of units wins over what the names might say."""
    B, R = named_columns(["B", "R (measured)"], ["[mT]", "kOhm"])
    assert ("field", "mT") == (B.by_unit, B.unit)
    assert ("resistance", "kOhm") == (R.by_unit, R.unit)
