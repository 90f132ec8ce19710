"""Structure of residuals: autocorrelation and runs."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.fitting.structure import structure_of

B = np.linspace(-1.0, 1.0, 400)
ONE = np.zeros(B.size, dtype=np.int64)


def test_runs_of_a_short_row_are_counted():
    """+ + - + - -: 4 runs, of 1 + 2 * 3 * 3 / 6 = 4 expected."""
    found = structure_of(
        np.array([1.0, 2.0, -1.0, 3.0, -1.0, -2.0]), np.arange(6.0), np.zeros(6, dtype=np.int64)
    )

    assert (4, 4.0) == (found.runs, found.expected_runs)


def test_white_noise_has_neither():
    """Autocorrelation within its error, and as many runs as expected."""
    rng = np.random.default_rng(1)
    found = structure_of(rng.normal(size=B.size), B, ONE)

    assert np.all(np.abs(found.autocorrelation) < 4.0 * found.expected_error)
    assert 0.01 < found.runs_probability < 0.99


def test_probability_is_uniform_over_white_noise():
    """A twentieth of 1000 white residuals lies below 0.05."""
    rng = np.random.default_rng(2)
    low = np.mean(
        [structure_of(rng.normal(size=100), B[:100], ONE[:100]).runs_probability < 0.05 for _ in range(1000)]
    )

    assert 0.05 == pytest.approx(low, abs=0.02)


def test_first_order_process_shows_its_correlation():
    """0.8 to the power of the lag, at lags of one step and more; far too few runs."""
    rng = np.random.default_rng(3)
    x = np.zeros(B.size)
    for i in range(1, B.size):
        x[i] = 0.8 * x[i - 1] + rng.normal()
    found = structure_of(x, B, ONE)

    np.testing.assert_allclose(0.8 ** np.arange(1, 4), found.autocorrelation[:3], atol=0.15)
    assert B[1] - B[0] == pytest.approx(found.lag[0])
    assert found.runs_probability < 1e-6


def test_directions_are_looked_at_apart():
    """Two directions of opposite sign at the same fields are two runs, not four hundred."""
    sign = np.where(np.arange(400) < 200, 1.0, -1.0)
    found = structure_of(sign, np.tile(B[:200], 2), (np.arange(400) >= 200).astype(np.int64))

    assert 2 == found.runs
