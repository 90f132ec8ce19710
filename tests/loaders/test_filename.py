"""Temperature and gate in file names, as seen in real folders."""

from __future__ import annotations

import pytest

from hlnfit.loaders.filename import gate_in_name, temperature_in_name


@pytest.mark.parametrize(
    ("name", "kelvin"),
    [
        ("W5_10nA_-2Vbg_300mK_40-39", 0.3),
        ("W5_10nA_-2Vbg_3K_40-39", 3.0),
        ("RvsB_75.00Vg_10.0K_hall", 10.0),
        ("RvsH_20K_data_T=20K", 20.0),
        ("film[T=2]", 2.0),
        ("film T=3.0K run2", 3.0),
        ("film-10K", 10.0),
        ("film_1p8K", 1.8),
        ("film_T4.2K", 4.2),
    ],
)
def test_temperatures(name: str, kelvin: float) -> None:
    """A number with K or mK, or T= before it."""
    found = temperature_in_name(name)
    assert found is not None
    assert kelvin == pytest.approx(found[0])


@pytest.mark.parametrize(
    "name", ["W5_baseT", "RT_300K_2K", "TRP4_MBE1-230323A-MS", "run2_4Kb", "KLM_7", "film_0K", "4K7_resistor"]
)
def test_no_temperature(name: str) -> None:
    """No temperature, or several, or a K that is part of a word."""
    assert None is temperature_in_name(name)


@pytest.mark.parametrize(
    ("name", "volts"),
    [
        ("RvsB_75.00Vg_1.8K", 75.0),
        ("RvsB_0.00Vg_2.0K", 0.0),
        ("W5_10nA_-2Vbg_3K", -2.0),
        ("W5_10nA_-3p5Vbg_3K", -3.5),
        ("film_Vg=1.5V_4K", 1.5),
        ("film_Vbg=-20", -20.0),
        ("film_500mVtg", 0.5),
    ],
)
def test_gates(name: str, volts: float) -> None:
    """A number with Vg, Vbg or Vtg behind or before it."""
    found = gate_in_name(name)
    assert found is not None
    assert volts == pytest.approx(found[0])


@pytest.mark.parametrize("name", ["film_4K", "film_1Vg_2Vg", "5V_bias"])
def test_no_gate(name: str) -> None:
    """No gate, or several that differ."""
    assert None is gate_in_name(name)
