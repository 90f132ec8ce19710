"""Loading options: text with units to SI, checked before any file is opened."""

from __future__ import annotations

import pytest

from hlnfit.errors import ConfigError
from hlnfit.loaders import LoadOptions


def test_quantities() -> None:
    """Text takes a unit, numbers are SI."""
    options = LoadOptions.of(current="10 nA", temperature="300mK")
    assert 1e-8 == pytest.approx(options.amperes)
    assert 0.3 == pytest.approx(options.kelvin)
    assert (1e-6, 4.2) == (LoadOptions.of(current=1e-6).amperes, LoadOptions.of(temperature=4.2).kelvin)
    assert (None, None, None) == (LoadOptions().amperes, LoadOptions().kelvin, LoadOptions().axis)


@pytest.mark.parametrize(
    ("text", "start", "stop", "points"),
    [
        ("-25mT:25mT:0.2mT", -0.025, 0.025, 251),
        ("1T:-1T:0.01T", 1.0, -1.0, 201),
        ("-250Oe:250Oe:2Oe", -0.025, 0.025, 251),
        ("-1T:1T:5mT", -1.0, 1.0, 401),
    ],
)
def test_axis(text: str, start: float, stop: float, points: int) -> None:
    """Start, stop and number of points; the step may have a unit of its own."""
    axis = LoadOptions.of(field_axis=text).axis
    assert axis is not None
    assert (start, stop, points) == pytest.approx(axis)


@pytest.mark.parametrize(
    "settings",
    [
        {"current": "10"},
        {"current": "10 T"},
        {"current": 0.0},
        {"temperature": 0.0},
        {"field_axis": "-1:1:0.1"},
        {"field_axis": "-1T:1T:0T"},
        {"nonsense": 1},
    ],
)
def test_nonsense_is_refused(settings: dict[str, object]) -> None:
    """Missing or wrong units, zero current, unknown names."""
    with pytest.raises(ConfigError):
        LoadOptions.of(**settings)
