"""From resistance to conductance."""

from __future__ import annotations

import numpy as np

from hlnfit.reduction.conductance import conductance, odd_resistance


def test_without_odd_part_it_is_one_over_R():
    """An even resistance gives N / R exactly."""
    B = np.linspace(-1.0, 1.0, 201)
    R = 1000.0 + 5.0 * B**2
    sigma, slope, _ = conductance(B, R, 5.0)

    np.testing.assert_allclose(sigma, 5.0 / R, rtol=1e-13)
    np.testing.assert_allclose(slope, -5.0 / R**2, rtol=1e-12)


def test_hall_admixture_leaves_the_even_part_alone():
    """An odd part of 10 % of R, whose square would be 1 %, moves the even part by less than 1e-5."""
    B = np.linspace(-1.0, 1.0, 401)
    even = 1000.0 - 10.0 * np.exp(-np.abs(B) / 0.1)
    sigma, _, _ = conductance(B, even + 100.0 * B, 1.0)
    folded = 0.5 * (sigma + sigma[::-1])

    np.testing.assert_allclose(folded, 1.0 / even, rtol=1e-5)


def test_odd_part_is_linear_and_cubic_only():
    """What is carried along is the polynomial part, not noise and not the cusp."""
    B = np.linspace(-2.0, 2.0, 101)
    odd = odd_resistance(B, 500.0 + 20.0 * np.abs(B) + 3.0 * B - 0.5 * B**3)

    np.testing.assert_allclose(odd, 3.0 * B - 0.5 * B**3, atol=1e-3)


def test_one_sided_data_have_no_odd_part():
    """From B >= 0 alone even and odd cannot be told apart."""
    B = np.linspace(0.0, 1.0, 50)

    assert not odd_resistance(B, 100.0 + B).any()


def test_odd_part_larger_than_R_falls_back_to_one_over_R():
    """A resistance that is mostly odd (a Hall channel) is not expanded."""
    B = np.linspace(-1.0, 1.0, 101)
    R = np.exp(8.0 * B)
    sigma, _, odd = conductance(B, R, 1.0)

    np.testing.assert_allclose(sigma, 1.0 / R)
    assert not odd.any()
