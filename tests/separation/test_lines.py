"""Straight lines by generalized least squares: textbook cases, and slopes that share noise."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.separation.lines import Line, fit_line, slopes_together

T = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
X = np.log(T)
ONE = np.zeros(5, dtype=np.int64)


def line(y, combination=None, source=ONE, name="line"):
    """A line in ln T whose points are the measured numbers themselves."""
    return Line(name, T, np.asarray(y), np.eye(5) if combination is None else combination, X, source)


def test_ordinary_least_squares():
    """Equal errors: slope and error of the textbook, sigma/sqrt(sum (x - mean)^2)."""
    y = 3.0 + 2.0 * X + 0.1 * np.array([1.0, -1.0, 0.0, -1.0, 1.0])
    found = fit_line(line(y), 0.01 * np.eye(5))

    assert np.polyfit(X, y, 1)[0] == pytest.approx(found.slope)
    assert 0.1 / np.sqrt(np.sum((X - X.mean()) ** 2)) == pytest.approx(found.error)
    assert 3 == found.dof


def test_a_common_error_of_all_points_does_not_change_the_slope():
    """Noise that moves all points alike goes into the constant."""
    y = 1.0 + 0.5 * X
    found = fit_line(line(y), 1e-4 * np.eye(5) + 1.0)

    assert 0.5 == pytest.approx(found.slope)
    assert 0.01 / np.sqrt(np.sum((X - X.mean()) ** 2)) == pytest.approx(found.error, rel=1e-4)


def test_sources_have_levels_of_their_own():
    """Two runs with different levels and one slope."""
    source = np.array([0, 0, 0, 1, 1])
    y = 2.0 * X + np.where(source == 1, 7.0, 0.0)

    assert 2.0 == pytest.approx(fit_line(line(y, source=source), 1e-4 * np.eye(5)).slope)


def test_points_that_miss_the_line_widen_the_error():
    """A parabola: chi-square per degree of freedom scales the variance."""
    y = X**2
    found = fit_line(line(y), 1e-6 * np.eye(5))

    assert found.significant
    assert found.chi2 / 3.0 == pytest.approx(found.scale)
    plain = 1e-3 / np.sqrt(np.sum((X - X.mean()) ** 2))
    assert plain * np.sqrt(found.scale) == pytest.approx(found.error)


def test_slopes_of_the_same_numbers_are_correlated():
    """A line through twice the same numbers has twice the slope and correlation 1."""
    y = np.array([1.0, 1.7, 2.2, 3.1, 3.6])
    V = np.diag([1.0, 2.0, 1.0, 3.0, 1.0]) * 1e-2
    pair = [fit_line(line(y), V), fit_line(line(2.0 * y, 2.0 * np.eye(5)), V)]
    matrix = slopes_together(pair, V)

    assert 2.0 * pair[0].slope == pytest.approx(pair[1].slope)
    assert matrix[0, 1] == pytest.approx(np.sqrt(matrix[0, 0] * matrix[1, 1]))


def test_slopes_of_other_numbers_are_not():
    """Independent numbers give independent slopes."""
    V = 1e-2 * np.eye(10)
    first, second = np.eye(5, 10), np.eye(5, 10, k=5)
    pair = [fit_line(line(X, first), V), fit_line(line(2.0 * X, second), V)]

    assert 0.0 == pytest.approx(slopes_together(pair, V)[0, 1], abs=1e-15)


def test_covariance_by_simulation():
    """Slopes of two lines with shared, unequal noise scatter as the covariance says."""
    rng = np.random.default_rng(0)
    A = rng.normal(size=(8, 8)) * 0.1
    V = A @ A.T
    combinations = [rng.normal(size=(5, 8)) for _ in range(2)]
    base = [fit_line(line(np.zeros(5), c), V) for c in combinations]
    noise = rng.multivariate_normal(np.zeros(8), V, size=4000)
    slopes = np.array([[f.estimator @ z for f in base] for z in noise])

    assert slopes_together(base, V) == pytest.approx(np.cov(slopes.T), rel=0.15)
