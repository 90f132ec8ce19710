"""Columns to tesla and ohms."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.errors import LoadError
from hlnfit.loaders.conversion import Place, in_ohms, in_si

PLACE = Place("R", 7)


@pytest.mark.parametrize(
    ("unit", "dimension", "factor"),
    [
        ("Oe", "field", 1e-4),
        ("kG", "field", 0.1),
        ("mT", "field", 1e-3),
        ("Ohms", "resistance", 1.0),
        ("kOhm", "resistance", 1e3),
        ("mK", "temperature", 1e-3),
        ("Ohm-cm", "resistivity", 1e-2),
    ],
)
def test_factors(unit: str, dimension: str, factor: float) -> None:
    """Oersted and gauss are 1e-4 T; the rest is SI prefixes."""
    assert 3.0 * factor == pytest.approx(in_si(np.array([3.0]), unit, dimension, PLACE)[0])


def test_ohms_from_volts_and_siemens() -> None:
    """R = V / I = 1 / G; zero current and zero conductance give no number."""
    R, note = in_ohms(np.array([1.0, 2.0]), "uV", PLACE, current=np.array([1e-9, 0.0]), current_from="I (A)")
    assert 1000.0 == pytest.approx(R[0])
    assert np.isnan(R[1])
    assert "divided by I (A)" in note
    R, _ = in_ohms(np.array([1e-3, 0.0]), "S", PLACE)
    assert 1000.0 == pytest.approx(R[0])
    assert np.isnan(R[1])


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (None, "no unit"),
        ("", "no unit"),
        ("Foo", "not a unit of resistance"),
        ("K", "not a unit of resistance"),
        ("V", "no current"),
        ("Ohm cm", "resistivity"),
    ],
)
def test_what_cannot_be_ohms(unit: str | None, words: str) -> None:
    """Each refusal names line and column and what to do."""
    with pytest.raises(LoadError, match=words) as caught:
        in_ohms(np.ones(3), unit, PLACE)
    assert (7, "R") == (caught.value.line, caught.value.column)
    assert caught.value.advice
