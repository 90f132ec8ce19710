"""The field about which a curve is most even, where fits begin to look for the offset of the magnet."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.fitting.engine.centre import centre


def cusp(x):
    """Even, sharp at zero, and no formula of the package."""
    return 1e-5 * np.log1p((x / 0.01) ** 2)


@pytest.mark.parametrize("true", [0.0, 0.0123, -0.0371, 0.09])
@pytest.mark.parametrize("n", [61, 401, 2001])
def test_the_centre_of_an_even_curve_is_found_beside_its_odd_part(true, n):
    """To a step of the field, on steps that are not even, with a Hall voltage of ten times the curve."""
    u = np.linspace(-1.0, 1.0, n)
    B = u + 0.2 * u * (1.0 - u * u)
    x = B - true
    found = centre(B, cusp(x) + 1e-3 * x - 2e-4 * x**3, -0.1, 0.1)

    assert abs(found - true) < max(np.diff(B).max() / 3.0, 5e-4)


def test_one_sided_or_few_points_have_none():
    """Zero then."""
    B = np.linspace(0.0, 1.0, 101)
    assert 0.0 == centre(B, cusp(B - 0.05), -0.1, 0.1)
    assert 0.0 == centre(B[:5] - 0.02, cusp(B[:5]), -0.1, 0.1)
