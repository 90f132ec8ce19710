"""f3 and its derivative: reference values, precision, limits."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from hlnfit.special import f3, f3_prime
from hlnfit.special.cooperon_3d import f3_scalar


def test_reference_values(reference) -> None:
    """f3 agrees with 30-digit values."""
    for a, expected in reference("f3"):
        assert expected == pytest.approx(float(f3(a["y"])), rel=1e-13)


def test_relative_error_everywhere() -> None:
    """Value and derivative keep 1e-14 relative over fourteen decades."""
    with mp.workdps(60):
        for y in np.geomspace(1e-6, 1e8, 57):
            x = mp.mpf(float(y))
            exact = -mp.zeta(mp.mpf(1) / 2, x + mp.mpf(1) / 2) - 2 * mp.sqrt(x)
            exact_slope = mp.zeta(mp.mpf(3) / 2, x + mp.mpf(1) / 2) / 2 - 1 / mp.sqrt(x)

            assert abs(float(f3(y) / exact - 1)) < 1e-14
            assert abs(float(f3_prime(y) / exact_slope - 1)) < 1e-14


def test_ends() -> None:
    """f3(0) = (1 - sqrt 2) zeta(1/2); far out y^(-3/2)/48; nothing below zero."""
    assert 0.6048986434216304 == pytest.approx(float(f3(0.0)), rel=1e-14)
    assert 1e-9 / 48.0 == pytest.approx(float(f3(1e6)), rel=1e-11)
    assert -np.inf == f3_prime(0.0)
    assert np.isnan(f3(-1.0))
    assert np.isnan(f3_scalar(-1.0)).all()
    assert (2, 2) == f3(np.ones((2, 2))).shape
