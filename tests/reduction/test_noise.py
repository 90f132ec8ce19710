"""The noise of a curve from neighbouring points."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import digamma

from hlnfit.reduction.noise import point_scatter


def cusp(B, B_phi):
    """Weak antilocalization in arbitrary units, from scipy's digamma."""
    y = B_phi / np.maximum(np.abs(B), 1e-12)
    return -(digamma(0.5 + y) - np.log(y)) / 2.0


@pytest.mark.parametrize("n", [101, 401])
@pytest.mark.parametrize("B_phi", [0.01, 0.1])
def test_white_noise_is_found_under_a_cusp(n, B_phi):
    """The scatter is the noise that was added, whatever smooth curve or cusp lies beneath it."""
    rng = np.random.default_rng(n)
    B = np.linspace(-1.0, 1.0, n)
    noise = 0.01 * np.ptp(cusp(B, B_phi))
    found = [point_scatter(B, cusp(B, B_phi) + noise * rng.normal(size=n)) for _ in range(60)]

    assert np.mean(found) == pytest.approx(noise, rel=0.06)


def test_order_and_repeated_fields_do_not_matter():
    """A sweep may run down, and rest at a field: the answer is that of the sorted sweep."""
    rng = np.random.default_rng(3)
    B = np.sort(np.concatenate([np.linspace(-1.0, 1.0, 300), np.full(5, 1.0)]))
    y = 3.0 * B**2 + 0.01 * rng.normal(size=B.size)

    assert point_scatter(B[::-1], y[::-1]) == pytest.approx(0.01, rel=0.2)


def test_few_wild_points_do_not_count():
    """Three outliers in 200 points leave the scatter as it was."""
    rng = np.random.default_rng(4)
    B = np.linspace(-1.0, 1.0, 200)
    y = 0.01 * rng.normal(size=B.size)
    y[[20, 90, 150]] += 5.0

    assert point_scatter(B, y) == pytest.approx(0.01, rel=0.25)


def test_too_few_points_have_no_scatter():
    """Seven points tell nothing about their noise."""
    assert np.isnan(point_scatter(np.arange(7.0), np.arange(7.0)))
