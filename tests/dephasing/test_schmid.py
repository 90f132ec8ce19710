from __future__ import annotations

import numpy as np
import pytest
from mpmath import mp, mpf, pi, sqrt
from scipy.constants import hbar, k

from hlnfit.dephasing import schmid_rate_3d


def test_rate_against_thirty_digits() -> None:
    """The rate equals the formula of A. Schmid, Z. Phys. 271, 251 (1974), evaluated with mpmath."""
    with mp.workdps(30):
        thermal, fermi, k_l = mpf(k) * mpf("4.2"), mpf("8e-19"), mpf("6.5")
        expected = pi / 8 * thermal**2 / (mpf(hbar) * fermi)
        expected += sqrt(3) / 2 * thermal ** mpf("1.5") / (mpf(hbar) * sqrt(fermi) * k_l ** mpf("1.5"))

    assert float(expected) == pytest.approx(float(schmid_rate_3d(4.2, 8e-19, 6.5)), rel=1e-12)


def test_exponent_goes_from_three_halves_to_two() -> None:
    """The rate is T^(3/2) in a dirty metal at low temperature and T^2 in a clean one."""
    dirty = schmid_rate_3d(np.array([0.01, 0.02]), 8e-19, 2.0)
    clean = schmid_rate_3d(np.array([100.0, 200.0]), 8e-19, 1e6)

    assert 1.5 == pytest.approx(np.log2(dirty[1] / dirty[0]), abs=1e-2)
    assert 2.0 == pytest.approx(np.log2(clean[1] / clean[0]), abs=1e-2)


def test_no_number_for_an_insulator() -> None:
    """The theory expands in 1/(k_F l): no rate at k_F l <= 1."""
    assert np.isnan(schmid_rate_3d(1.0, 8e-19, 0.9))
