"""Conductance fluctuations: reference values and limits."""

from __future__ import annotations

import math

import pytest
from scipy.constants import e, h

from hlnfit import HallBar, Sample, Wire, regime_of
from hlnfit.regime import correlation_field, ucf_film_rms, ucf_wire_rms

# L_phi, length, L_T and rms in e^2/h, computed independently with mpmath, 30 digits.
WIRE = [
    (0.1e-6, 3e-6, 1e-6, 0.02093246636315085434458968774115326),
    (0.1e-6, 10e-6, 0.1e-6, 0.002221128157449489801071732477713127),
    (0.3e-6, 3e-6, 0.1e-6, 0.02939106097153423046454879707458732),
    (1e-6, 3e-6, 0.1e-6, 0.05550942311489820776344431280284167),
    (1e-6, 3e-6, 1e-6, 0.4274563132027068051635592406487043),
    (1e-6, 10e-6, 0.1e-6, 0.009121128958238529205830773749865617),
]


@pytest.mark.parametrize(("L_phi", "length", "L_T", "expected"), WIRE)
def test_wire(L_phi, length, L_T, expected):
    """The rms fluctuation of a wire equals an independent computation to ten digits."""
    assert expected == pytest.approx(ucf_wire_rms(L_phi, length, L_T), rel=1e-10)


def test_limits():
    """At T = 0 sqrt(12) (L_phi/L)^(3/2); a hot wire loses L_T/L_phi; a coherent film has about e^2/h."""
    assert math.sqrt(12.0) * 1e-3 == pytest.approx(ucf_wire_rms(1e-7, 1e-5))
    hot = math.sqrt(12.0) * 1e-3 * math.sqrt(2.0 * math.pi / 9.0) * 1e-2
    assert hot == pytest.approx(ucf_wire_rms(1e-7, 1e-5, 1e-9), rel=1e-3)
    assert 1.0 == ucf_film_rms(1e-6, 1e-6)
    assert 0.01 == pytest.approx(ucf_film_rms(1e-6, 1e-5, 1e-7))


def test_correlation_field():
    """One flux quantum through L_phi^2, or 0.42 of one through the coherent part of a wire."""
    assert h / e / 1e-12 == pytest.approx(correlation_field(1e-6))
    assert 0.42 * h / e / 1e-13 == pytest.approx(correlation_field(1e-6, 1e-7))
    assert correlation_field(1e-7, 1e-6) == correlation_field(1e-7)


def test_the_regime_tells_them():
    """A wire of ten L_phi fluctuates as a wire; without a length nothing is said of the sample."""
    sample = Sample(density=1e17, mass=9e-31, thickness=5e-8)
    wire = regime_of(sample, 1e-4, 0.1, L_phi=1e-6, geometry=Wire("10um", "100nm"))
    film = regime_of(sample, 1e-2, 0.1, L_phi=1e-6, geometry=HallBar("100um", "20um"))
    rows = {r.name: r for r in wire.rows()}

    assert ucf_wire_rms(1e-6, 1e-5, wire.L_T) == pytest.approx(wire.ucf_rms)
    assert "e^2/h" == rows["ucf_rms"].unit
    assert 1e3 * correlation_field(1e-6, 1e-7) == pytest.approx(rows["ucf_field"].value)
    assert film.ucf_rms < 0.02
    assert regime_of(sample, 1e-2, 0.1, L_phi=1e-6).ucf_rms is None
