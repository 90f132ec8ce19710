"""Interpolation in ln B: accuracy, independence of the set of fields, the quadratic end."""

from __future__ import annotations

import numpy as np

from hlnfit.models.log_field_table import tabulated
from hlnfit.special import f2


def _curve(B: np.ndarray) -> np.ndarray:
    return np.stack((f2(2e-3 / B), f2(0.5 / B)), axis=1)


def test_accuracy() -> None:
    """A Cooperon mode is reproduced to 1e-8 over six decades."""
    B = np.geomspace(1e-4, 30.0, 500)

    np.testing.assert_allclose(_curve(B), tabulated(_curve, B, 1e-5), atol=2e-8)


def test_grid_points_are_exact() -> None:
    """A field on the grid gets the computed value."""
    B = np.exp(0.1 * np.array([-20.0, 3.0]))

    np.testing.assert_allclose(_curve(B), tabulated(_curve, B, 1e-5), rtol=1e-10)


def test_quadratic_end() -> None:
    """Far below the smallest rate the curve continues as B^2 and B^4."""
    B = np.geomspace(1e-7, 6e-5, 20)
    found = tabulated(_curve, B, 6e-5)

    np.testing.assert_allclose(_curve(B), found, rtol=1e-4)


def test_value_depends_on_its_own_field_alone() -> None:
    """One field alone gives what it gives among others."""
    B = np.geomspace(1e-3, 1.0, 41)

    np.testing.assert_array_equal(tabulated(_curve, B, 1e-5)[17:18], tabulated(_curve, B[17:18], 1e-5))
