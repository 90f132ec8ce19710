"""The kernel on a fixed set of fields: the same numbers as point by point."""

from __future__ import annotations

import numpy as np

from hlnfit.special.cooperon_2d import f2_and_slope
from hlnfit.special.field_grid import FieldGrid


def test_same_as_single_points() -> None:
    """Sorting and hoisting the logarithm changes nothing beyond 1e-13."""
    rng = np.random.default_rng(5)
    B = rng.uniform(-1.0, 1.0, 301) ** 3
    fields = np.geomspace(1e-5, 1e3, 40)
    grid = FieldGrid.of(B)
    value, slope = grid.f2(fields)
    expected_value, expected_slope = f2_and_slope(fields[:, None] / np.abs(B))

    np.testing.assert_allclose(expected_value, grid.unsort(value), rtol=1e-13)
    np.testing.assert_allclose(expected_slope, grid.unsort(slope), rtol=1e-14)


def test_zero_fields_are_exactly_zero() -> None:
    """A sweep may start, end or repeat at B = 0: the magnetoconductance is 0 there."""
    grid = FieldGrid.of(np.array([0.0, 0.3, -0.0, -0.1]))
    value, slope = grid.f2(np.array([1e-3, 5.0]))

    assert not grid.unsort(value)[:, [0, 2]].any()
    assert not grid.unsort(slope)[:, [0, 2]].any()
    assert np.isfinite(value).all()


def test_empty() -> None:
    """No fields give no numbers."""
    value, slope = FieldGrid.of(np.array([])).f2(np.array([1.0]))

    assert (1, 0) == value.shape == slope.shape
