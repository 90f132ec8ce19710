"""The window that is used when none was given."""

from __future__ import annotations

import numpy as np

from hlnfit import Magnetoconductance, fit
from hlnfit.fitting.window import largest_that_agrees
from tests.fitting.curves import one_channel

nan = np.nan
B = np.linspace(-1.0, 1.0, 161)


def test_the_largest_that_agrees_within_one_error_of_the_smaller():
    """Windows beyond the plateau are left; two standard errors where that was asked for."""
    L, err = np.array([10.0, 10.1, 10.2, 10.6, 12.0]), np.array([0.5, 0.3, 0.3, 0.3, 0.3])
    described = np.ones(5, dtype=bool)

    assert (2, True) == largest_that_agrees(L, err, described, 1.0)
    assert (3, True) == largest_that_agrees(L, err, described, 2.0)
    assert (0, False) == largest_that_agrees(L, 0.01 * err, described, 1.0)


def test_a_window_that_says_nothing_contradicts_nothing():
    """A part of a curve is not fitted for its own sake, unless the model fails for all of it."""
    L, err = np.array([nan, 10.0, 10.1, nan, nan]), np.array([nan, 0.5, 0.5, nan, nan])

    assert (4, True) == largest_that_agrees(L, err, np.ones(5, dtype=bool), 1.0)
    assert (2, True) == largest_that_agrees(L, err, np.array([True] * 4 + [False]), 1.0)


def test_a_ripple_of_the_noise_is_no_cusp():
    """A parabola under conductance fluctuations: no part of it is called good."""
    for seed in range(6):
        rng = np.random.default_rng(seed)
        rate, phase = rng.normal(size=64) / 0.1, 2.0 * np.pi * rng.uniform(size=64)
        ripple = np.cos(B[:, None] * rate + phase).sum(axis=1) / np.sqrt(32.0)
        y = 1e-5 * (-B * B + 0.01 * ripple + 0.004 * rng.normal(size=B.size))

        assert "good" != fit(Magnetoconductance(B, y), b_max="auto").verdict


def test_a_curve_with_a_classical_part_is_still_fitted_below_it():
    """Where the model fails at high field the window ends before, and L_phi is right."""
    rng = np.random.default_rng(2)
    y = one_channel(B, -0.5, 5e-3)
    y = y - 3e-4 * np.maximum(np.abs(B) - 0.3, 0.0) ** 2 + 0.003 * np.ptp(y) * rng.normal(size=B.size)
    found = fit(Magnetoconductance(B, y), b_max="auto")

    assert found.B_max < 0.6
    assert abs(np.log(found.params["B_phi"].value / 5e-3)) < 0.3
