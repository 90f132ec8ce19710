"""Larkin's beta: reference values, limits, derivative."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.special import larkin_beta
from hlnfit.special.maki_thompson import larkin_beta_pair


def test_reference_values(reference) -> None:
    """The accelerated sums agree with 16-digit values."""
    for a, expected in reference("larkin_beta"):
        assert expected == pytest.approx(float(larkin_beta(a["ln_T_over_Tc"])), rel=1e-13)


def test_limits() -> None:
    """pi^2/(4 ln) near T_c, pi^2/(6 ln^2) far above, nothing below."""
    assert np.pi**2 / 4e-5 == pytest.approx(float(larkin_beta(1e-5)), rel=1e-4)
    assert np.pi**2 / 6.0 / 60.0**2 == pytest.approx(float(larkin_beta(60.0)), rel=0.1)
    assert np.isnan(larkin_beta(-0.1))
    assert np.isnan(larkin_beta(0.0))


def test_derivative() -> None:
    """The derivative by ln(T/T_c) is that of the value."""
    x = np.array([0.03, 0.3, 1.0, 4.0])
    h = 1e-4 * x
    quotient = (
        8 * (larkin_beta(x + h) - larkin_beta(x - h)) - larkin_beta(x + 2 * h) + larkin_beta(x - 2 * h)
    ) / (12 * h)

    np.testing.assert_allclose(quotient, larkin_beta_pair(x)[1], rtol=1e-9)
