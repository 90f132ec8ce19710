"""Curves of several temperatures that fall on one function of B/T or B/R, and localization that does too."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import Square, fit_series, reduce
from hlnfit.sweep import Sweep
from tests.doubts.zoo import fluctuating
from tests.fitting.curves import one_channel, three_terms

TEMPERATURES = (2.0, 3.0, 5.0, 8.0, 12.0)


def series(relative, rng, noise=0.01, *, R0=lambda T: 800.0 - 2.0 * T, slow=0.0, **options):
    """A series of R = R0 (1 + relative(B, T, R0)), with noise as a part of the height of each curve."""
    x = np.linspace(-4.0, 4.0, 161)
    sweeps = []
    for T in TEMPERATURES:
        change = relative(x - 2e-3, T, R0(T))
        height = np.ptp(change)
        change = change + height * (noise * rng.normal(size=x.size) + 0.1 * x / 4.0)
        change = change + height * slow * fluctuating(rng, x, 0.4)
        sweeps.append(Sweep(x, R0(T) * (1.0 + change), np.full(x.size, T)))
    curves = [curve for sweep in sweeps for curve in reduce([sweep], Square())]
    return fit_series(curves, "hln_simple", b_max="auto", **options)


def codes(found):
    """Flags of the series with their severities."""
    return {f.code: f.severity for f in found.flags}


def brillouin(u, J=2.5):
    """The Brillouin function of spin J; u is g mu_B J B / (k_B T)."""
    u = np.where(np.abs(u) < 1e-4, 1e-4, u)
    a, b = (2.0 * J + 1.0) / (2.0 * J), 1.0 / (2.0 * J)
    return a / np.tanh(a * u) - b / np.tanh(b * u)


def warm(T):
    """A metal whose resistance grows with T."""
    return 800.0 * (1.0 + 0.05 * T)


def orbits(x, T, R):
    """Kohler's rule."""
    u = 800.0 * x / R
    return 0.01 * u**2 / (u**2 + 1.5**2)


@pytest.mark.parametrize("noise", [0.003, 0.02])
@pytest.mark.parametrize(
    "relative",
    [
        lambda x, T, R: -0.006 * brillouin(x / T / 0.4) ** 2,
        lambda x, T, R: -0.003 * np.log1p((x / T / 0.3) ** 2),
    ],
    ids=["spin disorder", "Khosla-Fischer"],
)
def test_local_moments(relative, noise):
    """A function of B/T with one height is rejected, and its width is proportional to T."""
    found = series(relative, np.random.default_rng(1), noise)
    (flag,) = [f for f in found.flags if f.code == "magnetic_scaling"]

    assert "reject" == flag.severity == found.verdict
    assert 1.0 == pytest.approx(flag.evidence["exponent"], abs=0.05)
    assert "B/T" in flag.message
    assert flag.advice


@pytest.mark.parametrize("noise", [0.003, 0.02])
def test_kohlers_rule(noise):
    """A function of B/R(0), in a metal whose resistance doubles within the series."""
    found = series(orbits, np.random.default_rng(2), noise, R0=lambda T: 800.0 * (0.8 + 0.08 * T))
    (flag,) = [f for f in found.flags if f.code == "kohler_scaling"]

    assert "reject" == flag.severity
    assert 1.0 == pytest.approx(flag.evidence["exponent"], abs=0.1)
    assert "B/R" in flag.message


def test_parabolas_of_a_metal():
    """Without a cusp only the coefficient is left: 1/R^2."""
    found = series(lambda x, T, R: 1e-3 * (800.0 * x / R) ** 2, np.random.default_rng(3), 0.02, R0=warm)

    assert {"kohler_scaling": "caution"} == codes(found)
    assert "parabola" in found.flags[0].message


HONEST = {
    "B_phi ~ T": lambda x, T, R: -R * one_channel(x, 1.0, 0.01 * T),
    "antilocalization, B_phi ~ T": lambda x, T, R: -R * one_channel(x, -0.5, 0.02 * T),
    "short L_phi, B_phi ~ T": lambda x, T, R: -R * one_channel(x, 1.0, 0.1 * T),
    "saturated": lambda x, T, R: -R * one_channel(x, 1.0, 0.03),
    "B_phi ~ T^2": lambda x, T, R: -R * one_channel(x, -0.5, 0.003 * T**2),
    "a constant and T": lambda x, T, R: -R * one_channel(x, 1.0, 0.03 + 0.01 * T),
    "spin-orbit coupling": lambda x, T, R: -R * three_terms(x, 0.01 * T, 0.1, 5.0),
    "with a classical part": lambda x, T, R: -R * one_channel(x, -0.5, 0.01 * T) + orbits(x, T, R),
}


@pytest.mark.parametrize("name", HONEST)
def test_weak_localization_is_not_accused(name):
    """It falls on one function of B/T where B_phi ~ T, and on one of B alone where L_phi saturates."""
    for seed, (noise, slow) in enumerate([(0.003, 0.0), (0.02, 0.0), (0.003, 0.01)]):
        found = series(HONEST[name], np.random.default_rng([seed, 4]), noise, slow=slow, R0=warm)
        assert {} == codes(found)


def test_two_temperatures_are_no_series():
    """Nothing is said of fewer than three, nor where speed was asked for."""
    found = series(lambda x, T, R: -0.006 * brillouin(x / T / 0.4) ** 2, np.random.default_rng(1))
    fast = series(
        lambda x, T, R: -0.006 * brillouin(x / T / 0.4) ** 2, np.random.default_rng(1), errors="covariance"
    )
    two = fit_series([f.curve for f in found.fits[:2]], b_max="auto")

    assert "magnetic_scaling" in codes(found)
    assert {} == codes(two) == codes(fast)
