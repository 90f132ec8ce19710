"""Geometry and sample from the words of a config."""

from __future__ import annotations

import pytest

from hlnfit.config import Config
from hlnfit.config.physical import geometry_of, sample_of
from hlnfit.errors import GeometryError


def test_no_geometry_is_asked_for():
    """R cannot be made a sheet resistance by guessing; the words say what to give."""
    with pytest.raises(GeometryError, match="--geometry hall-bar"):
        geometry_of(Config().geometry)


def test_hall_bar_with_errors():
    """100(2) um by 20 um are five squares, known to 2 %."""
    bar = geometry_of(Config(geometry={"kind": "hall-bar", "length": "100(2) um", "width": "20um"}).geometry)

    assert 5.0 == pytest.approx(bar.squares.value)
    assert 0.02 == pytest.approx(bar.squares.error / bar.squares.value)


def test_sample_in_si():
    """1e12 cm^-2 are 1e16 m^-2; 0.067 m_e are 6.10e-32 kg (CODATA)."""
    square = geometry_of(Config(geometry={"kind": "square", "thickness": "80nm"}).geometry)
    sample = sample_of(Config(sample={"density": "1e12 cm^-2", "mass": "0.067 m_e"}).sample, square)

    assert 1e16 == pytest.approx(sample.density)
    assert 6.1033e-32 == pytest.approx(sample.mass, rel=1e-4)
    assert 80e-9 == pytest.approx(sample.thickness)
    assert "user" == sample.density_from


def test_density_in_a_volume_needs_the_thickness():
    """1e20 cm^-3 in 10 nm are 1e18 m^-2."""
    section = Config(sample={"density": "1e20 cm^-3"}).sample
    film = geometry_of(Config(geometry={"kind": "square", "thickness": "10nm"}).geometry)

    assert 1e18 == pytest.approx(sample_of(section, film).density)
    with pytest.raises(GeometryError, match="thickness is not known"):
        sample_of(section, geometry_of(Config(geometry={"kind": "square"}).geometry))
