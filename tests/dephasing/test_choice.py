from __future__ import annotations

import math

import numpy as np
import pytest

from hlnfit.dephasing import fit_rates
from hlnfit.dephasing.choice import aicc

T = np.array([1.5, 2.2, 3.1, 4.5, 6.5, 9.5, 13.0])


@pytest.mark.parametrize(
    ("chi2", "k", "n", "expected"),
    [
        # By hand: 5 + 2*2 + 2*2*3/(7-3) = 5 + 4 + 3
        (5.0, 2, 7, 12.0),
        # 4 + 2*3 + 2*3*4/(8-4) = 4 + 6 + 6
        (4.0, 3, 8, 16.0),
        # 0 + 2*1 + 2*1*2/(3-2) = 2 + 4
        (0.0, 1, 3, 6.0),
    ],
)
def test_criterion_by_hand(chi2: float, k: int, n: int, expected: float) -> None:
    """AICc = chi2 + 2k + 2k(k+1)/(n-k-1)."""
    assert expected == aicc(chi2, k, n)


def test_criterion_does_not_exist_for_too_few_points() -> None:
    """With n - k - 1 = 0 there is no correction: infinite."""
    assert math.inf == aicc(1.0, 2, 3)


def test_criterion_on_inflated_errors() -> None:
    """Errors too small by 3 divide chi-square by 9: 18/9 + 4 + 3 = 9."""
    assert 9.0 == aicc(18.0, 2, 7, inflation=9.0)


def test_rows_hold_the_criterion_of_their_chi_square() -> None:
    """Every row's AICc follows from its chi2 by hand, on the scale of the law that fits best."""
    rng = np.random.default_rng(0)
    B = 2e-3 + 8e-4 * T
    result = fit_rates(T, B * (1 + 0.1 * rng.normal(size=T.size)), 0.02 * B)
    c = max(1.0, min(f.chi2_red for f in result.fits))

    assert c > 2.0
    for f in result.fits:
        k = f.n_parameters
        assert f.chi2 / c + 2 * k + 2 * k * (k + 1) / (7 - k - 1) == pytest.approx(f.aicc)


def test_a_worse_law_by_less_than_two_is_noise() -> None:
    """Where laws differ by less than 2 the simpler one is preferred, and the reason says noise."""
    result = fit_rates(T, 1e-3 * T, 2e-4 * T, laws=["power", "power_saturating", "nyquist_2d"])

    assert "nyquist_2d" == result.preferred.law
    assert not result.decisive
    assert "noise" in result.reason and "power" in result.reason


def test_a_clear_difference_is_told() -> None:
    """T^3 with errors of 1 % is no straight line: electron-phonon scattering is preferred, p = 3."""
    B = 1e-3 + 5e-5 * T**3
    result = fit_rates(T, B, 0.01 * B, laws=["nyquist_2d", "electron_phonon", "schmid_3d"])

    assert "electron_phonon" == result.preferred.law
    assert result.decisive and 3.0 == result.p


def test_the_implicit_twin_leaves_a_decision_open_for_no_one() -> None:
    """The self-consistent form of a law fits nearly as well; it is the same physics."""
    B = 2e-3 + 8e-4 * T
    result = fit_rates(T, B, 0.01 * B, laws=["nyquist_2d", "nyquist_2d_log", "schmid_3d"], R_sheet=500.0)

    assert "nyquist_2d" == result.preferred.law
    assert result.decisive


def test_three_points_choose_nothing() -> None:
    """Three temperatures cannot tell laws of two parameters apart: the exponent is measured, not assumed."""
    result = fit_rates([1.0, 3.0, 9.0], [1e-3, 3e-3, 9e-3], 1e-4)

    assert "power" == result.preferred.law
    assert not result.decisive
    assert "too few" in result.reason


def test_preference_over_many_seeds() -> None:
    """Linear dephasing above a constant, errors of 2 %: the linear law is preferred in 19 of 20 cases."""
    B = 5e-4 + 8e-4 * T
    right = 0
    for seed in range(40):
        y = B * (1 + 0.02 * np.random.default_rng(seed).normal(size=T.size))
        right += fit_rates(T, y, 0.02 * B, dimension=2).preferred.law == "nyquist_2d"

    assert right >= 36
