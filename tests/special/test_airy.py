"""The Airy ratio of Nyquist dephasing: reference values, limits, derivative."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from hlnfit.special import airy_ratio
from hlnfit.special.airy import airy_pair


def test_reference_values(reference) -> None:
    """-Ai/Ai' agrees with 30-digit values."""
    for a, expected in reference("airy_ratio"):
        assert expected == pytest.approx(float(airy_ratio(a["a"])), rel=1e-13)


def test_far_out() -> None:
    """Where Ai underflows the ratio goes on smoothly, value and derivative."""
    for a in (90.0, 999.0, 1001.0, 9.9e4, 1.1e5, 1e7):
        with mp.workdps(50):
            x = mp.mpf(a)
            # r = a^(-1/2) [1 - e/4 + ...] follows from r' = a r^2 - 1; here by Airy's functions themselves.
            exact = (
                -mp.airyai(x) / mp.airyai(x, derivative=1) if a < 2e5 else 1 / mp.sqrt(x) * (1 - x**-1.5 / 4)
            )
            slope = x * exact**2 - 1

        assert float(exact) == pytest.approx(float(airy_ratio(a)), rel=1e-12)
        if a < 2e5:
            assert float(slope) == pytest.approx(float(airy_pair(a)[1]), rel=1e-9)


def test_interpolation_by_square_root() -> None:
    """1/sqrt(1/2 + a) is within 4.5 % of the ratio: Nyquist noise acts as a rate 1/(2 tau_N)."""
    a = np.linspace(0.0, 30.0, 200)

    assert np.abs(airy_ratio(a) * np.sqrt(0.5 + a) - 1.0).max() < 0.045
    assert np.isnan(airy_ratio(-0.1))
    assert (2, 1) == airy_ratio(np.ones((2, 1))).shape
