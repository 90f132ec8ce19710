"""Closed walks without spin."""

import numpy as np
from numpy.random import SeedSequence

from hlnfit.simulation.walks import loop_areas
from hlnfit.simulation.walks.areas import bin_areas
from hlnfit.simulation.walks.bridges import _closed_area, bridge_areas


def test_area_of_a_closed_walk_is_that_of_its_polygon():
    """The integer sums give the shoelace area of the walk with its drift taken off."""
    bits = np.random.default_rng(0).integers(0, 2, size=(2, 64))
    steps = bits.shape[1]
    x, y = (np.concatenate(([0], np.cumsum(row))) for row in bits)
    closed_x = x - np.arange(steps + 1) * x[-1] / steps
    closed_y = y - np.arange(steps + 1) * y[-1] / steps
    shoelace = 0.5 * np.sum(closed_x[:-1] * closed_y[1:] - closed_y[:-1] * closed_x[1:])
    sums = (x[-1], y[-1], x[:-1].sum(), y[:-1].sum(), (x[:-1] * bits[1]).sum(), (bits[0] * bits[1]).sum())

    assert np.isclose(8 / steps * shoelace, _closed_area(*map(float, sums), float(steps)), rtol=1e-12)


def test_mean_cosine_of_the_area_is_x_over_sinh_x():
    """<cos(x A)> of Brownian bridges is x / sinh x (P. Levy, 1951), resolved to 1e-3 at every x."""
    x = np.array([0.5, 1.0, 2.0, 4.0, 8.0])
    estimate = loop_areas(loops=2_000_000, steps=256, seed=1).mean_cosine(x)

    assert np.max(estimate.error) < 1.2e-3
    assert np.all(np.abs(estimate.value - x / np.sinh(x)) < 4 * estimate.error)


def test_density_of_the_area_is_a_hyperbolic_secant_squared():
    """The area has density (pi/4) / cosh^2(pi a / 2) in units of D t (P. Levy, 1951)."""
    found = loop_areas(loops=1_000_000, steps=1024, seed=2)
    inside = (found.areas > 0.05) & (found.areas < 2.0)
    counts = found.fine.sum(axis=0)[inside]
    expected = np.pi / 2 / np.cosh(np.pi * found.areas[inside] / 2) ** 2 * found.widths[inside] * found.loops
    chi_square = np.sum((counts - expected) ** 2 / expected)

    assert found.density[inside].shape == expected.shape
    # Chi-square of n bins: mean n, variance 2 n.
    assert abs(chi_square - expected.size) < 4 * np.sqrt(2 * expected.size)


def test_coarse_loops_are_as_good_as_loops_of_that_length():
    """The quarters of a walk of 256 steps have the areas of closed walks of 64 steps."""
    _, quarters = bridge_areas(SeedSequence(3), loops=128 * 600, steps=256)
    whole, _ = bridge_areas(SeedSequence(4), loops=128 * 2400, steps=64)
    cosines = np.cos(2.0 * bin_areas())
    means = [cosines @ counts / counts.sum() for counts in (quarters, whole)]
    # The cosine has a standard deviation below 0.7.
    assert abs(means[0] - means[1]) < 4 * 0.7 * np.sqrt(1 / quarters.sum() + 1 / whole.sum())


def test_nothing_is_lost():
    """Every loop is counted once, and four quarters for each."""
    fine, coarse = bridge_areas(SeedSequence(5), loops=1280, steps=128)
    assert (1280, 5120) == (fine.sum(), coarse.sum())
