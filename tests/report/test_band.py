"""Bands of fitted curves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hlnfit import models
from hlnfit.constants import G0
from hlnfit.curve import Magnetoconductance
from hlnfit.fitting import fit
from hlnfit.report.band import curve_jacobian, half_width

B = np.linspace(-0.2, 0.2, 61)
NOISE = 0.02 * G0


def simulated(rng):
    """Return the fit of one curve with noise."""
    y = models.get("hln_simple")(B - 1e-3, alpha=-0.5, B_phi=5e-3) + 1e-6 * B
    curve = Magnetoconductance(B, y + rng.normal(0.0, NOISE, B.size), np.full(B.size, NOISE), errors="given")
    return fit(curve, "hln_simple", errors="covariance", odd="linear")


def test_the_band_is_the_scatter_of_repeated_measurements():
    """Monte Carlo of 150 curves: their fits scatter by as much as the band says, within 25 %."""
    rng = np.random.default_rng(8)
    grid = np.linspace(-0.2, 0.2, 9)
    fits = [simulated(rng) for _ in range(150)]
    scatter = np.std([sum(f.evaluate(grid).values()) for f in fits], axis=0)
    band = np.median([half_width(f, grid) for f in fits], axis=0)

    assert scatter == pytest.approx(band, rel=0.25)


@pytest.mark.parametrize("name", ["B_phi", "B_offset", "B_offset_2", "alpha", "dsigma0_2", "c_odd3"])
def test_the_jacobian_is_the_derivative_of_the_curve(wal, name):
    """Against difference quotients, rates in their logarithm, in the direction that the parameter moves."""
    found = wal.series.fits[0]
    group = 1 if name.endswith("_2") else 0
    at = found.problem.free.index(name)
    grid = np.linspace(-0.3, 0.3, 14)
    log = name == "B_phi"
    h = 1e-5 if log else 1e-4 * abs(found.best[name])

    def moved(sign):
        value = found.best[name] * np.exp(sign * h) if log else found.best[name] + sign * h
        other = replace(found, best={**found.best, name: value})
        return sum(other.evaluate(grid, group).values())

    numerical = (moved(1) - moved(-1)) / (2.0 * h)
    exact = curve_jacobian(found, grid, group)[:, at]

    assert exact == pytest.approx(numerical, rel=1e-4, abs=1e-4 * float(np.max(np.abs(exact))))


def test_a_parameter_that_is_left_out_makes_the_band_narrower(wal):
    """The level of the curve is no part of sigma(B) - sigma(0)."""
    found = wal.series.fits[0]
    whole = half_width(found, B)
    without = half_width(found, B, without=found.problem.free)

    assert np.all(whole > 0.0)
    assert np.all(without == 0.0)


def test_what_the_data_do_not_depend_on_does_not_widen_the_band(wal):
    """An infinite variance along a direction without effect leaves the band as it was."""
    found = wal.series.fits[0]
    infinite = found.covariance.copy()
    infinite[0, 0] = np.inf

    broken = half_width(replace(found, covariance=infinite), B)

    assert half_width(found, B) == pytest.approx(broken, rel=1e-6)
