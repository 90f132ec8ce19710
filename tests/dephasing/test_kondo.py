from __future__ import annotations

import numpy as np
import pytest
from scipy.constants import hbar

from hlnfit.dephasing import nagaoka_suhl_rate


def test_unitarity_at_the_kondo_temperature() -> None:
    """At T_K the rate is n_imp / (pi hbar nu), whatever the spin: the largest an impurity can scatter."""
    n, nu = 1e23, 1.03e47
    expected = n / (np.pi * hbar * nu)

    for spin in (0.5, 1.0, 2.5):
        assert expected == pytest.approx(float(nagaoka_suhl_rate(0.04, 0.04, n, nu, spin)), rel=1e-14)


def test_half_of_it_where_the_logarithm_equals_the_spin_term() -> None:
    """The rate has halved at ln(T/T_K) = pi sqrt(S(S+1)), for S = 1/2 at T = 15.2 T_K."""
    T = float(np.exp(np.pi * np.sqrt(0.75)))

    assert 0.5 == pytest.approx(
        float(nagaoka_suhl_rate(T, 1.0, 1.0, 1.0) / nagaoka_suhl_rate(1.0, 1.0, 1.0, 1.0)), rel=1e-12
    )


def test_nothing_below_the_kondo_temperature() -> None:
    """Below T_K the impurities are screened and the formula does not hold."""
    assert np.isnan(nagaoka_suhl_rate(0.9, 1.0, 1e23, 1e47))
